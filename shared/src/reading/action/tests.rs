//! Requests of the kind that people write, on Wednesday, the 18th of November 2026, at half past nine.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::samples::each_line;
use super::*;

fn context(region: &str) -> Context<'_> {
    Context { channel: "note", region, now: date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap() }
}

/// «kind due», or `-`.
fn shown(text: &str, region: &str) -> String {
    let Some(action) = action_in(text, &context(region), Span::whole(text), &[]) else { return "-".into() };
    assert!(text.get(action.span.range()).is_some_and(|quote| !quote.is_empty()), "{text}");
    match action.due {
        Some(due) => {
            assert!(text.get(due.span.range()).is_some_and(|quote| !quote.is_empty()), "{text}");
            format!("{} {}", action.kind, due.value)
        }
        None => action.kind.to_owned(),
    }
}

#[track_caller]
fn all(region: &str, lines: &str) {
    each_line(lines, |text| shown(&text.replace('~', "\n"), region));
}

#[test]
fn english_requests() {
    all(
        "US",
        "
        call | Call me. 4155550190
        call 2026-11-19T15:00 | Please call me tomorrow at 3pm
        call 2026-11-23 | Could someone call her on Monday?
        call 2026-11-18 | both want callback today
        call 2026-12-03T14:30 | Let's talk on 12/03 at 2:30pm
        call | Could I get a callback about payroll?
        call 2026-11-24T10:00 | Can we set up a call Tuesday at 10?
        call 2026-11-20T15:00 | Please email the spec sheet and call me Friday 3pm
        call 2026-11-23T09:00 | Rep: Great, I'll call you Monday at 9.
        follow_up 2026-11-19T17:00 | please get back to me by 5pm tomorrow
        call 2026-11-20 | she wants a call by Friday
        email 2026-11-26 | Could you email some options before Thanksgiving?
        email | Can you email me the brochure?
        email 2026-11-20 | Please send the details by email by Friday
        send 2026-11-30 | Please send fleet pricing by end of month.
        send 2026-11-19 | send photos tomorrow
        send | could you send me the floor plan
        quote 2026-11-20 | Quote by Fri.
        quote | Hello, please quote 50 aprons
        quote 2026-11-24 | please send me a quote by Tuesday
        quote 2026-11-27 | I need an estimate by 11/27
        visit 2026-11-21 | r u still showing sat?
        visit 2026-11-20T13:15 | Tour Fri 1:15p
        visit | I would like to view Flat 3, Mill Court.
        visit 2026-11-21T11:00 | can I come see it Saturday at 11am
        visit 2026-11-23T17:30 | Test drive Monday 5:30pm
        visit 2026-11-21T12:00 | Sales: Can you come in Saturday?~Caller: Saturday at noon works.
        meeting 2026-11-24T10:00 | The meeting is on Tuesday at 10 am with Ada
        meeting 2026-11-25 | Let's meet on the 25th
        follow_up 2027-02-01 | No action till Feb 1.
        follow_up 2026-12-02 | follow up in two weeks
        follow_up 2027-01-01 | Touch base again in January
        follow_up 2026-11-23 | check back next week
    ",
    );
}

#[test]
fn no_requests() {
    all(
        "US",
        "
        - | Move in by March 1.
        - | May called in April about June wedding
        - | Call from Rosalind Park at Tidewater Dental
        - | Reply here.
        - | asked about trading up when lease ends 3/2027
        - | The wedding is on June 5, 2027 and we have 120 guests
        - | please don't call, just looking
        - | I'm out of office until 12/1
        - | Need catering for 250 pax, 12 dec, per plate 450
        - | Phone: 503 555 0117
        - | saw your listing yesterday
        - | My phone number is 510-555-0142
        - | I have an ocean view and a meeting room
        - | We need them delivered by December 5
    ",
    );
}

#[test]
fn the_date_of_something_else_is_not_the_action_s() {
    all(
        "US",
        "
        call 2026-11-20 | We move in on December 1. Call me Friday.
        send | Wedding is June 5. Please send me your brochure.
        quote 2026-11-25 | Event on Jan 15, need a quote by Nov 25
        call | Please call me, my lease ends 1/15
        visit 2026-11-21 | relocating in January, can we see it Saturday?
    ",
    );
    let quoted = "Sounds good.\n> Can we meet on Friday?";
    assert_eq!(shown(quoted, "US"), "-");
}

