//! `Idempotency-Key`: the same key with the same body is the same request.

use axum::http::HeaderMap;
use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use crate::{
    Error, Id, Result, WallTime,
    evidence::sha256,
    identity::User,
    store::{Access, Entity, Key, Place},
};

/// How long a key is remembered.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);
/// The most characters of a key.
const MAX_KEY: usize = 200;

/// What a request with a key led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// Whose key it is.
    pub user_id: Id<User>,
    /// The route that it was used at.
    pub route: String,
    /// The key.
    pub key: String,
    /// SHA-256 of the body.
    pub body: String,
    /// The record that was made.
    pub record_id: String,
    /// Until when the key is remembered.
    pub expires_at: WallTime,
}

impl Idempotency {
    /// The key of a request, if it carries one.
    ///
    /// # Errors
    /// `Malformed` for a key that is empty or too long.
    pub fn key(headers: &HeaderMap) -> Result<Option<String>> {
        let Some(value) = headers.get("idempotency-key") else {
            return Ok(None);
        };
        match value.to_str() {
            Ok(key) if !key.is_empty() && key.len() <= MAX_KEY => Ok(Some(key.to_owned())),
            Ok(_) | Err(_) => Err(Error::malformed(
                "bad_idempotency_key",
                format!("give an Idempotency-Key of 1 to {MAX_KEY} ASCII characters"),
            )),
        }
    }

    /// A key that was just used for `body`.
    pub fn new(user_id: Id<User>, route: &str, key: String, body: &[u8], record_id: String, now: WallTime) -> Self {
        let expires_at = now.plus(REMEMBERED_FOR);
        Self { user_id, route: route.to_owned(), key, body: sha256(body), record_id, expires_at }
    }

    /// Whether the key is remembered no longer.
    pub fn is_over(&self, now: WallTime) -> bool {
        self.expires_at <= now
    }

    /// The record that the same request made before.
    ///
    /// # Errors
    /// `Invalid` when the key was used for another body.
    pub fn repeat(&self, other: &Self) -> Result<String> {
        if self.body == other.body {
            Ok(self.record_id.clone())
        } else {
            Err(Error::invalid("Idempotency-Key", "this key was used for another body; use a new one"))
        }
    }
}

impl Entity for Idempotency {
    const TYPE: &'static str = "idempotency";
    const ACCESS: &'static [Access] = &[("what a request with this key led to", "IDEM#<user>#<route>#<key> / A")];
    type Ref = (Id<User>, String, String);

    fn reference(&self) -> Self::Ref {
        (self.user_id, self.route.clone(), self.key.clone())
    }

    fn place((user, route, key): &Self::Ref) -> Place {
        Place::head(Key::new("IDEM").with(user).with(route).with(key))
    }

    fn ttl(&self) -> Option<i64> {
        Some(self.expires_at.seconds())
    }
}
