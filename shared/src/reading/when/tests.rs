//! Dates as people write them, on Wednesday, the 18th of November 2026, at half past nine.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::samples::each_line;
use super::*;
use crate::reading::token::tokens;

fn context(region: &str) -> Context<'_> {
    Context { channel: "note", region, now: date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap() }
}

/// What is read, with a space between; `-` where nothing is.
fn shown(text: &str, region: &str) -> String {
    let (context, tokens) = (context(region), tokens(text, Span::whole(text)));
    let values = whens(&tokens, &context)
        .iter()
        .filter_map(|when| {
            assert!(!text[when.span.range()].is_empty());
            Some(when.value(&context)?.0)
        })
        .collect::<Vec<_>>();
    if values.is_empty() { "-".into() } else { values.join(" ") }
}

#[track_caller]
fn all(region: &str, lines: &str) {
    each_line(lines, |text| shown(text, region));
}

#[test]
fn english_dates() {
    all(
        "US",
        "
        2026-11-18 | today
        2026-11-18 | by EOD
        2026-11-19 | tomorrow
        2026-11-19T14:00 | tmrw at 2
        2026-11-20 | day after tomorrow
        2026-11-20 | by Friday
        2026-11-23 | on Monday
        2026-11-25 | Wednesday
        2026-11-27 | next Friday
        2026-11-20 | this Friday
        2026-11-23 | next week
        2026-11-20 | by end of week
        2026-11-30 | by end of month
        2026-11-21 | this weekend
        2026-11-20T13:15 | Fri 1:15p
        2026-11-21T12:00 | Saturday at noon
        2026-11-20T16:30 | 4:30 pm on Friday
        2026-11-20T17:00 | Friday after 5
        2026-11-24T10:00 | Tues @ 10am
        2026-11-23T09:00 | Monday 9 in the morning
        2026-11-19T14:00 | Thursday between 2 and 4pm
        2026-11-23T09:00 | Monday at 9
        2026-11-19T10:00 | tomorrow at ten
        2026-11-30 | by the end of November
        2026-11-28T10:00 | Sat 28 Nov at 10
        2026-11-30T11:00 | Monday 30 November at 11:00
        2026-12-03T14:30 | 12/03 at 2:30pm
        2027-02-01 | till Feb 1
        2027-01-15 | 1/15
        2026-12-05 | Dec. 5th
        2026-12-05 | the 5th of December
        2027-03-03 | March 3, 2027
        2026-11-30 | 2026-11-30
        2026-11-25 | on the 25th
        2026-12-02 | in two weeks
        2026-11-21 | in 3 days
        2026-11-18T11:30 | in 2 hours
        2026-11-26 | before Thanksgiving
        2026-11-27 | Black Friday
        2026-12-25 | by Christmas
        2027-01-01 | after the new year
        2027-01-31 | by the end of January
        2027-03-28 | before Easter
        2026-12-01 | next month
    ",
    );
}

#[test]
fn no_dates() {
    all(
        "US",
        "
        - | open 24/7
        - | I sat down with May
        - | 10 bags at 20% or 3.5 lbs
        - | 2021 Tacoma, 12,000 sq ft, 4bd/3ba
        - | call 510-555-0142 or +1 617 555 0158
        - | in spring
        - | it may rain, march on
        - | on the 3rd floor
        - | 1/2 bath
        - | 11/01/2025
        - | [00:04] Rep
    ",
    );
}

#[test]
fn the_region_orders_day_and_month() {
    for (region, text, expected) in [
        ("GB", "05/12", "2026-12-05"),
        ("US", "05/12", "2027-05-12"),
        ("IN", "3/4/2027", "2027-04-03"),
        ("GB", "03/04/2027 at noon", "2027-04-03T12:00"),
        ("US", "25/12", "2026-12-25"),
        ("DE", "27.11.", "2026-11-27"),
        ("AU", "1-12-2026", "2026-12-01"),
        ("FR", "le 25", "2026-11-25"),
    ] {
        assert_eq!(shown(text, region), expected, "{text} in {region}");
    }
    let context = context("GB");
    let has = |text: &str| {
        let tokens = tokens(text, Span::whole(text));
        whens(&tokens, &context)[0].flags.contains(&Flag::DayMonthOrder)
    };
    assert!(has("05/12"));
    assert!(!has("25/12"));
    assert!(!has("05.12.2026"));
}

#[test]
fn dates_of_other_languages() {
    all(
        "ES",
        "
        2026-11-19 | mañana
        2026-11-19T17:00 | mañana a las 17h
        2026-11-19T17:00 | mañana a las 5 de la tarde
        2026-11-19 | mañana por la mañana
        2026-11-20 | pasado mañana
        2026-11-20 | el viernes
        2026-11-23T10:30 | el lunes a las 10:30
        2026-12-12 | el 12 de diciembre
        2026-11-30 | a fin de mes
        2026-11-25 | antes del 25 de noviembre
        2026-11-23 | la próxima semana
        2026-11-21 | en 3 días
        - | por la mañana
    ",
    );
    all(
        "FR",
        "
        2026-11-19 | demain
        2026-11-20 | après-demain
        2026-11-25 | d'ici mercredi
        2026-11-20T15:00 | vendredi à 15h
        2026-11-20T14:30 | vendredi à 14h30
        2026-11-24T09:30 | mardi 24 à 9h30
        2026-11-19T13:30 | jeudi à 13 h 30
        2026-11-23T18:00 | lundi après 18h
        2026-12-03 | le 3 décembre
        2026-12-01 | le 1er décembre
        2026-11-23 | la semaine prochaine
        2026-11-30 | avant la fin du mois
        2026-11-21 | dans 3 jours
        2026-11-19T12:00 | demain à midi
    ",
    );
    all(
        "DE",
        "
        2026-11-19 | morgen
        2026-11-20 | übermorgen
        2026-11-23 | bis Montag
        2026-11-27 | bis 27.11. an uns
        2026-12-02T14:00 | ab 14 Uhr am 02.12.
        2026-12-03 | am 3. Dezember
        2026-11-20T10:30 | Freitag um 10:30 Uhr
        2026-11-20T10:30 | Freitag um 10.30 Uhr
        2026-11-23 | nächste Woche
        2026-11-30 | bis Ende des Monats
        2026-12-02 | in zwei Wochen
        2026-11-20 | diesen Freitag
        - | Guten Morgen
    ",
    );
    all(
        "IN",
        "
        2026-11-19 | kal
        2026-11-19T16:00 | kal 4 baje
        2026-11-19T17:00 | kal shaam 5 baje
        2026-11-19T10:00 | kal subah 10 baje
        2026-11-20 | parso
        2026-11-22 | ravivar ko
        2026-11-19T16:00 | कल 4 बजे
        2027-02-05 | 5 feb ko
        2026-11-25 | 25 tarikh ko
        2026-11-20 | 2 din baad
        2026-11-23 | agle hafte
        - | kal baat hui thi
    ",
    );
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,40}|([0-9]{1,5}|[.,:/ -]| at | am|pm|h|Feb|Friday|next |in |days|mañana|baje|end of |\n){0,16}") {
        for region in ["US", "DE", ""] {
            shown(&text, region);
        }
    }
}
