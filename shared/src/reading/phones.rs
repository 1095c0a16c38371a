//! Numbers that can be called, and not those that only look like it: faxes, tickets, dates, prices.

use std::collections::BTreeSet;

use super::labels::Label;
use super::layout::Layout;
use super::points::{MAX_POINTS, Point, PointKind};
use super::spoken::spoken_phones;
use super::words::{Word, fold};
use super::{Confidence, Context, Span};
use crate::people::phone;

/// More groups of digits than a number is written in.
const MAX_GROUPS: usize = 9;
/// Fewer digits are no number.
const LEAST_DIGITS: usize = 7;
/// No text has more runs of digits that have to be tried against the numbering plans: each costs microseconds.
const MAX_TRIES: usize = 1_024;

/// Words before digits that are no phone.
#[rustfmt::skip]
const NOT_PHONES: &[&str] = &[
    "fax", "telefax", "ticket", "tickets", "case", "order", "invoice", "inv", "ref", "reference", "po", "cert",
    "certificate", "vin", "account", "acct", "card", "code", "codes", "otp", "iban", "siret", "siren", "vat", "gstin",
    "gst", "licence", "license", "policy", "serial", "tracking", "rfc", "dni", "nie", "nif", "cif", "steuernummer",
    "hrb", "zip", "sku", "part", "model", "lot", "mls", "parcel", "id", "pin", "passport", "ssn", "ein", "plate",
    "konto", "kontonummer", "rechnung", "rechnungsnummer", "bestellung", "bestellnummer", "auftragsnummer",
    "kundennummer", "factura", "pedido", "cuenta", "facture", "commande", "compte", "aadhaar", "aadhar", "pan",
    "isbn", "item", "job", "quote", "booking", "permit", "budget", "presupuesto", "unit", "old", "wrong",
    "confirmation", "registration", "reg", "rnc", "bic", "expediente", "dossier", "vorgang", "mls#", "style",
    "routing", "imei",
];

/// Words that may stand between such a word and its digits.
#[rustfmt::skip]
const BETWEEN: &[&str] = &[
    "no", "nr", "num", "number", "nummer", "numero", "is", "n", "id", "was", "ist", "es", "est", "the", "my", "it's",
    "hai",
];

/// Words of money before or after digits.
#[rustfmt::skip]
const MONEY: &[&str] = &[
    "k", "km", "usd", "eur", "euro", "euros", "gbp", "inr", "rs", "rupees", "lakh", "lakhs", "lac", "crore", "pesos",
    "dollars", "sq", "sqft", "sqm", "m2", "miles", "mi", "million", "pcs", "pieces", "units", "mxn", "chf", "aud",
    "yen",
];

/// The numbers of `text` that stand apart from what is `taken` (in order).
pub(super) fn phones(
    text: &str,
    context: &Context<'_>,
    words: &[Word<'_>],
    layout: &Layout,
    taken: &[Span],
) -> Vec<Point> {
    let mut found = Vec::new();
    let (mut at, mut tries) = (0, MAX_TRIES);
    while let Some(start) = next_start(text, at) {
        let groups = groups(text, start);
        let width = text[start..].chars().next().map_or(1, char::len_utf8);
        at = groups.last().map_or(start, |last| last.end).max(start + width);
        let whole = Span::new(start, at);
        let next_taken = taken.partition_point(|span| span.end <= start);
        let is_taken = taken.get(next_taken).is_some_and(|span| span.overlaps(whole));
        if is_taken || digits(text, &groups) < LEAST_DIGITS {
            continue;
        }
        let near = Near::of(text, words, layout, whole);
        if !near.is_no_phone() {
            let read = best(text, context.region, start, &groups, &mut tries);
            found.extend(read.map(|(value, span)| point(value, span, near.is_announced)));
        }
        if found.len() >= MAX_POINTS || tries == 0 {
            break;
        }
    }
    found.extend(spoken_phones(text, context.region, words));
    found
}

fn point(value: String, span: Span, is_announced: bool) -> Point {
    let confidence = Confidence::of(if is_announced || value.is_empty() { 95 } else { 90 });
    Point { kind: PointKind::Phone, value, span, confidence, flags: BTreeSet::new() }
}

/// Where the next run of digits starts that is not the tail of a word or of an amount.
fn next_start(text: &str, from: usize) -> Option<usize> {
    let mut before = text[..from].chars().next_back();
    for (at, c) in text[from..].char_indices() {
        let starts = c.is_numeric()
            || (matches!(c, '+' | '＋' | '(')
                && text[from + at + c.len_utf8()..].starts_with(|c: char| c.is_numeric() || c == '('));
        let is_tail = before.is_some_and(|before| {
            before.is_alphanumeric() || matches!(before, '$' | '€' | '£' | '₹' | '₦' | '¥' | '_' | '%' | '=')
        });
        if starts && !is_tail {
            return Some(from + at);
        }
        before = Some(c);
    }
    None
}

/// The groups of digits from `start` on, with at most two signs between them; no sentence or line ends between them.
fn groups(text: &str, start: usize) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut at = start;
    while found.len() < MAX_GROUPS {
        let gap: usize = text[at..].chars().take(4).take_while(|c| is_separator(*c)).map(char::len_utf8).sum();
        let signs = &text[at..at + gap];
        let is_break = signs.contains(". ")
            || signs.contains("  ")
            || signs.chars().count() > 3
            || signs.contains('+') && !found.is_empty();
        let digits: usize = text[at + gap..].chars().take(20).take_while(|c| c.is_numeric()).map(char::len_utf8).sum();
        if digits == 0 || is_break {
            break;
        }
        found.push(Span::new(at + gap, at + gap + digits));
        at += gap + digits;
        let glued = text[at..].chars().next().is_some_and(|c| c.is_alphabetic() && !matches!(c, 'x' | 'X'));
        if glued || text[at..].starts_with(',') && text[at + 1..].starts_with(|c: char| c.is_numeric()) {
            // «2nd», «1,200»: the group belongs to something else.
            found.pop();
            break;
        }
    }
    without_dates(text, found)
}

