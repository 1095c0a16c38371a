//! What comes from outside is *unverified* until its credential was checked; only what is verified can be captured.

mod proof;

use axum::http::{HeaderMap, header};
use bytes::Bytes;
pub use proof::Proof;
use secrecy::ExposeSecret as _;

use crate::{
    App, Error, Result,
    integrations::Form,
    settings::{Definition, Secret},
};

/// The most characters of a content type that are kept.
const MAX_CONTENT_TYPE: usize = 200;

/// A request as it came in. Its bytes can be measured, but not used.
#[derive(Debug)]
pub struct Unverified {
    bytes: Bytes,
    headers: HeaderMap,
    /// The secret part of the address, if it has one.
    token: Option<String>,
}

/// A request whose sender may do what it asks.
#[derive(Clone, Debug)]
pub struct Verified {
    /// As the sender called the bytes.
    pub content_type: String,
    /// Exactly what came in.
    pub bytes: Bytes,
    /// Whether the sender proved that it holds a secret of the form; without one it is anybody on the web.
    pub trusted: bool,
    /// The sender's own name of the request, where it stands in a header and is signed.
    pub key: Option<String>,
}

impl Unverified {
    /// A request with these headers and bytes; `token` is the secret part of its address, if it has one.
    pub fn new(headers: HeaderMap, bytes: Bytes, token: Option<String>) -> Self {
        Self { bytes, headers, token }
    }

    /// Verifies the request against its form: it must prove that it holds one of the form's live secrets. Only who fills
    /// in a native form needs none, and is not trusted then.
    ///
    /// # Errors
    /// `Unauthenticated` for a wrong proof or none; `Unavailable` when our own copy of the secret cannot be read.
    pub async fn verify(&self, app: &App, form: &Form) -> Result<Verified> {
        let proof = form.input.provider.proof();
        if proof == Proof::FormKey {
            let Some(key) = self.text("x-form-key") else { return Ok(self.verified(false)) };
            for secret in &form.secrets {
                if secret.is(app, &form.secret_owner(), &key).await? {
                    return Ok(self.verified(true));
                }
            }
            return Err(Error::Unauthenticated);
        }
        for secret in &form.secrets {
            if proof.holds(self, secret.open(app, &form.secret_owner()).await?.expose_secret(), app.wall_now()) {
                return Ok(self.verified(true));
            }
        }
        Err(Error::Unauthenticated)
    }

    /// Verifies the request against a secret that is no form's but a setting.
    ///
    /// # Errors
    /// `Unauthenticated` for a wrong proof or none; those of [`crate::settings::SettingCache::proves`].
    pub async fn verify_by(&self, app: &App, proof: Proof, setting: &Definition<Secret>) -> Result<Verified> {
        let now = app.wall_now();
        let is_proved = app.settings.proves(app, setting, |secret| proof.holds(self, secret, now)).await?;
        if is_proved { Ok(self.verified(true)) } else { Err(Error::Unauthenticated) }
    }

    fn verified(&self, trusted: bool) -> Verified {
        let content_type = self.text(header::CONTENT_TYPE.as_str()).unwrap_or_default();
        // Only Standard Webhooks sign the id that they send along.
        let key = self.text("webhook-id").filter(|_| self.headers.contains_key("webhook-signature"));
        let content_type = content_type.chars().take(MAX_CONTENT_TYPE).collect();
        Verified { content_type, bytes: self.bytes.clone(), trusted, key }
    }

    fn text(&self, header: &str) -> Option<String> {
        self.headers.get(header).and_then(|value| value.to_str().ok()).map(str::to_owned)
    }
}
