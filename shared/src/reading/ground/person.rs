//! One person of whom a model speaks: what follows from the quotes.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{
    Quotes,
    align::Tier,
    desk::{Desk, Placed, between},
    name, value,
};
use crate::reading::{Confidence, Field, Flag, Found, Source, Span, points::PointKind};

/// In hundredths, what a value is worth that a model alone has pointed at: one that a validator has passed, a name, words.
const CHECKED: u8 = 70;
const NAME: u8 = 65;
const WORDS: u8 = 60;
/// So much less where the rules' own parser read it, and did not say it of this person,
const UNSEEN: u8 = 10;
/// or where the quote is not letter by letter,
const FOLDED: u8 = 5;
/// and no more than that among suspicious words.
const SUSPICIOUS: u8 = 25;
/// Words that say what is to be done and words that say by when belong together, if no more bytes lie between them.
const NEAR: usize = 120;

/// What follows from the quotes of one person.
#[derive(Debug, Default)]
pub(super) struct Person {
    pub(super) fields: BTreeMap<Field, Found>,
    /// How many quotes stand nowhere, or lead to nothing.
    pub(super) dropped: usize,
    /// Whether it is somebody whom the text only mentions: an addressee, a referrer.
    pub(super) is_mentioned: bool,
}

struct Ground<'a> {
    desk: &'a Desk<'a>,
    person: Person,
}

impl Person {
    /// Computes what follows from `quotes`.
    pub(super) fn ground(desk: &Desk<'_>, quotes: &Quotes) -> Self {
        let (placed, lost) = desk.place(quotes);
        let mut ground = Ground { desk, person: Self { dropped: lost, ..Self::default() } };
        let at = |name: &str| placed.get(name).copied();
        ground.name(at("full_name"));
        ground.text(Field::Company, at("company"), value::company_in);
        for (name, field) in
            [("job_title", Field::JobTitle), ("project_type", Field::ProjectType), ("need", Field::Need)]
        {
            ground.text(field, at(name), value::text_in);
        }
        ground.words(Field::Source, at("source"), |span| value::source_in(desk.page, span));
        ground.point(Field::Email, at("email"), PointKind::Email);
        ground.point(Field::Phone, at("phone"), PointKind::Phone);
        ground.budget(at("budget"));
        ground.action(at("next_action"), at("next_action_due"));
        ground.person
    }

    /// What was found of `field`, where it is not suspicious.
    pub(super) fn clean(&self, field: Field) -> Option<&Found> {
        self.fields.get(&field).filter(|found| !found.flags.contains(&Flag::Suspicious))
    }

    /// Whether somebody who says his name, or how to reach him, wants something.
    pub(super) fn asks_for_something(&self) -> bool {
        let has = |fields: &[Field]| fields.iter().any(|field| self.clean(*field).is_some());
        !self.is_mentioned
            && has(&[Field::FullName, Field::Email, Field::Phone])
            && has(&[Field::Need, Field::ProjectType, Field::BudgetMaxMinor, Field::BudgetMinMinor, Field::NextAction])
    }
}

impl Ground<'_> {
    fn name(&mut self, placed: Option<Placed>) {
        let Some(placed) = placed else { return };
        match name::name_in(self.desk.page, placed.span) {
            Some((_, span)) if self.desk.is_mentioned(span) => {
                self.person.is_mentioned = true;
                self.person.dropped += 1;
            }
            Some((name, span)) => self.insert(Field::FullName, name.into(), span, placed.tier, NAME, BTreeSet::new()),
            None => self.person.dropped += 1,
        }
    }

    fn words(&mut self, field: Field, placed: Option<Placed>, read: impl Fn(Span) -> Option<(Value, Span)>) {
        let Some(placed) = placed else { return };
        match read(placed.span) {
            Some((value, span)) => self.insert(field, value, span, placed.tier, WORDS, BTreeSet::new()),
            None => self.person.dropped += 1,
        }
    }

    fn text(&mut self, field: Field, placed: Option<Placed>, read: impl Fn(&str, Span) -> Option<(String, Span)>) {
        let text = self.desk.page.text;
        self.words(field, placed, |span| read(text, span).map(|(words, span)| (words.into(), span)));
    }

    /// What leads to a person is never taken from suspicious words.
    fn point(&mut self, field: Field, placed: Option<Placed>, kind: PointKind) {
        let Some(placed) = placed else { return };
        let point = value::point_in(self.desk.page, placed.span, kind);
        match point.filter(|point| !self.desk.is_suspicious(point.span)) {
            Some(point) => {
                let worth = CHECKED.min(point.confidence.hundredths());
                self.insert(field, point.value.clone().into(), point.span, placed.tier, worth, point.flags.clone());
            }
            None => self.person.dropped += 1,
        }
    }

    fn budget(&mut self, placed: Option<Placed>) {
        let Some(placed) = placed else { return };
        let Some(money) = self.desk.money(placed.span) else {
            self.person.dropped += 1;
            return;
        };
        let worth = money.confidence.hundredths().saturating_sub(UNSEEN);
        for (field, amount) in [(Field::BudgetMinMinor, money.min), (Field::BudgetMaxMinor, money.max)] {
            if let Some((minor, span)) = amount {
                self.insert(field, minor.into(), span, placed.tier, worth, money.flags.clone());
            }
        }
        let (currency, span) = money.currency;
        self.insert(Field::Currency, currency.into(), span, placed.tier, worth, money.flags);
    }

    fn action(&mut self, what: Option<Placed>, when: Option<Placed>) {
        let Some(first) = what.or(when) else { return };
        let both = what.zip(when).filter(|(what, when)| between(what.span, when.span) <= NEAR);
        let window = both.map_or(first.span, |(what, when)| what.span.with(when.span));
        let Some(action) = self.desk.action(window) else {
            self.person.dropped += usize::from(what.is_some()) + usize::from(when.is_some());
            return;
        };
        let worth = |confidence: Confidence| confidence.hundredths().saturating_sub(UNSEEN);
        let (value, confidence) = (action.kind.into(), worth(action.confidence));
        self.insert(Field::NextAction, value, action.span, first.tier, confidence, BTreeSet::new());
        match action.due {
            Some(due) => {
                let confidence = worth(due.confidence);
                self.insert(Field::NextActionDue, due.value.into(), due.span, first.tier, confidence, due.flags);
            }
            None => self.person.dropped += usize::from(when.is_some()),
        }
    }

    /// Puts a value in, unless nothing may be taken from its words.
    fn insert(&mut self, field: Field, value: Value, span: Span, tier: Tier, worth: u8, mut flags: BTreeSet<Flag>) {
        let is_word = !matches!(field, Field::Email | Field::Phone);
        if !self.desk.page.is_theirs(span) || (is_word && self.desk.is_in_point(span)) {
            self.person.dropped += 1;
            return;
        }
        let mut worth = if tier == Tier::Exact { worth } else { worth.saturating_sub(FOLDED) };
        if self.desk.is_suspicious(span) {
            flags.insert(Flag::Suspicious);
            worth = worth.min(SUSPICIOUS);
        }
        let confidence = Confidence::of(worth);
        self.person.fields.insert(field, Found { value, span, source: Source::Model, confidence, flags });
    }
}
