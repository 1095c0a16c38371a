//! The one append-only Event of each command: audit trail, activity log, field history and outbox.
//!
//! Header and payload are apart. The header names no person; the payload holds the values before and after, with a
//! salted digest in the header, so that erasing the payload keeps the header verifiable.

mod actor;
mod announcement;
mod change;

use std::collections::BTreeMap;

pub use actor::Actor;
pub use announcement::Announcement;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
pub use change::Change;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    BusinessTime, Error, Id, Result,
    evidence::Evidence,
    random::Random,
    store::{Access, Entity, Facets, Key, Meta, Place, Places},
};

/// Events of one hour are spread over so many partitions.
pub const SHARDS: u8 = 4;

/// How much an operator should care.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// It happened.
    #[default]
    Info,
    /// Somebody should look at it some day.
    Warn,
    /// Somebody must look at it.
    Error,
}

/// An Event, as it is stored. It happened when its id says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// Version 7, so that ids sort as time; consumers dedupe by it.
    pub id: Id<Event>,
    /// Such as `lead.created`.
    pub event_type: String,
    /// How much an operator should care.
    #[serde(default, skip_serializing_if = "is_info")]
    pub level: Level,
    /// Who did it.
    pub actor: Actor,
    /// The type of the record it is about.
    pub kind: String,
    /// The id of the record it is about.
    pub subject: String,
    /// The partition of the record it is about.
    #[serde(rename = "pk")]
    pub partition: String,
    /// What it was a part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub correlation_id: Option<String>,
    /// What it rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<Id<Evidence>>,
    /// What was done to which record: `lead: created` for the subject, `person 0190…: created` for others.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub records: BTreeMap<String, String>,
    /// The subject's facets before, where they changed.
    #[serde(default, skip_serializing_if = "Facets::is_empty")]
    pub facets_before: Facets,
    /// The subject's facets after, where they changed.
    #[serde(default, skip_serializing_if = "Facets::is_empty")]
    pub facets_after: Facets,
    /// SHA-256 over salt and payload, base64url.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub digest: Option<String>,
    /// The personal part, which erasing a person removes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub payload: Option<Payload>,
}

/// The values before and after, as text, so that the digest is over exactly these bytes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Payload {
    /// Random, base64url; without it nobody can guess the values from the digest.
    pub salt: String,
    /// JSON: `{"lead": {"lifecycle": ["new", "contacted"]}}`.
    pub changes: String,
}

/// What a look at an Event's payload shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadState {
    /// It is what the header has the digest of, or there never was one.
    Whole,
    /// It was erased, and the header's digest stays.
    Erased,
    /// It is not what was written.
    Changed,
}

fn is_info(level: &Level) -> bool {
    *level == Level::Info
}

impl Event {
    /// The Event with this id that tells of `changes`.
    ///
    /// # Errors
    /// `Internal` when the changes cannot be written as JSON.
    pub fn new(id: Id<Self>, announcement: Announcement, changes: Vec<Change>, random: &Random) -> Result<Self> {
        let Announcement { event_type, actor, kind, subject, pk, correlation_id, evidence, level } = announcement;
        let mut event = Self {
            id,
            event_type,
            level,
            actor,
            kind: kind.to_owned(),
            partition: pk.into_string(),
            correlation_id,
            evidence,
            records: BTreeMap::new(),
            facets_before: Facets::new(),
            facets_after: Facets::new(),
            digest: None,
            payload: None,
            subject,
        };
        let mut payload: BTreeMap<String, BTreeMap<String, (Value, Value)>> = BTreeMap::new();
        for change in changes {
            let is_subject = change.kind == event.kind && change.subject == event.subject;
            let record = if is_subject { event.kind.clone() } else { format!("{} {}", change.kind, change.subject) };
            if is_subject && change.before != change.after {
                (event.facets_before, event.facets_after) = (change.before, change.after);
            }
            event.records.insert(record.clone(), change.verb.to_owned());
            if !change.fields.is_empty() {
                payload.insert(record, change.fields);
            }
        }
        if !payload.is_empty() {
            let changes = serde_json::to_string(&payload).map_err(|e| Error::internal("writing an event", e))?;
            let salt = URL_SAFE_NO_PAD.encode(random.bytes::<16>());
            event.digest = Some(digest(&salt, &changes));
            event.payload = Some(Payload { salt, changes });
        }
        Ok(event)
    }
}

impl Event {
    /// Holds the payload against the header's digest.
    pub fn payload_state(&self) -> PayloadState {
        match (&self.digest, &self.payload) {
            (None, None) => PayloadState::Whole,
            (Some(_), None) => PayloadState::Erased,
            (Some(wanted), Some(payload)) if *wanted == digest(&payload.salt, &payload.changes) => PayloadState::Whole,
            (_, Some(_)) => PayloadState::Changed,
        }
    }
}

/// When an Event happened, as its id says.
pub fn happened_at(id: Id<Event>) -> BusinessTime {
    let (seconds, nanos) = id.uuid().get_timestamp().map_or((0, 0), |at| at.to_unix());
    BusinessTime::from_millis(i64::try_from(seconds).unwrap_or_default() * 1000 + i64::from(nanos / 1_000_000))
}

/// SHA-256 over the salt and the text, base64url.
fn digest(salt: &str, text: &str) -> String {
    let mut context = ring::digest::Context::new(&ring::digest::SHA256);
    context.update(salt.as_bytes());
    context.update(text.as_bytes());
    URL_SAFE_NO_PAD.encode(context.finish())
}

/// The partition of the Events of one hour and shard, in `gsi2`.
pub fn hour_key(hour: &str, shard: u8) -> Key {
    Key::new("EV").with(hour).with(shard)
}

/// The partition of what an actor did in a month, such as `2026-03`, in `gsi1`.
pub fn actor_key(actor: &Actor, month: &str) -> Key {
    Key::new("ACTOR").with(actor).with(month)
}

impl Entity for Event {
    const TYPE: &'static str = "event";
    const ACCESS: &'static [Access] = &[
        ("the history of one record, in order", "<the record's pk> / E#<id>"),
        ("what an actor did in a month", "gsi1 ACTOR#<actor>#<yyyy-mm> / <id>"),
        ("all events of an hour", "gsi2 EV#<yyyy-mm-ddThh>#<0-3> / <id>"),
    ];
    type Ref = (String, Id<Event>);

    fn reference(&self) -> Self::Ref {
        (self.partition.clone(), self.id)
    }

    fn place((partition, id): &Self::Ref) -> Place {
        Place::new(Key::stored(partition), Key::new("E").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let at = happened_at(self.id);
        let actor = actor_key(&self.actor, &at.month());
        let hour = hour_key(&at.hour(), self.id.shard(SHARDS));
        let id = Key::stored(&self.id.to_string());
        Places { gsi1: Some(Place::new(actor, id.clone())), gsi2: Some(Place::new(hour, id)) }
    }

    fn label((_, id): &Self::Ref) -> String {
        id.to_string()
    }
}