fn is_separator(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '.' | '-' | '–' | '‑' | '/' | '(' | ')' | '+' | '＋')
}

/// Only what stands before a date or after it.
fn without_dates(text: &str, groups: Vec<Span>) -> Vec<Span> {
    let length = |group: &Span| text[group.range()].chars().count();
    let number = |group: &Span| text[group.range()].parse::<u32>().unwrap_or(0);
    let sign = |a: &Span, b: &Span| text[a.end..b.start].to_owned();
    let is_date = |three: &[Span]| {
        let [a, b, c] = three else { return false };
        let same = sign(a, b) == sign(b, c) && matches!(sign(a, b).as_str(), "." | "/" | "-");
        let day_first =
            length(a) <= 2 && length(b) <= 2 && (length(c) == 4 && (1900..2100).contains(&number(c)) || length(c) == 2);
        let year_first = length(a) == 4 && length(b) <= 2 && length(c) <= 2 && (1900..2100).contains(&number(a));
        let in_range = |n: u32| (1..=31).contains(&n);
        same && (day_first && in_range(number(a)) && in_range(number(b))
            || year_first && in_range(number(b)) && in_range(number(c)))
    };
    let date = groups.windows(3).position(is_date);
    match date {
        // A number in pairs: 01.22.33.44.55.
        Some(_) if groups.len() == 5 && groups.iter().all(|group| length(group) == 2) => groups,
        Some(0) => groups.into_iter().take(3).collect::<Vec<_>>().into_iter().take(0).collect(),
        Some(at) => groups[..at].to_vec(),
        None => groups,
    }
}

/// The longest run of groups that is a number of the region.
fn best(text: &str, region: &str, start: usize, groups: &[Span], tries: &mut usize) -> Option<(String, Span)> {
    if digits(text, groups) < LEAST_DIGITS || is_years(text, groups) {
        return None;
    }
    (1..=groups.len()).rev().find_map(|length| {
        groups.windows(length).enumerate().find_map(|(at, run)| {
            let (first, last) = (run.first()?, run.last()?);
            let span = Span::new(if at == 0 { start } else { with_bracket(text, first.start) }, last.end);
            let count = digits(text, run);
            let is_closed =
                text[span.end..].chars().next().is_none_or(|c| !c.is_alphanumeric() || matches!(c, 'x' | 'X'));
            let is_likely = is_closed && (LEAST_DIGITS..=15).contains(&count) && !is_repetition(&text[span.range()]);
            if !is_likely || *tries == 0 {
                return None;
            }
            *tries -= 1;
            phone::normalize(&text[span.range()], region).ok().map(|value| (value, span))
        })
    })
}

fn digits(text: &str, groups: &[Span]) -> usize {
    groups.iter().map(|group| text[group.range()].chars().count()).sum()
}

fn with_bracket(text: &str, start: usize) -> usize {
    if text[..start].ends_with('(') || text[..start].ends_with('+') { start - 1 } else { start }
}

fn is_years(text: &str, groups: &[Span]) -> bool {
    let is_year = |group: &Span| matches!(text[group.range()].parse::<u32>(), Ok(1900..2100));
    groups.len() == 2 && groups.iter().all(is_year)
}

