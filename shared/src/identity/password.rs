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
    App, Error, Id, Result,
    random::Random,
    store::{Access, Entity, Key, Place, Saved},
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

/// The fewest and the most characters of a password that people choose (NIST SP 800-63B asks for eight at least).
const LENGTH: std::ops::RangeInclusive<usize> = 12..=256;

/// Checks a password that somebody wants to have.
///
/// # Errors
/// `Invalid` for `field`.
pub(super) fn check(field: &str, password: &SecretString) -> Result<()> {
    if LENGTH.contains(&password.expose_secret().chars().count()) {
        return Ok(());
    }
    Err(Error::invalid(field, format!("give {} to {} characters", LENGTH.start(), LENGTH.end())))
}

/// Hashes a password anew that was hashed with other parameters than those of today. It is not worth failing a sign-in for.
///
/// # Errors
/// `Internal` when the library refuses.
pub(super) async fn upgrade(app: &App, password: &Saved<Password>, secret: SecretString) -> Result<()> {
    let today = argon2()?;
    let fail = |e: argon2::password_hash::Error| Error::internal("reading a password hash", e.to_string());
    let parsed = PasswordHash::new(&password.hash).map_err(fail)?;
    let is_today = parsed.algorithm == Algorithm::Argon2id.ident()
        && Params::try_from(&parsed).is_ok_and(|params| {
            (params.m_cost(), params.t_cost(), params.p_cost())
                == (today.params().m_cost(), today.params().t_cost(), today.params().p_cost())
        });
    if is_today {
        return Ok(());
    }
    let next = Password { user_id: password.user_id, hash: hash(secret, &app.random).await? };
    let tx = app.store.tx().update(password, &next);
    match tx.commit_unannounced("the password is the same").await {
        Ok(()) => {}
        Err(error) => tracing::warn!(error.code = error.code(), "a password keeps its old hash: {}", error.chain()),
    }
    Ok(())
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::world;

    #[tokio::test]
    async fn a_hash_of_former_parameters_is_made_anew_when_the_password_is_said() {
        let world = world().await;
        let app = &world.app;
        let salt = SaltString::encode_b64(&[7; 16]).unwrap();
        let weak = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(8, 1, 1, None).unwrap());
        let hash = weak.hash_password(b"correct horse", &salt).unwrap().to_string();
        let user_id = Id::derived(&["user"]);
        app.store.tx().create(&Password { user_id, hash }).commit_unannounced("a test").await.unwrap();
        let read = async || app.store.load::<Password>(&user_id).await.unwrap();
        upgrade(app, &read().await, "correct horse".into()).await.unwrap();
        let today = read().await;
        assert!(today.hash.contains("m=19456,t=2,p=1"), "{}", today.hash);
        assert!(verify("correct horse".into(), Some(today.hash.clone())).await.unwrap());
        upgrade(app, &today, "correct horse".into()).await.unwrap();
        assert_eq!(read().await.meta.version, today.meta.version, "and only once");
    }
}
