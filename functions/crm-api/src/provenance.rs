//! From the fields of a lead or a contact back to the words that they came from.

use std::collections::BTreeMap;

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    App, Id, Result,
    http::{Allowed, Path, State},
    identity::permissions::LeadsRead,
    people::Person,
    pipeline::Lead,
    workflow::{ShownOrigin, origins},
};

/// Where the fields come from.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Provenance {
    /// By the names that proposals use. What was never proposed is not here.
    fields: BTreeMap<String, ShownOrigin>,
}

pub(crate) async fn of_lead(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Lead>>,
) -> Result<Json<Provenance>> {
    let lead = allowed.view.load::<Lead>(&app, &id).await?;
    Ok(Json(Provenance { fields: origins(&app, Some(&lead), lead.person_id).await? }))
}

pub(crate) async fn of_contact(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Person>>,
) -> Result<Json<Provenance>> {
    allowed.view.load::<Person>(&app, &id).await?;
    Ok(Json(Provenance { fields: origins(&app, None, id).await? }))
}
