//! Who is asking: one batch for the session or the key and its user, remembered for a minute.

use std::sync::Arc;

use jiff::SignedDuration;

use super::{
    ApiKey, Grants, Permission as _, Role, Scope, Session, User, View,
    key::{self, KeyText},
    permissions::OwnSession,
    role::OWNER,
    token::Token,
};
use crate::{
    App, Error, Id, Result, WallTime,
    event::Actor,
    evidence::sha256,
    remembered::Remembered,
    store::{Found, Saved},
};

/// How long a caller is remembered: a logout or a deactivation holds for plain reads within this time.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);

/// How somebody showed who he is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Credential {
    /// By signing in.
    Session(Id<Session>),
    /// By an API key.
    Key(Id<ApiKey>),
}

/// Who is asking.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The user; of a key, the one on whose behalf it acts.
    pub user: Saved<User>,
    /// How that was shown.
    pub credential: Credential,
    /// What he may do.
    pub grants: Arc<Grants>,
}

impl Caller {
    /// Who it is in Events.
    pub fn actor(&self) -> Actor {
        match self.credential {
            Credential::Session(_) => Actor::User(self.user.id),
            Credential::Key(id) => Actor::Key(id),
        }
    }

    /// The session that he signed in with.
    ///
    /// # Errors
    /// `Forbidden` for a key.
    pub fn session(&self) -> Result<Id<Session>> {
        match self.credential {
            Credential::Session(id) => Ok(id),
            Credential::Key(_) => {
                Err(Error::Forbidden { code: "no_session", message: "a key has no session: sign in".to_owned() })
            }
        }
    }

    /// What he sees with the permission called `name`.
    ///
    /// # Errors
    /// `Forbidden` without the permission.
    pub fn view(&self, name: &'static str) -> Result<View> {
        let scope = self.grants.scope(name).ok_or_else(|| Error::lacks(name))?;
        Ok(View::new(self, scope))
    }

    /// Whether he may give `grants` to others, or take them away: only what he may do himself, and for all records. Another one's
    /// own records, or another team's, are not his own.
    ///
    /// # Errors
    /// `Forbidden`.
    pub(super) fn may_give(&self, grants: &Grants) -> Result<()> {
        if self.grants.cover(&grants.for_all()) {
            return Ok(());
        }
        Err(Error::Forbidden {
            code: "beyond_own_grants",
            message: "nobody gives or takes what he may not do himself, for all records".to_owned(),
        })
    }

    /// Whether the business is his, and it is he himself who asks, and not a machine with his key.
    pub(super) fn is_owner(&self) -> bool {
        self.user.role == OWNER && self.session().is_ok()
    }
}

/// Remembers callers by the hash of their token or key.
#[derive(Clone, Default)]
pub struct CallerCache(Remembered<String, Caller>);

impl CallerCache {
    /// Forgets who showed `credential`, because this very process has ended it.
    pub(super) fn forget(&self, credential: Credential) {
        self.0.retain(|caller| caller.credential != credential);
    }

    /// Forgets a user, because this very process has changed what he may do.
    pub(super) fn forget_user(&self, user: Id<User>) {
        self.0.retain(|caller| caller.user.id != user);
    }

    /// Forgets everybody.
    pub(super) fn forget_all(&self) {
        self.0.retain(|_| false);
    }
}

/// Finds out who holds `token`, or the API key. With `fresh`, past the cache: a logout holds at once.
///
/// # Errors
/// `Unauthenticated` for whatever is wrong with the token, its session or its user; those of the store.
pub async fn authenticate(app: &App, token: &str, fresh: bool) -> Result<Caller> {
    let presented = Presented::read(token)?;
    let hash = sha256(token.as_bytes());
    let now = app.wall_now();
    if !fresh && let Some((caller, _)) = app.callers.0.recall(&hash, now) {
        return Ok(caller);
    }
    let looked = match presented.look(app, fresh).await {
        // What was written a moment ago is not everywhere yet: before somebody is refused, he is looked up for certain.
        Err(Error::Unauthenticated) if !fresh => presented.look(app, true).await,
        looked => looked,
    };
    let (user, shown, good_until) = looked?;
    let (of_role, role_until) = Role::grants_of(app, &user.role, fresh).await?;
    let grants = of_role.and(&user.grants);
    let (credential, grants) = match shown {
        // Who is signed in may see where, and end it, whatever his role is.
        Shown::Session(id) => (Credential::Session(id), grants.and(&[(OwnSession::NAME, Scope::All)].into())),
        Shown::Key(key) => {
            key.note_use(app).await;
            (Credential::Key(key.id), key.grants(grants))
        }
    };
    let caller = Caller { user, credential, grants: grants.into() };
    app.callers.0.remember(hash, caller.clone(), good_until.min(role_until).min(now.plus(FRESH_FOR)));
    Ok(caller)
}

/// What somebody shows.
enum Presented {
    Token(Token),
    Key(KeyText),
}

/// What it turned out to be.
enum Shown {
    Session(Id<Session>),
    Key(Box<ApiKey>),
}

impl Presented {
    fn read(text: &str) -> Result<Self> {
        if text.starts_with(key::PREFIX) {
            return KeyText::read(text).map(Self::Key);
        }
        Token::read_access(text).map(Self::Token)
    }

    /// The user, what was shown, and how long that is good.
    async fn look(&self, app: &App, strong: bool) -> Result<(Saved<User>, Shown, WallTime)> {
        let now = app.wall_now();
        let batch = if strong { app.store.batch() } else { app.store.glances() };
        match self {
            Self::Token(token) => {
                let mut found = batch.want::<Session>(&token.session).want::<User>(&token.user).fetch().await?;
                let session = found.take::<Session>(&token.session)?.filter(|session| session.admits(token, now));
                let session = session.ok_or(Error::Unauthenticated)?;
                let user = user(&mut found, session.user_id)?;
                if user.sessions_epoch != session.epoch {
                    return Err(Error::Unauthenticated);
                }
                Ok((user, Shown::Session(session.id), session.good_until(token).unwrap_or(now)))
            }
            Self::Key(text) => {
                let mut found = batch.want::<ApiKey>(&text.id).want::<User>(&text.user).fetch().await?;
                let key = found.take::<ApiKey>(&text.id)?.filter(|key| key.admits(text, now));
                let key = key.ok_or(Error::Unauthenticated)?.value;
                let user = user(&mut found, key.user_id)?;
                let end = key.expires_at.unwrap_or(now.plus(FRESH_FOR));
                Ok((user, Shown::Key(key.into()), end))
            }
        }
    }
}

fn user(found: &mut Found, id: Id<User>) -> Result<Saved<User>> {
    let user = found.take::<User>(&id)?.filter(|user| user.is_active && user.meta.deleted_at.is_none());
    user.ok_or(Error::Unauthenticated)
}
