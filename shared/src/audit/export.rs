//! Events as JSON lines, in the order of time.

use super::{
    ChainHead,
    hours::{Hour, first_id, last_id_before, plan},
    list::Cursor,
    read::{CHUNK, Row, fetch, of_hour},
    search::read_time,
    show::ShownEvent,
};
use crate::{
    App, BusinessTime, Error, Id, Result,
    event::{Actor, Announcement, Event},
    store::{ListRequest, decode},
};

/// The most Events of one part.
pub const MAX_EVENTS: usize = 1_000;
/// The most bytes of one part, but for the last Event: an answer of Lambda holds 6 MB.
const MAX_BYTES: usize = 4 * 1024 * 1024;
/// The most hours that are looked into for one part.
const MAX_HOURS: usize = 100;

/// From one time until before another.
#[derive(Clone, Copy, Debug)]
pub struct Period {
    /// From this time on.
    pub from: BusinessTime,
    /// Until before this time.
    pub to: BusinessTime,
}

/// A part of an export.
#[derive(Debug, Default)]
pub struct Part {
    /// One Event a line.
    pub lines: String,
    /// Where to go on, if there may be more.
    pub rest: Option<Id<Event>>,
}

/// What a request for an export says.
#[derive(Debug)]
pub struct ExportRequest {
    /// Of which time.
    pub period: Period,
    /// Where to go on.
    pub from: Option<Id<Event>>,
    cursor: Cursor,
}

impl ExportRequest {
    /// Reads the query: `from`, and `to`, which is now where it is not given.
    ///
    /// # Errors
    /// `Malformed` for what cannot be read, and for a foreign cursor.
    pub async fn read(app: &App, request: &ListRequest) -> Result<Self> {
        let time = |name| request.filters.get(name).map(|text| read_time(name, text)).transpose();
        let from = time("from")?.ok_or_else(|| Error::malformed("bad_time", "say from which time on: `from`"))?;
        let period = Period { from, to: time("to")?.unwrap_or(app.now()) };
        if let Some(name) = request.filters.keys().find(|name| !["from", "to"].contains(&name.as_str())) {
            let message = format!("no index serves `{name}`; an export can be filtered by: from, to");
            return Err(Error::malformed("filter_not_indexed", message));
        }
        let bound = format!("export {} {}", period.from, period.to);
        let cursor = Cursor { bound, newest: request.cursor.clone() };
        Ok(Self { period, from: cursor.open(app).await?, cursor })
    }

    /// The query that goes on behind `part`.
    ///
    /// # Errors
    /// When the secret of cursors cannot be read.
    pub async fn next(&self, app: &App, part: &Part) -> Result<Option<String>> {
        let Period { from, to } = self.period;
        let cursor = self.cursor.seal(app, part.rest).await?;
        Ok(cursor.map(|cursor| format!("from={from}&to={to}&cursor={cursor}")))
    }
}

/// Notes who exports, before anything is told.
///
/// # Errors
/// Those of the store.
pub async fn announce_export(app: &App, actor: Actor, period: Period) -> Result<()> {
    let trail = ChainHead::beginning(period.from);
    let announcement = Announcement::new("audit.exported", &trail, actor);
    app.store.tx().commit(announcement.correlated(format!("{}/{}", period.from, period.to))).await
}

/// The Events of the period, from `from` on where it is given.
///
/// # Errors
/// Those of the store, `Internal` for an Event that cannot be read.
pub async fn export(app: &App, period: Period, from: Option<Id<Event>>) -> Result<Part> {
    let first = from.unwrap_or(first_id(period.from));
    let end = Hour::of(app.now()).plus(1).begin();
    let last = last_id_before(period.to.min(end));
    let mut part = Part::default();
    if first.uuid() > last.uuid() {
        return Ok(part);
    }
    let plan = plan(app, (Some(Hour::of_event(first)), Hour::of_event(last)), false, MAX_HOURS).await?;
    let mut room = MAX_EVENTS;
    for hour in plan.hours {
        let mut rows = of_hour(app, hour).await?;
        rows.retain(|(id, _)| (first.uuid()..=last.uuid()).contains(&id.uuid()));
        part.rest = rows.get(room).map(|(id, _)| *id);
        rows.truncate(room);
        room -= rows.len();
        part.add(app, &rows).await?;
        if part.rest.is_some() {
            return Ok(part);
        }
    }
    part.rest = plan.rest.map(|hour| first_id(hour.begin()));
    Ok(part)
}

impl Part {
    /// Adds Events, until the part is large enough.
    async fn add(&mut self, app: &App, rows: &[Row]) -> Result<()> {
        for rows in rows.chunks(CHUNK) {
            for (id, item) in fetch(app, rows).await? {
                if self.lines.len() > MAX_BYTES {
                    self.rest = Some(id);
                    return Ok(());
                }
                let shown = ShownEvent::of(decode::<Event>(item)?.value)?;
                let line = serde_json::to_string(&shown).map_err(|e| Error::internal("writing an event", e))?;
                self.lines.push_str(&line);
                self.lines.push('\n');
            }
        }
        Ok(())
    }
}
