//! A session: one sign-in on one device. Rules only; `login` writes it.

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::{User, token::Token};
use crate::{
    Id, WallTime,
    store::{Access, Entity, Key, Meta, Place, Places},
};

/// How long an access token is good for.
pub(super) const ACCESS_FOR: SignedDuration = SignedDuration::from_mins(15);
/// How long a session lives without being used.
const IDLE_FOR: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Within so long a refresh token may be used twice: two tabs of one browser.
const SIBLINGS_FOR: SignedDuration = SignedDuration::from_secs(10);
/// The most access tokens of a session that are good at the same time.
const MAX_ACCESS: usize = 8;
/// The most refresh tokens of a session that are good, or were used a moment ago, at the same time: so many tabs.
const MAX_REFRESH: usize = 8;

/// One sign-in. Holds hashes only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Session {
    /// The session; part of its tokens.
    pub id: Id<Session>,
    /// Who signed in.
    pub user_id: Id<User>,
    /// What tells a token that was used before from one that was made up.
    pub family: String,
    /// The user's `sessions_epoch` when it began: with another one the session is over.
    #[serde(default)]
    pub epoch: u32,
    /// The access tokens that are good.
    pub access: Vec<AccessToken>,
    /// The refresh tokens that are good: one, or siblings.
    pub refresh: Vec<String>,
    /// The refresh tokens that were used a moment ago, and when.
    #[serde(default)]
    pub used: Vec<(String, WallTime)>,
    /// When the session ends by itself.
    pub expires_at: WallTime,
    /// As the browser called itself.
    pub user_agent: Option<String>,
    /// The network address that signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// When it was ended.
    pub ended_at: Option<WallTime>,
}

/// An access token that is good.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessToken {
    /// Its hash.
    pub hash: String,
    /// Until when.
    pub expires_at: WallTime,
}

/// What a refresh token turned out to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presented {
    /// Good.
    Current,
    /// Used a moment ago: another tab.
    Sibling,
    /// Used before: somebody has a copy.
    Reused,
    /// Made up, or of a session that is over.
    Unknown,
}

fn same(a: &str, b: &str) -> bool {
    a.as_bytes().ct_eq(b.as_bytes()).into()
}

impl Session {
    /// Whether `token` gives access now.
    pub(super) fn admits(&self, token: &Token, now: WallTime) -> bool {
        let hash = token.hash();
        self.is_alive(now)
            && token.user == self.user_id
            && self.access.iter().any(|good| now < good.expires_at && same(&good.hash, &hash))
    }

    /// How long the access token is good for.
    pub(super) fn good_until(&self, token: &Token) -> Option<WallTime> {
        let hash = token.hash();
        self.access.iter().find(|good| same(&good.hash, &hash)).map(|good| good.expires_at)
    }

    /// Whether the session is neither ended nor expired.
    pub fn is_alive(&self, now: WallTime) -> bool {
        self.ended_at.is_none() && now < self.expires_at
    }

    /// Judges a refresh token.
    pub(super) fn judge(&self, token: &Token, now: WallTime) -> Presented {
        if !self.is_alive(now) || !same(&self.family, &token.family_hash()) {
            return Presented::Unknown;
        }
        let hash = token.hash();
        if self.refresh.iter().any(|good| same(good, &hash)) {
            return Presented::Current;
        }
        let just_used = self.used.iter().any(|(used, at)| same(used, &hash) && now.since(at) <= SIBLINGS_FOR);
        if just_used { Presented::Sibling } else { Presented::Reused }
    }

    /// The session after `presented` was exchanged for `access` and `refresh`.
    pub(super) fn rotated(&self, presented: &Token, access: &Token, refresh: &Token, now: WallTime) -> Self {
        let hash = presented.hash();
        let was_current = self.refresh.iter().any(|good| same(good, &hash));
        let mut next = self.clone();
        next.refresh.retain(|good| !same(good, &hash));
        if next.refresh.len() >= MAX_REFRESH {
            next.refresh.remove(0);
        }
        next.refresh.push(refresh.hash());
        if was_current {
            next.used.retain(|(_, at)| now.since(at) <= SIBLINGS_FOR);
            if next.used.len() >= MAX_REFRESH {
                next.used.remove(0);
            }
            next.used.push((hash, now));
        }
        next.admit(access, now);
        next
    }

