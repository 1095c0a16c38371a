//! The secrets of a form: at most two are live, so that a sender can change over without a gap.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};
use secrecy::{ExposeSecret as _, SecretSlice};
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;

use super::Form;
use crate::{App, BusinessTime, Error, Id, Result, evidence::sha256, integrations::Provider};

/// The fewest and the most bytes of a secret that people choose.
const LENGTH: std::ops::RangeInclusive<usize> = 16..=256;

/// A live secret of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormSecret {
    /// Tells secrets apart without telling them.
    pub fingerprint: String,
    /// Since when it is live.
    pub since: BusinessTime,
    /// What is kept of it.
    kept: Kept,
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

impl FormSecret {
    /// A secret that we make, and its text, which is shown once.
    ///
    /// # Errors
    /// Those of the vault.
    pub async fn made(app: &App, form: Id<Form>, provider: Provider) -> Result<(Self, String)> {
        let random = app.random.bytes::<32>();
        let text = match provider {
            // As the libraries of Standard Webhooks want it.
            Provider::Generic => format!("whsec_{}", STANDARD.encode(random)),
            Provider::Native
            | Provider::Typeform
            | Provider::Tally
            | Provider::Jotform
            | Provider::Webflow
            | Provider::Facebook
            | Provider::GoogleAds
            | Provider::Calendly
            | Provider::Calcom => format!("fk_{}", URL_SAFE_NO_PAD.encode(random)),
        };
        let kept = match provider {
            Provider::Native => Kept::Hash(sha256(text.as_bytes())),
            Provider::Typeform
            | Provider::Tally
            | Provider::Jotform
            | Provider::Webflow
            | Provider::Facebook
            | Provider::GoogleAds
            | Provider::Calendly
            | Provider::Calcom
            | Provider::Generic => Kept::Sealed(app.vault.seal(&owner(form), text.as_bytes()).await?),
        };
        Ok((Self { fingerprint: fingerprint(&text), since: app.now(), kept }, text))
    }

    /// The secret that a provider gave, or that a person chose.
    ///
    /// # Errors
    /// `Invalid` for one that could be guessed, and those of the vault.
    pub async fn given(app: &App, form: Id<Form>, text: &str) -> Result<Self> {
        if !LENGTH.contains(&text.len()) {
            let advice = format!("give {} to {} bytes, or none to have one made", LENGTH.start(), LENGTH.end());
            return Err(Error::invalid("secret", advice));
        }
        let kept = Kept::Sealed(app.vault.seal(&owner(form), text.as_bytes()).await?);
        Ok(Self { fingerprint: fingerprint(text), since: app.now(), kept })
    }

    /// Whether `key` is this secret.
    ///
    /// # Errors
    /// Those of the vault.
    pub async fn is(&self, app: &App, form: Id<Form>, key: &str) -> Result<bool> {
        // Hashes are compared, so that the time tells not even the length.
        let wanted = match &self.kept {
            Kept::Hash(hash) => hash.clone(),
            Kept::Sealed(_) => sha256(self.open(app, form).await?.expose_secret()),
        };
        Ok(sha256(key.as_bytes()).as_bytes().ct_eq(wanted.as_bytes()).into())
    }

    /// The secret itself, to check a signature with.
    ///
    /// # Errors
    /// Those of the vault, `Internal` for a secret of which only the hash is kept.
    pub async fn open(&self, app: &App, form: Id<Form>) -> Result<SecretSlice<u8>> {
        match &self.kept {
            Kept::Sealed(envelope) => app.vault.open(&owner(form), envelope).await,
            Kept::Hash(_) => Err(Error::internal("checking a signature", "only the hash of this secret is kept")),
        }
    }

    /// A secret as the first shape of forms kept it.
    pub(super) fn of_hash(hash: String, since: BusinessTime) -> Self {
        Self { fingerprint: hash.chars().take(8).collect(), since, kept: Kept::Hash(hash) }
    }
}

/// Part of a hash of the secret's hash: it does not help to guess what is kept.
fn fingerprint(text: &str) -> String {
    sha256(sha256(text.as_bytes()).as_bytes()).chars().take(8).collect()
}

fn owner(form: Id<Form>) -> String {
    format!("form/{form}")
}
