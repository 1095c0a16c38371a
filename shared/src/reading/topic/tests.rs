//! What is wanted, in five languages: few words, and nothing else.

use jiff::civil::date;

use crate::reading::{Context, Field, read};

fn value(text: &str, field: Field) -> String {
    let context =
        Context { channel: "sms", region: "US", now: date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap() };
    let reading = read(text, &context);
    let found = reading.parties.first().and_then(|party| party.fields.get(&field));
    found.map_or_else(|| "-".to_owned(), |found| text[found.span.range()].to_owned())
}

#[track_caller]
fn says(field: Field, rows: &[(&str, &str)]) {
    let wrong: Vec<String> = rows
        .iter()
        .map(|(text, wanted)| (text, wanted, value(text, field)))
        .filter(|(_, wanted, got)| got != *wanted)
        .map(|(text, wanted, got)| format!("{text}\n    wanted {wanted}\n    read   {got}"))
        .collect();
    assert!(wrong.is_empty(), "{} wrong:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn what_is_needed_is_a_short_phrase() {
    says(
        Field::Need,
        &[
            ("Wants a new roof, budget up to $45k, sarah@oak.example, +1 415 555 0199", "a new roof"),
            ("Sarah Oak needs a fence around her yard please call 415-555-0199", "a fence around her yard"),
            ("Hi, I need to repaint two bedrooms for $900. Ann Lee 415-555-0199", "repaint two bedrooms"),
            ("Hola soy Ana Ruiz, me interesa la casa en Coyoacán, hasta 4 millones", "la casa en Coyoacán"),
            ("Busco un coche familiar hasta 12.000 €, Ana Ruiz ana@ruiz.example", "un coche familiar"),
            (
                "Je cherche un traiteur pour un mariage, budget 3 000 €, Luc Morel luc@morel.example",
                "un traiteur pour un mariage",
            ),
            ("Wir suchen 40 Arbeitsjacken bis 30 € pro Stück. Jan Kurz jan@kurz.example", "40 Arbeitsjacken"),
            ("Ghar ki painting chahiye, budget 40k. Rahul Verma rahul@verma.example", "Ghar ki painting"),
            ("Need 60 hoodies by Friday. My cell 415-555-0199 if you need me. Ann Lee", "60 hoodies"),
        ],
    );
}

#[test]
fn a_kind_of_work_is_no_part_of_a_name() {
    says(
        Field::ProjectType,
        &[
            ("Ann Lee from Acme Roofing wants uniforms, ann@acme.example", "uniforms"),
            ("Ann Lee, Marketing Director, needs catering for 40, ann@acme.example", "catering"),
            ("I saw your website. Need a kitchen remodel. Ann Lee ann@lee.example", "kitchen remodel"),
        ],
    );
}

#[test]
fn a_property_is_named_in_few_words() {
    says(
        Field::PropertyInterest,
        &[
            ("Hola soy Ana Ruiz, me interesa la casa en Coyoacán hasta 4 millones", "casa en Coyoacán"),
            ("Ana Ruiz: 2bhk chahiye Andheri me, 415-555-0199", "2bhk"),
            (
                "Ann Lee wants a 2 bedroom condo near Green Lake for $400k, ann@lee.example",
                "2 bedroom condo near Green Lake",
            ),
        ],
    );
}
