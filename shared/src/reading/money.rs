//! What somebody would spend.

mod meaning;
mod merge;
mod number;
mod offer;
mod piece;
mod said;
mod spoken;

use std::collections::BTreeSet;

use self::{
    meaning::Meaning,
    offer::{Bound, Offer, offers},
    piece::{Cutter, Piece, What},
};
use super::{Confidence, Context, Flag, Span, token::tokens};
use crate::pipeline::budget::{amount::share_times, currency_of, exponent};

/// A budget, and the words that say so.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Money {
    /// The least in minor units, and its words.
    pub(super) min: Option<(i64, Span)>,
    /// The most in minor units, and its words. An amount without a bound («about $700») is a most.
    pub(super) max: Option<(i64, Span)>,
    /// ISO 4217, and the words that it follows from: of the amount itself where only the region says it.
    pub(super) currency: (String, Span),
    pub(super) confidence: Confidence,
    pub(super) flags: BTreeSet<Flag>,
}

/// Less in major units is no budget without a currency or a scale.
const LEAST_BARE: i128 = 10;

/// The budget that stands within `window`, if there is one. `taken` is what was read as something else already: phone
/// numbers, addresses.
pub(super) fn budget_in(text: &str, context: &Context<'_>, window: Span, taken: &[Span]) -> Option<Money> {
    let tokens = tokens(text, window);
    let mut taken = taken.to_vec();
    taken.sort_unstable();
    let pieces = Cutter { text, context, tokens: &tokens, taken: &taken }.pieces();
    let scene = Scene::of(&pieces, context);
    let all = corrected(offers(&pieces));
    let scored = all.iter().enumerate().filter_map(|(at, offer)| Some((at, scene.score(offer)?)));
    // The first of the best.
    let (best, score) = scored.rev().max_by_key(|(_, score)| *score)?;
    let other = all
        .iter()
        .enumerate()
        .find(|(at, other)| *at != best && completes(&all[best], other) && scene.score(other).is_some());
    let mut money = scene.money(&all[best], score)?;
    if let Some(second) = other.and_then(|(_, other)| scene.money(other, score)) {
        money.join(second);
    }
    let rivals = all
        .iter()
        .enumerate()
        .filter(|(at, other)| *at != best && scene.score(other).is_some_and(|other| other + 10 >= score));
    if rivals.filter(|(at, _)| other.is_none_or(|(joined, _)| joined != *at)).count() > 0 {
        money.flags.insert(Flag::Ambiguous);
        money.confidence = Confidence::of(money.confidence.hundredths().saturating_sub(15));
    }
    Some(money)
}

/// Without what was corrected; what corrects it is what that was.
fn corrected(all: Vec<Offer>) -> Vec<Offer> {
    let mut kept: Vec<Offer> = Vec::with_capacity(all.len());
    for mut now in all {
        let is_near = |before: &&mut Offer| now.pieces.0 <= before.pieces.1 + 10 && !before.is_count && !now.is_count;
        if now.corrects
            && let Some(before) = kept.last_mut().filter(is_near)
        {
            now.replaces(before);
            *before = now;
        } else {
            kept.push(now);
        }
    }
    kept
}

/// «min 5k, max 10k»: one says the least and the other the most.
fn completes(best: &Offer, other: &Offer) -> bool {
    let near = other.pieces.0.abs_diff(best.pieces.1).min(best.pieces.0.abs_diff(other.pieces.1)) <= 8;
    let is_single = best.second.is_none() && other.second.is_none();
    let are_ends = matches!(
        (best.bound, other.bound),
        (Some(Bound::Most), Some(Bound::Least)) | (Some(Bound::Least), Some(Bound::Most))
    );
    near && is_single && are_ends && !other.is_weak
}

impl Money {
    /// Takes in the other end.
    fn join(&mut self, other: Self) {
        let (min, max) = (self.min.or(other.min), self.max.or(other.max));
        if let (Some((least, _)), Some((most, _))) = (min, max)
            && least <= most
        {
            (self.min, self.max) = (min, max);
        }
    }
}

/// What the whole text is about.
struct Scene<'a> {
    context: &'a Context<'a>,
    is_estate: bool,
    is_rental: bool,
    is_vehicle: bool,
    /// Some amounts are written in thousands.
    has_thousands: bool,
    default: Option<&'static str>,
}

/// What is scored less is no budget.
const LEAST_SCORE: i32 = 20;

impl<'a> Scene<'a> {
    fn of(pieces: &[Piece], context: &'a Context<'a>) -> Self {
        let has = |meaning| pieces.iter().any(|piece| matches!(piece.what, What::Phrase(said) if said == meaning));
        let has_thousands =
            pieces.iter().any(|piece| matches!(piece.what, What::Amount(sum) if sum.amount.times == 1_000));
        let is_estate = has(Meaning::Estate);
        Self {
            context,
            is_estate,
            is_rental: has(Meaning::Rental),
            is_vehicle: has(Meaning::Vehicle),
            has_thousands,
            default: currency_of(context.region),
        }
    }

