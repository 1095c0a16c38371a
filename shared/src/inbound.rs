//! What comes from outside is *unverified* until its credential was checked; only what is verified can be captured.

use bytes::Bytes;
use subtle::ConstantTimeEq as _;

use crate::{Error, Result, evidence::sha256, integrations::Form};

/// The most characters of a content type that are kept.
const MAX_CONTENT_TYPE: usize = 200;

/// A request as it came in. Its bytes can be measured, but not used.
#[derive(Debug)]
pub struct Unverified {
    content_type: String,
    bytes: Bytes,
    key: Option<String>,
}

/// A request whose sender may do what it asks.
#[derive(Clone, Debug)]
pub struct Verified {
    /// As the sender called the bytes.
    pub content_type: String,
    /// Exactly what came in.
    pub bytes: Bytes,
    /// Whether the sender proved that it holds the form's key; without one it is anybody on the web.
    pub trusted: bool,
}

impl Unverified {
    /// A request with these bytes; `key` is the form key that it carries, if any.
    pub fn new(content_type: &str, bytes: Bytes, key: Option<String>) -> Self {
        Self { content_type: content_type.chars().take(MAX_CONTENT_TYPE).collect(), bytes, key }
    }

    /// Verifies the request against the form: a key must be the form's, and no key makes it a public one.
    ///
    /// # Errors
    /// `Unauthenticated` for a wrong key.
    pub fn verify(self, form: &Form) -> Result<Verified> {
        let trusted = match &self.key {
            None => false,
            Some(key) if sha256(key.as_bytes()).as_bytes().ct_eq(form.key_hash.as_bytes()).into() => true,
            Some(_) => return Err(Error::Unauthenticated),
        };
        Ok(Verified { content_type: self.content_type, bytes: self.bytes, trusted })
    }
}
