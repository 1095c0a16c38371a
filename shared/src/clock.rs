//! The two clocks, as two types, so that mixing them does not compile.
//!
//! *Business* time stands in records and decides what is due; the local runner can move it. *Wall* time decides about
//! signatures, tokens, leases and expiry, and is never virtual.

use std::{
    borrow::Cow,
    fmt,
    marker::PhantomData,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use jiff::{SignedDuration, Timestamp};
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::{Error, Result};

/// The clock that timestamps, due times, lifecycles and reports follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Business {}

/// The clock that tokens, leases, signatures and expiry follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Wall {}

/// A moment on the clock `C`, to the millisecond.
#[derive(PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment<C> {
    at: Timestamp,
    clock: PhantomData<fn() -> C>,
}

/// A moment of the business clock.
pub type BusinessTime = Moment<Business>;
/// A moment of the wall clock.
pub type WallTime = Moment<Wall>;

impl<C> JsonSchema for Moment<C> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Moment".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}

impl<C> Moment<C> {
    /// The moment at `at`, cut to the millisecond.
    pub fn new(at: Timestamp) -> Self {
        Self::from_millis(at.as_millisecond())
    }

    /// The moment `millis` milliseconds after 1970; the epoch itself if the calendar does not reach that far.
    pub fn from_millis(millis: i64) -> Self {
        Self { at: Timestamp::from_millisecond(millis).unwrap_or(Timestamp::UNIX_EPOCH), clock: PhantomData }
    }

    /// Milliseconds since 1970.
    pub fn millis(&self) -> i64 {
        self.at.as_millisecond()
    }

    /// Seconds since 1970, as DynamoDB's TTL wants them.
    pub fn seconds(&self) -> i64 {
        self.at.as_second()
    }

    /// As a timestamp of `jiff`, for time zones and calendars.
    pub fn timestamp(&self) -> Timestamp {
        self.at
    }

    /// This moment moved by `by`, which may be negative.
    #[must_use]
    pub fn plus(&self, by: SignedDuration) -> Self {
        Self::from_millis(self.millis().saturating_add(i64::try_from(by.as_millis()).unwrap_or(i64::MAX)))
    }

    /// The time from `earlier` until this moment; negative if `earlier` is later.
    pub fn since(&self, earlier: &Self) -> SignedDuration {
        SignedDuration::from_millis(self.millis() - earlier.millis())
    }

    /// `2026-03-02`, in UTC.
    pub fn day(&self) -> String {
        self.at.strftime("%Y-%m-%d").to_string()
    }

    /// `2026-03`, in UTC.
    pub fn month(&self) -> String {
        self.at.strftime("%Y-%m").to_string()
    }

    /// `2026-03-02T09`, in UTC.
    pub fn hour(&self) -> String {
        self.at.strftime("%Y-%m-%dT%H").to_string()
    }
}

/// The month before `2026-03`; none for what is no month.
pub fn month_before(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    let (year, month): (u16, u8) = (year.parse().ok()?, month.parse().ok()?);
    match month {
        1 => Some(format!("{:04}-12", year.checked_sub(1)?)),
        2..=12 => Some(format!("{year:04}-{:02}", month - 1)),
        _ => None,
    }
}

/// `2026-03-02T09:00:00.000Z`: always of the same length, so that text sorts as time.
impl<C> fmt::Display for Moment<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3}", self.at)
    }
}

impl<C> fmt::Debug for Moment<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<C> Clone for Moment<C> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<C> Copy for Moment<C> {}

impl<C> Serialize for Moment<C> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, C> Deserialize<'de> for Moment<C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Timestamp::deserialize(deserializer).map(Self::new)
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that asks the system for the time")]
fn system_millis() -> i64 {
    Timestamp::now().as_millisecond()
}

/// Tells wall time: the system's, or in tests a time that stands still until it is moved.
#[derive(Clone, Debug)]
pub struct WallClock(Option<Arc<AtomicI64>>);

impl WallClock {
    /// The system's clock.
    pub fn system() -> Self {
        Self(None)
    }

    /// A clock that stands at `at`.
    pub fn fixed(at: Timestamp) -> Self {
        Self(Some(Arc::new(AtomicI64::new(at.as_millisecond()))))
    }

    /// Now.
    pub fn now(&self) -> WallTime {
        WallTime::from_millis(self.0.as_ref().map_or_else(system_millis, |at| at.load(Ordering::SeqCst)))
    }

    /// Moves a fixed clock by `by`; the system's clock does not care.
    pub fn advance(&self, by: SignedDuration) {
        if let Some(at) = &self.0 {
            at.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
        }
    }
}

/// Tells business time: wall time, plus what the local runner was told to add.
#[derive(Clone, Debug)]
pub struct BusinessClock {
    wall: WallClock,
    ahead_millis: Arc<AtomicI64>,
}

impl BusinessClock {
    /// A business clock that agrees with `wall` until it is set.
    pub fn following(wall: WallClock) -> Self {
        Self { wall, ahead_millis: Arc::new(AtomicI64::new(0)) }
    }

    /// Now.
    pub fn now(&self) -> BusinessTime {
        BusinessTime::from_millis(self.wall.now().millis().saturating_add(self.ahead_millis.load(Ordering::SeqCst)))
    }

    /// Makes it `to` now. Time goes on from there.
    ///
    /// # Errors
    /// Refused with `clock_back` when `to` is in this clock's past: records would be younger than their successors.
    pub fn set(&self, to: BusinessTime) -> Result<()> {
        if to < self.now() {
            return Err(Error::refused(
                "clock_back",
                "the business clock does not run backwards; null returns to real time",
            ));
        }
        self.ahead_millis.store(to.millis() - self.wall.now().millis(), Ordering::SeqCst);
        Ok(())
    }

    /// Returns to real time.
    pub fn follow_wall(&self) {
        self.ahead_millis.store(0, Ordering::SeqCst);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn clock() -> BusinessClock {
        BusinessClock::following(WallClock::fixed(Timestamp::constant(1_772_442_000, 0)))
    }

    #[test]
    fn text_has_one_length_so_it_sorts_as_time() {
        assert_eq!(clock().now().to_string(), "2026-03-02T09:00:00.000Z");
        assert_eq!(BusinessTime::from_millis(1).to_string(), "1970-01-01T00:00:00.001Z");
    }

    #[test]
    fn business_time_moves_forward_only_and_returns_to_real_time() {
        let clock = clock();
        let start = clock.now();
        let later = start.plus(SignedDuration::from_hours(24));
        clock.set(later).unwrap();
        assert_eq!(clock.now(), later);
        assert_eq!(clock.set(start).unwrap_err().code(), "clock_back");
        clock.follow_wall();
        assert_eq!(clock.now(), start);
    }
}
