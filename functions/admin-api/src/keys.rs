//! API keys.

use axum::{Json, http::StatusCode, response::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use shared::{
    App, Id, Result,
    http::{Allowed, Body, IfMatch, ListQuery, Patch, Path, Shown, State},
    identity::{
        self, ApiKey, KeyInput,
        permissions::{KeysRead, KeysWrite},
    },
    store::Page,
};

/// The most bytes of a body.
const SMALL: usize = 16 * 1024;

pub(crate) async fn list_keys(
    State(app): State<App>,
    allowed: Allowed<KeysRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(allowed.view.list::<ApiKey>(&app, &request, &Default::default()).await?))
}

pub(crate) async fn read_key(
    State(app): State<App>,
    allowed: Allowed<KeysRead>,
    Path(id): Path<Id<ApiKey>>,
) -> Result<Response> {
    Ok(Shown::of(&allowed.view.load::<ApiKey>(&app, &id).await?)?.answer(StatusCode::OK, None))
}

pub(crate) async fn issue_key(
    State(app): State<App>,
    allowed: Allowed<KeysWrite>,
    Body(input): Body<KeyInput, SMALL>,
) -> Result<Response> {
    let (key, text) = identity::issue_key(&app, &allowed.caller, &allowed.view, input).await?;
    let mut shown = Shown::of(&key)?;
    shown.fields.insert("key".to_owned(), text.into());
    let location = format!("/api/admin/api-keys/{}", key.id);
    Ok(shown.answer(StatusCode::CREATED, Some(location)))
}

/// What can be changed of a key.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Renaming {
    /// For people.
    name: String,
}

pub(crate) async fn rename_key(
    State(app): State<App>,
    allowed: Allowed<KeysWrite>,
    Path(id): Path<Id<ApiKey>>,
    IfMatch(version): IfMatch,
    patch: Patch,
) -> Result<Response> {
    let key = allowed.view.load::<ApiKey>(&app, &id).await?;
    let Renaming { name } = patch.applied_to(&Renaming { name: key.name.clone() })?;
    let key = identity::rename_key(&app, &allowed.caller, &allowed.view, id, &name, version).await?;
    Ok(Shown::of(&key)?.answer(StatusCode::OK, None))
}

pub(crate) async fn revoke_key(
    State(app): State<App>,
    allowed: Allowed<KeysWrite>,
    Path(id): Path<Id<ApiKey>>,
    IfMatch(version): IfMatch,
) -> Result<StatusCode> {
    identity::revoke_key(&app, &allowed.caller, &allowed.view, id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}
