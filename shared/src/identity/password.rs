//! Passwords: Argon2id, off the async threads, in an item that no other read fetches.

use argon2::{
    Algorithm, Argon2, Params, PasswordHash, PasswordHasher as _, PasswordVerifier as _, Version,
    password_hash::SaltString,
};
use secrecy::{ExposeSecret as _, SecretString};
use serde::{Deserialize, Serialize};
use tokio::sync::Semaphore;

use super::User;
use crate::{
    Error, Id, Result,
    random::Random,
    store::{Access, Entity, Key, Place},
};

/// A user's password, hashed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Password {
    /// Whose it is.
    pub user_id: Id<User>,
    /// PHC string: algorithm, parameters, salt, hash.
    pub hash: String,
}

impl Entity for Password {
    const TYPE: &'static str = "password";
    const ACCESS: &'static [Access] = &[("a user's password hash", "U#<id> / PASSWORD")];
    const SECRET: &'static [&'static str] = &["hash"];
    type Ref = Id<User>;

    fn reference(&self) -> Id<User> {
        self.user_id
    }

    fn place(id: &Id<User>) -> Place {
        Place::new(Key::new("U").with(id), Key::new("PASSWORD"))
    }
}

/// 19 MiB, two passes, one lane: the OWASP minimum for Argon2id.
fn argon2() -> Result<Argon2<'static>> {
    let params = Params::new(19_456, 2, 1, None).map_err(|e| Error::internal("hashing a password", e.to_string()))?;
    Ok(Argon2::new(Algorithm::Argon2id, Version::V0x13, params))
}

/// Hashes a password.
///
/// # Errors
/// `Internal` when the library refuses.
pub(super) async fn hash(password: SecretString, random: &Random) -> Result<String> {
    let salt = SaltString::encode_b64(&random.bytes::<16>())
        .map_err(|e| Error::internal("hashing a password", e.to_string()))?;
    off_thread(move || {
        let hash = argon2()?.hash_password(password.expose_secret().as_bytes(), &salt);
        hash.map(|hash| hash.to_string()).map_err(|e| Error::internal("hashing a password", e.to_string()))
    })
    .await
}

/// Whether `password` is the one that was hashed. Without a hash it takes as long and is never right, so that nobody
/// learns by the clock who has an account.
///
/// # Errors
/// `Internal` when the hash cannot be read.
pub(super) async fn verify(password: SecretString, hash: Option<String>) -> Result<bool> {
    off_thread(move || {
        let Some(hash) = hash else {
            let salt =
                SaltString::encode_b64(&[0; 16]).map_err(|e| Error::internal("hashing a password", e.to_string()))?;
            let _ = argon2()?.hash_password(password.expose_secret().as_bytes(), &salt);
            return Ok(false);
        };
        let parsed = PasswordHash::new(&hash).map_err(|e| Error::internal("reading a password hash", e.to_string()))?;
        Ok(argon2()?.verify_password(password.expose_secret().as_bytes(), &parsed).is_ok())
    })
    .await
}

/// So many hashes at once: each takes 19 MiB, and anybody can ask for one.
static HASHING: Semaphore = Semaphore::const_new(2);

async fn off_thread<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    let _one_of_few = HASHING.acquire().await.map_err(|e| Error::internal("hashing a password", e))?;
    tokio::task::spawn_blocking(work).await.map_err(|e| Error::internal("hashing a password", e))?
}
