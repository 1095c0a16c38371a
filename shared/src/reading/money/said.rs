//! What the words before and after an amount make of it.

use super::{
    meaning::Meaning,
    offer::{Bound, Offer},
    piece::{Piece, What},
};
use crate::{pipeline::budget::amount::share_times, reading::Flag};

/// Pieces before an amount that may say what it is.
const BEFORE: usize = 9;
/// Pieces after it.
const AFTER: usize = 5;

impl Offer {
    /// The words before it, the nearest first.
    pub(super) fn look_back(&mut self, pieces: &[Piece]) {
        let (mut from, mut of, mut negated_at, mut commas) = (false, false, None, 0);
        for (distance, at) in (0..self.pieces.0).rev().take(BEFORE).enumerate() {
            let between = &pieces[at + 1..self.pieces.0];
            let is_next = between.iter().all(Piece::fills);
            if pieces[at].phrase().is_none() {
                match pieces[at].what {
                    What::Break { .. } if !pieces[at].is_label_end(pieces, at) => break,
                    What::Amount(_) => break,
                    What::Comma => commas += 1,
                    What::Break { .. } | What::Other | What::Phrase(_) => {}
                }
                continue;
            }
            let said = pieces[at].phrase();
            match said {
                Some(Meaning::Correct) if distance < 4 => {
                    self.corrects = true;
                    break;
                }
                Some(Meaning::Budget) => self.has_cue = true,
                Some(Meaning::Price) => self.has_price |= commas == 0,
                Some(Meaning::AtMost | Meaning::AtLeast) if is_next && self.bound.is_none() => {
                    self.bound = Some(if said == Some(Meaning::AtMost) { Bound::Most } else { Bound::Least });
                    negated_at = Some(at);
                }
                // «my max budget is», «budget, max., »
                Some(Meaning::AtMost) if self.bound.is_none() && commas == 0 => {
                    self.bound = Some(Bound::Most);
                    self.has_cue = true;
                }
                Some(Meaning::From) if is_next => from = true,
                Some(Meaning::Of) if is_next => of = true,
                Some(Meaning::Not) if distance == 0 => self.is_other = true,
                Some(Meaning::Not)
                    if self.bound == Some(Bound::Least) && negated_at.is_some_and(|bound| bound <= at + 4) =>
                {
                    self.bound = Some(Bound::Most);
                }
                Some(Meaning::Per(flag))
                    if self.per.is_none() && commas == 0 && (distance < 3 || flag != Flag::PerUnit) =>
                {
                    self.per = Some(flag);
                }
                // «HOA under 400» too
                Some(Meaning::Deposit | Meaning::Included)
                    if distance < 4 && commas == 0 && between.iter().all(Piece::fills_part) =>
                {
                    self.is_other = true
                }
                Some(Meaning::Asking) if distance < 4 && commas == 0 => self.is_other = true,
                Some(Meaning::Approved) if distance < 5 && commas == 0 => self.is_weak = true,
                Some(Meaning::Current) if distance < 5 && commas == 0 && !self.has_cue => self.is_weak = true,
                Some(Meaning::Change) if commas == 0 => from &= !self.is_changed(from || of),
                Some(Meaning::Id | Meaning::On) if distance == 0 && !self.is_marked() => self.is_count = true,
                Some(Meaning::Month) if distance == 0 && !self.is_marked() => self.is_count = true,
                Some(Meaning::Count)
                    if self.currency.is_none()
                        && !self.has_cue
                        && between.iter().all(Piece::fills_count)
                        && !has_number(pieces, at) =>
                {
                    self.is_count = true
                }
                _ => {}
            }
        }
        if from && self.second.is_none() && self.bound.is_none() {
            self.bound = Some(Bound::Least);
        }
    }

    /// «went from 4 to 5»: only what it is now. Whether it was so.
    fn is_changed(&mut self, from: bool) -> bool {
        let Some(second) = self.second.take_if(|_| from) else { return false };
        let shared = share_times(self.first.0.amount, second.0.amount);
        self.first = second;
        if let Some((_, now)) = shared {
            self.first.0.amount = now;
        }
        self.has_price = true;
        true
    }

