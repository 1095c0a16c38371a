//! Tokens: opaque to clients, 256 bits of randomness, only their hashes stored.
//!
//! A token names its session and its user, so that one batch reads both, and carries its secret. A refresh token also
//! carries the session's *family secret*: it tells a token that was used before from one that was made up.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use uuid::Uuid;

use super::{Session, User};
use crate::{Error, Id, Result, evidence::sha256, random::Random};

/// The bytes of a secret.
const SECRET: usize = 32;

/// What a token says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) session: Id<Session>,
    pub(super) user: Id<User>,
    secrets: Vec<u8>,
}

impl Token {
    /// An access token.
    pub(super) fn access(session: Id<Session>, user: Id<User>, random: &Random) -> Self {
        Self { session, user, secrets: random.bytes::<SECRET>().to_vec() }
    }

    /// The first refresh token of a session.
    pub(super) fn refresh(session: Id<Session>, user: Id<User>, random: &Random) -> Self {
        let mut secrets = random.bytes::<SECRET>().to_vec();
        secrets.extend(random.bytes::<SECRET>());
        Self { session, user, secrets }
    }

    /// The refresh token that follows this one.
    pub(super) fn successor(&self, random: &Random) -> Self {
        let mut secrets = self.secrets[..SECRET].to_vec();
        secrets.extend(random.bytes::<SECRET>());
        Self { secrets, ..self.clone() }
    }

    /// Reads an access token.
    pub(super) fn read_access(text: &str) -> Result<Self> {
        Self::read(text, SECRET)
    }

    /// Reads a refresh token.
    pub(super) fn read_refresh(text: &str) -> Result<Self> {
        Self::read(text, 2 * SECRET)
    }

    fn read(text: &str, secrets: usize) -> Result<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| Error::Unauthenticated)?;
        let (session, rest) = bytes.split_at_checked(16).ok_or(Error::Unauthenticated)?;
        let (user, rest) = rest.split_at_checked(16).ok_or(Error::Unauthenticated)?;
        if rest.len() != secrets {
            return Err(Error::Unauthenticated);
        }
        let id = |bytes| Uuid::from_slice(bytes).map_err(|_| Error::Unauthenticated);
        Ok(Self { session: Id::from_uuid(id(session)?), user: Id::from_uuid(id(user)?), secrets: rest.to_vec() })
    }

    /// What the client holds.
    pub(super) fn text(&self) -> String {
        let mut bytes = self.session.uuid().as_bytes().to_vec();
        bytes.extend(self.user.uuid().as_bytes());
        bytes.extend(&self.secrets);
        URL_SAFE_NO_PAD.encode(bytes)
    }

    /// What is stored of the token's own secret.
    pub(super) fn hash(&self) -> String {
        sha256(&self.secrets[self.secrets.len() - SECRET..])
    }

    /// What is stored of a refresh token's family secret.
    pub(super) fn family_hash(&self) -> String {
        sha256(&self.secrets[..SECRET])
    }
}