    /// Makes `access` good from now on.
    pub(super) fn admit(&mut self, access: &Token, now: WallTime) {
        self.access.retain(|good| now < good.expires_at);
        if self.access.len() >= MAX_ACCESS {
            self.access.remove(0);
        }
        self.access.push(AccessToken { hash: access.hash(), expires_at: now.plus(ACCESS_FOR) });
        self.expires_at = now.plus(IDLE_FOR);
    }

    /// The session, ended.
    #[must_use]
    pub(super) fn ended(&self, now: WallTime) -> Self {
        Self { ended_at: Some(now), access: Vec::new(), refresh: Vec::new(), ..self.clone() }
    }

    /// A session that begins.
    pub(super) fn begun(id: Id<Self>, user_id: Id<User>, access: &Token, refresh: &Token, now: WallTime) -> Self {
        let mut session = Self {
            id,
            user_id,
            family: refresh.family_hash(),
            epoch: 0,
            access: Vec::new(),
            refresh: vec![refresh.hash()],
            used: Vec::new(),
            expires_at: now,
            user_agent: None,
            address: None,
            ended_at: None,
        };
        session.admit(access, now);
        session
    }
}

impl Entity for Session {
    const TYPE: &'static str = "session";
    const ACCESS: &'static [Access] =
        &[("the session of a token", "SE#<id> / A"), ("the sessions of a user", "gsi1 U#<user> / SE#<id>")];
    const SECRET: &'static [&'static str] = &["family", "access", "refresh", "used"];
    type Ref = Id<Session>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("SE").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        Places { gsi1: Some(Place::new(Key::new("U").with(self.user_id), Key::new("SE").with(self.id))), gsi2: None }
    }

    fn ttl(&self) -> Option<i64> {
        Some(self.expires_at.seconds())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;

    #[test]
    fn a_used_refresh_token_is_a_sibling_for_ten_seconds_and_then_a_theft() {
        let (random, now) = (Random::seeded(1), WallTime::from_millis(0));
        let (id, user) = (Id::derived(&["s"]), Id::derived(&["u"]));
        let (access, first) = (Token::access(id, user, &random), Token::refresh(id, user, &random));
        let session = Session::begun(id, user, &access, &first, now);
        assert_eq!(session.judge(&first, now), Presented::Current);
        let second = first.successor(&random);
        let rotated = session.rotated(&first, &Token::access(id, user, &random), &second, now);
        assert_eq!(rotated.judge(&second, now), Presented::Current);
        assert_eq!(rotated.judge(&first, now.plus(SignedDuration::from_secs(10))), Presented::Sibling);
        assert_eq!(rotated.judge(&first, now.plus(SignedDuration::from_secs(11))), Presented::Reused);
        let sibling = first.successor(&random);
        let both = rotated.rotated(&first, &Token::access(id, user, &random), &sibling, now);
        assert_eq!((both.judge(&second, now), both.judge(&sibling, now)), (Presented::Current, Presented::Current));
        assert_eq!(rotated.judge(&Token::refresh(id, user, &random), now), Presented::Unknown);
    }

    #[test]
    fn an_access_token_ends_with_its_time_and_with_its_session() {
        let (random, now) = (Random::seeded(1), WallTime::from_millis(0));
        let (id, user) = (Id::derived(&["s"]), Id::derived(&["u"]));
        let (access, refresh) = (Token::access(id, user, &random), Token::refresh(id, user, &random));
        let session = Session::begun(id, user, &access, &refresh, now);
        assert!(session.admits(&access, now));
        assert!(!session.admits(&access, now.plus(ACCESS_FOR)));
        assert!(!session.ended(now).admits(&access, now));
    }
}
