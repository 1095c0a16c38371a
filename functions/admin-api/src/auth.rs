//! Signing in, staying signed in, signing out.

use axum::{
    Json,
    http::{HeaderMap, StatusCode, header},
    response::Response,
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use shared::{
    App, Id, Result, WallTime,
    http::{Allowed, Body, IfMatch, NoBody, Patch, Path, Peer, Shown, State},
    identity::{self, Device, Granted, Grants, ProfileInput, Session, User, permissions::OwnSession},
    store::Saved,
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
    Peer(address): Peer,
    headers: HeaderMap,
    Body(login): Body<Login, SMALL>,
) -> Result<Json<Tokens>> {
    let agent = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let device = Device { user_agent: agent, address };
    Tokens::new(identity::login(&app, &login.email, login.password.into(), device).await?)
}

pub(crate) async fn refresh(State(app): State<App>, Body(refresh): Body<Refresh, SMALL>) -> Result<Json<Tokens>> {
    Tokens::new(identity::refresh(&app, &refresh.refresh_token).await?)
}

pub(crate) async fn logout(State(app): State<App>, allowed: Allowed<OwnSession>, _: NoBody) -> Result<StatusCode> {
    identity::logout(&app, &allowed.caller).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Who is signed in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Me {
    #[serde(flatten)]
    user: User,
    /// All that the user may do, by the role and beyond it.
    may: Grants,
}

pub(crate) async fn me(allowed: Allowed<OwnSession>) -> Result<Response> {
    let mut shown = Shown::of(&allowed.caller.user)?;
    shown.fields.insert("may".to_owned(), json!(allowed.caller.grants));
    Ok(shown.answer(StatusCode::OK, None))
}

/// A merge patch of one's own name and picture.
pub(crate) async fn change_me(
    State(app): State<App>,
    allowed: Allowed<OwnSession>,
    IfMatch(version): IfMatch,
    patch: Patch,
) -> Result<Response> {
    let input: ProfileInput = patch.applied_to(&ProfileInput::of(&allowed.caller.user))?;
    let user = identity::change_profile(&app, &allowed.caller, input, version).await?;
    Ok(Shown::of(&user)?.answer(StatusCode::OK, None))
}

/// An account whose password is lost.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Forgotten {
    email: String,
}

pub(crate) async fn forgot_password(
    State(app): State<App>,
    Peer(address): Peer,
    Body(forgotten): Body<Forgotten, SMALL>,
) -> Result<StatusCode> {
    identity::forgot(&app, &forgotten.email, address.as_deref()).await?;
    Ok(StatusCode::ACCEPTED)
}

/// A password, by the link of an invitation or of a lost password.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Redemption {
    /// The last part of the link's address.
    token: String,
    /// Of 12 to 256 characters.
    new_password: String,
    /// Another name than that of the invitation.
    #[serde(default)]
    full_name: Option<String>,
}

pub(crate) async fn redeem_link(
    State(app): State<App>,
    Peer(address): Peer,
    Body(redemption): Body<Redemption, SMALL>,
) -> Result<StatusCode> {
    let Redemption { token, new_password, full_name } = redemption;
    identity::redeem(&app, &token, new_password.into(), full_name, address.as_deref()).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PasswordChange {
    current_password: String,
    /// Of 12 to 256 characters.
    new_password: String,
}

pub(crate) async fn change_password(
    State(app): State<App>,
    allowed: Allowed<OwnSession>,
    Body(change): Body<PasswordChange, SMALL>,
) -> Result<StatusCode> {
    let PasswordChange { current_password, new_password } = change;
    identity::change_password(&app, &allowed.caller, current_password.into(), new_password.into()).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A device on which the caller is signed in.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Session")]
pub(crate) struct ShownSession {
    id: Id<Session>,
    /// As the browser called itself.
    user_agent: Option<String>,
    /// The network address that signed in.
    address: Option<String>,
    /// When it ends, unless it is used before.
    expires_at: WallTime,
    /// Whether it is the one that asks.
    is_current: bool,
}

#[derive(Serialize, JsonSchema)]
pub(crate) struct Sessions {
    items: Vec<ShownSession>,
}

pub(crate) async fn list_sessions(State(app): State<App>, allowed: Allowed<OwnSession>) -> Result<Json<Sessions>> {
    let current = allowed.caller.session()?;
    let show = |saved: Saved<Session>| {
        let Session { id, user_agent, address, expires_at, .. } = saved.value;
        ShownSession { id, user_agent, address, expires_at, is_current: id == current }
    };
    let sessions = identity::sessions(&app, &allowed.caller).await?;
    Ok(Json(Sessions { items: sessions.into_iter().map(show).collect() }))
}

pub(crate) async fn end_session(
    State(app): State<App>,
    allowed: Allowed<OwnSession>,
    Path(id): Path<Id<Session>>,
) -> Result<StatusCode> {
    identity::end_session(&app, &allowed.caller, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
