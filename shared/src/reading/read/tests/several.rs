//! Several people in one text.

use super::*;

#[track_caller]
fn names(channel: &str, region: &str, text: &str, wanted: &[[&str; 2]]) {
    let reading = read(text, &context(channel, region));
    let fields = |party: &Party| [value(party, Field::FullName), value(party, Field::Phone)];
    let people: Vec<[String; 2]> = reading.parties.iter().map(fields).collect();
    assert_eq!(people, wanted, "{text}");
}

#[test]
fn each_has_a_number_of_their_own() {
    let list = "1) Mara Jolly 515-555-0101 wants a deck 2) Theo Banks 515-555-0102 wants a fence";
    names("note", "US", list, &[["Mara Jolly", "+15155550101"], ["Theo Banks", "+15155550102"]]);
    let either = "Busco catering. Contacto: Laura 612 345 678 o Pedro 612 345 679";
    names("sms", "ES", either, &[["Laura", "+34612345678"], ["Pedro", "+34612345679"]]);
    let brackets = "Two walk-ins: Lena Ortiz (319-555-0111, sedan) and Cal Frye (319-555-0112, truck).";
    names("note", "US", brackets, &[["Lena Ortiz", "+13195550111"], ["Cal Frye", "+13195550112"]]);
    let german = "Zwei Anfragen: Jens Roth, 030 12345671, Umzug; Silke Adler, 030 12345672, Reinigung.";
    names("note", "DE", german, &[["Jens Roth", "+493012345671"], ["Silke Adler", "+493012345672"]]);
}

#[test]
fn those_who_are_only_named_are_no_parties() {
    let colleague = "Hi Monica, my colleague Arne said you do vans. I need two. Thanks, Piet Dekker, 212-555-0188";
    names("email", "US", colleague, &[["Piet Dekker", "+12125550188"]]);
    let sister = "Referral from Hank Moss: his sister Joy Moss needs a realtor, 316-555-0145";
    names("note", "US", sister, &[["Joy Moss", "+13165550145"]]);
    let friend = "My friend Luis told me about you. Looking for a pickup. Ernie 972-555-0100";
    names("sms", "US", friend, &[["Ernie", "+19725550100"]]);
    let wife = "call me (Gus) 515-555-0103 or my wife Ana 515-555-0104, need a plumber";
    names("sms", "US", wife, &[["Gus", "+15155550103"]]);
}

#[test]
fn a_part_of_an_address_names_nobody() {
    reads(&[
        (
            "sms",
            "US",
            "this is vera@known.example, my new phone is 415-555-0133, need a roof",
            ["-", "-", "vera@known.example", "+14155550133"],
        ),
        ("sms", "US", "I'm on https://ann.example/maria, need a roof, 415-555-0133", ["-", "-", "-", "+14155550133"]),
    ]);
}

#[test]
fn a_note_s_author_has_numbers_too() {
    reads(&[
        (
            "note",
            "US",
            "Please add Kim Known, kim@known.example. My own number is 415-555-0133. She needs a kitchen.",
            ["Kim Known", "-", "kim@known.example", "-"],
        ),
        (
            "note",
            "US",
            "Client Kim Known wants a kitchen, kim@known.example. My cell is 415-555-0133 if you need me.",
            ["Kim Known", "-", "kim@known.example", "-"],
        ),
    ]);
}
