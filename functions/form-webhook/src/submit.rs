//! A submission comes in.

use axum::{
    Json,
    extract::{FromRequest as _, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    App, Error, Id, Result,
    capture::{self, Captured, Outcome},
    http::{Path, Peer, RawBody, idempotency_key},
    inbound::Unverified,
    integrations::{Disposition, Form, Provider, Receipt},
    people::Person,
    pipeline::Lead,
    store::Saved,
};

use crate::{MAX_BODY, browser::Browser, page};

/// What the sender learns. The ids only where the form reveals them.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answer {
    receipt_id: Id<Receipt>,
    disposition: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    lead_id: Option<Id<Lead>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    person_id: Option<Id<Person>>,
}

/// The active native form with this id.
///
/// # Errors
/// `NotFound`, also for the form of a provider: nobody fills that one in here.
pub(crate) async fn native_form(app: &App, id: Id<Form>) -> Result<Saved<Form>> {
    let form = app.forms.active(app, id).await?;
    if form.input.provider == Provider::Native {
        Ok(form)
    } else {
        Err(Error::NotFound { entity: "form", id: id.to_string() })
    }
}

pub(crate) async fn submit(
    State(app): State<App>,
    Path(form_id): Path<Id<Form>>,
    Peer(from): Peer,
    request: Request,
) -> Response {
    let browser = Browser::of(request.headers());
    let headers = request.headers().clone();
    let form = match native_form(&app, form_id).await {
        Ok(form) => form,
        Err(error) if browser.wants_page => return page::refusal(error),
        Err(error) => return error.into_response(),
    };
    let body = RawBody::<MAX_BODY>::from_request(request, &app).await.map(|RawBody(bytes)| bytes);
    let captured = match &body {
        Ok(bytes) => take_in(&app, &form, &browser, headers.clone(), bytes.clone(), from).await,
        Err(Error::TooLarge { limit }) => Err(Error::TooLarge { limit: *limit }),
        Err(_) => Err(Error::malformed("bad_body", "the body ended early; send it again")),
    };
    let mut response = match captured {
        Ok(_) if browser.wants_page => page::sent(&form),
        Ok(captured) => answer(captured).into_response(),
        Err(error) if browser.wants_page => page::again(&app, &form, &headers, body.ok(), error).await,
        Err(error) => error.into_response(),
    };
    browser.expose(&form, &mut response);
    response
}

async fn take_in(
    app: &App,
    form: &Saved<Form>,
    browser: &Browser,
    headers: HeaderMap,
    bytes: Bytes,
    from: Option<String>,
) -> Result<Captured> {
    browser.admit(form, &app.config.public_url)?;
    let key = idempotency_key(&headers)?;
    let request = Unverified::new(headers, bytes, None).verify(app, form).await?;
    capture::submit(app, form, request, key, from).await
}

fn answer(captured: Captured) -> (StatusCode, Json<Answer>) {
    let Captured { receipt, outcome, reveal } = captured;
    let (status, disposition) = match (outcome, receipt.disposition) {
        (Outcome::Pending, _) => (StatusCode::ACCEPTED, "received"),
        (Outcome::Repeated, _) => (StatusCode::OK, "duplicate"),
        (Outcome::Done, Some(Disposition::Attached)) if reveal => (StatusCode::CREATED, "attached"),
        // What is quarantined is told so by nothing: its sender is a machine, or must not learn what gave it away.
        (Outcome::Done, _) => (StatusCode::CREATED, "created"),
    };
    let ids = (receipt.lead_id.filter(|_| reveal), receipt.person_id.filter(|_| reveal));
    (status, Json(Answer { receipt_id: receipt.id, disposition, lead_id: ids.0, person_id: ids.1 }))
}

/// A browser asks whether a script of another site may send.
pub(crate) async fn preflight(
    State(app): State<App>,
    Path(form_id): Path<Id<Form>>,
    headers: HeaderMap,
) -> Result<Response> {
    let form = native_form(&app, form_id).await?;
    let browser = Browser::of(&headers);
    if !browser.may_send(&form) {
        let message = "no script of this site may send here; add it to the form's allowed_origins".to_owned();
        return Err(Error::Forbidden { code: "origin_not_allowed", message });
    }
    let mut response = StatusCode::NO_CONTENT.into_response();
    browser.expose(&form, &mut response);
    let allowed = [
        (header::ACCESS_CONTROL_ALLOW_METHODS, "POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type, idempotency-key, x-request-id"),
        (header::ACCESS_CONTROL_MAX_AGE, "600"),
    ];
    response.headers_mut().extend(allowed.map(|(name, value)| (name, HeaderValue::from_static(value))));
    Ok(response)
}
