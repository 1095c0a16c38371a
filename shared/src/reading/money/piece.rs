//! The text as amounts, phrases and everything else, in order.

use super::{
    meaning::{Meaning, PHRASES},
    merge::merged,
    spoken::spoken,
};
use crate::{
    pipeline::budget::{amount::Amount, words},
    reading::{
        Context, Span,
        token::{Kind, Side, Token, sides},
    },
};

/// A part of the text.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    pub(super) what: What,
    pub(super) span: Span,
    pub(super) side: Side,
}

/// What it is.
#[derive(Clone, Copy, Debug)]
pub(super) enum What {
    Amount(Sum),
    Phrase(Meaning),
    Comma,
    /// A sentence ends; whether with a question.
    Break {
        asks: bool,
    },
    /// A word that says nothing about money, a sign, a number that is none.
    Other,
}

impl Piece {
    /// What it says, if it is a phrase.
    pub(super) fn phrase(&self) -> Option<Meaning> {
        if let What::Phrase(meaning) = self.what { Some(meaning) } else { None }
    }

    /// How much it is, if it is an amount.
    pub(super) fn sum(&self) -> Option<Sum> {
        if let What::Amount(sum) = self.what { Some(sum) } else { None }
    }
}

/// One amount, without its currency.
#[derive(Clone, Copy)]
pub(super) struct Sum {
    pub(super) amount: Amount,
    /// «2 lakh 50 thousand»
    pub(super) more: Option<Amount>,
    /// It was said in words.
    pub(super) is_spoken: bool,
    /// «three fifty»: what it counts was left out.
    pub(super) is_short: bool,
    /// Without a currency or a scale it is no sum.
    pub(super) is_weak: bool,
    /// Four digits that could be a year.
    pub(super) is_year: bool,
}

impl std::fmt::Debug for Sum {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{:?}", self.minor(2))
    }
}

impl Sum {
    fn said(amount: Amount, is_short: bool, is_weak: bool) -> Self {
        Self { amount, more: None, is_spoken: true, is_short, is_weak, is_year: false }
    }

    pub(super) fn minor(&self, exponent: u32) -> Option<i128> {
        let more = self.more.map_or(Some(0), |more| more.minor(exponent))?;
        self.amount.minor(exponent)?.checked_add(more)
    }

    pub(super) fn is_scaled(&self) -> bool {
        self.amount.times > 1
    }
}

/// Where «L» is a lakh.
const LAKHS: &str = "IN PK BD LK NP";

/// Where «mil» is a thousand.
const MIL: &str = "ES MX AR CO CL PE UY EC BO PY VE CR PA DO GT HN SV NI CU PR PT BR";

/// Cuts the tokens into pieces.
pub(super) struct Cutter<'a> {
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(super) tokens: &'a [Token<'a>],
    /// What was read as something else, in order.
    pub(super) taken: &'a [Span],
}

