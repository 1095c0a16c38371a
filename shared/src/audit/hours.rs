//! Hours that may have Events: those that were passed over when the chain was sealed have none.

use std::ops::RangeInclusive;

use jiff::SignedDuration;
use serde_dynamo::AttributeValue;

use super::{ChainHead, Seal};
use crate::{
    App, BusinessTime, Id, Result,
    event::{Event, happened_at},
    store::{Entity as _, Index, Query, SortKeys},
};

/// An hour, counted since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Hour(i64);

/// The milliseconds of an hour.
const MILLIS: i64 = 3_600_000;

impl Hour {
    /// The hour of a moment.
    pub(super) fn of(at: BusinessTime) -> Self {
        Self(at.millis().div_euclid(MILLIS))
    }

    /// The hour of an Event.
    pub(super) fn of_event(id: Id<Event>) -> Self {
        Self::of(happened_at(id))
    }

    /// Its beginning.
    pub(super) fn begin(self) -> BusinessTime {
        BusinessTime::from_millis(self.0 * MILLIS)
    }

    /// The hour that is so many hours later.
    pub(super) fn plus(self, hours: i64) -> Self {
        Self(self.0 + hours)
    }

    /// These hours, in order.
    pub(super) fn all(range: RangeInclusive<Self>) -> impl DoubleEndedIterator<Item = Self> {
        (range.start().0..=range.end().0).map(Self)
    }
}

/// The first id that an Event at `at` can have.
pub(super) fn first_id(at: BusinessTime) -> Id<Event> {
    Id::new(at, [0; 10])
}

/// The last id that an Event before `at` can have.
pub(super) fn last_id_before(at: BusinessTime) -> Id<Event> {
    Id::new(at.plus(SignedDuration::from_millis(-1)), [255; 10])
}

/// The id before `id`, as texts sort.
pub(super) fn before(id: Id<Event>) -> Id<Event> {
    Id::from_uuid(uuid::Uuid::from_u128(id.uuid().as_u128().saturating_sub(1)))
}

/// Hours to look into.
pub(super) struct Plan {
    /// In the order that was asked for.
    pub(super) hours: Vec<Hour>,
    /// Where to go on, if there are more.
    pub(super) rest: Option<Hour>,
}

/// The hours from `first` until `last` that may have Events, `most` at most; from the last one down if `descending`. Nothing is
/// looked for before the chain begins, which is before the first Event.
///
/// # Errors
/// Those of the store.
pub(super) async fn plan(
    app: &App,
    (first, last): (Option<Hour>, Hour),
    descending: bool,
    most: usize,
) -> Result<Plan> {
    // An older head only makes more hours worth a look; the seals are read after it, and strongly.
    let head = app.store.glance::<ChainHead>(&()).await?.map(|head| head.value);
    let (since, next) = head.map_or((last, last), |head| (Hour::of(head.since), Hour::of(head.next)));
    let first = first.map_or(since, |first| first.max(since));
    let sealed = sealed(app, first..=last.min(next.plus(-1)), descending, most + 1).await?;
    let new = Hour::all(first.max(next)..=last);
    let mut hours: Vec<Hour> = if descending {
        new.rev().chain(sealed).take(most + 1).collect()
    } else {
        sealed.into_iter().chain(new).take(most + 1).collect()
    };
    let rest = hours.get(most).copied();
    hours.truncate(most);
    Ok(Plan { hours, rest })
}

/// The hours of `range` that have a seal.
async fn sealed(app: &App, range: RangeInclusive<Hour>, descending: bool, most: usize) -> Result<Vec<Hour>> {
    if range.is_empty() {
        return Ok(Vec::new());
    }
    let [from, to] = [range.start(), range.end()].map(|hour| Seal::place(&hour.begin()).sk.into_string());
    let query = Query {
        sort_keys: SortKeys::Between(from, to),
        descending,
        limit: most,
        ..Query::new(Index::Table, Seal::partition())
    };
    let rows = app.store.query(query).await?;
    Ok(rows.items.iter().filter_map(|row| hour_of_key(row.get("sk")?)).collect())
}

/// The hour that the sort key of a seal names.
pub(super) fn hour_of_key(sk: &AttributeValue) -> Option<Hour> {
    let AttributeValue::S(sk) = sk else { return None };
    let at = format!("{}:00:00Z", sk.strip_prefix(Seal::PREFIX)?).parse().ok()?;
    Some(Hour::of(BusinessTime::new(at)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_before_the_first_of_an_hour_is_of_the_hour_before() {
        let hour = Hour::of(BusinessTime::from_millis(1_772_442_000_000));
        assert_eq!(Hour::of_event(first_id(hour.begin())), hour);
        assert_eq!(Hour::of_event(last_id_before(hour.begin())), hour.plus(-1));
        assert!(last_id_before(hour.begin()).to_string() < first_id(hour.begin()).to_string());
        let id = first_id(hour.begin());
        assert!(before(id).to_string() < id.to_string());
    }

    #[test]
    fn the_key_of_a_seal_tells_its_hour() {
        let hour = Hour::of(BusinessTime::from_millis(1_772_442_000_000));
        let sk = Seal::place(&hour.begin()).sk.into_string();
        assert!(sk.starts_with(Seal::PREFIX));
        assert_eq!(hour_of_key(&AttributeValue::S(sk)), Some(hour));
    }
}
