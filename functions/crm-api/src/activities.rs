//! What happened to a lead or a contact.

use axum::Json;
use shared::{
    App, Id, Result, audit,
    http::{Allowed, ListQuery, Path, State},
    identity::permissions::LeadsRead,
    people::Person,
    pipeline::Lead,
    store::Page,
};

pub(crate) async fn lead_activities(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Lead>>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(audit::lead_activities(&app, &allowed.view, id, &request).await?))
}

pub(crate) async fn lead_history(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Lead>>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(audit::lead_history(&app, &allowed.view, id, &request).await?))
}

pub(crate) async fn contact_history(
    State(app): State<App>,
    allowed: Allowed<LeadsRead>,
    Path(id): Path<Id<Person>>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(audit::person_history(&app, &allowed.view, id, &request).await?))
}
