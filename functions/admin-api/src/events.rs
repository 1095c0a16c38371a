//! The audit trail: Events, and their export.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use shared::{
    App, Result,
    audit::{self, ExportRequest, Listing, MAX_EVENTS},
    http::{Allowed, ListQuery, State},
    identity::permissions::AuditRead,
};

pub(crate) async fn list_events(
    State(app): State<App>,
    allowed: Allowed<AuditRead>,
    ListQuery(request): ListQuery<25, 50>,
) -> Result<Json<Listing>> {
    Ok(Json(audit::list(&app, &allowed.view, &request).await?))
}

/// One part. Who exports is an Event, written before anything is told.
pub(crate) async fn export_events(
    State(app): State<App>,
    allowed: Allowed<AuditRead>,
    ListQuery(request): ListQuery<MAX_EVENTS, MAX_EVENTS>,
) -> Result<Response> {
    audit::demand_all(&allowed.view)?;
    let request = ExportRequest::read(&app, &request).await?;
    audit::announce_export(&app, allowed.caller.actor(), request.period).await?;
    let part = audit::export(&app, request.period, request.from).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/jsonl"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"events.jsonl\""));
    let next = request.next(&app, &part).await?;
    let link = next.map(|query| HeaderValue::from_str(&format!("</api/admin/events/export?{query}>; rel=\"next\"")));
    headers.extend(link.and_then(Result::ok).map(|link| (header::LINK, link)));
    Ok((headers, part.lines).into_response())
}
