//! The property that is wanted.

use super::first;
use super::phrase::short;
use crate::reading::Span;
use crate::reading::labels::Label;
use crate::reading::page::Page;
use crate::reading::words::{Word, sentence};

#[rustfmt::skip]
const HOMES: &[&str] = &[
    "condo", "apartment", "flat", "house", "home", "townhouse", "villa", "villa plot", "plot", "loft", "studio",
    "duplex", "penthouse", "bungalow", "cottage", "barn conversion", "2br", "3br", "1br", "4br", "5br", "2bhk",
    "3bhk", "1bhk", "4bhk", "2 bhk", "3 bhk", "2 bedroom", "3 bedroom", "4 bedroom", "1 bedroom", "industrial space",
    "office space", "warehouse", "retail space", "acreage", "land", "ranch", "lake house", "casa", "piso",
    "departamento", "apartamento", "atico", "chalet", "terreno", "local comercial", "nave industrial", "oficina",
    "appartement", "maison", "terrain", "t2", "t3", "t4", "pavillon", "wohnung", "haus", "einfamilienhaus",
    "doppelhaushalfte", "grundstuck", "eigentumswohnung", "reihenhaus", "zimmer", "makaan", "zameen", "zamin",
    "dukaan", "on the lake", "listing", "4bd/3ba", "फ्लैट", "मकान", "2br/2ba",
];

/// Whether a home is spoken of.
pub(super) fn is_home(page: &Page<'_>, window: Span) -> bool {
    first(page, window, HOMES).is_some()
}

/// The property that is wanted, unless the name of `company` only sounds like one: `2 bedroom, 2 bath condo near Green Lake`, `14 Larkspur Ln`.
pub(in crate::reading) fn property(page: &Page<'_>, window: Span, company: Option<Span>) -> Option<Span> {
    if let Some(labelled) = page
        .layout
        .first(Label::Property)
        .filter(|labelled| page.is_theirs(labelled.value) && labelled.value.end > labelled.value.start)
    {
        return short(page, labelled.value, labelled.value.start);
    }
    address(page, window).or_else(|| {
        let word = first(page, window, HOMES).filter(|word| company.is_none_or(|company| !company.overlaps(*word)))?;
        let whole = sentence(page.text, word);
        let rooms = page.text[whole.start..word.start]
            .rfind(|c: char| c.is_ascii_digit())
            .map(|at| whole.start + at)
            .filter(|at| {
                word.start - at <= 24
                    && page.text[*at..word.start][1..].trim_start_matches([' ', '-']).to_lowercase().starts_with('b')
            });
        short(page, Span::new(rooms.unwrap_or(word.start), whole.end), word.end)
    })
}

#[rustfmt::skip]
const STREETS: &[&str] = &[
    "st", "street", "ave", "avenue", "rd", "road", "ln", "lane", "dr", "drive", "blvd", "boulevard", "ct", "court",
    "way", "pl", "place", "orchard", "terrace", "close", "crescent", "hwy", "pkwy", "strasse", "weg", "allee",
    "platz", "square",
];

/// A number and a street with capitals.
fn address(page: &Page<'_>, window: Span) -> Option<Span> {
    let is_number = |word: &Word<'_>| {
        word.text.len() <= 5 && word.text.starts_with(|c: char| c.is_ascii_digit()) && window.contains(word.span)
    };
    page.words.iter().enumerate().filter(|(_, word)| is_number(word)).take(64).find_map(|(at, number)| {
        let mut end = None;
        let mut last = number.span.end;
        for word in page.words[at + 1..].iter().take(4) {
            if page.text.get(last..word.span.start) != Some(" ") || !word.is_capital() {
                break;
            }
            last = word.span.end;
            if STREETS.contains(&word.low.as_str()) {
                end = Some(last);
                break;
            }
        }
        end.map(|end| Span::new(number.span.start, end)).filter(|span| page.is_theirs(*span))
    })
}