    /// The words after it, the nearest first.
    pub(super) fn look_ahead(&mut self, pieces: &[Piece]) {
        let rest = &pieces[self.pieces.1 + 1..];
        if !self.is_marked() && is_counted(rest) {
            self.is_count = true;
        }
        for (distance, piece) in rest.iter().take(AFTER).enumerate() {
            let is_next = distance == 0 || rest[..distance].iter().all(Piece::fills_after);
            if piece.phrase().is_none() {
                match piece.what {
                    What::Break { .. } | What::Comma | What::Amount(_) => break,
                    What::Other | What::Phrase(_) => continue,
                }
            }
            // «3,250 + VAT»
            let is_plus = piece.span.end - piece.span.start == 1 && self.end() != piece.span.start;
            let said = piece.phrase().filter(|said| *said != Meaning::AtLeast || !is_plus);
            match said {
                Some(Meaning::Budget) => self.has_cue = true,
                Some(Meaning::Price) => self.has_price = true,
                Some(Meaning::AtMost | Meaning::AtLeast) if is_next && !leads(rest, distance) => {
                    self.bound = Some(if said == Some(Meaning::AtMost) { Bound::Most } else { Bound::Least });
                }
                // «2 lakh plus» ends there; «2 lakh plus tax» goes on.
                Some(Meaning::Included) if distance == 0 && rest.get(1).is_none_or(Piece::ends) => {
                    self.bound = Some(Bound::Least)
                }
                Some(Meaning::Per(flag)) if is_next && self.per.is_none() => self.per = Some(flag),
                Some(Meaning::Down) if distance == 0 => self.is_other = true,
                Some(Meaning::Deposit) if distance < 3 && !leads(rest, distance) => self.is_other = true,
                Some(Meaning::Asking) if distance < 3 && !leads(rest, distance) => self.is_other = true,
                Some(Meaning::Approved) if distance < 2 => self.is_weak = true,
                Some(Meaning::Count) if distance == 0 && self.currency.is_none() => self.is_count = true,
                // «mehr als 45 Euro sind nicht drin»
                Some(Meaning::Not) if self.bound == Some(Bound::Least) && distance < 4 => {
                    self.bound = Some(Bound::Most);
                }
                Some(Meaning::Correct | Meaning::Included) => break,
                _ => {}
            }
        }
    }
}

/// Whether what follows a bare number says that it counts something: any word that is not known to follow a price.
fn is_counted(rest: &[Piece]) -> bool {
    match rest.first().map(|piece| piece.what) {
        Some(What::Phrase(
            Meaning::Count | Meaning::Id | Meaning::Month | Meaning::Estate | Meaning::Rental | Meaning::Vehicle,
        ))
        | Some(What::Other) => true,
        Some(What::Amount(_) | What::Phrase(_) | What::Comma | What::Break { .. }) | None => false,
    }
}

/// «80 guests under 3k»: what is counted before has its number already.
fn has_number(pieces: &[Piece], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| matches!(pieces[before].what, What::Amount(_)))
}

/// Whether a phrase after an amount belongs to the next one: «10k max, under 5 …», «3k off 20k».
fn leads(rest: &[Piece], at: usize) -> bool {
    rest.iter()
        .skip(at + 1)
        .take(3)
        .take_while(|piece| !piece.ends())
        .any(|piece| matches!(piece.what, What::Amount(_)))
}

impl Piece {
    /// Whether it may stand between a word and the amount that it speaks of.
    fn fills(&self) -> bool {
        matches!(
            self.what,
            What::Phrase(
                Meaning::Filler
                    | Meaning::Currency(_)
                    | Meaning::Budget
                    | Meaning::Price
                    | Meaning::Per(_)
                    | Meaning::From
                    | Meaning::Of
                    | Meaning::Between
            )
        )
    }

    /// What may stand between a deposit and its amount.
    fn fills_part(&self) -> bool {
        self.fills() || self.fills_count()
    }

    /// «mileage under 60k»
    fn fills_count(&self) -> bool {
        matches!(self.what, What::Phrase(Meaning::Filler | Meaning::AtMost | Meaning::AtLeast | Meaning::Of))
    }

    fn fills_after(&self) -> bool {
        matches!(
            self.what,
            What::Phrase(Meaning::Filler | Meaning::Currency(_) | Meaning::Budget | Meaning::Per(_) | Meaning::Price)
        )
    }

    fn ends(&self) -> bool {
        matches!(self.what, What::Break { .. } | What::Comma)
    }

    /// The end of a line that is only a label: «Budget:», and the amount on the next line.
    fn is_label_end(&self, pieces: &[Piece], at: usize) -> bool {
        let before = at.checked_sub(2).map(|from| &pieces[from..at]);
        before.is_some_and(|two| {
            matches!(two[0].what, What::Phrase(_))
                && matches!(two[1].what, What::Phrase(Meaning::Filler))
                && two[1].span.end - two[1].span.start == 1
        })
    }
}
