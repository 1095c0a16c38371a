//! Addresses and numbers that were said aloud or spelled so that no machine reads them.

use std::collections::BTreeSet;

use super::points::{MAX_POINTS, Point, PointKind};
use super::words::Word;
use super::{Confidence, Flag, Span};
use crate::people::{email, phone};

const AT: &[&str] = &["at", "arroba", "arobase", "klammeraffe", "at-zeichen", "et"];
const DOT: &[&str] = &["dot", "punto", "point", "punkt", "period"];

/// Words before «at example.com» that are nobody's mailbox.
#[rustfmt::skip]
const NO_MAILBOX: &[&str] = &[
    "me", "us", "you", "him", "her", "is", "look", "looking", "am", "are", "it", "be", "was", "email", "mail",
    "found", "available", "reach", "him", "them", "and", "or", "meet",
];

/// «hannah dot brandt at example dot com», «ann (at) example (dot) com».
pub(super) fn spoken_emails(text: &str, words: &[Word<'_>]) -> Vec<Point> {
    let is_at = |word: &Word<'_>| AT.contains(&word.low.as_str());
    let places = words.iter().enumerate().filter(|(_, word)| is_at(word)).map(|(at, _)| at);
    let mut found: Vec<Point> = places.take(MAX_POINTS * 8).filter_map(|at| spoken_email(text, words, at)).collect();
    found.dedup_by(|next, known| next.span.overlaps(known.span));
    found
}

fn spoken_email(text: &str, words: &[Word<'_>], at: usize) -> Option<Point> {
    let gap = |a: usize, b: usize| text.get(words.get(a)?.span.end..words.get(b)?.span.start);
    let is_bracketed = at > 0 && gap(at - 1, at).is_some_and(|gap| gap.contains(['(', '[', '{', '<']));
    let (first, local, has_dot_before) = local_part(text, words, at)?;
    let (last, domain, dots) = domain_part(text, words, at)?;
    let is_announced =
        words[first.saturating_sub(4)..first].iter().any(|word| word.low.contains("mail") || word.low == "correo");
    let name_is_word = NO_MAILBOX.contains(&local.as_str());
    let is_meant = dots > 0
        && !name_is_word
        && (is_bracketed || has_dot_before || dots_are_words(words, at, last) || is_announced);
    if !is_meant || words[at].low == "et" && !is_announced {
        return None;
    }
    let value = email::normalize(&format!("{local}@{domain}")).ok()?;
    let flag = if is_bracketed { Flag::Obfuscated } else { Flag::Spoken };
    let span = Span::new(words[first].span.start, words[last].span.end);
    Some(Point { kind: PointKind::Email, value, span, confidence: Confidence::of(80), flags: BTreeSet::from([flag]) })
}

fn dots_are_words(words: &[Word<'_>], at: usize, last: usize) -> bool {
    words[at..=last].iter().any(|word| DOT.contains(&word.low.as_str()))
}

/// Whether only spaces and brackets stand between two words.
fn is_joined(gap: &str) -> bool {
    gap.len() <= 4 && gap.chars().all(|c| matches!(c, ' ' | '(' | ')' | '[' | ']' | '{' | '}' | '<' | '>'))
}

fn sign_of(word: &str) -> Option<&'static str> {
    match word {
        "dot" | "punto" | "point" | "punkt" | "period" => Some("."),
        "underscore" | "unterstrich" | "guion-bajo" => Some("_"),
        "dash" | "hyphen" | "minus" | "bindestrich" | "guion" | "tiret" => Some("-"),
        "plus" => Some("+"),
        _other => None,
    }
}

/// Backwards from «at»: a word, and more before it as long as signs join them.
fn local_part(text: &str, words: &[Word<'_>], at: usize) -> Option<(usize, String, bool)> {
    let gap = |a: usize| text.get(words.get(a)?.span.end..words.get(a + 1)?.span.start);
    let mut first = at.checked_sub(1)?;
    if !gap(first).is_some_and(is_joined) || sign_of(&words[first].low).is_some() {
        return None;
    }
    let mut local = words[first].text.to_lowercase();
    let mut has_dot = false;
    for _ in 0..4 {
        let glued = first > 0 && gap(first - 1).is_some_and(|gap| matches!(gap, "." | "_" | "+"));
        if glued {
            local = format!("{}{}{local}", words[first - 1].text.to_lowercase(), gap(first - 1).unwrap_or("."));
            first -= 1;
            continue;
        }
        let Some(sign) = first.checked_sub(2).and_then(|_| sign_of(&words[first - 1].low)) else { break };
        if !gap(first - 1).is_some_and(is_joined) || !gap(first - 2).is_some_and(is_joined) {
            break;
        }
        local = format!("{}{sign}{local}", words[first - 2].text.to_lowercase());
        first -= 2;
        has_dot = true;
    }
    Some((first, local, has_dot))
}

/// Forwards from «at»: words with dots between them, spoken or written.
fn domain_part(text: &str, words: &[Word<'_>], at: usize) -> Option<(usize, String, usize)> {
    let gap = |a: usize| text.get(words.get(a)?.span.end..words.get(a + 1)?.span.start);
    let mut last = at + 1;
    if !gap(at).is_some_and(is_joined) || sign_of(&words.get(last)?.low).is_some() {
        return None;
    }
    let mut domain = words[last].text.to_lowercase();
    let mut dots = 0;
    for _ in 0..5 {
        if gap(last) == Some(".") {
            last += 1;
            domain = format!("{domain}.{}", words[last].text.to_lowercase());
            dots += 1;
            continue;
        }
        let Some(sign) = words.get(last + 1).and_then(|word| sign_of(&word.low)) else { break };
        let is_run = gap(last).is_some_and(is_joined) && gap(last + 1).is_some_and(is_joined);
        let Some(next) = words.get(last + 2).filter(|_| is_run) else { break };
        domain = format!("{domain}{sign}{}", next.text.to_lowercase());
        dots += usize::from(sign == ".");
        last += 2;
    }
    Some((last, domain, dots))
}

/// Numbers said digit by digit: «six one four, five five five, oh one eight six».
pub(super) fn spoken_phones(text: &str, region: &str, words: &[Word<'_>]) -> Vec<Point> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() && found.len() < MAX_POINTS {
        let (digits, end, spoken) = run(text, words, at);
        let is_long_enough = (7..=15).contains(&digits.len()) && spoken >= 4;
        if let Some(value) = is_long_enough.then(|| phone::normalize(&digits, region).ok()).flatten() {
            let span = Span::new(words[at].span.start, words[end - 1].span.end);
            found.push(Point {
                kind: PointKind::Phone,
                value,
                span,
                confidence: Confidence::of(75),
                flags: BTreeSet::from([Flag::Spoken]),
            });
        }
        at = end.max(at + 1);
    }
    found
}

/// The digits from one word on, the word after the last of them, and how many were words.
fn run(text: &str, words: &[Word<'_>], first: usize) -> (String, usize, usize) {
    let (mut digits, mut at, mut spoken) = (String::new(), first, 0);
    let mut repeat = 1;
    while let Some(word) = words.get(at) {
        let gap = if at > first { &text[words[at - 1].span.end..word.span.start] } else { "" };
        if gap.contains('\n') || gap.chars().count() > 3 || digits.len() > 15 {
            break;
        }
        let is_written =
            !digits.is_empty() && word.text.bytes().all(|byte| byte.is_ascii_digit()) && word.text.len() <= 10;
        match (word.low.as_str(), value_of(&word.low)) {
            ("double" | "doble", _) => repeat = 2,
            ("triple", _) => repeat = 3,
            ("y" | "et" | "und" | "and", _) if !digits.is_empty() => {}
            (_, Some(value)) if spoken > 0 && value.len() == 1 && ends_with_tens(&digits, words, at) => {
                digits.pop();
                digits.push_str(value);
                spoken += 1;
            }
            (_, Some(value)) => {
                (0..repeat).for_each(|_| digits.push_str(value));
                spoken += repeat;
                repeat = 1;
            }
            (written, None)
                if is_written
                    || (digits.is_empty()
                        && written.len() <= 4
                        && written.bytes().all(|byte| byte.is_ascii_digit())) =>
            {
                digits.push_str(written)
            }
            (_, None) => break,
        }
        at += 1;
    }
    (digits, at, spoken)
}

/// «thirty four», «cincuenta y cinco»: the digit takes the place of the zero.
fn ends_with_tens(digits: &str, words: &[Word<'_>], at: usize) -> bool {
    let before = |back: usize| at.checked_sub(back).map(|at| words[at].low.as_str()).and_then(value_of);
    let is_tens =
        |value: Option<&str>| value.is_some_and(|value| value.len() == 2 && value.ends_with('0') && value != "10");
    let is_joined = at > 1 && matches!(words[at - 1].low.as_str(), "y" | "et");
    digits.ends_with('0') && (is_tens(before(1)) || is_joined && is_tens(before(2)))
}

fn value_of(word: &str) -> Option<&'static str> {
    Some(match word {
        "zero" | "oh" | "o" | "cero" | "null" | "shunya" => "0",
        "one" | "uno" | "un" | "eins" | "ek" => "1",
        "two" | "dos" | "deux" | "zwei" | "zwo" => "2",
        "three" | "tres" | "trois" | "drei" | "teen" => "3",
        "four" | "cuatro" | "quatre" | "vier" | "char" => "4",
        "five" | "cinco" | "cinq" | "funf" | "paanch" => "5",
        "six" | "seis" | "sechs" | "chhe" => "6",
        "seven" | "siete" | "sept" | "sieben" | "saat" => "7",
        "eight" | "ocho" | "huit" | "acht" | "aath" => "8",
        "nine" | "nueve" | "neuf" | "neun" | "nau" => "9",
        "ten" | "diez" | "dix" | "zehn" => "10",
        "eleven" | "once" | "onze" | "elf" => "11",
        "twelve" | "doce" | "douze" | "zwolf" => "12",
        "thirteen" | "trece" | "treize" => "13",
        "fourteen" | "catorce" | "quatorze" => "14",
        "fifteen" | "quince" | "quinze" => "15",
        "sixteen" | "dieciseis" | "seize" => "16",
        "seventeen" | "diecisiete" => "17",
        "eighteen" | "dieciocho" => "18",
        "nineteen" | "diecinueve" => "19",
        "twenty" | "veinte" | "vingt" => "20",
        "thirty" | "treinta" | "trente" => "30",
        "forty" | "cuarenta" | "quarante" => "40",
        "fifty" | "cincuenta" | "cinquante" => "50",
        "sixty" | "sesenta" | "soixante" => "60",
        "seventy" | "setenta" => "70",
        "eighty" | "ochenta" => "80",
        "ninety" | "noventa" => "90",
        _other => return None,
    })
}
