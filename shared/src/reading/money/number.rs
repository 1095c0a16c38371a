//! Numbers in digits: which digits are one, and which are none.

use super::{
    meaning::{Meaning, PHRASES},
    piece::{Cutter, Sum},
};
use crate::{
    pipeline::budget::amount::Amount,
    reading::{
        Span,
        token::{Kind, digit, is_dense},
    },
};

/// More characters than a number has.
const MAX_NUMBER: usize = 40;

/// Where a space groups thousands: «12 000».
const SPACED: &str = "FR DE AT CH BE LU ES SE NO DK FI PL CZ SK HU RO BG UA ZA CA PT IT";

impl Cutter<'_> {
    /// The number whose digits begin at `at`, and of how many tokens it is.
    pub(super) fn number(&self, at: usize) -> Option<(Sum, usize)> {
        let token = &self.tokens[at];
        if self.is_part_of_a_name(at) {
            return None;
        }
        let spaced = SPACED.split(' ').any(|region| region == self.context.region)
            || self.is_after_currency(at)
            || self.is_before_currency(at);
        let chars = number_chars(&self.text[token.span.start..], spaced);
        let (amount, taken) = Amount::read(&chars)?;
        let end = token.span.start
            + self.text[token.span.start..]
                .char_indices()
                .nth(taken)
                .map_or(self.text.len() - token.span.start, |(end, _)| end);
        let length = self.tokens[at..].iter().take_while(|token| token.span.end <= end).count().max(1);
        if self.is_broken(at + length, end) || self.is_taken(Span::new(token.span.start, end)) {
            return None;
        }
        let plain = amount.plain().unwrap_or_default();
        let is_year = length == 1 && token.low.len() == 4 && (1950..=2040).contains(&plain);
        let sum = Sum { amount, more: None, is_spoken: false, is_short: false, is_weak: false, is_year };
        Some((sum, length))
    }

    fn is_after_currency(&self, at: usize) -> bool {
        at > 0 && self.currency(at - 1).is_some()
    }

    /// «2 500 €»: a currency after at most three groups.
    fn is_before_currency(&self, at: usize) -> bool {
        let groups = self.tokens[at + 1..]
            .iter()
            .take(3)
            .take_while(|token| token.kind == Kind::Digits && token.low.len() == 3)
            .count();
        groups > 0 && self.tokens.get(at + 1 + groups).is_some() && self.currency(at + 1 + groups).is_some()
    }

    /// «Q1», «F-150», «#48213», «12/03», «11:30», «+1 617».
    fn is_part_of_a_name(&self, at: usize) -> bool {
        let start = self.tokens[at].span.start;
        let Some(before) = at.checked_sub(1).map(|at| &self.tokens[at]) else { return false };
        let touches = before.span.end == start;
        let two_before =
            at.checked_sub(2).map(|at| &self.tokens[at]).filter(|token| token.span.end == before.span.start);
        let follows = |kind: Kind| two_before.is_some_and(|token| token.kind == kind);
        match before.low.as_ref() {
            _ if !touches => false,
            "-" => follows(Kind::Word) && self.is_short_name(at - 2),
            "/" | ":" | "." | "," => follows(Kind::Digits),
            "#" | "+" | "@" | "_" | "=" | "№" => true,
            low => {
                before.kind == Kind::Word
                    && !low.chars().all(is_dense)
                    && self.currency(at - 1).is_none()
                    && !PHRASES
                        .at(self.tokens, at - 1)
                        .is_some_and(|(meaning, _)| matches!(meaning, Meaning::Currency(_)))
            }
        }
    }

    /// «F» of «F-150», not the «M» of «1M-1.25M».
    fn is_short_name(&self, at: usize) -> bool {
        let token = &self.tokens[at];
        let before = at.checked_sub(1).map(|at| &self.tokens[at]);
        let is_scale = before.is_some_and(|before| before.kind == Kind::Digits && before.span.end == token.span.start);
        token.low.len() < 4 && !is_scale && self.currency(at).is_none()
    }

    /// Whether what follows the number says that it is none: «11:30», «12/03», «3x,xxx», «5th», «88-1234567».
    fn is_broken(&self, next: usize, end: usize) -> bool {
        let glued = |at: usize, end: usize| self.tokens.get(at).filter(|token| token.span.start == end);
        let Some(token) = glued(next, end) else { return false };
        let digits_after = glued(next + 1, token.span.end).filter(|token| token.kind == Kind::Digits);
        match token.low.as_ref() {
            ":" | "/" | "." => digits_after.is_some(),
            // «27.11.» before a small word, «5-6-7»
            "-" => digits_after.is_some_and(|digits| {
                digits.low.len() > 6 || glued(next + 2, digits.span.end).is_some_and(|token| token.low == "-")
            }),
            "%" | "\"" | "°" | "″" => true,
            _ => {
                token.kind == Kind::Word
                    && !token.low.chars().all(is_dense)
                    && !matches!(
                        token.low.as_ref(),
                        "mil" | "mill" | "teur" | "keur" | "kusd" | "tsd" | "ish" | "kish" | "t"
                    )
                    && self.currency(next).is_none()
                    && !PHRASES.at(self.tokens, next).is_some_and(|(meaning, _)| {
                        matches!(meaning, Meaning::Times(_) | Meaning::Currency(_) | Meaning::Per(_))
                    })
            }
        }
    }
}

/// What a number may be of: digits as ASCII, and signs; until a space unless that groups thousands.
fn number_chars(text: &str, spaced: bool) -> Vec<char> {
    let ascii = |c: char| digit(c).and_then(|value| char::from_digit(value, 10)).unwrap_or(c);
    let chars = text.chars().take(MAX_NUMBER).map(ascii);
    let part = chars.take_while(|c| {
        c.is_ascii_digit() || matches!(c, '.' | ',' | '\'' | '’' | '_' | '\u{a0}' | '\u{202f}') || spaced && *c == ' '
    });
    let mut part: Vec<char> = part.collect();
    // «2,000, 3» and «5.» end before their sign.
    while part.last().is_some_and(|c| !c.is_ascii_digit()) {
        part.pop();
    }
    part
}
