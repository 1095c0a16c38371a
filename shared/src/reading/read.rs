//! The whole reading of a text.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::company::{company, job_title};
use super::no_lead::no_lead;
use super::page::Page;
use super::party::{Somebody, parties};
use super::points::PointKind;
use super::topic::{need, project_type, property, source, tags, vehicle};
use super::{Confidence, Context, Field, Flag, Found, Party, Reading, Source, Span, action, money};

/// More characters than are read.
const MAX_CHARACTERS: usize = 64_000;

/// Reads a text by rules alone. Never fails, whatever the text is. Of a text of more than 64,000 characters the first
/// 64,000 are read, and [`Reading::is_complete`] says so.
pub fn read(text: &str, context: &Context<'_>) -> Reading {
    let part = part(text);
    let is_complete = part.len() == text.len();
    let page = Page::of(part, context);
    let no_lead = no_lead(&page);
    let parties = if no_lead.is_some() { Vec::new() } else { read_parties(&page) };
    let reachable = page.points.iter().filter(|point| point.kind != PointKind::LinkedIn);
    let points = reachable.map(|point| point.value.as_str()).collect::<BTreeSet<_>>().len();
    Reading { no_lead, parties, points, is_complete, suspicious: page.suspicious }
}

/// As much of a text as is read.
pub(super) fn part(text: &str) -> &str {
    text.char_indices().nth(MAX_CHARACTERS).map_or(text, |(end, _)| &text[..end])
}

fn read_parties(page: &Page<'_>) -> Vec<Party> {
    let somebodies = parties(page);
    let is_one = somebodies.len() == 1;
    let mut read: Vec<Party> =
        somebodies.iter().enumerate().map(|(at, somebody)| read_party(page, somebody, at == 0, is_one)).collect();
    read.retain(|party| !party.fields.is_empty());
    read
}

fn read_party(page: &Page<'_>, somebody: &Somebody, is_first: bool, is_one: bool) -> Party {
    let mut draft = Draft { page, party: Party::default() };
    draft.person(somebody, is_one);
    draft.money(somebody);
    for window in &somebody.windows {
        draft.wanted(*window, is_first);
    }
    let whole = Span::whole(page.text);
    if is_first || is_one {
        draft.next(whole);
    }
    draft.party
}

/// A party while it is read.
struct Draft<'p, 'a> {
    page: &'p Page<'a>,
    party: Party,
}

impl Draft<'_, '_> {
    /// Puts a value in, unless there is one already.
    fn put(&mut self, field: Field, value: Value, span: Span, hundredths: u8, flags: BTreeSet<Flag>) {
        let is_suspicious = self.page.suspicion(span).is_some();
        let is_words = span.end > span.start && span.end <= self.page.text.len();
        if !is_words || self.party.fields.contains_key(&field) || self.page.is_hostile(span) {
            return;
        }
        let mut flags = flags;
        let confidence = if is_suspicious { hundredths.min(25) } else { hundredths };
        if is_suspicious {
            flags.insert(Flag::Suspicious);
        }
        let found = Found { value, span, source: Source::Rule, confidence: Confidence::of(confidence), flags };
        self.party.fields.insert(field, found);
    }

    fn words(&mut self, field: Field, span: Option<Span>, hundredths: u8) {
        if let Some(span) = span {
            let value = json!(self.page.text[span.range()]);
            self.put(field, value, span, hundredths, BTreeSet::new());
        }
    }

    /// Who it is, and how to reach them.
    fn person(&mut self, somebody: &Somebody, is_one: bool) {
        if let Some(candidate) = &somebody.name {
            self.put(
                Field::FullName,
                json!(candidate.name.value),
                candidate.name.span,
                candidate.score,
                BTreeSet::new(),
            );
        }
        for point in &somebody.points {
            let field = match point.kind {
                PointKind::Email => Field::Email,
                PointKind::Phone => Field::Phone,
                PointKind::LinkedIn => Field::LinkedinUrl,
            };
            self.put(field, json!(point.value), point.span, point.confidence.hundredths(), point.flags.clone());
        }
        let window = if is_one {
            Span::whole(self.page.text)
        } else {
            somebody.windows.first().copied().unwrap_or(Span::new(0, 0))
        };
        let name = somebody.name.as_ref().map(|candidate| &candidate.name);
        if let Some(named) = company(self.page, window, name) {
            self.words(Field::Company, Some(named.span), named.score);
        }
        if let Some(named) = job_title(self.page, name).filter(|named| window.contains(named.span)) {
            self.words(Field::JobTitle, Some(named.span), named.score);
        }
    }

    /// What they would spend, from the first of their windows that says so.
    fn money(&mut self, somebody: &Somebody) {
        let taken = self.page.taken();
        let found = somebody
            .windows
            .iter()
            .find_map(|window| money::budget_in(self.page.text, self.page.context, *window, &taken));
        let Some(found) = found else { return };
        let sure = found.confidence.hundredths();
        if let Some((minor, span)) = found.min {
            self.put(Field::BudgetMinMinor, json!(minor), span, sure, found.flags.clone());
        }
        if let Some((minor, span)) = found.max {
            self.put(Field::BudgetMaxMinor, json!(minor), span, sure, found.flags.clone());
        }
        let (currency, span) = found.currency;
        self.put(Field::Currency, json!(currency), span, sure, found.flags);
    }

    /// What is wanted.
    fn wanted(&mut self, window: Span, is_first: bool) {
        let page = self.page;
        if let Some((span, sure)) = need(page, window) {
            self.words(Field::Need, Some(span), sure);
        }
        let company = self.party.fields.get(&Field::Company).map(|found| found.span);
        if let Some((span, sure)) = project_type(page, window, company) {
            self.words(Field::ProjectType, Some(span), sure);
        }
        let name = self.party.fields.get(&Field::FullName).map(|found| found.span);
        let vehicle = vehicle(page, window, name);
        self.words(Field::VehicleInterest, vehicle, 70);
        if vehicle.is_none() {
            self.words(Field::PropertyInterest, property(page, window, company), 68);
        }
        let everywhere = if is_first { Span::whole(page.text) } else { window };
        if let Some((value, span)) = source(page, everywhere) {
            self.put(Field::Source, value, span, 75, BTreeSet::new());
        }
        if let Some((value, span)) = tags(page, everywhere, vehicle.is_some()) {
            self.put(Field::Tags, value, span, 72, BTreeSet::new());
        }
    }

    /// What is to be done next, and by when.
    fn next(&mut self, window: Span) {
        if let Some((urgency, span, sure)) = action::urgency_in(self.page.text, self.page.context, window) {
            self.put(Field::Urgency, json!(urgency), span, sure.hundredths(), BTreeSet::new());
        }
        let taken = self.page.taken();
        let Some(action) = action::action_in(self.page.text, self.page.context, window, &taken) else { return };
        self.put(Field::NextAction, json!(action.kind), action.span, action.confidence.hundredths(), BTreeSet::new());
        if let Some(due) = action.due {
            self.put(Field::NextActionDue, json!(due.value), due.span, due.confidence.hundredths(), due.flags);
        }
    }
}

#[cfg(test)]
mod tests;
