//! Signing in, staying signed in, signing out; and the first administrator.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use secrecy::SecretString;

use super::{
    Caller, Credential, Grants, Login, Password, Session, User, guess, password,
    role::OWNER,
    session::{ACCESS_FOR, Presented},
    token::Token,
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    people::email,
    store::{Entity as _, Index, Key, Query, Saved},
};

/// How often a session is read again because somebody wrote it in between.
const MAX_TRIES: usize = 8;

/// What a sign-in or a refresh gives.
#[derive(Debug)]
pub struct Granted {
    /// For `Authorization: Bearer`.
    pub access_token: String,
    /// How long it is good for, in seconds.
    pub expires_in: i64,
    /// For one refresh.
    pub refresh_token: String,
    /// Who signed in.
    pub user: Saved<User>,
}

impl Granted {
    fn new(access: &Token, refresh: &Token, user: Saved<User>) -> Self {
        let (access_token, refresh_token) = (access.text(), refresh.text());
        Self { access_token, expires_in: ACCESS_FOR.as_secs(), refresh_token, user }
    }
}

/// From where somebody signs in.
#[derive(Clone, Debug, Default)]
pub struct Device {
    /// As the browser calls itself.
    pub user_agent: Option<String>,
    /// The network address, as the gateway or the socket says.
    pub address: Option<String>,
}

/// Signs a user in.
///
/// # Errors
/// `Unauthenticated`, after the same time, for an unknown address, a wrong password and a user who is not active;
/// `TooMany`, known and unknown alike, for who guesses.
pub async fn login(app: &App, address: &str, secret: SecretString, device: Device) -> Result<Granted> {
    // What is no address belongs to nobody, and costs what an unknown one costs.
    let address = sign_in_address(address).unwrap_or_else(|_| "nobody".to_owned());
    let found = app.store.get::<Login>(&address).await?;
    guess::admit(app, &address, found.as_ref().map(|login| login.user_id), device.address.as_deref()).await?;
    // Who is unknown costs the same reads, so that the clock does not tell.
    let id = found.map_or_else(|| Id::derived(&["nobody"]), |login| login.user_id);
    let mut batch = app.store.batch().want::<User>(&id).want::<Password>(&id).fetch().await?;
    let known = batch.take::<User>(&id)?.zip(batch.take::<Password>(&id)?);
    let hash = known.as_ref().map(|(_, password)| password.hash.clone());
    let right = password::verify(secret.clone(), hash).await?;
    let known = known.filter(|(user, _)| right && may_sign_in(user));
    let (user, password) = known.ok_or(Error::Unauthenticated)?;
    password::upgrade(app, &password, secret).await?;
    let id = app.id();
    let access = Token::access(id, user.id, &app.random);
    let refresh = Token::refresh(id, user.id, &app.random);
    let mut session = Session::begun(id, user.id, &access, &refresh, app.wall_now());
    session.user_agent = device.user_agent.map(|agent| agent.chars().take(200).collect());
    session.address = device.address;
    session.epoch = user.sessions_epoch;
    let announcement =
        Announcement::new("session.started", &user.value, Actor::User(user.id)).correlated(id.to_string());
    app.store
        .tx()
        .create(&session)
        .raw(user.signed_in(app.now()), User::TYPE, user.id.to_string())
        .commit(announcement)
        .await?;
    Ok(Granted::new(&access, &refresh, user))
}

/// Whether it is a person, and one who is there.
pub(super) fn may_sign_in(user: &Saved<User>) -> bool {
    user.is_active && user.meta.deleted_at.is_none() && !user.is_machine()
}

