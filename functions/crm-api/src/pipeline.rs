//! Leads.

use axum::{Json, extract::State, http::StatusCode, response::Response};
use shared::{
    App, Id, Result,
    http::{Allowed, ListQuery, Path, Shown},
    identity::permissions::LeadsRead,
    pipeline::{self, Lead},
    store::Page,
};

pub(crate) async fn list_leads(
    State(app): State<App>,
    _: Allowed<LeadsRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(pipeline::list_leads(&app, &request).await?))
}

pub(crate) async fn read_lead(
    State(app): State<App>,
    _: Allowed<LeadsRead>,
    Path(id): Path<Id<Lead>>,
) -> Result<Response> {
    let (lead, fields) = pipeline::lead_detail(&app, id).await?;
    Ok(Shown { fields, ..Shown::of(&lead)? }.answer(StatusCode::OK, None))
}