#[test]
fn spanish_requests() {
    all(
        "MX",
        "
        call 2026-11-19 | Marqueme mañana
        call 2026-11-19T17:00 | llamen mañana a las 17h
        call 2026-11-23 | ¿Me pueden llamar el lunes?
        send 2026-11-20 | Por favor envíen el catálogo antes del viernes
        quote | Necesito una cotización para 50 playeras
        visit 2026-11-21 | quisiera ver la casa el sábado
        visit | Me gustaría visitar el piso
        meeting 2026-11-24T10:00 | agendar una cita el martes a las 10
        email | mándeme la información por correo
    ",
    );
}

#[test]
fn french_requests() {
    all(
        "FR",
        "
        send 2026-11-25 | Merci d'envoyer votre catalogue d'ici mercredi.
        call 2026-11-19T14:00 | Pouvez-vous me rappeler demain à 14h ?
        call | Merci de me rappeler
        quote 2026-11-27 | Pourriez-vous me faire un devis avant le 27 novembre ?
        visit 2026-11-21 | Je voudrais visiter l'appartement samedi
        meeting 2026-11-24 | un rendez-vous mardi
        email | répondez-moi par mail s'il vous plaît, merci d'envoyer les tarifs par mail
    ",
    );
}

#[test]
fn german_requests() {
    all(
        "DE",
        "
        email 2026-11-23 | Rückmeldung bitte per E-Mail bis Montag.
        quote 2026-11-27 | Angebot bitte bis 27.11. an uns
        call 2026-12-02T14:00 | Rückruf ab 14 Uhr am 02.12. – Petra
        call 2026-11-19 | Bitte rufen Sie mich morgen an
        visit 2026-11-21 | Können wir die Wohnung am Samstag besichtigen?
        send | Bitte schicken Sie mir die Unterlagen
        meeting 2026-11-24T15:00 | Termin am Dienstag um 15 Uhr?
        call | Ich bitte um Rückruf
    ",
    );
}

#[test]
fn hindi_requests() {
    all(
        "IN",
        "
        call 2026-11-19 | kal call karna shaam ko
        send 2026-11-19 | sample kal bhejna
        email | Plot dekhna hai Shamirpet side. Email bhej dijiye
        call 2026-11-19T16:00 | कल 4 बजे कॉल करें।
        call 2026-11-19T17:00 | kal shaam 5 baje phone karo
        visit 2026-11-22 | sunday ko site visit karna hai
        quote | rate batao 500 pcs ka
        meeting 2026-11-23 | monday ko milte hain
        - | Shaadi ke liye decoration. 5 feb ko hai.
    ",
    );
}

#[test]
fn urgency_is_read() {
    let of = |text: &str| urgency_in(text, &context("US"), Span::whole(text)).map(|(urgency, ..)| urgency);
    for text in
        ["How soon: ASAP", "es ist dringend", "c'est urgent", "lo antes posible", "jaldi chahiye", "need it right away"]
    {
        assert_eq!(of(text), Some("high"), "{text}");
    }
    for text in ["no rush", "it's not urgent", "sin prisa", "keine Eile", "rien ne presse"] {
        assert_eq!(of(text), Some("low"), "{text}");
    }
    assert_eq!(of("two bedrooms please"), None);
}

#[test]
fn long_and_hostile_texts_are_read_in_time() {
    for text in ["(".repeat(100_000), "call me Friday ".repeat(8_000), "1/2".repeat(30_000), "a ".repeat(50_000)] {
        shown(&text, "US");
        urgency_in(&text, &context("US"), Span::whole(&text));
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,60}|(call me|send| a quote|email|not |[0-9]{1,4}|[.,:/ -]| at |pm|Friday|works|> |\n|Rep: |\0| ){0,20}") {
        for region in ["US", "DE", ""] {
            shown(&text, region);
        }
    }
}
