//! The data key in the table, wrapped by a key of KMS that never leaves it.

use aws_sdk_kms::primitives::Blob;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

use super::{KEY_LEN, lost};
use crate::{
    Error, Result,
    random::Random,
    store::{Access, Entity, Key, Place, Store},
};

/// What KMS demands again to unwrap: a key that was wrapped for something else is none.
const CONTEXT: (&str, &str) = ("portico", "data key");

/// The workspace's data key as KMS wrapped it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DataKey {
    /// What KMS answered, base64.
    pub wrapped: String,
}

impl Entity for DataKey {
    const TYPE: &'static str = "data_key";
    const ACCESS: &'static [Access] = &[("the data key of secrets, wrapped by KMS", "KEY#data / A")];
    const SECRET: &'static [&'static str] = &["wrapped"];
    type Ref = ();

    fn reference(&self) {}

    fn place((): &()) -> Place {
        Place::head(Key::new("KEY").with("data"))
    }
}

/// Wraps and unwraps the data key.
#[derive(Clone)]
pub struct Kms {
    client: aws_sdk_kms::Client,
    key_id: String,
    store: Store,
}

impl Kms {
    /// Wraps with the key `key_id`, keeps in `store`.
    pub fn new(client: aws_sdk_kms::Client, key_id: &str, store: Store) -> Self {
        Self { client, key_id: key_id.to_owned(), store }
    }

    /// The key; with `random` one is made where there is none.
    pub(super) async fn read(&self, random: Option<&Random>) -> Result<Vec<u8>> {
        match (self.store.get::<DataKey>(&()).await?, random) {
            (Some(saved), _) => self.unwrap(&saved.wrapped).await,
            (None, Some(random)) => self.make(random).await,
            (None, None) => Err(lost("the data key is not in the table")),
        }
    }

    /// Makes the key; another instance that was faster wins.
    async fn make(&self, random: &Random) -> Result<Vec<u8>> {
        let fresh = random.bytes::<KEY_LEN>();
        let request = self.client.encrypt().key_id(&self.key_id).plaintext(Blob::new(fresh));
        let wrapped = request.encryption_context(CONTEXT.0, CONTEXT.1).send().await.map_err(unavailable)?;
        let wrapped = wrapped.ciphertext_blob.ok_or_else(|| lost("KMS wrapped nothing"))?;
        let key = DataKey { wrapped: STANDARD.encode(wrapped) };
        match self.store.tx().create(&key).commit_unannounced("the data key concerns nobody").await {
            Ok(()) => Ok(fresh.to_vec()),
            Err(Error::AlreadyExists { .. }) => self.unwrap(&self.store.load::<DataKey>(&()).await?.wrapped).await,
            Err(error) => Err(error),
        }
    }

    async fn unwrap(&self, wrapped: &str) -> Result<Vec<u8>> {
        let wrapped = STANDARD.decode(wrapped).map_err(|_| lost("the data key is no base64"))?;
        let request = self.client.decrypt().key_id(&self.key_id).ciphertext_blob(Blob::new(wrapped));
        let key = request.encryption_context(CONTEXT.0, CONTEXT.1).send().await.map_err(unavailable)?;
        key.plaintext.map(Blob::into_inner).ok_or_else(|| lost("KMS unwrapped nothing"))
    }
}

fn unavailable(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("the secret store", error)
}
