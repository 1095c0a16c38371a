//! What an amount, or a range of two, is said to be.

use super::{
    meaning::Meaning,
    piece::{Piece, Sum, What},
};
use crate::{
    pipeline::budget::amount::share_times,
    reading::{Flag, Span, token::Side},
};

/// Which end of a budget an amount is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Bound {
    Most,
    Least,
}

/// An amount or a range, and what was said about it.
#[derive(Clone, Debug)]
pub(super) struct Offer {
    pub(super) first: (Sum, Span),
    /// The upper end of a range.
    pub(super) second: Option<(Sum, Span)>,
    pub(super) currency: Option<(&'static str, Span)>,
    pub(super) bound: Option<Bound>,
    pub(super) per: Option<Flag>,
    /// A word says that it is a budget.
    pub(super) has_cue: bool,
    /// A word says that it is money.
    pub(super) has_price: bool,
    /// It is no budget.
    pub(super) is_other: bool,
    /// It is a budget only if nothing else is.
    pub(super) is_weak: bool,
    pub(super) corrects: bool,
    /// What follows a bare number says that it counts something else.
    pub(super) is_count: bool,
    /// Its pieces, from the first to the last.
    pub(super) pieces: (usize, usize),
}

/// All offers among the pieces, in order.
pub(super) fn offers(pieces: &[Piece]) -> Vec<Offer> {
    let (mut at, mut offers) = (0, Vec::new());
    let asked = asked(pieces);
    while at < pieces.len() {
        let What::Amount(sum) = pieces[at].what else {
            at += 1;
            continue;
        };
        let mut offer = offer(pieces, at, sum);
        offer.look_back(pieces);
        offer.look_ahead(pieces);
        offer.has_cue |= asked[offer.pieces.0];
        at = offer.pieces.1 + 1;
        offers.push(offer);
    }
    offers
}

/// For each piece, whether it answers a question about money.
fn asked(pieces: &[Piece]) -> Vec<bool> {
    let (mut asked, mut is_asked, mut has_cue, mut left) = (Vec::with_capacity(pieces.len()), false, false, 0);
    for piece in pieces {
        match piece.what {
            What::Break { asks: true } => (is_asked, has_cue, left) = (has_cue, false, 2),
            // The line after the question, and the sentence after that.
            What::Break { asks: false } => {
                (is_asked, has_cue) = (is_asked && left > 0, false);
                left = usize::saturating_sub(left, 1);
            }
            What::Phrase(Meaning::Budget | Meaning::Price | Meaning::AtMost) => has_cue = true,
            What::Amount(_) | What::Phrase(_) | What::Comma | What::Other => {}
        }
        asked.push(is_asked);
    }
    asked
}

/// The amount at `at`, its currency, and the other end of its range.
fn offer(pieces: &[Piece], at: usize, sum: Sum) -> Offer {
    let mut span = pieces[at].span;
    let mut currency = currency_before(pieces, at);
    if let Some((_, sign)) = currency {
        span.start = sign.start;
    }
    let start = at - usize::from(currency.is_some());
    let mut end = at;
    if let Some(after) = currency_after(pieces, at) {
        span.end = after.1.end;
        currency = currency.map_or(Some(after), |(codes, sign)| {
            let is_shared = codes.split(' ').any(|code| after.0.split(' ').any(|other| other == code));
            Some(if is_shared && after.0.len() < codes.len() { after } else { (codes, sign) })
        });
        end += 1;
    }
    let mut second = None;
    if let Some((next, upper)) = upper_end(pieces, start, end) {
        let (before, after) = (currency_before(pieces, next), currency_after(pieces, next));
        let stands = Span::new(
            before.map_or(pieces[next].span.start, |(_, sign)| sign.start),
            after.map_or(pieces[next].span.end, |(_, sign)| sign.end),
        );
        second = Some((upper, stands));
        currency = currency.or(before).or(after);
        end = next + usize::from(after.is_some());
    }
    Offer {
        first: (sum, span),
        second,
        currency,
        bound: None,
        per: None,
        has_cue: false,
        has_price: false,
        is_other: false,
        is_weak: pieces[at].side != Side::Theirs,
        corrects: false,
        is_count: false,
        pieces: (start, end),
    }
}

fn currency_before(pieces: &[Piece], at: usize) -> Option<(&'static str, Span)> {
    let before = pieces.get(at.checked_sub(1)?)?;
    let near = pieces[at].span.start <= before.span.end + 2;
    let Some(Meaning::Currency(codes)) = before.phrase().filter(|_| near) else { return None };
    Some((codes, before.span))
}

/// «500 €», unless the sign belongs to the next amount: «500 - $600», «5 $6».
fn currency_after(pieces: &[Piece], at: usize) -> Option<(&'static str, Span)> {
    let after = pieces.get(at + 1)?;
    let is_next = pieces.get(at + 2).is_some_and(|next| {
        matches!(next.what, What::Amount(_))
            && next.span.start == after.span.end
            && after.span.start > pieces[at].span.end
    });
    let Some(Meaning::Currency(codes)) = after.phrase().filter(|_| !is_next) else { return None };
    Some((codes, after.span))
}

/// The upper end of a range that begins with the pieces from `start` to `end`, and its piece.
fn upper_end(pieces: &[Piece], start: usize, end: usize) -> Option<(usize, Sum)> {
    let joins = match pieces.get(end + 1)?.phrase() {
        Some(Meaning::Join) => true,
        Some(Meaning::And) => is_between(pieces, start, end),
        // «5k up to 10k», «von 5 bis 10»
        Some(Meaning::AtMost) => {
            pieces[end + 1].span.end - pieces[end + 1].span.start <= 8
                && pieces
                    .get(end + 2)
                    .is_some_and(|piece| matches!(piece.what, What::Amount(_) | What::Phrase(Meaning::Currency(_))))
        }
        _ => false,
    };
    let mut at = end + 2;
    // «€5,000 to about €6,000»
    for _ in 0..2 {
        at += usize::from(pieces.get(at).is_some_and(|piece| {
            matches!(piece.what, What::Phrase(Meaning::Currency(_) | Meaning::Filler | Meaning::AtMost))
        }));
    }
    let upper = pieces.get(at).filter(|_| joins)?;
    // «size 9 under $80»
    let before = start.checked_sub(1).and_then(|before| pieces[before].phrase());
    if before == Some(Meaning::Id) && pieces[end + 1].phrase() == Some(Meaning::AtMost) {
        return None;
    }
    let is_near = upper.span.start <= pieces[end].span.end + 24 && upper.side == pieces[end].side;
    Some((at, upper.sum().filter(|_| is_near)?))
}

/// «between 5 and 6», «40 aur 50 lakh ke beech»
fn is_between(pieces: &[Piece], start: usize, end: usize) -> bool {
    let before = pieces[start.saturating_sub(3)..start].iter();
    let after = pieces[end..].iter().skip(2).take(5);
    before.chain(after).any(|piece| matches!(piece.what, What::Phrase(Meaning::Between)))
}

impl Offer {
    /// Takes over what was said about the amount that this one corrects.
    pub(super) fn replaces(&mut self, before: &Self) {
        self.bound = self.bound.or(before.bound);
        self.per = self.per.or(before.per);
        self.has_cue |= before.has_cue;
        self.has_price |= before.has_price || before.is_marked() || before.bound.is_some();
        self.currency = self.currency.or(before.currency);
        self.is_weak &= before.is_weak;
        // «3k, sorry, 4»
        if !self.is_scaled()
            && let Some((_, shared)) = share_times(before.first.0.amount, self.first.0.amount)
        {
            self.first.0.amount = shared;
        }
    }

    /// Where its words end.
    pub(super) fn end(&self) -> usize {
        self.second.map_or(self.first.1, |(_, span)| span).end
    }

    /// A currency or a scale says that the number is money.
    pub(super) fn is_marked(&self) -> bool {
        self.currency.is_some() || self.is_scaled()
    }

    pub(super) fn is_scaled(&self) -> bool {
        self.first.0.is_scaled() || self.second.is_some_and(|(upper, _)| upper.is_scaled())
    }
}