impl Cutter<'_> {
    pub(super) fn pieces(&self) -> Vec<Piece> {
        let sides = sides(self.tokens);
        let (mut at, mut pieces): (usize, Vec<Piece>) = (0, Vec::new());
        while let Some(token) = self.tokens.get(at) {
            let (what, length) = self.piece(at, &pieces);
            let end = self.tokens[(at + length - 1).min(self.tokens.len() - 1)].span.end;
            pieces.push(Piece { what, span: Span::new(token.span.start, end), side: sides[at] });
            at += length.max(1);
        }
        merged(pieces)
    }

    fn piece(&self, at: usize, before: &[Piece]) -> (What, usize) {
        let token = &self.tokens[at];
        if self.is_taken(token.span) {
            return (What::Other, 1);
        }
        match token.kind {
            Kind::Sentence => (What::Break { asks: token.low.starts_with(['?', '？']) }, 1),
            Kind::Line => (What::Break { asks: false }, 1),
            Kind::Sign if matches!(token.low.as_ref(), "," | "、") || self.is_stop(at) => (What::Comma, 1),
            Kind::Digits => self.number(at).map_or((What::Other, 1), |(sum, length)| (What::Amount(sum), length)),
            Kind::Word | Kind::Sign => self.word(at, before),
        }
    }

    /// «can pay 300. dee»: the dot after a number, before a space.
    fn is_stop(&self, at: usize) -> bool {
        let (dot, before) = (&self.tokens[at], at.checked_sub(1).map(|before| &self.tokens[before]));
        let is_after = before.is_some_and(|before| before.kind == Kind::Digits && before.span.end == dot.span.start);
        dot.low == "." && is_after && self.tokens.get(at + 1).is_none_or(|next| next.span.start > dot.span.end)
    }

    pub(super) fn is_taken(&self, span: Span) -> bool {
        let at = self.taken.partition_point(|taken| taken.end <= span.start);
        self.taken.get(at).is_some_and(|taken| taken.overlaps(span))
    }

    fn word(&self, at: usize, before: &[Piece]) -> (What, usize) {
        let phrase = PHRASES.at(self.tokens, at);
        let after_amount = before.last().filter(|piece| matches!(piece.what, What::Amount(_)));
        if let (Some(last), Some((Meaning::Times(times), length))) = (after_amount, phrase) {
            let is_glued = last.span.end == self.tokens[at].span.start;
            return match self.scale(at, times, is_glued) {
                Some(times) => (What::Phrase(Meaning::Times(times)), length),
                None => (What::Other, 1),
            };
        }
        if after_amount.is_some()
            && let Some(times) = self.mil(at, before)
        {
            return (What::Phrase(Meaning::Times(times)), 1);
        }
        if phrase.is_none_or(|(_, length)| length == 1)
            && let Some(said) = spoken(self.tokens, at)
            && (!said.is_weak || self.counts_money(at + said.length))
        {
            let sum = Sum::said(Amount::of_hundredths(said.hundredths), said.is_short, said.is_weak);
            return (What::Amount(sum), said.length);
        }
        // «mil quinientos»: a thousand without a number before it.
        if matches!(token_low(self.tokens, at), "mil" | "mille") && spoken(self.tokens, at + 1).is_some() {
            let mut amount = Amount::of_hundredths(100);
            amount.times = 1_000;
            return (What::Amount(Sum::said(amount, false, false)), 1);
        }
        match phrase {
            Some((Meaning::Times(times), length)) => (What::Phrase(Meaning::Times(times)), length),
            Some((meaning, length)) => (What::Phrase(meaning), length),
            None => match self.currency(at) {
                Some((codes, length)) => (What::Phrase(Meaning::Currency(codes)), length),
                None => (What::Other, 1),
            },
        }
    }

    /// Whether what follows a small number in words makes a sum of it: a scale, a currency, the other end of a range.
    fn counts_money(&self, at: usize) -> bool {
        let is_number = |at: usize| {
            self.tokens.get(at).is_some_and(|token| token.kind == Kind::Digits) || spoken(self.tokens, at).is_some()
        };
        match PHRASES.at(self.tokens, at).map(|(meaning, _)| Some(meaning)) {
            Some(Some(Meaning::Times(_) | Meaning::Currency(_))) => true,
            Some(Some(Meaning::Join | Meaning::And)) => is_number(at + 1),
            _ => {
                matches!(token_low(self.tokens, at), "mil" | "mill")
                    || at < self.tokens.len() && self.currency(at).is_some()
            }
        }
    }

    /// How much a word multiplies, unless it means something else here.
    fn scale(&self, at: usize, times: i128, is_glued: bool) -> Option<i128> {
        let word = self.tokens[at].low.as_ref();
        let next = self.tokens.get(at + 1).map(|token| token.low.as_ref()).unwrap_or_default();
        match word {
            "l" | "lack" => LAKHS.split(' ').any(|region| region == self.context.region).then_some(times),
            // Metres: «100m from the beach», «30 m2».
            "m" => (is_glued
                && !matches!(next, "2" | "²" | "from" | "away" | "walk" | "x" | "long" | "wide" | "lang" | "de"))
            .then_some(times),
            "b" | "cr" | "mm" if !is_glued => (word == "cr").then_some(times),
            "mm" => None,
            _ => Some(times),
        }
    }

    /// «mil» is a thousand in Spanish and a million in English slang.
    fn mil(&self, at: usize, before: &[Piece]) -> Option<i128> {
        let token = &self.tokens[at];
        if token.low != "mil" && token.low != "mill" && token.low != "mils" {
            return None;
        }
        let Some(What::Amount(sum)) = before.last().map(|piece| piece.what) else { return None };
        let is_small = sum.minor(0).is_some_and(|whole| whole < 20);
        let is_thousand = MIL.split(' ').any(|region| region == self.context.region) || !is_small;
        Some(if is_thousand { 1_000 } else { 1_000_000 })
    }

    /// The currency that begins here: «€», «US$», «eur».
    pub(super) fn currency(&self, at: usize) -> Option<(&'static str, usize)> {
        let token = &self.tokens[at];
        let of = |word: &str| match words::Meaning::of(word) {
            words::Meaning::Currency(codes) => Some(codes),
            words::Meaning::AtLeast
            | words::Meaning::AtMost
            | words::Meaning::To
            | words::Meaning::Join
            | words::Meaning::Times(_)
            | words::Meaning::Not
            | words::Meaning::Filler
            | words::Meaning::NoBudget
            | words::Meaning::Unknown => None,
        };
        if let Some(next) = self.tokens.get(at + 1).filter(|next| next.low == "$" && next.span.start == token.span.end)
            && let Some(codes) = of(&format!("{}$", token.low))
        {
            return Some((codes, 1 + usize::from(next.low == "$")));
        }
        let written = &self.text[token.span.range()];
        // A letter alone is a currency only where it touches the number: «R500».
        let is_single = token.low.chars().count() == 1 && token.kind == Kind::Word && token.low.is_ascii();
        let touches =
            self.tokens.get(at + 1).is_some_and(|next| next.kind == Kind::Digits && next.span.start == token.span.end);
        if written.len() > 12 || is_single && !touches || matches!(token.low.as_ref(), "won" | "all" | "r") && !touches
        {
            return None;
        }
        of(written).map(|codes| (codes, 1))
    }
}

fn token_low<'a>(tokens: &'a [Token<'_>], at: usize) -> &'a str {
    tokens.get(at).map(|token| token.low.as_ref()).unwrap_or_default()
}
