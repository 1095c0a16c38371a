//! A submission comes in.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use serde::Serialize;
use shared::{
    App, Id, Result,
    capture::{self, Captured, Outcome},
    http::{Idempotency, Path, RawBody},
    inbound::Unverified,
    integrations::{Disposition, Form, Receipt},
    people::Person,
    pipeline::Lead,
};

/// The most bytes of a submission.
const MAX_BODY: usize = 1024 * 1024;

/// What the sender learns. The ids only where the form reveals them.
#[derive(Debug, Serialize)]
pub(crate) struct Answer {
    receipt_id: Id<Receipt>,
    disposition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_id: Option<Id<Lead>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<Id<Person>>,
}

pub(crate) async fn submit(
    State(app): State<App>,
    Path(form_id): Path<Id<Form>>,
    headers: HeaderMap,
    RawBody(bytes): RawBody<MAX_BODY>,
) -> Result<(StatusCode, Json<Answer>)> {
    let form = app.forms.active(&app, form_id).await?;
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let content_type = text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
    let request = Unverified::new(&content_type, bytes, text("x-form-key")).verify(&form)?;
    let key = Idempotency::key(&headers)?;
    let captured = capture::submit(&app, &form, request, key.as_deref()).await?;
    Ok(answer(captured))
}

fn answer(captured: Captured) -> (StatusCode, Json<Answer>) {
    let Captured { receipt, outcome, reveal } = captured;
    let (status, disposition) = match (outcome, receipt.disposition) {
        (Outcome::Pending, _) => (StatusCode::ACCEPTED, "received"),
        (Outcome::Repeated, _) => (StatusCode::OK, "duplicate"),
        (Outcome::Done, Some(Disposition::Attached)) if reveal => (StatusCode::CREATED, "attached"),
        (Outcome::Done, _) => (StatusCode::CREATED, "created"),
    };
    let ids = (receipt.lead_id.filter(|_| reveal), receipt.person_id.filter(|_| reveal));
    (status, Json(Answer { receipt_id: receipt.id, disposition, lead_id: ids.0, person_id: ids.1 }))
}
