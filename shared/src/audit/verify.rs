//! Holding the Events against the chain of seals.

use std::collections::BTreeMap;

use futures_util::future::try_join_all;
use schemars::JsonSchema;
use serde::Serialize;
use serde_dynamo::AttributeValue;

use super::{
    ChainHead, Hash, Leaves, Seal,
    chain::leaf,
    hours::{Hour, hour_of_key},
    read::{fetch_all, of_hour},
};
use crate::{
    App, BusinessTime, Id, Result,
    event::{Event, PayloadState},
    store::{Index, Item, Query, Saved, decode, encode},
};

/// So many hours are read at once.
const AT_ONCE: usize = 16;

/// What verification found.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Report {
    /// Whether everything is as it was sealed.
    pub is_whole: bool,
    /// The first hour that the chain covers.
    pub since: Option<BusinessTime>,
    /// Before this hour, all are sealed.
    pub sealed_until: Option<BusinessTime>,
    /// The seals that were recomputed.
    pub seals: u64,
    /// The Events under them.
    pub events: u64,
    /// Events whose hour is not sealed yet.
    pub waiting: u64,
    /// Events whose payload was erased.
    pub erased: u64,
    /// The chain with the last seal: keep it elsewhere, and demand it the next time.
    pub chain: Option<String>,
    /// The first thing that is wrong.
    pub fault: Option<Fault>,
}

/// Something that is not as it was sealed.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Fault {
    /// In which hour.
    pub hour: BusinessTime,
    /// In which Event, where that is known.
    pub event_id: Option<Id<Event>>,
    /// What is wrong.
    pub what: String,
}

/// Walks all seals from the beginning and recomputes them; `wanted` is a chain value that must occur.
///
/// # Errors
/// Those of the store. What is not as it was sealed is no error, but a fault in the report.
pub async fn verify(app: &App, wanted: Option<Hash>) -> Result<Report> {
    let seals = read_seals(app).await?;
    let Some(head) = app.store.get::<ChainHead>(&()).await? else {
        let first = seals.keys().next().map(|hour| hour.begin());
        let fault = first.or(wanted.map(|_| app.now())).map(|hour| fault(hour, None, "the head of the chain is gone"));
        return Ok(Report { is_whole: fault.is_none(), fault, ..Report::default() });
    };
    let mut walk = Walk { wanted, chain: ChainHead::genesis(head.since), seals, report: Report::default() };
    walk.met(walk.chain);
    walk.report.since = Some(head.since);
    walk.report.sealed_until = Some(head.next);
    let found = walk.run(app, &head).await?;
    walk.report.chain = Some(walk.chain.to_string());
    walk.report.is_whole = found.is_none();
    walk.report.fault = found;
    Ok(walk.report)
}

fn fault(hour: BusinessTime, event_id: Option<Id<Event>>, what: impl Into<String>) -> Fault {
    Fault { hour, event_id, what: what.into() }
}

/// The seals, by hour; none where one cannot be read.
type Seals = BTreeMap<Hour, Option<Seal>>;

async fn read_seals(app: &App) -> Result<Seals> {
    let mut seals = Seals::new();
    let mut query = Query::new(Index::Table, Seal::partition()).starting_with(Seal::PREFIX.to_owned());
    loop {
        let page = app.store.query(query.clone()).await?;
        for item in page.items {
            if let Some(hour) = item.get("sk").and_then(hour_of_key) {
                seals.insert(hour, decode::<Seal>(item).ok().map(|seal| seal.value));
            }
        }
        query.after = page.next;
        if query.after.is_none() {
            return Ok(seals);
        }
    }
}

/// What an hour has.
#[derive(Default)]
struct Contents {
    leaves: Vec<(Id<Event>, Hash)>,
    erased: u64,
    /// The first Event whose payload is not what was written.
    changed: Option<Id<Event>>,
}

async fn contents(app: &App, hour: Hour) -> Result<Contents> {
    let mut contents = Contents::default();
    for (id, item) in fetch_all(app, &of_hour(app, hour).await?).await? {
        contents.leaves.push((id, leaf(&item)?));
        let keys = keys_of(&item);
        match decode::<Event>(item).map(|event| (event.payload_state(), is_at(&event, &keys))) {
            Ok((PayloadState::Whole, true)) => {}
            Ok((PayloadState::Erased, true)) => contents.erased += 1,
            Ok(_) | Err(_) => contents.changed = contents.changed.or(Some(id)),
        }
    }
    Ok(contents)
}

/// The keys by which an item is found.
type Keys = BTreeMap<String, String>;

fn keys_of(item: &Item) -> Keys {
    let indexes = [Index::Table, Index::Gsi1, Index::Gsi2].map(Index::attributes);
    let names = indexes.into_iter().flat_map(|(pk, sk)| [pk, sk]);
    let text = |name: &str| match item.get(name) {
        Some(AttributeValue::S(text)) => Some((name.to_owned(), text.clone())),
        _ => None,
    };
    names.filter_map(text).collect()
}

