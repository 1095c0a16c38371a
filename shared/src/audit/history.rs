//! What happened to a lead or a person: activities, and the values that a field had.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{
    list::Cursor,
    read::{Span, of_record},
    search::is_viewed,
    show::{changes, message},
};
use crate::{
    App, BusinessTime, Error, Id, Result,
    event::{Event, happened_at},
    identity::View,
    people::Person,
    pipeline::Lead,
    store::{Entity, Facets, ListRequest, Page, Saved, Summary, object},
};

/// What happened to a lead, in few words.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Activity {
    /// The Event.
    id: Id<Event>,
    /// The lead.
    lead_id: String,
    /// `created`, `inquiry`, `status_change`, `update`, or what else was done.
    #[serde(rename = "type")]
    kind: String,
    /// For people; tells no values but the status.
    description: String,
    /// The lifecycle before, where it changed.
    old_status: Option<String>,
    /// The lifecycle after, where it changed.
    new_status: Option<String>,
    /// When it happened.
    created_at: BusinessTime,
    /// Who did it.
    actor: String,
}

/// A value that a field had, and the one that it got.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct FieldHistory {
    /// The Event that tells of it.
    event_id: Id<Event>,
    /// When it happened.
    at: BusinessTime,
    /// Who did it.
    actor: String,
    /// The field.
    field: String,
    /// The value before; null for a secret.
    before: Value,
    /// The value after; null for a secret.
    after: Value,
}

/// One page of what happened to a lead, newest first.
///
/// # Errors
/// `NotFound`, `Malformed` for a foreign cursor or a filter that is not served.
pub async fn lead_activities(app: &App, view: &View, id: Id<Lead>, request: &ListRequest) -> Result<Page> {
    let lead = view.load::<Lead>(app, &id).await?;
    let mut filters = request.filters.clone();
    let is_octatech = is_viewed(&mut filters, "octatech")?;
    if let Some(name) = filters.keys().next() {
        let message = format!("no index serves `{name}`; the activities of a lead have no filter");
        return Err(Error::malformed("filter_not_indexed", message));
    }
    let cursor = Cursor { bound: format!("activities {id}"), newest: request.cursor.clone() };
    let span = Span { oldest: None, newest: cursor.open(app).await?.unwrap_or(Id::from_uuid(uuid::Uuid::max())) };
    let found = of_record(app, &Lead::place(&lead.reference()).pk, span, request.limit, &|_| true).await?;
    cursor.page(app, found, if is_octatech { octatech } else { activity }).await
}

/// One page of the values that the fields of a lead had, newest first; of one where `field` says which.
///
/// # Errors
/// Those of [`lead_activities`].
pub async fn lead_history(app: &App, view: &View, id: Id<Lead>, request: &ListRequest) -> Result<Page> {
    field_history(app, &view.load::<Lead>(app, &id).await?, request, &[]).await
}

/// One page of the values that the fields of a person had, newest first; of one where `field` says which.
///
/// # Errors
/// Those of [`lead_activities`].
pub async fn person_history(app: &App, view: &View, id: Id<Person>, request: &ListRequest) -> Result<Page> {
    // Who else cares for leads of the person is not for everybody.
    let hidden: &[&str] = if view.is_all() { &[] } else { &["owners"] };
    field_history(app, &view.load::<Person>(app, &id).await?, request, hidden).await
}

fn activity(event: Event) -> Result<Summary> {
    object(&Activity::of(event)?)
}

/// With octatech's columns, and the statuses that it knows.
fn octatech(event: Event) -> Result<Summary> {
    let Activity { id, lead_id, kind, description, old_status, new_status, created_at, .. } = Activity::of(event)?;
    let [old_status, new_status] = [old_status, new_status].map(|status| status.as_deref().map(octatech_status));
    object(&json!({
        "id": id, "lead_id": lead_id, "type": octatech_type(&kind), "description": description, "old_status": old_status,
        "new_status": new_status, "created_at": created_at,
    }))
}

