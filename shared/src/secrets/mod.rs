//! Secrets of others that we must know to verify what they send: kept in the table as envelopes, AES-256-GCM under one
//! data key, each bound to what it is the secret of. The data key itself is in no table as it is: on one machine it is a file,
//! in the cloud KMS has wrapped it.

mod file;
mod kms;
mod live;

use std::{path::PathBuf, sync::Arc};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
pub use kms::{DataKey, Kms};
pub use live::{Fingerprint, LiveSecret, rotate};
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use secrecy::SecretSlice;
use tokio::sync::Mutex;

use crate::{Error, Result, WallTime, clock::WallClock, random::Random};

/// How long the data key is remembered.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// What an envelope begins with: the version of its shape.
const VERSION: &str = "v1.";
/// The bytes of the data key.
const KEY_LEN: usize = 32;

type Known = (Arc<LessSafeKey>, WallTime);

/// Where the data key is.
#[derive(Clone)]
pub enum KeyPlace {
    /// Nowhere: no secret can be sealed or opened.
    Nowhere,
    /// In a file that nobody else reads (the setting `SECRET_KEY_FILE`).
    File(PathBuf),
    /// In the table, wrapped by a key of KMS (the setting `SECRET_KEY_ID`).
    Kms(Kms),
}

/// Seals and opens envelopes. Clones share the data key.
#[derive(Clone)]
pub struct Vault {
    place: KeyPlace,
    random: Random,
    wall: WallClock,
    known: Arc<Mutex<Option<Known>>>,
}

impl Vault {
    /// A vault whose data key is at `place`, read when it is first needed.
    pub fn new(place: KeyPlace, random: Random, wall: WallClock) -> Self {
        Self { place, random, wall, known: Arc::default() }
    }

    /// The envelope of `secret`, which only opens as the secret of `owner`. The first one makes the data key.
    ///
    /// # Errors
    /// `Unavailable` when the data key cannot be read or made.
    pub async fn seal(&self, owner: &str, secret: &[u8]) -> Result<String> {
        let key = self.key(true).await?;
        let nonce = self.random.bytes::<NONCE_LEN>();
        let mut sealed = secret.to_vec();
        key.seal_in_place_append_tag(Nonce::assume_unique_for_key(nonce), Aad::from(owner), &mut sealed)
            .map_err(|_| lost("a secret cannot be sealed"))?;
        Ok(format!("{VERSION}{}.{}", URL_SAFE_NO_PAD.encode(nonce), URL_SAFE_NO_PAD.encode(sealed)))
    }

    /// The secret of `owner` in `envelope`.
    ///
    /// # Errors
    /// `Unavailable` when the data key is not there, or is not the one that sealed it: an operator can bring it back.
    pub async fn open(&self, owner: &str, envelope: &str) -> Result<SecretSlice<u8>> {
        let parts = envelope.strip_prefix(VERSION).and_then(|rest| rest.split_once('.'));
        let (nonce, sealed) = parts.ok_or_else(|| lost("an envelope of a version that is not known"))?;
        let decode = |text: &str| URL_SAFE_NO_PAD.decode(text).map_err(|_| lost("an envelope that is no base64"));
        let nonce = Nonce::try_assume_unique_for_key(&decode(nonce)?).map_err(|_| lost("a nonce of another length"))?;
        let mut sealed = decode(sealed)?;
        let key = self.key(false).await?;
        let opened = key.open_in_place(nonce, Aad::from(owner), &mut sealed);
        let secret = opened.map_err(|_| lost("the data key is not the one that sealed this secret"))?;
        Ok(SecretSlice::from(secret.to_vec()))
    }

    async fn key(&self, make: bool) -> Result<Arc<LessSafeKey>> {
        // Held while the key is fetched: who comes meanwhile waits for it and does not fetch it again.
        let mut known = self.known.lock().await;
        if let Some((key, until)) = known.as_ref()
            && self.wall.now() < *until
        {
            return Ok(Arc::clone(key));
        }
        let bytes = match &self.place {
            KeyPlace::Nowhere => return Err(lost("one of the settings SECRET_KEY_FILE and SECRET_KEY_ID is missing")),
            KeyPlace::File(path) => file::read(path, make.then_some(&self.random))?,
            KeyPlace::Kms(kms) => kms.read(make.then_some(&self.random)).await?,
        };
        let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| lost("the data key is not of 32 bytes"))?;
        let key = Arc::new(LessSafeKey::new(key));
        *known = Some((Arc::clone(&key), self.wall.now().plus(FRESH_FOR)));
        Ok(key)
    }
}

fn lost(why: &'static str) -> Error {
    Error::unavailable("the secret store", why)
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn vault(folder: &std::path::Path) -> Vault {
        let wall = WallClock::fixed(jiff::Timestamp::UNIX_EPOCH);
        Vault::new(KeyPlace::File(folder.join("secret.key")), Random::seeded(1), wall)
    }

    #[tokio::test]
    async fn what_is_sealed_opens_for_its_owner_alone() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let envelope = vault.seal("form/1", b"whsec").await.unwrap();
        assert_eq!(vault.open("form/1", &envelope).await.unwrap().expose_secret(), b"whsec");
        assert_eq!(vault.open("form/2", &envelope).await.unwrap_err().code(), "unavailable");
        assert_ne!(vault.seal("form/1", b"whsec").await.unwrap(), envelope, "a nonce is used once");
        for broken in ["", "v1.", "v1.AA.AA", "v2.x.y", &envelope.replace("v1.", "v1.A")] {
            assert_eq!(vault.open("form/1", broken).await.unwrap_err().code(), "unavailable", "{broken}");
        }
    }

    #[tokio::test]
    async fn a_lost_key_is_not_made_anew_to_open_what_it_sealed() {
        use std::os::unix::fs::PermissionsExt as _;
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret.key");
        let envelope = vault(folder.path()).seal("form/1", b"s").await.unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
        let again = vault(folder.path());
        assert!(again.open("form/1", &envelope).await.is_ok(), "another process reads the same key");
        std::fs::remove_file(&file).unwrap();
        assert!(again.open("form/1", &envelope).await.is_ok(), "it is remembered for a minute");
        again.wall.advance(SignedDuration::from_secs(61));
        assert_eq!(again.open("form/1", &envelope).await.unwrap_err().code(), "unavailable");
        assert!(!file.exists());
    }
}
