//! What is asked for: which Events, in which view.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{
    ChainHead,
    hours::{Hour, first_id, last_id_before},
    read::Span,
};
use crate::{
    App, BusinessTime, Error, Id, Result,
    clock::month_before,
    event::{Actor, Event, actor_key},
    identity::{ApiKey, Role, Session, Team, User, View},
    integrations::{Form, Receipt},
    people::Person,
    pipeline::{Booking, Lead},
    settings::SettingValue,
    store::{Entity, Key},
    workflow::{Extraction, Policy, Writeback},
};

/// Finds the partition of a record by its id.
type PartitionOf = fn(&str) -> Result<Key>;

/// The record types that have Events, by the names that the API knows.
const SUBJECTS: &[(&str, PartitionOf)] = &[
    (ApiKey::TYPE, partition::<ApiKey>),
    (Booking::TYPE, partition::<Booking>),
    (ChainHead::TYPE, |_| Ok(ChainHead::place(&()).pk)),
    ("contact", partition::<Person>),
    (Extraction::TYPE, partition::<Extraction>),
    (Form::TYPE, partition::<Form>),
    (Lead::TYPE, partition::<Lead>),
    (Person::TYPE, partition::<Person>),
    (Policy::TYPE, partition::<Policy>),
    (Receipt::TYPE, partition::<Receipt>),
    (Role::TYPE, partition::<Role>),
    (Session::TYPE, partition::<Session>),
    (SettingValue::TYPE, |key| Ok(SettingValue::place(&key.to_owned()).pk)),
    (Team::TYPE, partition::<Team>),
    (User::TYPE, partition::<User>),
    (Writeback::TYPE, partition::<Writeback>),
];

fn partition<E: Entity<Ref = Id<E>>>(id: &str) -> Result<Key> {
    Ok(E::place(&id.parse()?).pk)
}

/// The partition of a record, by its type and id.
fn partition_of(kind: &str, id: &str) -> Result<Key> {
    let Some((_, partition)) = SUBJECTS.iter().find(|(name, _)| *name == kind) else {
        let known: Vec<&str> = SUBJECTS.iter().map(|(name, _)| *name).collect();
        return Err(Error::invalid("entity", format!("no such record has events; these have: {}", known.join(", "))));
    };
    partition(id)
}

/// Where the Events are that are asked for.
pub(super) enum Search {
    /// In the partition of a record.
    Record(Key),
    /// In an actor's month.
    Actor { partition: Key, month: String, month_before: String },
    /// In the hours of a time.
    Time(Span),
}

impl Search {
    /// Reads the filters, which are then used up.
    ///
    /// Who sees only some people's Events is shown what these have done: his own, unless another actor is named.
    pub(super) async fn read(app: &App, view: &View, filters: &mut BTreeMap<String, String>) -> Result<Self> {
        if !view.is_all() {
            if ["entity", "id", "from", "to"].iter().any(|name| filters.contains_key(*name)) {
                return Err(own_only());
            }
            let own = || Actor::User(view.own()).to_string();
            let actor = filters.entry("actor".to_owned()).or_insert_with(own);
            match read_actor(&actor.to_lowercase())? {
                Actor::User(user) => view.load::<User>(app, &user).await.map(drop)?,
                Actor::Key(key) => view.load::<ApiKey>(app, &key).await.map(drop)?,
                Actor::Form(_) | Actor::Policy(_) | Actor::Run(_) | Actor::System(_) | Actor::Other(_) => {
                    return Err(own_only());
                }
            }
        }
        let mut take = |name: &str| filters.remove(name);
        let record = (take("entity"), take("id"));
        let actor = (take("actor"), take("month"));
        let time = (take("from"), take("to"));
        if let Some(name) = filters.keys().next() {
            return Err(not_indexed(&format!("no index serves `{name}`")));
        }
        match (record, actor, time) {
            ((Some(kind), Some(id)), (None, None), (None, None)) => partition_of(&kind, &id).map(Self::Record),
            ((None, None), (Some(actor), month), (None, None)) => Self::of_actor(app, &actor, month),
            ((None, None), (None, None), (from, to)) => Self::of_time(app, from, to),
            _ => Err(not_indexed("no index serves these filters together")),
        }
    }

    fn of_actor(app: &App, actor: &str, month: Option<String>) -> Result<Self> {
        let actor = read_actor(&actor.to_lowercase())?;
        let month = month.unwrap_or_else(|| app.now().month());
        let month_before =
            month_before(&month).ok_or_else(|| Error::malformed("bad_month", "give a month such as 2026-03"))?;
        Ok(Self::Actor { partition: actor_key(&actor, &month), month, month_before })
    }

    fn of_time(app: &App, from: Option<String>, to: Option<String>) -> Result<Self> {
        let from = from.map(|text| read_time("from", &text)).transpose()?;
        let to = to.map(|text| read_time("to", &text)).transpose()?;
        // Nothing has happened after this hour.
        let end = Hour::of(app.now()).plus(1).begin();
        let newest = last_id_before(to.map_or(end, |to| to.min(end)));
        Ok(Self::Time(Span { oldest: from.map(first_id), newest }))
    }
}

/// Refuses who sees only some people's Events.
///
/// # Errors
/// `Forbidden`.
pub fn demand_all(view: &View) -> Result<()> {
    if view.is_all() { Ok(()) } else { Err(own_only()) }
}

fn own_only() -> Error {
    let message = "you may read what you or your team have done: ask by `actor` and `month` alone".to_owned();
    Error::Forbidden { code: "own_events_only", message }
}

fn not_indexed(what: &str) -> Error {
    Error::malformed(
        "filter_not_indexed",
        format!(
            "{what}; events are found by `entity` and `id`, by `actor` and `month`, or by `from` and `to`; each with \
             `type`"
        ),
    )
}

fn read_actor(text: &str) -> Result<Actor> {
    let is_known = match text.split_once(':') {
        Some(("user" | "form" | "key", id)) => id.parse::<Id<Event>>().is_ok(),
        Some(("system", name)) => !name.is_empty(),
        Some(_) | None => false,
    };
    let bad = || Error::malformed("bad_actor", "give user:<id>, form:<id>, key:<id> or system:<name>");
    if is_known { text.parse() } else { Err(bad()) }
}

/// Reads a time of the query.
pub(super) fn read_time(name: &'static str, text: &str) -> Result<BusinessTime> {
    let bad = || Error::malformed("bad_time", format!("give `{name}` as a time such as 2026-03-02T09:00:00Z"));
    text.parse::<Timestamp>().map(BusinessTime::new).map_err(|_| bad())
}

/// Whether the view `wanted` is asked for, rather than none.
pub(super) fn is_viewed(filters: &mut BTreeMap<String, String>, wanted: &str) -> Result<bool> {
    match filters.remove("view") {
        None => Ok(false),
        Some(view) if view == wanted => Ok(true),
        Some(_) => Err(Error::malformed("bad_view", format!("this list has the view {wanted}"))),
    }
}
