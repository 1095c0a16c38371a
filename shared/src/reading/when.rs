//! Dates and times as people write them, counted from when they were written.

mod date;
mod holiday;
mod numeric;
mod time;
mod words;

use std::collections::BTreeSet;

use jiff::{
    SignedDuration,
    civil::{Date, DateTime, Time},
};

use self::{date::date_at, time::time_at, words::fills};
use super::{Context, Flag, Span, token::Token};

/// A date, a time of the day, or both.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct When {
    /// Its tokens, from the first until before the last.
    pub(super) tokens: (usize, usize),
    pub(super) span: Span,
    pub(super) date: Option<Date>,
    pub(super) time: Option<Time>,
    pub(super) flags: BTreeSet<Flag>,
    /// The date names a day; a weekday beside it says nothing more.
    is_exact: bool,
    /// It is said to be at that time, not before or after it.
    is_at: bool,
}

/// More tokens stand between no date and its time.
const GAP: usize = 3;

/// All dates and times among the tokens, in order.
pub(super) fn whens(tokens: &[Token<'_>], context: &Context<'_>) -> Vec<When> {
    let (mut at, mut all): (usize, Vec<When>) = (0, Vec::new());
    while at < tokens.len() {
        let Some(mut part) = part_at(tokens, at, context) else {
            at += 1;
            continue;
        };
        at = part.tokens.1.max(at + 1);
        part.span = Span::new(tokens[part.tokens.0].span.start, tokens[at.min(tokens.len()) - 1].span.end);
        match all.last_mut().filter(|last| are_one(tokens, last, &part)) {
            Some(last) => last.join(part),
            None => all.push(part),
        }
    }
    all
}

fn part_at(tokens: &[Token<'_>], at: usize, context: &Context<'_>) -> Option<When> {
    let part = |length, date, time, flags| When {
        tokens: (at, at + length),
        span: Span::new(0, 0),
        date,
        time,
        flags,
        is_exact: false,
        is_at: false,
    };
    if let Some(day) = date_at(tokens, at, context) {
        let time = day.at.map(DateTime::time);
        let date = day.at.map_or(day.date, DateTime::date);
        return Some(When { is_exact: day.is_exact, ..part(day.length, Some(date), time, day.flags) });
    }
    let (time, length, flags, is_at) = time_at(tokens, at)?;
    Some(When { is_at, ..part(length, None, Some(time), flags) })
}

/// Whether two parts next to each other say one thing: «Friday» and «2 pm», «Monday» and «30 November».
fn are_one(tokens: &[Token<'_>], first: &When, second: &When) -> bool {
    let between = &tokens[first.tokens.1..second.tokens.0.max(first.tokens.1)];
    let is_other = match (first, second) {
        (When { date: Some(_), time: None, .. }, When { date: None, .. })
        | (When { date: None, .. }, When { date: Some(_), time: None, .. }) => true,
        // The weekday of a date.
        (When { date: Some(_), is_exact: false, time: None, .. }, When { date: Some(_), is_exact: true, .. }) => true,
        (When { date: Some(_), is_exact: true, .. }, When { date: Some(one), is_exact: false, .. }) => {
            first.date == Some(*one)
        }
        _ => false,
    };
    is_other && between.len() <= GAP && between.iter().all(fills)
}

impl When {
    fn join(&mut self, other: Self) {
        self.tokens.1 = other.tokens.1;
        self.span.end = other.span.end;
        if other.date.is_some() && (self.date.is_none() || other.is_exact) {
            (self.date, self.is_exact) = (other.date, other.is_exact);
            self.flags.remove(&Flag::AssumedDate);
        }
        self.time = self.time.or(other.time);
        self.is_at |= other.is_at;
        self.flags.extend(other.flags);
    }

    /// As [`super::Field::NextActionDue`] has it; none if that is over, or only a time that may be meant for every day.
    pub(super) fn value(&self, context: &Context<'_>) -> Option<(String, BTreeSet<Flag>)> {
        let (now, mut flags) = (context.now.datetime(), self.flags.clone());
        let date = match (self.date, self.time) {
            (Some(date), _) => date,
            (None, Some(time)) if self.is_at => {
                flags.insert(Flag::AssumedDate);
                if now.date().to_datetime(time) > now { now.date() } else { later(now.date(), 1)? }
            }
            (None, _) => return None,
        };
        if date < now.date() {
            return None;
        }
        let value = match self.time {
            Some(time) => format!("{date}T{:02}:{:02}", time.hour(), time.minute()),
            None => date.to_string(),
        };
        Some((value, flags))
    }
}

/// So many days later.
fn later(date: Date, days: i64) -> Option<Date> {
    date.checked_add(SignedDuration::from_hours(days.checked_mul(24)?)).ok()
}

#[cfg(test)]
mod tests;
