//! Settings of the workspace. A secret goes in and never comes out.

use axum::{Json, http::StatusCode, response::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::{
    App, Result,
    http::{Allowed, Body, IfMatch, NoBody, Path, Shown as Answer, State},
    identity::permissions::{SettingsRead, SettingsWrite},
    settings::{Setting, Shown, Wish, Wished, change, find, show_all, show_one, wish, wishes},
    store::object,
};

/// The most bytes of a body: a list of domains is the longest.
const SMALL: usize = 64 * 1024;

/// Every setting.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Settings")]
pub(crate) struct All {
    items: Vec<Shown>,
}

/// What a setting shall be.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewValue {
    /// Of the setting's kind; null is the default.
    value: Value,
}

/// Values by key.
pub(crate) type Values = Map<String, Value>;

pub(crate) async fn list(State(app): State<App>, _: Allowed<SettingsRead>) -> Result<Json<All>> {
    Ok(Json(All { items: show_all(&app).await? }))
}

pub(crate) async fn patch(
    State(app): State<App>,
    allowed: Allowed<SettingsWrite>,
    Body(values): Body<Values, SMALL>,
) -> Result<Json<All>> {
    change(&app, allowed.caller.actor(), &wishes(&values)?, None).await?;
    Ok(Json(All { items: show_all(&app).await? }))
}

pub(crate) async fn read(
    State(app): State<App>,
    _: Allowed<SettingsRead>,
    Path(key): Path<String>,
) -> Result<Response> {
    answer(&app, find(&key)?).await
}

pub(crate) async fn put(
    State(app): State<App>,
    allowed: Allowed<SettingsWrite>,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    Body(NewValue { value }): Body<NewValue, SMALL>,
) -> Result<Response> {
    let setting = find(&key)?;
    let wished = wish(setting, value)?;
    change(&app, allowed.caller.actor(), &[wished], version).await?;
    answer(&app, setting).await
}

pub(crate) async fn reset(
    State(app): State<App>,
    allowed: Allowed<SettingsWrite>,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode> {
    let wished = Wished { setting: find(&key)?, wish: Wish::Default };
    change(&app, allowed.caller.actor(), &[wished], version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The newest secret alone stays live.
pub(crate) async fn retire(
    State(app): State<App>,
    allowed: Allowed<SettingsWrite>,
    Path(key): Path<String>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    let setting = find(&key)?;
    let wished = Wished { setting, wish: Wish::NewestAlone };
    change(&app, allowed.caller.actor(), &[wished], version).await?;
    answer(&app, setting).await
}

async fn answer(app: &App, setting: &Setting) -> Result<Response> {
    let shown = show_one(app, setting).await?;
    let answer = Answer { id: setting.key.to_owned(), version: shown.version, fields: object(&shown)? };
    Ok(answer.answer(StatusCode::OK, None))
}
