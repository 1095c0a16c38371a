//! Signing in, staying signed in, signing out.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, StatusCode, header},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::{
    App, Result,
    http::{Allowed, Body, Shown},
    identity::{self, Granted, permissions::OwnSession},
};

/// The most bytes of a body of somebody who is not signed in.
const SMALL: usize = 16 * 1024;

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    email: String,
    password: String,
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Refresh {
    refresh_token: String,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Tokens {
    access_token: String,
    expires_in: i64,
    refresh_token: String,
    user: Map<String, Value>,
}

impl Tokens {
    fn new(granted: Granted) -> Result<Json<Self>> {
        let Granted { access_token, expires_in, refresh_token, user } = granted;
        Ok(Json(Self { access_token, expires_in, refresh_token, user: Shown::of(&user)?.fields }))
    }
}

pub(crate) async fn login(
    State(app): State<App>,
    headers: HeaderMap,
    Body(login): Body<Login, SMALL>,
) -> Result<Json<Tokens>> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let agent = text(header::USER_AGENT.as_str());
    Tokens::new(identity::login(&app, &login.email, login.password.into(), agent).await?)
}

pub(crate) async fn refresh(State(app): State<App>, Body(refresh): Body<Refresh, SMALL>) -> Result<Json<Tokens>> {
    Tokens::new(identity::refresh(&app, &refresh.refresh_token).await?)
}

pub(crate) async fn logout(State(app): State<App>, allowed: Allowed<OwnSession>) -> Result<StatusCode> {
    identity::logout(&app, &allowed.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

pub(crate) async fn me(allowed: Allowed<OwnSession>) -> Result<Json<Map<String, Value>>> {
    Ok(Json(Shown::of(&allowed.caller.user)?.fields))
}
