//! Routing what the stream lost. A stream keeps a day; the Events are kept for ever, and each bears a mark once routed.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue, Item};

use super::{is_routed, route_item};
use crate::{
    App, BusinessTime, Error, Result,
    event::{SHARDS, hour_key},
    store::{Access, Entity, Index, Key, Place, Query, Saved, SortKeys},
};

/// The stream has so long to route an Event before it is checked.
const GRACE: SignedDuration = SignedDuration::from_mins(2);
/// The most hours that one call walks through.
const MAX_HOURS: usize = 48;
/// The most Events that one query reads.
const PAGE: usize = 100;

/// How far the Events were checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Watermark {
    /// Everything before this hour was checked.
    pub hour: BusinessTime,
    /// In this hour, by shard, the last Event that was checked.
    #[serde(default)]
    pub checked: BTreeMap<String, String>,
}

impl Entity for Watermark {
    const TYPE: &'static str = "watermark";
    const ACCESS: &'static [Access] = &[("how far the events were checked for a route", "WM#events / A")];
    type Ref = ();

    fn reference(&self) {}

    fn place((): &()) -> Place {
        Place::head(Key::new("WM").with("events"))
    }
}

/// Checks the Events since the last call, except the youngest; answers how many had to be routed.
///
/// # Errors
/// Those of the store and the queues; the next call goes on from the same place.
pub async fn redrive(app: &App) -> Result<usize> {
    let until = app.now().plus(-GRACE);
    let read = app.store.get::<Watermark>(&()).await?;
    let mut mark = read.as_ref().map_or_else(|| begin(until), |saved| saved.value.clone());
    let before = mark.clone();
    if mark.hour > until {
        // The business clock was ahead, and is back in real time.
        mark = begin(until);
    }
    let (mut routed, mut failed) = (0, None);
    for _ in 0..MAX_HOURS {
        for shard in 0..SHARDS {
            let after = mark.checked.get(&shard.to_string()).cloned();
            let checked = check_shard(app, mark.hour, shard, after, until).await;
            routed += checked.routed;
            failed = failed.or(checked.failed);
            if let Some(last) = checked.last {
                mark.checked.insert(shard.to_string(), last);
            }
        }
        if failed.is_some() {
            break;
        }
        let next = mark.hour.plus(SignedDuration::from_hours(1));
        if next > until {
            break;
        }
        mark = begin(next);
    }
    save(app, read, &before, &mark).await?;
    failed.map_or(Ok(routed), Err)
}

/// Checks the Events from `from` until `to`, whatever the watermark says; answers how many had to be routed.
///
/// # Errors
/// Those of the store and the queues.
pub async fn redrive_between(app: &App, from: BusinessTime, to: BusinessTime) -> Result<usize> {
    let mut hour = begin(from).hour;
    let mut routed = 0;
    while hour < to {
        for shard in 0..SHARDS {
            let checked = check_shard(app, hour, shard, None, to).await;
            routed += checked.routed;
            checked.failed.map_or(Ok(()), Err)?;
        }
        hour = hour.plus(SignedDuration::from_hours(1));
    }
    Ok(routed)
}

/// A watermark at the beginning of the hour of `at`.
fn begin(at: BusinessTime) -> Watermark {
    let hour_millis = 3_600_000;
    Watermark {
        hour: BusinessTime::from_millis(at.millis().div_euclid(hour_millis) * hour_millis),
        checked: BTreeMap::new(),
    }
}

async fn save(app: &App, read: Option<Saved<Watermark>>, before: &Watermark, mark: &Watermark) -> Result<()> {
    let tx = app.store.tx();
    let tx = match &read {
        Some(_) if before == mark => return Ok(()),
        Some(saved) => tx.update(saved, mark),
        None => tx.create(mark),
    };
    match tx.commit_unannounced("how far events were checked is no event").await {
        // Another sweeper was faster: its mark stands, and what it did not see is checked again.
        Err(Error::Stale { .. } | Error::AlreadyExists { .. }) => Ok(()),
        other => other,
    }
}

/// What a look at one shard of one hour came to.
#[derive(Default)]
struct Checked {
    /// How many Events had to be routed.
    routed: usize,
    /// The last Event that was checked.
    last: Option<String>,
    /// What stopped it; other shards go on.
    failed: Option<Error>,
}

/// Routes what lacks a mark in one shard of one hour.
async fn check_shard(app: &App, hour: BusinessTime, shard: u8, after: Option<String>, until: BusinessTime) -> Checked {
    let mut checked = Checked::default();
    let sort_keys = after.map_or(SortKeys::All, SortKeys::After);
    let query = Query { sort_keys, limit: PAGE, ..Query::new(Index::Gsi2, hour_key(&hour.hour(), shard)) };
    if let Err(error) = check_pages(app, query, until, &mut checked).await {
        checked.failed = Some(error);
    }
    checked
}

async fn check_pages(app: &App, mut query: Query, until: BusinessTime, checked: &mut Checked) -> Result<()> {
    loop {
        let rows = app.store.query(query.clone()).await?;
        let old_enough: Vec<(Place, String)> = rows.items.iter().filter_map(|row| place_of(row, until)).collect();
        let all_old = old_enough.len() == rows.items.len();
        let mut batch = app.store.batch();
        for (place, _) in &old_enough {
            batch = batch.want_place(place.clone());
        }
        let mut found = batch.fetch().await?;
        for (place, id) in old_enough {
            if let Some(item) = found.take_item(&place).filter(|item| !is_routed(item)) {
                match route_item(app, item).await {
                    Ok(()) => checked.routed += 1,
                    Err(error) if error.is_retryable() => return Err(error),
                    Err(error) => {
                        tracing::error!(error.code = error.code(), "an event cannot be routed: {}", error.chain());
                    }
                }
            }
            checked.last = Some(id);
        }
        match rows.next {
            Some(next) if all_old => query.after = Some(next),
            Some(_) | None => return Ok(()),
        }
    }
}

/// The place and the id of an Event in the index, if it happened before `until`.
fn place_of(row: &Item, until: BusinessTime) -> Option<(Place, String)> {
    let text = |name: &str| match row.get(name) {
        Some(AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    };
    let id = text("gsi2sk")?;
    let at = crate::event::happened_at(id.parse().ok()?);
    (at < until).then_some(())?;
    Some((Place::new(Key::stored(&text("pk")?), Key::stored(&text("sk")?)), id))
}
