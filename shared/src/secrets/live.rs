//! Secrets that are live: the newest and, while a sender changes over, the one before.

use schemars::JsonSchema;
use secrecy::{ExposeSecret as _, SecretSlice};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use crate::{App, BusinessTime, Error, Result, evidence::sha256};

/// So many secrets of one owner are live at once.
const LIVE_SECRETS: usize = 2;

/// A live secret. What it is the secret of, its *owner*, is said with each use: it opens for no other.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LiveSecret {
    /// Tells secrets apart without telling them.
    fingerprint: String,
    /// Since when it is live.
    since: BusinessTime,
    /// What is kept of it.
    kept: Kept,
}

/// What is shown of a secret.
#[derive(Clone, Debug, Serialize, JsonSchema)]
#[schemars(rename = "Secret")]
pub struct Fingerprint {
    /// Tells secrets apart without telling them.
    fingerprint: String,
    /// Since when it is live.
    since: BusinessTime,
}

/// What is kept of a secret.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Kept {
    /// SHA-256, base64url: enough to recognise a key that we made and the sender repeats.
    Hash(String),
    /// An envelope of the vault: a signature can only be checked by who knows the secret.
    Sealed(String),
}

impl LiveSecret {
    /// A secret that can be opened again.
    ///
    /// # Errors
    /// Those of the vault.
    pub async fn sealed(app: &App, owner: &str, text: &str) -> Result<Self> {
        let kept = Kept::Sealed(app.vault.seal(owner, text.as_bytes()).await?);
        Ok(Self { fingerprint: fingerprint(text), since: app.now(), kept })
    }

    /// A secret that can only be recognised.
    pub fn hashed(app: &App, text: &str) -> Self {
        Self { fingerprint: fingerprint(text), since: app.now(), kept: Kept::Hash(sha256(text.as_bytes())) }
    }

    /// A secret as the first shape of forms kept it.
    pub(crate) fn of_hash(hash: String, since: BusinessTime) -> Self {
        Self { fingerprint: hash.chars().take(8).collect(), since, kept: Kept::Hash(hash) }
    }

    /// Whether `text` is this secret.
    ///
    /// # Errors
    /// Those of the vault.
    pub async fn is(&self, app: &App, owner: &str, text: &str) -> Result<bool> {
        // Hashes are compared, so that the time tells not even the length.
        let wanted = match &self.kept {
            Kept::Hash(hash) => hash.clone(),
            Kept::Sealed(_) => sha256(self.open(app, owner).await?.expose_secret()),
        };
        Ok(sha256(text.as_bytes()).as_bytes().ct_eq(wanted.as_bytes()).into())
    }

    /// The secret itself.
    ///
    /// # Errors
    /// Those of the vault, `Internal` for a secret of which only the hash is kept.
    pub async fn open(&self, app: &App, owner: &str) -> Result<SecretSlice<u8>> {
        match &self.kept {
            Kept::Sealed(envelope) => app.vault.open(owner, envelope).await,
            Kept::Hash(_) => Err(Error::internal("opening a secret", "only the hash of this secret is kept")),
        }
    }

    /// What is shown of it.
    pub fn shown(&self) -> Fingerprint {
        Fingerprint { fingerprint: self.fingerprint.clone(), since: self.since }
    }

    /// The secrets that are live with this one as the newest: the one before stays, an older one does not.
    #[must_use]
    pub fn before(self, secrets: &[Self]) -> Vec<Self> {
        std::iter::once(self).chain(secrets.iter().take(LIVE_SECRETS - 1).cloned()).collect()
    }
}

/// The secrets of `owner` that are live once `text` is given. Said twice, it changes nothing: the one before must not be
/// lost for it.
///
/// # Errors
/// Those of the vault; also when it cannot open the newest of `secrets`, for then nothing is sealed under another data key.
pub async fn rotate(app: &App, owner: &str, secrets: &[LiveSecret], text: &str) -> Result<Vec<LiveSecret>> {
    if let Some(newest) = secrets.first()
        && newest.is(app, owner, text).await?
    {
        return Ok(secrets.to_vec());
    }
    Ok(LiveSecret::sealed(app, owner, text).await?.before(secrets))
}

/// Part of a hash of the secret's hash: it does not help to guess what is kept.
fn fingerprint(text: &str) -> String {
    sha256(sha256(text.as_bytes()).as_bytes()).chars().take(8).collect()
}