/// Exchanges a refresh token for new tokens.
///
/// # Errors
/// `Unauthenticated` for a token that is not good. One that was used before ends its session: somebody has a copy.
pub async fn refresh(app: &App, text: &str) -> Result<Granted> {
    let presented = Token::read_refresh(text)?;
    // Two tabs may refresh at the same moment: the second one reads again and finds itself a sibling.
    for _ in 0..MAX_TRIES {
        let mut batch =
            app.store.batch().want::<Session>(&presented.session).want::<User>(&presented.user).fetch().await?;
        let session = batch.take::<Session>(&presented.session)?.ok_or(Error::Unauthenticated)?;
        let user = batch.take::<User>(&session.user_id)?.filter(may_sign_in).ok_or(Error::Unauthenticated)?;
        if session.epoch != user.sessions_epoch {
            return Err(Error::Unauthenticated);
        }
        match session.judge(&presented, app.wall_now()) {
            Presented::Current | Presented::Sibling => {}
            Presented::Reused => {
                end(app, session, "session.reused", Level::Warn).await?;
                return Err(Error::Unauthenticated);
            }
            Presented::Unknown => return Err(Error::Unauthenticated),
        }
        let access = Token::access(session.id, user.id, &app.random);
        let refresh = presented.successor(&app.random);
        let next = session.rotated(&presented, &access, &refresh, app.wall_now());
        let tx = app.store.tx().update(&session, &next);
        match tx.commit_unannounced("a refresh every quarter of an hour is no news; its misuse is").await {
            Ok(()) => return Ok(Granted::new(&access, &refresh, user)),
            Err(Error::Stale { entity, .. }) if entity == Session::TYPE => {}
            Err(error) => return Err(error),
        }
    }
    Err(Error::unavailable("the session", "others kept refreshing it"))
}

/// Ends the caller's session.
///
/// # Errors
/// Those of the store.
pub async fn logout(app: &App, caller: &Caller) -> Result<()> {
    let session = caller.session()?;
    end(app, app.store.load::<Session>(&session).await?, "session.ended", Level::Info).await?;
    app.callers.forget(Credential::Session(session));
    Ok(())
}

/// Ends a session. Somebody may refresh it in the same moment: then what it has become is ended.
pub(super) async fn end(app: &App, mut session: Saved<Session>, event_type: &'static str, level: Level) -> Result<()> {
    for _ in 0..MAX_TRIES {
        let ended = session.ended(app.wall_now());
        let announcement = Announcement::new(event_type, &ended, Actor::User(session.user_id)).at_level(level);
        match app.store.tx().update(&session, &ended).commit(announcement).await {
            Err(Error::Stale { .. }) => session = app.store.load::<Session>(&session.id).await?,
            other => return other,
        }
    }
    Err(Error::unavailable("the session", "others kept refreshing it"))
}

/// The address of a user. `localhost` is no domain of the net, and yet the right one for a laptop.
pub(super) fn sign_in_address(text: &str) -> Result<String, String> {
    match text.trim().to_lowercase() {
        // Of the same shape as any other.
        local if local.ends_with("@localhost") => email::normalize(&format!("{local}.example")).map(|_| local),
        _ => email::normalize(text),
    }
}

/// The first administrator, as it was made.
pub struct FirstAdmin {
    /// The address to sign in with.
    pub email: String,
    /// The password, if it was made here and not set.
    pub made_password: Option<String>,
}

/// Makes the first administrator, unless there is a user.
///
/// # Errors
/// `Malformed` when the configured address is none, and those of the store.
pub async fn first_admin(app: &App) -> Result<Option<FirstAdmin>> {
    let address = sign_in_address(&app.config.admin_email)
        .map_err(|reason| Error::malformed("bad_setting", format!("PORTICO_ADMIN_EMAIL is not right: {reason}")))?;
    let users = Query { limit: 1, ..Query::new(Index::Gsi2, Key::new("USER")) };
    if app.store.get::<Login>(&address).await?.is_some() || !app.store.query(users).await?.items.is_empty() {
        return Ok(None);
    }
    let made_password = app.config.admin_password.is_none().then(|| URL_SAFE_NO_PAD.encode(app.random.bytes::<15>()));
    let secret = app.config.admin_password.clone().or_else(|| made_password.clone().map(SecretString::from));
    let hash = password::hash(secret.unwrap_or_default(), &app.random).await?;
    let user = User {
        id: app.id(),
        email: address.clone(),
        full_name: "Administrator".into(),
        role: OWNER.to_owned(),
        grants: Grants::default(),
        team_id: None,
        avatar_url: None,
        joined_at: Some(app.now()),
        last_login_at: None,
        sessions_epoch: 0,
        is_active: true,
    };
    let login = Login { email: address.clone(), user_id: user.id };
    let password = Password { user_id: user.id, hash };
    let announcement = Announcement::new("user.created", &user, Actor::System("setup"));
    match app.store.tx().create(&user).create(&login).create(&password).commit(announcement).await {
        Ok(()) => Ok(Some(FirstAdmin { email: address, made_password })),
        Err(Error::AlreadyExists { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}