    /// How well an offer is said to be a budget; none if it cannot be one.
    fn score(&self, offer: &Offer) -> Option<i32> {
        let (sum, _) = offer.first;
        let is_marked = offer.is_marked();
        let is_cued = offer.has_cue || offer.has_price;
        let whole = offer.second.map_or(sum, |(upper, _)| upper).minor(0)?;
        let is_bare_budget = is_cued
            || offer.corrects
            || offer.per.is_some()
            || (offer.bound == Some(Bound::Most) && (whole >= 50 || self.is_scale_left_out(offer)));
        let is_small = whole < LEAST_BARE && !self.is_scale_left_out(offer);
        if offer.is_other
            || offer.is_count
            || whole <= 0
            || !is_marked && (!is_bare_budget || is_small || sum.is_weak && offer.second.is_none())
        {
            return None;
        }
        // A year needs the cue beside it; so many digits are an id.
        if !is_marked && (sum.is_year && !offer.has_cue && offer.bound != Some(Bound::Most) || sum.amount.is_run) {
            return None;
        }
        let points = [
            (offer.currency.is_some(), 40),
            (offer.is_scaled(), 25),
            (offer.has_cue, 35),
            (offer.has_price, 20),
            (offer.bound.is_some(), 20),
            (offer.second.is_some(), 15),
            (offer.per.is_some(), 20),
            (offer.corrects, 20),
            (offer.is_weak, -70),
        ];
        let score = points.iter().filter(|(holds, _)| *holds).map(|(_, points)| points).sum();
        (score >= LEAST_SCORE || offer.is_weak && score >= LEAST_SCORE - 70).then_some(score)
    }

    /// «I'm at 8» against «10k»; lakhs and crores where land is sold.
    fn is_scale_left_out(&self, offer: &Offer) -> bool {
        self.times_left_out(offer) > 1
    }

    /// How often the amount was meant, where the scale was left out.
    fn times_left_out(&self, offer: &Offer) -> i128 {
        let (sum, _) = offer.first;
        let upper = offer.second.map_or(sum, |(upper, _)| upper);
        if offer.is_scaled() || offer.per.is_some() || sum.is_year || self.is_rental {
            return 1;
        }
        let Some(cents) = upper.minor(2) else { return 1 };
        let is_india = self.context.region == "IN";
        let is_meant = offer.has_cue || offer.corrects || offer.bound == Some(Bound::Most);
        match cents {
            // «1.2 to 1.5» for a house
            ..1_000 if self.is_estate && cents % 100 != 0 => {
                if is_india {
                    10_000_000
                } else {
                    1_000_000
                }
            }
            ..10_000 if self.has_thousands && is_meant && offer.currency.is_none() => 1_000,
            1_000..100_000 if self.is_estate && is_india => 100_000,
            // «take 18,5 cash?» for a truck; whoever means cents writes two digits
            1_000..10_000 if self.is_vehicle && offer.currency.is_none() && (is_meant || has_tenths(cents)) => 1_000,
            10_000..100_000 if self.is_estate || sum.is_short && self.has_thousands => 1_000,
            _ => 1,
        }
    }

    fn money(&self, offer: &Offer, score: i32) -> Option<Money> {
        let ((mut sum, first_span), mut flags) = (offer.first, BTreeSet::new());
        let times = self.times_left_out(offer);
        let (currency, has_currency) = self.currency(offer)?;
        let exponent = exponent(Some(&currency));
        let minor = |sum: piece::Sum| {
            let minor = sum.minor(exponent)?.checked_mul(times)?;
            // Whatever is more is no sum of money.
            i64::try_from(minor).ok().filter(|minor| (1..1_000_000_000_000_000).contains(minor))
        };
        let (mut min, mut max) = (None, None);
        if let Some((mut upper, upper_span)) = offer.second {
            (sum.amount, upper.amount) = share_times(sum.amount, upper.amount)?;
            // «two to three hundred»
            let is_hundreds = upper.amount.times == 1 && upper.minor(0)? % 100 == 0 && upper.minor(0)? >= 200;
            if sum.is_spoken && upper.is_spoken && is_hundreds && sum.minor(0)? < 20 {
                sum.amount.times = 100;
            }
            // «900-1.1m»
            if sum.amount.times == 1 && upper.amount.times == 1_000_000 && sum.minor(0)? >= 100 {
                sum.amount.times = 1_000;
            }
            let (first, second) = ((minor(sum)?, first_span), (minor(upper)?, upper_span));
            (min, max) = if first.0 <= second.0 { (Some(first), Some(second)) } else { (Some(second), Some(first)) };
        } else if offer.bound == Some(Bound::Least) {
            min = Some((minor(sum)?, first_span));
        } else {
            max = Some((minor(sum)?, first_span));
        }
        flags.extend(offer.per);
        if !has_currency {
            flags.insert(Flag::DefaultCurrency);
        }
        if times > 1 {
            flags.insert(Flag::AssumedScale);
        }
        if sum.is_spoken {
            flags.insert(Flag::Spoken);
        }
        let sure = 45 + score / 2 - if times > 1 { 30 } else { 0 } - if sum.is_short { 10 } else { 0 };
        let confidence = Confidence::of(u8::try_from(sure.clamp(20, 97)).unwrap_or(20));
        let words = offer.currency.filter(|_| has_currency).map_or(first_span, |(_, span)| span);
        Some(Money { min, max, currency: (currency, words), confidence, flags })
    }

    /// The currency, and whether the text says it.
    fn currency(&self, offer: &Offer) -> Option<(String, bool)> {
        let Some((codes, _)) = offer.currency else { return Some((self.default?.to_owned(), false)) };
        let likeliest = codes.split(' ').next()?;
        let own = self.default.filter(|own| codes.split(' ').any(|code| code == *own));
        Some((own.unwrap_or(likeliest).to_owned(), true))
    }
}

/// «18.5»: one digit after the point.
fn has_tenths(cents: i128) -> bool {
    cents % 100 != 0 && cents % 10 == 0
}

#[cfg(test)]
mod tests;
