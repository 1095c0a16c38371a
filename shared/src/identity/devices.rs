//! Where a user is signed in, and how that ends.

use secrecy::SecretString;
use serde_dynamo::AttributeValue;

use super::{Caller, Credential, Password, Session, User, login, password};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    rate,
    store::{Entity as _, Index, Item, Key, Query, Saved},
};

/// The most sessions of a user that are looked at: the newest. Older ones end by themselves.
const MAX_SESSIONS: usize = 50;
/// How often a minute somebody who is signed in may say his password.
const SAID: u32 = 10;

/// The sessions of the caller that are alive, newest first.
///
/// # Errors
/// Those of the store.
pub async fn sessions(app: &App, caller: &Caller) -> Result<Vec<Saved<Session>>> {
    alive(app, caller.user.id).await
}

/// The sessions of `user` that are alive, newest first.
pub(super) async fn alive(app: &App, user: Id<User>) -> Result<Vec<Saved<Session>>> {
    let mut sessions = recent(app, user).await?;
    let epoch = app.store.get::<User>(&user).await?.map_or(0, |user| user.sessions_epoch);
    sessions.retain(|session| session.epoch == epoch && session.is_alive(app.wall_now()));
    Ok(sessions)
}

/// The newest sessions of `user`, also those that have ended: until they are cleaned away, a month after their last use.
pub(super) async fn recent(app: &App, user: Id<User>) -> Result<Vec<Saved<Session>>> {
    let query = Query { limit: MAX_SESSIONS, descending: true, ..Query::new(Index::Gsi1, Key::new("U").with(user)) };
    let rows = app.store.query(query).await?.items;
    let id_of = |row: &Item| match row.get("pk") {
        Some(AttributeValue::S(pk)) => pk.strip_prefix("SE#")?.parse::<Id<Session>>().ok(),
        _ => None,
    };
    let ids: Vec<Id<Session>> = rows.iter().filter_map(id_of).collect();
    // Who has none costs as much as who has some.
    let wanted = app.store.batch().want::<Session>(&Id::derived(&["nobody"]));
    let mut found = ids.iter().fold(wanted, |batch, id| batch.want::<Session>(id)).fetch().await?;
    let mut sessions = Vec::new();
    for id in ids {
        sessions.extend(found.take::<Session>(&id)?);
    }
    Ok(sessions)
}

/// Ends a session of the caller.
///
/// # Errors
/// `NotFound` for one that is not the caller's, or is over; those of the store.
pub async fn end_session(app: &App, caller: &Caller, id: Id<Session>) -> Result<()> {
    let session = app.store.get::<Session>(&id).await?;
    let theirs = session.filter(|session| session.user_id == caller.user.id && session.is_alive(app.wall_now()));
    let session = theirs.ok_or_else(|| Error::NotFound { entity: Session::TYPE, id: id.to_string() })?;
    login::end(app, session, "session.ended", Level::Info).await?;
    app.callers.forget(Credential::Session(id));
    Ok(())
}

/// Gives the caller another password, and ends every other session.
///
/// # Errors
/// `Invalid` for a wrong password and for one that is too short; `TooMany` for who guesses; those of the store.
pub async fn change_password(app: &App, caller: &Caller, current: SecretString, wanted: SecretString) -> Result<()> {
    rate::admit(app, "password of", &caller.user.id.to_string(), SAID).await?;
    let known = app.store.load::<Password>(&caller.user.id).await?;
    if !password::verify(current, Some(known.hash.clone())).await? {
        return Err(Error::invalid("current_password", "this is not your password"));
    }
    password::check("new_password", &wanted)?;
    let next = Password { user_id: known.user_id, hash: password::hash(wanted, &app.random).await? };
    // Together with the password: every session is over but this one, however many there are.
    let session = app.store.load::<Session>(&caller.session()?).await?;
    let user = User { sessions_epoch: caller.user.sessions_epoch + 1, ..caller.user.value.clone() };
    let here = Session { epoch: user.sessions_epoch, ..session.value.clone() };
    let event = Announcement::new("user.password_changed", &user, Actor::User(user.id));
    let tx = app.store.tx().update(&known, &next).update(&caller.user, &user).update(&session, &here);
    tx.commit(event).await?;
    app.callers.forget_user(user.id);
    Ok(())
}
