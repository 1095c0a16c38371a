//! Providers call. What is signed is answered with 200 whatever it says, so that nobody gives up on us; what is not, with
//! 401; what we cannot take now, with 503, so that it comes again.

use axum::{
    Json,
    extract::{Query, State, rejection::QueryRejection},
    http::{HeaderMap, header},
    response::{IntoResponse as _, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    App, Error, Id, Result,
    capture::{self, Outcome, Received},
    http::{Path, RawBody},
    inbound::Unverified,
    integrations::{Disposition, Form, Receipt},
    settings,
};
use subtle::ConstantTimeEq as _;

use crate::MAX_BODY;

/// What became of a request.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Answer {
    receipts: Vec<Kept>,
}

/// What became of one thing that a request told.
#[derive(Debug, Serialize, JsonSchema)]
struct Kept {
    receipt_id: Id<Receipt>,
    disposition: &'static str,
}

impl Answer {
    fn of(received: Vec<Received>) -> Json<Self> {
        let kept = |received: Received| Kept {
            receipt_id: received.receipt_id,
            disposition: match received.outcome {
                Outcome::Pending => "received",
                Outcome::Repeated => "duplicate",
                Outcome::Done => received.disposition.map_or("received", Disposition::name),
            },
        };
        Json(Self { receipts: received.into_iter().map(kept).collect() })
    }
}

pub(crate) async fn signed(
    State(app): State<App>,
    Path((provider, form)): Path<(String, Id<Form>)>,
    headers: HeaderMap,
    RawBody(bytes): RawBody<MAX_BODY>,
) -> Result<Json<Answer>> {
    receive(&app, &provider, form, Unverified::new(headers, bytes, None)).await
}

pub(crate) async fn tokened(
    State(app): State<App>,
    Path((provider, form, token)): Path<(String, Id<Form>, String)>,
    headers: HeaderMap,
    RawBody(bytes): RawBody<MAX_BODY>,
) -> Result<Json<Answer>> {
    receive(&app, &provider, form, Unverified::new(headers, bytes, Some(token))).await
}

async fn receive(app: &App, provider: &str, form: Id<Form>, request: Unverified) -> Result<Json<Answer>> {
    // An unknown provider answers like a wrong signature: an address tells nothing.
    let provider = provider.parse().map_err(|_| Error::Unauthenticated)?;
    capture::receive(app, provider, form, request).await.map(Answer::of).map_err(come_again)
}

/// Whatever is wrong with us, the provider shall send it again; at 404 or 410 some never do.
fn come_again(error: Error) -> Error {
    match error {
        Error::Unauthenticated | Error::TooLarge { .. } | Error::Unavailable { .. } => error,
        Error::NotFound { .. }
        | Error::AlreadyExists { .. }
        | Error::Stale { .. }
        | Error::Malformed { .. }
        | Error::Invalid { .. }
        | Error::Refused { .. }
        | Error::Forbidden { .. }
        | Error::TooMany { .. }
        | Error::Internal { .. } => Error::unavailable("the front door", error),
    }
}

pub(crate) async fn facebook(
    State(app): State<App>,
    headers: HeaderMap,
    RawBody(bytes): RawBody<MAX_BODY>,
) -> Result<Json<Answer>> {
    let request = Unverified::new(headers, bytes, None);
    capture::receive_facebook(&app, request).await.map(Answer::of).map_err(come_again)
}

/// What Facebook asks when it is told of the address.
#[derive(Default, Deserialize)]
pub(crate) struct Handshake {
    #[serde(default, rename = "hub.mode")]
    mode: String,
    #[serde(default, rename = "hub.verify_token")]
    verify_token: String,
    #[serde(default, rename = "hub.challenge")]
    challenge: String,
}

pub(crate) async fn facebook_handshake(
    State(app): State<App>,
    query: Result<Query<Handshake>, QueryRejection>,
) -> Result<Response> {
    let Query(asked) = query.unwrap_or_default();
    let is_it = |wanted: &[u8]| asked.verify_token.as_bytes().ct_eq(wanted).into();
    let is_ours = app.settings.proves(&app, &settings::FACEBOOK_VERIFY_TOKEN, is_it).await?;
    if !is_ours || asked.mode != "subscribe" {
        return Err(Error::Unauthenticated);
    }
    Ok(([(header::CONTENT_TYPE, "text/plain; charset=utf-8")], asked.challenge).into_response())
}
