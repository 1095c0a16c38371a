//! An Event as the API shows it.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::{
    BusinessTime, Error, Id, Result,
    event::{Event, PayloadState, happened_at},
    evidence::Evidence,
    store::{Summary, object},
};

/// The fields of each record that changed, each with its value before and after.
pub(super) type Changes = Map<String, Value>;

/// An Event, as it is shown.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Event")]
pub struct ShownEvent {
    /// The Event; ids sort as time.
    id: Id<Event>,
    /// When it happened.
    at: BusinessTime,
    /// Such as `lead.updated`.
    #[serde(rename = "type")]
    event_type: String,
    /// `info`, `warn` or `error`.
    level: Value,
    /// `user:<id>`, `form:<id>`, `key:<id>` or `system:<name>`.
    actor: String,
    /// What it is about.
    entity: ShownEntity,
    /// What was done to which record.
    records: BTreeMap<String, String>,
    /// By record and field, the value before and after; null when it was erased.
    changes: Option<Changes>,
    /// What it rests on.
    evidence: Vec<Id<Evidence>>,
    /// What it was a part of: a request, a receipt, a session.
    correlation_id: Option<String>,
    /// For people; tells no values.
    message: String,
}

/// The record that an Event is about.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShownEntity {
    /// Such as `lead`.
    #[serde(rename = "type")]
    kind: String,
    /// Its id.
    id: String,
}

impl ShownEvent {
    /// Shows an Event.
    ///
    /// # Errors
    /// `Internal` when its payload is no JSON.
    pub fn of(event: Event) -> Result<Self> {
        let changes = changes(&event)?;
        let message = message(&event, changes.as_ref());
        let level = serde_json::to_value(event.level).map_err(|e| Error::internal("showing an event", e))?;
        Ok(Self {
            id: event.id,
            at: happened_at(event.id),
            event_type: event.event_type,
            level,
            actor: event.actor.to_string(),
            entity: ShownEntity { kind: event.kind, id: event.subject },
            records: event.records,
            changes,
            evidence: event.evidence,
            correlation_id: event.correlation_id,
            message,
        })
    }

    /// As an item of a list.
    pub(super) fn item(event: Event) -> Result<Summary> {
        object(&Self::of(event)?)
    }

    /// As a row of formative's `logs`.
    pub(super) fn formative(event: Event) -> Result<Summary> {
        let shown = Self::of(event)?;
        let metadata = json!({
            "actor": shown.actor, "entity": shown.entity, "type": shown.event_type, "changes": shown.changes,
        });
        object(&json!({
            "id": shown.id, "level": shown.level, "message": shown.message, "metadata": metadata.to_string(),
            "created_at": shown.at, "updated_at": shown.at,
        }))
    }
}

/// What changed; none when it was erased.
pub(super) fn changes(event: &Event) -> Result<Option<Changes>> {
    match &event.payload {
        Some(payload) => {
            serde_json::from_str(&payload.changes).map(Some).map_err(|e| Error::internal("reading an event", e))
        }
        None => Ok((event.payload_state() != PayloadState::Erased).then(Changes::new)),
    }
}

/// `Lead updated: lifecycle, tags.`
pub(super) fn message(event: &Event, changes: Option<&Changes>) -> String {
    let mut words = event.event_type.replace(['.', '_'], " ");
    if let Some(first) = words.get_mut(..1) {
        first.make_ascii_uppercase();
    }
    let mut fields = Vec::new();
    for (record, changed) in changes.into_iter().flatten() {
        let kind = record.split_once(' ').map_or(record.as_str(), |(kind, _)| kind);
        for field in changed.as_object().into_iter().flat_map(|changed| changed.keys()) {
            fields.push(if *record == event.kind { field.clone() } else { format!("{kind}.{field}") });
        }
    }
    if fields.is_empty() { format!("{words}.") } else { format!("{words}: {}.", fields.join(", ")) }
}
