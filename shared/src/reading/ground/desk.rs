//! A text in which quotes are looked for, with what the rules know of it: they have one room for each thing, and so the
//! model's quotes are read in the same rooms.

use std::collections::BTreeMap;

use super::{
    Quotes,
    align::{Aligner, Tier},
};
use crate::reading::{
    Span, Suspicion,
    action::{Action, action_in},
    money::{Money, budget_in},
    page::Page,
    who,
    words::sentence,
};

/// A quote, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Placed {
    pub(super) span: Span,
    pub(super) tier: Tier,
}

/// A text made ready for quotes.
pub(super) struct Desk<'a> {
    pub(super) page: &'a Page<'a>,
    aligner: Aligner<'a>,
    suspicious: Vec<Suspicion>,
    /// Names of those whom the text only mentions.
    mentioned: Vec<Span>,
    /// What is no money and no date: points, orders, our own words.
    taken: Vec<Span>,
    /// What the whole text says of money.
    money: Option<Money>,
}

impl<'a> Desk<'a> {
    /// Makes a page ready, of which these words are not to be trusted besides those that it says itself.
    pub(super) fn of(page: &'a Page<'a>, suspicious: &[Suspicion]) -> Self {
        let taken = page.taken();
        let money = budget_in(page.text, page.context, Span::whole(page.text), &taken);
        let suspicious = suspicious.iter().chain(&page.suspicious).cloned().collect();
        Self { page, aligner: Aligner::new(page.text), suspicious, mentioned: who::mentioned(page), taken, money }
    }

    /// Where each quote stands: those with one place first, the others as near to them as they are found. Also how many
    /// stand nowhere.
    pub(super) fn place(&self, quotes: &Quotes) -> (BTreeMap<&'static str, Placed>, usize) {
        let mut placed = BTreeMap::new();
        let mut open = Vec::new();
        let mut lost = 0;
        for (name, quote) in quotes.clone().slots() {
            let Some(quote) = quote.as_deref().filter(|quote| !quote.trim().is_empty()) else { continue };
            let (places, tier) = self.aligner.places(quote);
            match places.as_slice() {
                [] => lost += 1,
                [span] => drop(placed.insert(name, Placed { span: *span, tier })),
                [..] => open.push((name, places, tier)),
            }
        }
        let anchors: Vec<Span> = placed.values().map(|placed| placed.span).collect();
        for (name, places, tier) in open {
            let distance = |span: &&Span| anchors.iter().map(|anchor| between(*anchor, **span)).min().unwrap_or(0);
            if let Some(span) = places.iter().min_by_key(distance) {
                placed.insert(name, Placed { span: *span, tier });
            }
        }
        (placed, lost)
    }

    /// What the rules read as money at `span`: in the whole text, which tells what it is about, else in its sentence.
    /// Nothing where they have reasons to read none there, such as a price that was paid before.
    pub(super) fn money(&self, span: Span) -> Option<Money> {
        let is_there = |money: &Money| {
            let spans = [money.min, money.max].into_iter().flatten().map(|(_, span)| span);
            let spans: Vec<Span> = spans.chain([money.currency.1]).collect();
            spans.iter().any(|one| one.overlaps(span)) && !spans.iter().any(|one| self.is_suspicious(*one))
        };
        let of_sentence = || budget_in(self.page.text, self.page.context, sentence(self.page.text, span), &self.taken);
        self.money.clone().filter(is_there).or_else(|| of_sentence().filter(is_there))
    }

    /// What the rules read as the next thing to do in the sentence of `span`, if `span` has words of it.
    pub(super) fn action(&self, span: Span) -> Option<Action> {
        let action = action_in(self.page.text, self.page.context, sentence(self.page.text, span), &self.taken)?;
        let due = action.due.as_ref().map(|due| due.span);
        (action.span.overlaps(span) || due.is_some_and(|due| due.overlaps(span))).then_some(action)
    }

    /// Whether these words should not be trusted.
    pub(super) fn is_suspicious(&self, span: Span) -> bool {
        self.suspicious.iter().any(|suspicion| suspicion.span.overlaps(span))
    }

    /// Whether these words are only a part of an address: «acme» in `ann@acme.example` names no business.
    pub(super) fn is_in_point(&self, span: Span) -> bool {
        self.page.points.iter().any(|point| point.span.contains(span))
    }

    /// Whether a name is of somebody whom the text only mentions.
    pub(super) fn is_mentioned(&self, name: Span) -> bool {
        self.mentioned.iter().any(|other| other.overlaps(name))
    }
}

/// How many bytes lie between two spans.
pub(super) fn between(one: Span, other: Span) -> usize {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    second.start.saturating_sub(first.end)
}
