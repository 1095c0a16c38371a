//! `/_local/*`: what the runner can do that Lambda cannot, for whoever sits at this machine.

use std::collections::BTreeMap;

use axum::{
    Json, Router,
    body::Bytes,
    extract::{Path, Query, Request, State},
    http::{HeaderMap, header},
    middleware::{Next, from_fn_with_state},
    response::Response,
    routing::{get, post},
};
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Deserializer};
use serde_json::{Value, json, value::RawValue};
use shared::{BusinessTime, Error, Result, config, outbox, setup};

use crate::{machine::Handle, schedules};

/// The most messages of the outbox that are shown.
const SHOWN: usize = 200;

/// The routes.
pub fn router(handle: Handle) -> Router {
    Router::new()
        .route("/_local/clock", get(read_clock).post(set_clock))
        .route("/_local/tick/{function}", post(tick))
        .route("/_local/outbox", get(read_outbox))
        .route("/_local/invoke/{function}", post(invoke))
        .route("/_local/idle", post(idle))
        .route("/_local/samples", post(prepare_samples))
        .layer(from_fn_with_state(handle.clone(), only_from_here))
        .with_state(handle)
}

/// A page of another site must not reach these through the browser of whoever sits here: neither by a name that it made
/// point to this machine, nor by a form or a script.
async fn only_from_here(State(handle): State<Handle>, request: Request, next: Next) -> Result<Response> {
    let is_here = |authority: &str| {
        let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
        ["localhost", "127.0.0.1", "[::1]"].contains(&host)
    };
    let text = |headers: &HeaderMap, name| headers.get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let headers = request.headers();
    let host = text(headers, header::HOST).is_some_and(|host| is_here(&host));
    let origin = text(headers, header::ORIGIN)
        .is_none_or(|origin| origin.split_once("://").is_some_and(|(_, authority)| is_here(authority)));
    // Behind a proxy, everybody seems to be here.
    let is_passed_on = headers.keys().any(|name| {
        let name = name.as_str();
        name == "forwarded" || name == "via" || name.starts_with("x-forwarded") || name == "x-real-ip"
    });
    if host && origin && !is_passed_on && config::is_loopback(&handle.app.config.public_url) {
        Ok(next.run(request).await)
    } else {
        Err(Error::lacks("to sit at this machine"))
    }
}

async fn read_clock(State(handle): State<Handle>) -> Json<Value> {
    let (now, wall) = (handle.app.now(), handle.app.wall_now());
    Json(json!({ "now": now, "virtual": (now.millis() - wall.millis()).abs() > 1_000 }))
}

/// Makes the forms that the samples go to.
async fn prepare_samples(State(handle): State<Handle>) -> Result<Json<Value>> {
    setup::sample_forms(&handle.app).await?;
    Ok(Json(json!({ "secret": setup::SAMPLE_SECRET })))
}

/// `{"now": time}`, `{"now": null}` or `{"advance": "PT24H"}`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SetClock {
    #[serde(default, deserialize_with = "present")]
    now: Option<Option<Timestamp>>,
    advance: Option<SignedDuration>,
}

/// Tells a null from a field that is not there.
fn present<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Option<Timestamp>>, D::Error> {
    Option::deserialize(deserializer).map(Some)
}

async fn set_clock(State(handle): State<Handle>, body: Bytes) -> Result<Json<Value>> {
    let wrong = |error| Error::malformed("bad_clock", format!("give now or advance: {error}"));
    let set: SetClock = serde_json::from_slice(&body).map_err(|error| wrong(error.to_string()))?;
    match (set.now, set.advance) {
        (Some(None), None) => handle.app.business.follow_wall(),
        (Some(Some(now)), None) => handle.app.business.set(BusinessTime::new(now))?,
        (None, Some(by)) => handle.app.business.set(handle.app.now().plus(by))?,
        (None, None) | (Some(_), Some(_)) => return Err(wrong("exactly one of the two".to_owned())),
    }
    handle.tick_all().await?;
    handle.idle().await?;
    Ok(read_clock(State(handle)).await)
}

async fn tick(State(handle): State<Handle>, Path(name): Path<String>) -> Result<Json<Value>> {
    let (schedule, _) = handle
        .function(&name)?
        .schedule
        .ok_or_else(|| Error::malformed("no_schedule", format!("the function {name} is not called by a schedule")))?;
    handle.invoke(&name, &schedules::event(schedule)?).await.map(Json)
}

async fn read_outbox(
    State(handle): State<Handle>,
    Query(query): Query<BTreeMap<String, String>>,
) -> Result<Json<Value>> {
    let channel = query.get("channel").map(String::as_str);
    let items = outbox::sandboxed(&handle.app.store, channel, SHOWN).await?;
    Ok(Json(json!({ "items": items })))
}

async fn invoke(State(handle): State<Handle>, Path(name): Path<String>, body: Bytes) -> Result<Json<Value>> {
    let event: Box<RawValue> =
        serde_json::from_slice(&body).map_err(|e| Error::malformed("bad_json", format!("the body is no JSON: {e}")))?;
    handle.invoke(&name, &event).await.map(Json)
}

async fn idle(State(handle): State<Handle>) -> Result<Json<Value>> {
    handle.idle().await?;
    Ok(Json(json!({ "idle": true })))
}
