//! Users beyond the usual routes, and what roles are made of.

use axum::{Json, http::StatusCode};
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    App, Id, Result,
    http::{Allowed, IfMatch, NoBody, Path, State},
    identity::{
        self, User,
        permissions::{ALL, RolesRead, UsersWrite},
    },
};

pub(crate) async fn invite_user(
    State(app): State<App>,
    allowed: Allowed<UsersWrite>,
    Path(id): Path<Id<User>>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<StatusCode> {
    let user = allowed.view.load::<User>(&app, &id).await?;
    identity::invite(&app, &user, &allowed.caller, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A permission.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Permission")]
pub(crate) struct ShownPermission {
    /// Its name in roles and keys.
    name: &'static str,
    /// What it allows.
    meaning: &'static str,
    /// Whether it can be held for one's own or one's team's records only.
    is_scoped: bool,
}

/// All permissions.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Permissions {
    items: Vec<ShownPermission>,
}

pub(crate) async fn list_permissions(_: Allowed<RolesRead>) -> Json<Permissions> {
    let show = |known: &identity::Known| {
        let identity::Known { name, meaning, is_scoped } = *known;
        ShownPermission { name, meaning, is_scoped }
    };
    Json(Permissions { items: ALL.iter().map(show).collect() })
}
