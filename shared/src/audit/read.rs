//! Reading Events, newest first, from the three places where they are found: a record, an actor's month, the hours.

use futures_util::future::try_join_all;
use serde_dynamo::{AttributeValue, Item};

use super::hours::{Hour, before, last_id_before, plan};
use crate::{
    App, Id, Result,
    event::{Event, SHARDS, hour_key},
    store::{Index, Key, Place, Query, Rows, SortKeys, decode},
};

/// The most pages of a record's history that one request reads.
const MAX_PAGES: usize = 4;
/// The most hours that are looked into for one request.
const MAX_HOURS: usize = 8;
/// No further page or hour is read when it might take a request over so many read units.
const MAX_UNITS: f64 = 16.0;
/// What a look into an hour costs at least: four partitions, half a unit each.
const HOUR_UNITS: f64 = 2.0;
/// What it costs to ask the chain which hours to look into.
const PLAN_UNITS: f64 = 1.5;
/// What an Event costs when it is fetched.
const EVENT_UNITS: f64 = 0.5;
/// So many Events are fetched in one round trip.
pub(super) const CHUNK: usize = 100;
/// The most rows of one page of an index.
const PAGE: usize = 1_000;

/// Ids from one to another, both included. Ids sort as time.
#[derive(Clone, Copy, Debug)]
pub(super) struct Span {
    /// Where it ends; none where nothing is too old.
    pub(super) oldest: Option<Id<Event>>,
    /// Where it begins.
    pub(super) newest: Id<Event>,
}

impl Span {
    fn keys(&self, key: impl Fn(Id<Event>) -> String) -> SortKeys {
        let oldest = self.oldest.unwrap_or(Id::from_uuid(uuid::Uuid::nil()));
        SortKeys::Between(key(oldest), key(self.newest))
    }
}

/// What a request found.
#[derive(Default)]
pub(super) struct Found {
    /// Newest first.
    pub(super) events: Vec<Event>,
    /// Where to go on, if there may be more.
    pub(super) rest: Option<Id<Event>>,
}

/// Whether an Event is wanted.
pub(super) type Wanted<'a> = &'a (dyn Fn(&Event) -> bool + Sync);

/// The Events in the partition of a record: one query, unless few of them are wanted.
pub(super) async fn of_record(app: &App, pk: &Key, mut span: Span, limit: usize, wanted: Wanted<'_>) -> Result<Found> {
    let mut found = Found::default();
    let mut spent = 0.0;
    for _ in 0..MAX_PAGES {
        let sort_keys = span.keys(|id| Key::new("E").with(id).into_string());
        // One more than wanted tells whether there is another page.
        let query = Query { sort_keys, descending: true, limit: limit + 1, ..Query::new(Index::Table, pk.clone()) };
        let Rows { items, next, units } = app.store.query(query).await?;
        for item in items {
            let event = decode::<Event>(item)?.value;
            if found.events.len() == limit {
                found.rest = Some(event.id);
                return Ok(found);
            }
            span.newest = before(event.id);
            if wanted(&event) {
                found.events.push(event);
            }
        }
        if next.is_none() {
            return Ok(found);
        }
        spent += units;
        if found.events.len() == limit || spent + units > MAX_UNITS {
            break;
        }
    }
    found.rest = Some(span.newest);
    Ok(found)
}

/// An Event as an index has it.
pub(super) type Row = (Id<Event>, Place);

/// The Events of a partition of `gsi1`, an actor's month: one query and one batch.
pub(super) async fn of_actor(app: &App, pk: Key, span: Span, limit: usize, wanted: Wanted<'_>) -> Result<Found> {
    let sort_keys = span.keys(|id| id.to_string());
    let query = Query { sort_keys, descending: true, limit: limit + 1, ..Query::new(Index::Gsi1, pk) };
    let mut rows = rows(&app.store.query(query).await?.items);
    let rest = rows.get(limit).map(|(id, _)| *id);
    rows.truncate(limit);
    Ok(Found { events: events(app, &rows, wanted).await?, rest })
}

/// The Events of the hours, walked backwards.
pub(super) async fn by_time(app: &App, span: Span, limit: usize, wanted: Wanted<'_>) -> Result<Found> {
    let mut gathered = Gathered { limit, rows: Vec::new(), units: 0.0 };
    let rest = gathered.walk(app, span).await?;
    Ok(Found { events: events(app, &gathered.rows, wanted).await?, rest })
}

/// The last id that an Event of the hour can have.
fn last_id(hour: Hour) -> Id<Event> {
    last_id_before(hour.plus(1).begin())
}

/// What was found in the hours so far.
struct Gathered {
    limit: usize,
    rows: Vec<Row>,
    units: f64,
}

