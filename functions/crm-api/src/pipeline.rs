//! Leads.

use axum::{Json, http::StatusCode, response::Response};
use schemars::JsonSchema;
use serde::Deserialize;
use shared::{
    App, Id, Result,
    http::{Allowed, Body, IfMatch, ListQuery, Path, Shown, State},
    identity::{
        User, View,
        permissions::{LeadsRead, LeadsWrite},
    },
    pipeline::{self, Lead},
    store::Page,
};

/// The most bytes of a body that only says how.
const SMALL: usize = 16 * 1024;

pub(crate) async fn list_leads(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(pipeline::list_leads(&app, &allowed.view, &request).await?))
}

pub(crate) async fn read_lead(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Lead>>,
) -> Result<Response> {
    show(&app, &allowed.view, id).await
}

async fn show(app: &App, view: &View, id: Id<Lead>) -> Result<Response> {
    let (lead, fields) = pipeline::lead_detail(app, view, id).await?;
    Ok(Shown { fields, ..Shown::of(&lead)? }.answer(StatusCode::OK, None))
}

/// Who shall care for a lead.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Assignment {
    /// An active user; null for nobody.
    #[serde(deserialize_with = "Option::deserialize")]
    owner_id: Option<Id<User>>,
}

pub(crate) async fn assign_lead(
    State(app): State<App>,
    allowed: Allowed<LeadsWrite>,
    Path(id): Path<Id<Lead>>,
    IfMatch(version): IfMatch,
    Body(assignment): Body<Assignment, SMALL>,
) -> Result<Response> {
    pipeline::assign(&app, &allowed.caller, &allowed.view, id, assignment.owner_id, version).await?;
    // Who gave it away may see it no longer; what he did is shown to him all the same.
    show(&app, &View::everything(), id).await
}
