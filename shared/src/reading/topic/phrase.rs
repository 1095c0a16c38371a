//! Cuts what is wanted down to the few words that name it.

use crate::reading::Span;
use crate::reading::page::Page;
use crate::reading::words::{Word, floor};

/// More characters than people read at a glance.
const MAX_SHORT: usize = 80;

/// Words that something else begins with: money, an errand, how to reach somebody, thanks. Folded.
#[rustfmt::skip]
const STOPS: &[&str] = &[
    "chahiye", "chaiye", "dekhna", "lena", "karwana", "चाहिए", "budget", "presupuesto", "budgetrahmen", "hasta", "jusqu'a", "bis", "hochstens", "maximal", "max", "maximum",
    "under", "below", "upto", "please", "pls", "plz", "bitte", "porfa", "merci", "thanks", "thx", "thank", "gracias",
    "danke", "asap", "call", "contact", "llame", "llamar", "llamame", "appelez", "rappelez", "rufen", "tel", "can",
    "could", "let", "i'm", "i'd", "ich", "soy", "but", "because", "pero", "mais", "aber", "paying", "willing",
    "quote", "is", "urgente", "urgent", "dringend", "jaldi", "regards", "saludos", "cordialement", "grusse", "cash",
];

/// Two words that something else begins with.
#[rustfmt::skip]
const PAIRS: &[(&str, &str)] = &[
    ("por", "favor"), ("s'il", "vous"), ("no", "more"), ("not", "more"), ("at", "most"),
    ("not", "over"), ("less", "than"), ("menos", "de"), ("moins", "de"), ("maximo", "de"), ("and", "wants"),
    ("and", "would"), ("and", "we"), ("and", "i"), ("this", "is"), ("ab", "sofort"), ("right", "away"),
    ("by", "friday"), ("je", "suis"), ("mi", "numero"), ("mon", "numero"), ("meine", "nummer"), ("my", "number"),
    ("my", "cell"), ("my", "phone"), ("my", "email"), ("my", "mail"), ("my", "budget"), ("my", "own"), ("text", "me"),
    ("email", "me"), ("phone", "me"), ("best", "regards"),
];

/// What makes the number before it money.
#[rustfmt::skip]
const MONEY: &[&str] = &[
    "k", "m", "mil", "million", "millions", "millones", "millon", "millionen", "lakh", "lakhs", "lac", "crore",
    "crores", "cr", "euro", "euros", "eur", "usd", "dollars", "bucks", "pounds", "gbp", "rs", "inr", "rupees",
    "pesos", "mxn", "chf", "grand",
];

/// Words that nothing ends with.
#[rustfmt::skip]
const LOOSE: &[&str] = &[
    "and", "or", "with", "for", "of", "in", "at", "to", "by", "on", "from", "the", "a", "an", "about", "around",
    "approx", "is", "are", "my", "our", "their", "his", "her", "your", "that", "which", "who", "will", "would", "has",
    "have", "y", "o", "con", "de", "del", "por", "para", "en", "un", "una", "mi", "su", "el", "la", "los", "que",
    "es", "tiene", "et", "ou", "avec", "pour", "du", "des", "dans", "une", "le", "les", "mon", "qui", "est", "und",
    "oder", "mit", "fur", "im", "ein", "eine", "einen", "der", "die", "das", "von", "zu", "ca", "etwa", "rund",
    "environ", "sobre", "unos", "hai", "ka", "ke", "ki", "ko", "aur", "se", "approximately", "roughly", "but", "so",
    "if", "then", "we", "i", "price",
];

/// The words from the start of `span` that name what is wanted; before `from` nothing stops them. None where there are none.
pub(super) fn short(page: &Page<'_>, span: Span, from: usize) -> Option<Span> {
    let text = page.text;
    let mut end = span.end.min(limit(text, span.start));
    let points = page.points.iter().map(|point| point.span);
    end = points.filter(|point| point.end > span.start).map(|point| point.start.max(span.start)).fold(end, usize::min);
    end = clause_end(page, Span::new(span.start, end), from);
    let first = page.words.partition_point(|word| word.span.start < span.start);
    let own: Vec<&Word<'_>> = page.words[first..].iter().take(40).take_while(|word| word.span.end <= end).collect();
    let stop = (0..own.len()).find(|at| own[*at].span.start >= from && stops(text, &own, *at) && *at > 0);
    let own = &own[..stop.unwrap_or(own.len())];
    let loose = own.iter().rev().take_while(|word| LOOSE.contains(&word.low.as_str())).count();
    let (start, last) = (own.first()?, own[..own.len() - loose].last()?);
    let is_something = own.iter().any(|word| word.text.chars().filter(|c| c.is_alphabetic()).count() > 1);
    (is_something && last.span.end > start.span.start).then(|| Span::new(start.span.start, last.span.end))
}

/// Where so many characters end that people read, at the border of a word.
fn limit(text: &str, start: usize) -> usize {
    let Some((at, _)) = text[start..].char_indices().nth(MAX_SHORT) else { return text.len() };
    let limit = floor(text, start + at);
    text[start..limit].rfind(char::is_whitespace).map_or(limit, |space| start + space)
}

/// Where the clause ends: at a mark, at a sign of money, at a comma unless a number goes on: «3 bed, 2 bath».
fn clause_end(page: &Page<'_>, span: Span, from: usize) -> usize {
    let text = page.text;
    let from = from.clamp(span.start, span.end);
    let ends = |at: usize, c: char| {
        let rest = &text[at + c.len_utf8()..];
        let is_spaced = rest.chars().next().is_none_or(char::is_whitespace);
        match c {
            '\n' | ';' | '(' | '[' | '{' | '|' | '!' | '?' | '$' | '€' | '£' | '₹' | '¥' | '<' | '>' | '…' | '—'
            | '–' | '。' | '।' | '？' | '！' | '、' => true,
            '.' | ':' => is_spaced,
            '-' => is_spaced && text[..at].ends_with(' '),
            ',' => is_spaced && !counts(rest),
            _other => false,
        }
    };
    text[from..span.end].char_indices().find(|(at, c)| ends(from + at, *c)).map_or(span.end, |(at, _)| from + at)
}

/// Whether a small number and a word follow, so that a list goes on.
fn counts(rest: &str) -> bool {
    let mut parts = rest.split_whitespace();
    let (number, noun) = (parts.next().unwrap_or(""), parts.next().unwrap_or(""));
    let is_small = (1..=2).contains(&number.len()) && number.bytes().all(|byte| byte.is_ascii_digit());
    is_small && noun.starts_with('b')
}

/// Whether something else begins with the word.
fn stops(text: &str, own: &[&Word<'_>], at: usize) -> bool {
    let (word, next) = (own[at].low.as_str(), own.get(at + 1).map_or("", |next| next.low.as_str()));
    let digits = word.bytes().take_while(u8::is_ascii_digit).count();
    let unit = word.get(digits..).unwrap_or("");
    let is_money = digits > 0
        && (MONEY.contains(&unit) && !unit.is_empty() || unit.is_empty() && MONEY.contains(&next))
        || word.starts_with(|c: char| c.is_ascii_digit())
            && text[own[at].span.end..].trim_start().starts_with(['€', '£', '₹']);
    let after = own.get(at + 2).map_or("", |after| after.low.as_str());
    let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    // «Up to 45k» is no «trading up to a wagon»; «on 05/12» is a day.
    let is_bound =
        word == "up" && next == "to" && (after.is_empty() || is_number(after)) || word == "on" && is_number(next);
    is_money || is_bound || STOPS.contains(&word) || PAIRS.contains(&(word, next))
}