/// The same digit over and over, or all digits in their order: what people type who will not give their number.
fn is_repetition(number: &str) -> bool {
    let digits: Vec<u32> = number.chars().filter_map(|c| c.to_digit(10)).collect();
    let tail = digits.get(digits.len().saturating_sub(8)..).unwrap_or_default();
    let is_same = tail.len() > 6 && tail.windows(2).all(|two| two[0] == two[1]);
    let rises = digits.len() > 8 && digits.windows(2).all(|two| two[1] == (two[0] + 1) % 10);
    is_same || rises
}

/// What stands around digits.
struct Near {
    before: Vec<String>,
    after: String,
    is_currency: bool,
    is_hash: bool,
    is_labelled_other: bool,
    is_announced: bool,
}

impl Near {
    fn of(text: &str, words: &[Word<'_>], layout: &Layout, span: Span) -> Self {
        let first = words.partition_point(|word| word.span.start < span.start);
        let line = layout.lines.get(layout.line_at(span.start)).copied().unwrap_or(span);
        let same_clause = |word: &&Word<'_>| {
            let between = text.get(word.span.end..span.start).unwrap_or(",");
            word.span.start >= line.start
                && !between.contains([';', '|', ',', '•'])
                && !between.contains(". ")
                && word.is_alphabetic()
        };
        let before: Vec<String> = words[first.saturating_sub(3)..first]
            .iter()
            .rev()
            .take_while(same_clause)
            .map(|word| word.low.clone())
            .collect();
        let rest = text[span.end..].trim_start_matches([' ', '\u{a0}']);
        let after: String = rest.chars().take_while(|c| c.is_alphabetic()).flat_map(fold).take(10).collect();
        let sign_before = text[..span.start].trim_end_matches([' ', '\u{a0}']).chars().next_back();
        let is_sign = |c: Option<char>| c.is_some_and(|c| matches!(c, '$' | '€' | '£' | '₹' | '₦' | '¥'));
        let label = layout.labelled_around(span).map(|around| {
            let lead = text.get(around.value.start..span.start).unwrap_or("");
            (around.label, !lead.contains(char::is_alphabetic))
        });
        let is_bare = !text[span.range()].contains(['(', ' ', '-', '.', '+']);
        Self {
            is_announced: matches!(label, Some((Label::Phone, _)))
                || before.iter().any(|word| PHONES.contains(&word.as_str())),
            is_currency: is_sign(sign_before) || is_sign(rest.chars().next()) || rest.starts_with('%'),
            is_hash: text[..span.start].ends_with('#') && is_bare,
            is_labelled_other: matches!(label, Some((Label::OtherNumber | Label::Budget | Label::When, true))),
            before,
            after,
        }
    }

    fn is_no_phone(&self) -> bool {
        let known = |word: &String| BETWEEN.contains(&word.as_str());
        let cue = self.before.iter().find(|word| !known(word));
        let is_cue = cue.is_some_and(|word| NOT_PHONES.contains(&word.as_str()))
            || self.before.first().is_some_and(|word| matches!(word.as_str(), "id" | "rs" | "inr" | "usd" | "eur"));
        let is_amount = MONEY.contains(&self.after.as_str());
        is_cue || is_amount || self.is_currency || self.is_hash || self.is_labelled_other
    }
}

/// Words that announce a number.
#[rustfmt::skip]
const PHONES: &[&str] = &[
    "phone", "cell", "mobile", "tel", "telephone", "call", "number", "whatsapp", "text", "ring", "reach", "mob", "ph",
    "telefono", "movil", "celular", "numero", "llamar", "llame", "llamen", "portable", "telefon", "handy", "mobil",
    "nummer", "telefonnummer", "rufnummer", "contact", "no", "phone's", "number's", "direct", "office", "mobil",
    "phno", "fon", "电话", "電話",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_tried_against_the_numbering_plans_as_often_as_is_left() {
        let text = "212 555 0134";
        let groups = groups(text, 0);
        let mut tries = 1;
        assert!(best(text, "US", 0, &groups, &mut tries).is_some());
        assert_eq!(tries, 0);
        assert!(best(text, "US", 0, &groups, &mut tries).is_none());
    }

    #[test]
    fn what_cannot_be_a_number_costs_no_try() {
        for text in ["212 555", "1111111111", "212 555 0134z"] {
            let mut tries = 9;
            assert!(best(text, "US", 0, &groups(text, 0), &mut tries).is_none());
            assert_eq!(tries, 9, "{text}");
        }
    }
}