impl Gathered {
    /// Looks into hours until the page is full, or dear; answers where to go on.
    async fn walk(&mut self, app: &App, span: Span) -> Result<Option<Id<Event>>> {
        let (oldest, last) = (span.oldest.map(Hour::of_event), Hour::of_event(span.newest));
        if oldest.is_some_and(|oldest| oldest > last) {
            return Ok(None);
        }
        // The hour in which the page before ended has more, as a rule: it is looked into without asking the chain.
        if let Some(rest) = self.look(app, last, span).await? {
            return Ok(Some(rest));
        }
        let earlier = plan(app, (oldest, last.plus(-1)), true, MAX_HOURS - 1).await?;
        self.units += PLAN_UNITS;
        for hour in earlier.hours {
            if self.is_dear() {
                return Ok(Some(last_id(hour)));
            }
            if let Some(rest) = self.look(app, hour, span).await? {
                return Ok(Some(rest));
            }
        }
        Ok(earlier.rest.map(last_id))
    }

    /// Looks into an hour; answers where to go on if the page ends within it.
    async fn look(&mut self, app: &App, hour: Hour, span: Span) -> Result<Option<Id<Event>>> {
        // More than half of the Events never fall into one of four partitions; if so, the page comes out short.
        let limit = self.limit / 2 + 1;
        let shards = (0..SHARDS).map(|shard| {
            let sort_keys = span.keys(|id| id.to_string());
            let key = hour_key(&hour.begin().hour(), shard);
            app.store.query(Query { sort_keys, descending: true, limit, ..Query::new(Index::Gsi2, key) })
        });
        let (mut found, mut border) = (Vec::new(), None);
        for shard in try_join_all(shards).await? {
            let rows = rows(&shard.items);
            if shard.next.is_some() {
                // What this partition has below its last row is not known: nothing older is told yet.
                border = border.max(rows.last().map(|(id, _)| id.uuid()));
            }
            self.units += shard.units;
            found.extend(rows);
        }
        found.sort_by_key(|(id, _)| std::cmp::Reverse(id.uuid()));
        found.retain(|(id, _)| border.is_none_or(|border| id.uuid() >= border));
        let room = self.limit - self.rows.len();
        let rest = found.get(room).map(|(id, _)| *id);
        self.rows.extend(found.into_iter().take(room));
        Ok(rest.or(border.map(|border| before(Id::from_uuid(border)))))
    }

    /// Whether another hour might cost more than a request may.
    fn is_dear(&self) -> bool {
        self.rows.len() == self.limit || self.units + EVENT_UNITS * (self.rows.len() as f64) + HOUR_UNITS > MAX_UNITS
    }
}

/// Every Event of an hour, in the order of ids.
pub(super) async fn of_hour(app: &App, hour: Hour) -> Result<Vec<Row>> {
    let shards = (0..SHARDS).map(async |shard| {
        let mut found = Vec::new();
        let mut query = Query { limit: PAGE, ..Query::new(Index::Gsi2, hour_key(&hour.begin().hour(), shard)) };
        loop {
            let page = app.store.query(query.clone()).await?;
            found.extend(rows(&page.items));
            query.after = page.next;
            if query.after.is_none() {
                return Result::Ok(found);
            }
        }
    });
    let mut found: Vec<Row> = try_join_all(shards).await?.into_iter().flatten().collect();
    found.sort_by_key(|(id, _)| id.uuid());
    Ok(found)
}

fn rows(items: &[Item]) -> Vec<Row> {
    items.iter().filter_map(row).collect()
}

fn row(item: &Item) -> Option<Row> {
    let (Some(AttributeValue::S(pk)), Some(AttributeValue::S(sk))) = (item.get("pk"), item.get("sk")) else {
        return None;
    };
    let id = sk.strip_prefix("E#")?.parse().ok()?;
    Some((id, Place::new(Key::stored(pk), Key::stored(sk))))
}

/// The items of the rows, in their order, at half the price; those that are too young for that are asked for again.
pub(super) async fn fetch(app: &App, rows: &[Row]) -> Result<Vec<(Id<Event>, Item)>> {
    if rows.is_empty() {
        return Ok(Vec::new());
    }
    let places = || rows.iter().map(|(_, place)| place.clone());
    let mut found = places().fold(app.store.glances(), |batch, place| batch.want_place(place)).fetch().await?;
    if found.len() < rows.len() {
        found = places().fold(app.store.batch(), |batch, place| batch.want_place(place)).fetch().await?;
    }
    Ok(rows.iter().filter_map(|(id, place)| Some((*id, found.take_item(place)?))).collect())
}

/// So many batches are read at once.
const BATCHES: usize = 8;

/// The items of all rows, in their order: several batches at once, for an hour in which much has happened.
pub(super) async fn fetch_all(app: &App, rows: &[Row]) -> Result<Vec<(Id<Event>, Item)>> {
    let chunks: Vec<&[Row]> = rows.chunks(CHUNK).collect();
    let mut all = Vec::new();
    for chunks in chunks.chunks(BATCHES) {
        all.extend(try_join_all(chunks.iter().map(|chunk| fetch(app, chunk))).await?.into_iter().flatten());
    }
    Ok(all)
}

async fn events(app: &App, rows: &[Row], wanted: Wanted<'_>) -> Result<Vec<Event>> {
    let items = fetch(app, rows).await?.into_iter();
    let events = items.map(|(_, item)| Ok(decode::<Event>(item)?.value)).collect::<Result<Vec<_>>>()?;
    Ok(events.into_iter().filter(wanted).collect())
}
