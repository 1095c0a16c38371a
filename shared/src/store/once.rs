//! A request that is made twice with the same `Idempotency-Key` is one request.
//!
//! The key is written together with the first command of the request: either both happened or neither, whatever breaks off.
//! What was answered is noted on it afterwards.

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
};

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{Access, Entity, Key, Place, Saved};
use crate::{Id, WallTime, identity::User};

/// How long a key is remembered.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(24);

/// A key, and what the request with it led to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Idempotency {
    /// Whose key it is.
    pub user_id: Id<User>,
    /// The address that it was used at.
    pub route: String,
    /// The key.
    pub key: String,
    /// What tells the body from others: a keyed hash, because it may hold a secret.
    pub body: String,
    /// The record that the first command was about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record_id: Option<String>,
    /// What was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub answered: Option<Answered>,
    /// Until when the key is remembered.
    pub expires_at: WallTime,
}

/// What was answered: never the words, which may be secret, and are somebody's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Answered {
    /// The HTTP status.
    pub status: u16,
    /// The header `Location`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub location: Option<String>,
    /// The header `ETag`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub etag: Option<String>,
    /// The ids in it, by the names of their fields.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub ids: BTreeMap<String, String>,
}

impl Idempotency {
    /// A key that comes with the body of this keyed hash.
    pub fn new(user_id: Id<User>, route: &str, key: String, body: String, now: WallTime) -> Self {
        let expires_at = now.plus(REMEMBERED_FOR);
        let route = route.to_owned();
        Self { user_id, route, key, body, record_id: None, answered: None, expires_at }
    }

    /// Whether the key is remembered no longer.
    pub fn is_over(&self, now: WallTime) -> bool {
        self.expires_at <= now
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

/// A key that is to be written together with the first command of its request.
#[derive(Clone, Debug)]
pub struct Once {
    /// The key.
    pub key: Idempotency,
    /// The key as it was used before, which is over and not cleaned away yet.
    former: Option<Saved<Idempotency>>,
    written: Arc<AtomicBool>,
}

impl Once {
    /// A key that is not in the table, or is over there.
    pub fn new(key: Idempotency, former: Option<Saved<Idempotency>>) -> Self {
        Self { key, former, written: Arc::default() }
    }

    /// The same, with what is known of its answer already.
    #[must_use]
    pub fn instead(&self, key: Idempotency) -> Self {
        Self { key, ..self.clone() }
    }

    /// Whether a command has written it.
    pub fn is_written(&self) -> bool {
        self.written.load(Ordering::SeqCst)
    }

    /// Adds the key to what `tx` writes, as that of a command about the record `subject`.
    pub fn join<'t>(&self, subject: Option<&str>, tx: super::Tx<'t>) -> super::Tx<'t> {
        let record_id = subject.map(str::to_owned);
        let key = Idempotency { record_id, ..self.key.clone() };
        match &self.former {
            Some(former) => tx.update(former, &key),
            None => tx.create(&key),
        }
    }

    pub(super) fn note_written(&self) {
        self.written.store(true, Ordering::SeqCst);
    }
}
