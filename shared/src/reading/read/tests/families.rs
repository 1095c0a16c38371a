//! Kinds of sentences that were once read wrongly, three and more of each.

use super::*;

/// A text, and the budget's least and most in minor units.
type Sum = (&'static str, &'static str, &'static str, Option<i64>, Option<i64>);

#[track_caller]
fn sums(rows: &[Sum]) {
    for (channel, region, text, min, max) in rows {
        let party = read(text, &context(channel, region)).parties.first().cloned().unwrap_or_default();
        let minor = |field| party.fields.get(&field).and_then(|found: &Found| found.value.as_i64());
        let got = (minor(Field::BudgetMinMinor), minor(Field::BudgetMaxMinor));
        assert_eq!(got, (*min, *max), "{text}");
    }
}

/// A text, what is to be done next, and by when.
#[track_caller]
fn actions(rows: &[(&str, &str, &str, &str, &str)]) {
    for (channel, region, text, kind, due) in rows {
        let party = read(text, &context(channel, region)).parties.first().cloned().unwrap_or_default();
        let got = (value(&party, Field::NextAction), value(&party, Field::NextActionDue));
        assert_eq!((got.0.as_str(), got.1.as_str()), (*kind, *due), "{text}");
    }
}

#[test]
fn complaints_and_questions_about_what_was_bought_are_no_leads() {
    for text in [
        "Where is my order? I ordered two coats on Nov 1 and paid $180. Ann Hale, ann@example.com",
        "I was charged twice for the oil change and want my money back. 480-555-0171",
        "¿Dónde está mi pedido? Pagué 60 € y no ha llegado mi paquete.",
        "Wo bleibt meine Bestellung? Ich habe 89 € bezahlt und bitte um Erstattung.",
        "Mon colis est arrivé cassé, je demande un remboursement de 45 €.",
    ] {
        assert!(read(text, &context("email", "US")).no_lead.is_some(), "{text}");
    }
}

#[test]
fn sellers_job_seekers_students_and_frauds_are_no_leads() {
    for text in [
        "We help dentists get more customers. Are you free for a 15 minute call? $299 a month. Lee Fox",
        "Are you guys hiring? I can start immediately, $22/hr. Omar 602-555-0119",
        "Could I interview you for my class project? It takes ten minutes. Nina Voss",
        "I am Barrister Cole, my late client left $9,000,000, you are the beneficiary.",
        "Hi, it's your accountant, please send me the October bank statements.",
    ] {
        assert!(read(text, &context("email", "US")).no_lead.is_some(), "{text}");
    }
}

#[test]
fn whoever_found_the_website_or_does_not_answer_may_still_want_something() {
    for (channel, text) in [
        ("email", "I came across your website and would like a quote for two windows. Ida Marsh, ida@example.com"),
        ("note", "No answer x2, Pauline Greer 702-555-0187. Try again Monday."),
        (
            "email",
            "We are unhappy with our current cleaner and need a new one, about $300 a month. Bo Lind, 212-555-0143",
        ),
    ] {
        assert!(read(text, &context(channel, "US")).no_lead.is_none(), "{text}");
    }
}

#[test]
fn a_company_may_stand_after_its_kind_and_have_a_form_with_dots() {
    reads(&[
        (
            "email",
            "FR",
            "Bonjour, je gère la brasserie Le Phare et cherche 20 tabliers. Inès Caron, ines@example.fr",
            ["Inès Caron", "Le Phare", "ines@example.fr", "-"],
        ),
        (
            "email",
            "DE",
            "Für unseren Verein TSV Lohne suchen wir 30 Trikots.\n\nGruß\nHeiko Brandes",
            ["Heiko Brandes", "TSV Lohne", "-", "-"],
        ),
        (
            "email",
            "US",
            "Our bakery Crumb & Ash needs 40 aprons.\n\nThanks,\nFaye Moss",
            ["Faye Moss", "Crumb & Ash", "-", "-"],
        ),
        (
            "email",
            "US",
            "Our rugby club (Otley Vixens) wants 22 jackets.\n\nThanks,\nSteph Varley",
            ["Steph Varley", "Otley Vixens", "-", "-"],
        ),
    ]);
}

#[test]
fn a_name_ends_before_the_company_and_is_who_is_introduced() {
    reads(&[
        ("note", "ES", "Llamó Remedios de Modas Elvira, quiere 60 blusas.", ["Remedios", "Modas Elvira", "-", "-"]),
        (
            "email",
            "US",
            "Hi Pat, introducing you to Selma Ortiz, who needs a new accountant. selma@example.com - Glenn",
            ["Selma Ortiz", "-", "selma@example.com", "-"],
        ),
    ]);
}

#[test]
fn a_dot_after_a_number_ends_a_sentence_before_a_small_letter_too() {
    sums(&[
        ("sms", "US", "need junk hauled, can pay 300. dee", None, Some(30_000)),
        ("sms", "US", "rental w yard, budget 2200. two dogs", None, Some(220_000)),
        ("sms", "US", "fence repair, i can do 450. thx", None, Some(45_000)),
    ]);
}

#[test]
fn what_is_counted_is_not_what_is_paid() {
    sums(&[
        ("sms", "IN", "Whitefield me 3bhk under 1.2 cr milega kya", None, Some(1_200_000_000)),
        ("email", "US", "Catering for 80 guests under $3k please", None, Some(300_000)),
        ("note", "US", "condo downtown, HOA under 400, price 350k", None, Some(35_000_000)),
        ("sms", "US", "Please quote 150 tees", None, None),
    ]);
}

#[test]
fn what_the_advertisement_asks_is_not_what_they_pay() {
    sums(&[
        ("sms", "US", "Ur ad says $500/mo. I can pay 450", None, Some(45_000)),
        ("sms", "US", "The ad says 12k for the truck, would you take 10,500?", None, Some(1_050_000)),
        ("email", "DE", "VB 14.900? Würde 13.500 zahlen", None, Some(1_350_000)),
        ("email", "DE", "Mehr als 45 Euro pro Stück sind nicht drin.", None, Some(4_500)),
    ]);
}

#[test]
fn a_car_for_so_many_and_a_half_is_thousands() {
    sums(&[
        ("sms", "US", "is the silverado still there? wud u take 18,5 cash", None, Some(1_850_000)),
        ("note", "US", "liked the Outback, wants 31.5 OTD", None, Some(3_150_000)),
        ("sms", "US", "would you do 12.5 on the camry?", None, Some(1_250_000)),
        ("sms", "US", "i can pay 300 on friday", None, Some(30_000)),
    ]);
}

#[test]
fn an_hour_with_a_dot_and_a_day_that_is_given_up() {
    actions(&[
        ("email", "GB", "Are you free to speak on Friday at 10.30?", "call", "2026-11-20T10:30"),
        ("sms", "US", "can u do friday instead of thursday for the walkthrough?", "visit", "2026-11-20"),
        ("email", "GB", "Please ring me on 7/12 after 4", "call", "2026-12-07T16:00"),
        ("email", "DE", "Bitte bis zum 4. Dezember ein Angebot.", "quote", "2026-12-04"),
        (
            "email",
            "DE",
            "Wir möchten das Haus am Mittwoch, 25. November um 17.30 Uhr besichtigen.",
            "visit",
            "2026-11-25T17:30",
        ),
        ("email", "US", "Let's do lunch next Thursday at noon?", "meeting", "2026-11-26T12:00"),
    ]);
}

#[test]
fn what_only_looks_like_a_request_is_none() {
    actions(&[
        ("email", "FR", "Je m'appelle Inès Caron, il me faut 15 tabliers.", "-", "-"),
        ("sms", "US", "can u pls remind me what time we're meeting", "-", "-"),
    ]);
}
