//! Evidence beside the request itself: a file that was uploaded with it, or what was fetched because of it.

use bytes::Bytes;
use serde::{Deserialize, Serialize};

use super::{Evidence, Kept};
use crate::{
    App, Error, Id, Result,
    integrations::Receipt,
    store::{Access, Entity, Key, Place},
};

/// Evidence that belongs to a receipt beside the request's own bytes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidencePart {
    /// Its own id, derived from the receipt's.
    pub id: Id<Evidence>,
    /// The request that it belongs to.
    pub receipt_id: Id<Receipt>,
    /// The input that a file came through.
    pub field: Option<String>,
    /// As the sender called the file.
    pub file_name: Option<String>,
    /// What it is and where it is.
    pub evidence: Evidence,
}

impl EvidencePart {
    /// The id of the part of `receipt` that is called `name`.
    pub fn id_of(receipt: Id<Receipt>, name: &str) -> Id<Evidence> {
        Id::derived(&["evidence", &receipt.to_string(), name])
    }

    /// Reads the bytes back.
    ///
    /// # Errors
    /// Those of [`Evidence::fetch`].
    pub async fn fetch(&self, app: &App) -> Result<Bytes> {
        let Kept::Within { start, end } = self.evidence.kept else {
            return self.evidence.fetch(app, self.id).await;
        };
        let receipt = app.store.load::<Receipt>(&self.receipt_id).await?;
        let whole = receipt.evidence.fetch(app, receipt.evidence_id()).await?;
        let broken = || Error::internal("reading evidence", "a part lies outside of its request");
        let range = usize::try_from(start).ok().zip(usize::try_from(end).ok());
        let bytes = range.and_then(|(start, end)| whole.get(start..end)).map(|part| whole.slice_ref(part));
        self.evidence.checked(self.id, bytes.ok_or_else(broken)?)
    }
}

impl Entity for EvidencePart {
    const TYPE: &'static str = "evidence_part";
    const ACCESS: &'static [Access] = &[("a file that came with a request, or what was fetched for it", "EP#<id> / A")];
    type Ref = Id<Evidence>;

    fn reference(&self) -> Self::Ref {
        self.id
    }

    fn place(id: &Self::Ref) -> Place {
        Place::head(Key::new("EP").with(id))
    }
}