/// Whether an Event is found by all the keys that follow from it: one that is hidden from the list of its actor is not.
fn is_at(event: &Saved<Event>, keys: &Keys) -> bool {
    encode(&event.value, &event.meta).is_ok_and(|item| keys_of(&item) == *keys)
}

/// How far the walk has come.
struct Walk {
    wanted: Option<Hash>,
    chain: Hash,
    seals: Seals,
    report: Report,
}

impl Walk {
    /// Walks through all hours; answers with the first fault.
    async fn run(&mut self, app: &App, head: &Saved<ChainHead>) -> Result<Option<Fault>> {
        let (since, next, now) = (Hour::of(head.since), Hour::of(head.next), Hour::of(app.now()));
        let hours: Vec<Hour> = Hour::all(since..=now.max(next.plus(-1))).collect();
        for hours in hours.chunks(AT_ONCE) {
            let read = try_join_all(hours.iter().map(|hour| contents(app, *hour))).await?;
            for (hour, contents) in hours.iter().zip(read) {
                let found = if *hour < next {
                    self.sealed_hour(app, *hour, &contents).await?
                } else {
                    self.report.waiting += contents.leaves.len() as u64;
                    None
                };
                self.report.erased += contents.erased;
                let changed = |id| {
                    fault(
                        hour.begin(),
                        Some(id),
                        "the payload of this event, or a key by which it is found, is not what was written",
                    )
                };
                let found = found.or(contents.changed.map(changed));
                if found.is_some() {
                    return Ok(found);
                }
            }
        }
        self.end(app, head).await
    }

    /// Holds an hour against its seal.
    async fn sealed_hour(&mut self, app: &App, hour: Hour, contents: &Contents) -> Result<Option<Fault>> {
        let first = contents.leaves.first().map(|(id, _)| *id);
        let say = |what: &str| Ok(Some(fault(hour.begin(), None, what)));
        let Some(seal) = self.seals.remove(&hour) else {
            let what = "events of an hour that has no seal: it is gone, or the events are not sealed";
            return Ok(first.map(|id| fault(hour.begin(), Some(id), what)));
        };
        let Some(seal) = seal else { return say("the seal cannot be read") };
        if seal.previous != self.chain {
            return say("the seal does not follow the one before it: one was changed, or is gone");
        }
        let leaves: Vec<Hash> = contents.leaves.iter().map(|(_, leaf)| *leaf).collect();
        let computed = Seal::over(hour.begin(), &leaves, self.chain);
        if (computed.events, computed.root) != (seal.events, seal.root) {
            return locate(app, hour, &seal, contents).await.map(Some);
        }
        if computed != seal {
            return say("the seal was changed");
        }
        self.chain = seal.chain;
        self.met(seal.chain);
        self.report.seals += 1;
        self.report.events += seal.events;
        Ok(None)
    }

    /// Crosses a chain value off, if it is the one that must occur.
    fn met(&mut self, chain: Hash) {
        self.wanted = self.wanted.filter(|wanted| *wanted != chain);
    }

    /// What can be wrong when every hour is right.
    async fn end(&mut self, app: &App, head: &Saved<ChainHead>) -> Result<Option<Fault>> {
        if self.chain != head.chain {
            let what = "the head is not that of the last seal: seals are gone, or it was changed";
            return Ok(Some(fault(head.next, None, what)));
        }
        if let Some(hour) = self.seals.keys().next() {
            // The sweep may have been at work meanwhile.
            let next = app.store.load::<ChainHead>(&()).await?.next;
            if hour.begin() < head.since || hour.begin() >= next {
                return Ok(Some(fault(hour.begin(), None, "a seal that the chain does not know")));
            }
        }
        Ok(self.wanted.map(|_| fault(head.next, None, "the chain value that was given does not occur")))
    }
}

/// Finds the Event that breaks a seal.
async fn locate(app: &App, hour: Hour, seal: &Seal, contents: &Contents) -> Result<Fault> {
    let (then, now) = (seal.events, contents.leaves.len() as u64);
    let known = app.store.get::<Leaves>(&hour.begin()).await?.map(|leaves| leaves.value.beginnings);
    let known = known.unwrap_or_default();
    let mut known = known.as_bytes().chunks(Leaves::WIDTH);
    let differs = |(_, leaf): &&(Id<Event>, Hash)| known.next() != Some(Leaves::beginning(leaf).as_bytes());
    let event_id = contents.leaves.iter().find(differs).map(|(id, _)| *id);
    let what = match now.cmp(&then) {
        std::cmp::Ordering::Less => {
            format!("{then} events were sealed and {now} are there: one is gone, before this one")
        }
        std::cmp::Ordering::Equal => "this event is not what was sealed".to_owned(),
        std::cmp::Ordering::Greater => format!("{then} events were sealed and {now} are there: this one is not sealed"),
    };
    Ok(fault(hour.begin(), event_id, what))
}
