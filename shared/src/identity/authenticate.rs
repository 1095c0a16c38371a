//! Who is asking: one batch for the session and the user, remembered for a minute.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::SignedDuration;

use super::{Session, User, token::Token};
use crate::{App, Error, Id, Result, WallTime, store::Saved};

/// How long a caller is remembered: a logout or a deactivation holds for plain reads within this time.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// The most callers that are remembered.
const MAX_CALLERS: usize = 1_000;

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user.
    pub user: Saved<User>,
    /// The session.
    pub session_id: Id<Session>,
}

/// Remembers callers by the hash of their token.
#[derive(Clone, Default)]
pub struct SessionCache(Arc<Mutex<HashMap<String, (Caller, WallTime)>>>);

impl SessionCache {
    /// Forgets a session, because this very process has ended it.
    pub fn forget(&self, session: Id<Session>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (caller, _)| caller.session_id != session);
    }

    /// Forgets a user's sessions, because this very process has ended them.
    pub fn forget_user(&self, user: Id<User>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).retain(|_, (caller, _)| caller.user.id != user);
    }

    fn recall(&self, hash: &str, now: WallTime) -> Option<Caller> {
        let callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        callers.get(hash).filter(|(_, until)| now < *until).map(|(caller, _)| caller.clone())
    }

    fn remember(&self, hash: String, caller: Caller, until: WallTime) {
        let mut callers = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if callers.len() >= MAX_CALLERS {
            callers.clear();
        }
        callers.insert(hash, (caller, until));
    }
}

/// Finds out who holds `token`. With `fresh`, past the cache: a logout holds at once.
///
/// # Errors
/// `Unauthenticated` for whatever is wrong with the token, its session or its user; those of the store.
pub async fn authenticate(app: &App, token: &str, fresh: bool) -> Result<Caller> {
    let token = Token::read_access(token)?;
    let now = app.wall_now();
    let hash = token.hash();
    if !fresh && let Some(caller) = app.sessions.recall(&hash, now) {
        return Ok(caller);
    }
    let mut found = app.store.batch().want::<Session>(&token.session).want::<User>(&token.user).fetch().await?;
    let session = found.take::<Session>(&token.session)?.filter(|session| session.admits(&token, now));
    let session = session.ok_or(Error::Unauthenticated)?;
    let user = found.take::<User>(&session.user_id)?.filter(|user| user.is_active && user.meta.deleted_at.is_none());
    let user = user.filter(|user| user.sessions_epoch == session.epoch).ok_or(Error::Unauthenticated)?;
    let caller = Caller { user, session_id: session.id };
    let good_until = session.access.iter().find(|good| good.hash == hash).map_or(now, |good| good.expires_at);
    app.sessions.remember(hash, caller.clone(), good_until.min(now.plus(FRESH_FOR)));
    Ok(caller)
}
