//! Evidence: the exact bytes that came in, kept where they cost least.
//!
//! One S3 PUT costs as much as eight write units, so a small body stays inline in the receipt; a receipt that will be
//! written again keeps more than 600 bytes in an item of its own; larger bodies are one S3 object each.

mod part;

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use bytes::Bytes;
pub use part::EvidencePart;
use serde::{Deserialize, Serialize};

use crate::{
    App, Error, Id, Result,
    store::{Access, Entity, Key, Place},
};

/// The most bytes that stay in an item that is going to be rewritten.
const REWRITTEN_INLINE_MAX: usize = 600;

/// The index record of a piece of evidence. A receipt's evidence has the receipt's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Evidence {
    /// As the sender called it.
    pub content_type: String,
    /// In bytes.
    pub length: u64,
    /// SHA-256 of the bytes, base64url.
    pub sha256: String,
    /// Where the bytes are.
    pub kept: Kept,
}

/// Where the bytes of a piece of evidence are.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    /// In the record itself.
    Inline(Bytes),
    /// In the item `R#<id>` / `BYTES`.
    Beside,
    /// In the object `evidence/<id>.<sha256>`.
    Object,
    /// In the bytes of the request, from `start` until before `end`.
    Within {
        /// Bytes before it.
        start: u64,
        /// Bytes before what follows it.
        end: u64,
    },
}

/// The bytes beside a receipt that is going to be rewritten.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceBytes {
    /// Whose they are.
    pub id: Id<Evidence>,
    /// The bytes.
    pub bytes: Bytes,
}

impl Entity for EvidenceBytes {
    const TYPE: &'static str = "evidence_bytes";
    const ACCESS: &'static [Access] = &[("the bytes beside a receipt that is pending", "R#<id> / BYTES")];
    type Ref = Id<Evidence>;

    fn reference(&self) -> Self::Ref {
        self.id
    }

    fn place(id: &Self::Ref) -> Place {
        Place::new(Key::new("R").with(id), Key::new("BYTES"))
    }
}

/// SHA-256, base64url.
pub fn sha256(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(ring::digest::digest(&ring::digest::SHA256, bytes))
}

/// Whether the record that holds the evidence will be written again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Holder {
    /// Written once and for ever.
    Final,
    /// Will be rewritten.
    Rewritten,
}

impl Evidence {
    /// Describes `bytes` and decides where they are kept; `inline_max` is the setting `EVIDENCE_INLINE_MAX`.
    pub fn describe(content_type: &str, bytes: &Bytes, holder: Holder, inline_max: usize) -> Self {
        let kept = if bytes.len() > inline_max {
            Kept::Object
        } else if holder == Holder::Rewritten && bytes.len() > REWRITTEN_INLINE_MAX {
            Kept::Beside
        } else {
            Kept::Inline(bytes.clone())
        };
        Self { content_type: content_type.to_owned(), length: bytes.len() as u64, sha256: sha256(bytes), kept }
    }

    /// Describes the part of `whole` that lies at `range`.
    pub fn within(content_type: &str, whole: &Bytes, range: std::ops::Range<usize>) -> Self {
        let bytes = &whole[range.clone()];
        Self {
            content_type: content_type.to_owned(),
            length: bytes.len() as u64,
            sha256: sha256(bytes),
            kept: Kept::Within { start: range.start as u64, end: range.end as u64 },
        }
    }

    /// Writes the object, if the bytes are to be in one. Done before the record that points to it is written.
    ///
    /// # Errors
    /// `Unavailable` when the evidence store does not answer.
    pub async fn store_object(&self, app: &App, id: Id<Self>, bytes: Bytes) -> Result<()> {
        if self.kept != Kept::Object {
            return Ok(());
        }
        let request = app
            .s3
            .put_object()
            .bucket(&app.config.bucket)
            .key(object_key(id, &self.sha256))
            .content_type(&self.content_type);
        request.body(bytes.into()).send().await.map_err(unavailable)?;
        Ok(())
    }

    /// Reads the bytes back, wherever they are.
    ///
    /// # Errors
    /// `Unavailable` when the evidence store does not answer, `Internal` when the bytes are not what was written.
    pub async fn fetch(&self, app: &App, id: Id<Self>) -> Result<Bytes> {
        let bytes = match &self.kept {
            Kept::Inline(bytes) => bytes.clone(),
            Kept::Beside => app.store.load::<EvidenceBytes>(&id).await?.value.bytes,
            Kept::Object => {
                let request = app.s3.get_object().bucket(&app.config.bucket).key(object_key(id, &self.sha256));
                let output = request.send().await.map_err(|error| {
                    // It will not come back by waiting: somebody has to look.
                    let is_gone = error.as_service_error().is_some_and(|error| error.is_no_such_key());
                    if is_gone { Error::internal("reading evidence", error) } else { unavailable(error) }
                })?;
                output.body.collect().await.map_err(|e| Error::unavailable("the evidence store", e))?.into_bytes()
            }
            Kept::Within { .. } => return Err(Error::internal("reading evidence", "a part is read as a part")),
        };
        self.checked(id, bytes)
    }

    /// The bytes, if they are those that were described.
    fn checked(&self, id: Id<Self>, bytes: Bytes) -> Result<Bytes> {
        if sha256(&bytes) != self.sha256 {
            return Err(Error::internal("reading evidence", format!("the bytes of {id} are not those that came in")));
        }
        Ok(bytes)
    }
}

/// The name contains the hash: another body under the same id can never replace the first one.
fn object_key(id: Id<Evidence>, sha256: &str) -> String {
    format!("evidence/{id}.{sha256}")
}

fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("the evidence store", source)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_stay_where_they_cost_least() {
        let place =
            |length: usize, holder| Evidence::describe("text/plain", &Bytes::from(vec![7; length]), holder, 2048).kept;
        assert!(matches!(place(2048, Holder::Final), Kept::Inline(_)));
        assert!(matches!(place(600, Holder::Rewritten), Kept::Inline(_)));
        assert_eq!(place(601, Holder::Rewritten), Kept::Beside);
        assert_eq!(place(2049, Holder::Final), Kept::Object);
        assert_eq!(place(2049, Holder::Rewritten), Kept::Object);
    }
}