/// octatech knows notes, emails, calls, meetings and changes of the status; what else was done is a note of it.
fn octatech_type(kind: &str) -> &str {
    if ["note", "email", "call", "meeting", "status_change"].contains(&kind) { kind } else { "note" }
}

/// octatech has fewer statuses than we have lifecycles.
fn octatech_status(lifecycle: &str) -> String {
    match lifecycle {
        "engaged" => "contacted",
        "unqualified" | "archived" => "lost",
        same => same,
    }
    .to_owned()
}

impl Activity {
    fn of(event: Event) -> Result<Self> {
        let status = |facets: &Facets| facets.get("lifecycle").and_then(|values| values.first()).cloned();
        // The header tells the lifecycle, so that it is known even of what was erased.
        let (before, after) = (status(&event.facets_before), status(&event.facets_after));
        let changed = before.zip(after).filter(|(before, after)| before != after);
        let (kind, description) = match &changed {
            Some((before, after)) => ("status_change", format!("Status changed from {before} to {after}.")),
            None => (verb(&event.event_type), message(&event, changes(&event)?.as_ref())),
        };
        let kind = kind.to_owned();
        let (old_status, new_status) = changed.unzip();
        let (created_at, actor) = (happened_at(event.id), event.actor.to_string());
        Ok(Self { id: event.id, lead_id: event.subject, kind, description, old_status, new_status, created_at, actor })
    }
}

/// What was done, by the type of the Event.
fn verb(event_type: &str) -> &str {
    match event_type.split_once('.').map_or(event_type, |(_, verb)| verb) {
        "inquired" => "inquiry",
        "updated" => "update",
        other => other,
    }
}

/// The limit counts Events, each of which tells of one field or several.
async fn field_history<E: Entity>(app: &App, saved: &Saved<E>, request: &ListRequest, hidden: &[&str]) -> Result<Page> {
    let mut filters = request.filters.clone();
    let field = filters.remove("field");
    if let Some(name) = filters.keys().next() {
        let message = format!("no index serves `{name}`; a history can be filtered by: field");
        return Err(Error::malformed("filter_not_indexed", message));
    }
    let reference = saved.reference();
    let bound = format!("history {} {} {field:?}", E::TYPE, E::label(&reference));
    let cursor = Cursor { bound, newest: request.cursor.clone() };
    let span = Span { oldest: None, newest: cursor.open(app).await?.unwrap_or(Id::from_uuid(uuid::Uuid::max())) };
    let wanted = |event: &Event| fields_of(event, field.as_deref(), hidden).is_ok_and(|fields| !fields.is_empty());
    let found = of_record(app, &E::place(&reference).pk, span, request.limit, &wanted).await?;
    let mut items = Vec::new();
    for event in &found.events {
        for item in fields_of(event, field.as_deref(), hidden)? {
            items.push(object(&item)?);
        }
    }
    Ok(Page { items, next_cursor: cursor.seal(app, found.rest).await? })
}

/// The fields of its subject that an Event tells of; of one, where `only` says which.
fn fields_of(event: &Event, only: Option<&str>, hidden: &[&str]) -> Result<Vec<FieldHistory>> {
    let mut changes = changes(event)?.unwrap_or_default();
    let Some(Value::Object(fields)) = changes.remove(&event.kind) else { return Ok(Vec::new()) };
    let (at, actor) = (happened_at(event.id), event.actor.to_string());
    let item = |field: String, values: Value| {
        let [before, after] = [0, 1].map(|n| values.get(n).cloned().unwrap_or_default());
        FieldHistory { event_id: event.id, at, actor: actor.clone(), field, before, after }
    };
    let is_told = |name: &String| only.is_none_or(|only| only == name) && !hidden.contains(&name.as_str());
    let fields = fields.into_iter().filter(|(name, _)| is_told(name));
    Ok(fields.map(|(name, values)| item(name, values)).collect())
}
