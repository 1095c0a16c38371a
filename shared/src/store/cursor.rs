//! Cursors: where a list goes on, authenticated and bound to the query that they came from.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use ring::hmac;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::{Access, Entity, Key, Place, Store};
use crate::{Error, Result};

/// The bytes of the tag that a cursor carries.
const TAG: usize = 16;

/// The workspace's secret for cursors, made when it is first needed.
///
/// It guards no data: who could forge a cursor could only begin a list, which he may read, elsewhere; who could forge a
/// form's mark could only look as if he had taken his time; who could forge a page's token would lack the cookies that it goes with.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct CursorKey {
    secret: String,
}

impl Entity for CursorKey {
    const TYPE: &'static str = "cursor_key";
    const ACCESS: &'static [Access] = &[("the secret of cursors and marks", "KEY#cursor / A")];
    type Ref = ();

    fn reference(&self) {}

    fn place((): &()) -> Place {
        Place::head(Key::new("KEY").with("cursor"))
    }
}

/// Makes and reads cursors.
#[derive(Clone, Default)]
pub struct Cursors(std::sync::Arc<OnceCell<hmac::Key>>);

impl Cursors {
    /// The text that lets a client go on behind `last`.
    ///
    /// # Errors
    /// When the secret cannot be read.
    pub async fn seal(&self, store: &Store, query: &str, last: &HashMap<String, AttributeValue>) -> Result<String> {
        let key: HashMap<&str, &str> =
            last.iter().filter_map(|(name, value)| Some((name.as_str(), value.as_s().ok()?.as_str()))).collect();
        let body = serde_json::to_vec(&key).map_err(|e| Error::internal("writing a cursor", e))?;
        let mut sealed = tag(self.key(store).await?, query, &body).as_ref()[..TAG].to_vec();
        sealed.extend(body);
        Ok(URL_SAFE_NO_PAD.encode(sealed))
    }

    /// The key behind which a client may go on.
    ///
    /// # Errors
    /// `Malformed` with `bad_cursor` when the cursor was not made here, or not for this query.
    pub async fn open(&self, store: &Store, query: &str, cursor: &str) -> Result<HashMap<String, AttributeValue>> {
        let sealed = URL_SAFE_NO_PAD.decode(cursor).map_err(|_| bad_cursor())?;
        let (given, body) = sealed.split_at_checked(TAG).ok_or_else(bad_cursor)?;
        let wanted = tag(self.key(store).await?, query, body);
        if !bool::from(subtle::ConstantTimeEq::ct_eq(given, &wanted.as_ref()[..TAG])) {
            return Err(bad_cursor());
        }
        let key: HashMap<String, String> = serde_json::from_slice(body).map_err(|_| bad_cursor())?;
        Ok(key.into_iter().map(|(name, value)| (name, AttributeValue::S(value))).collect())
    }

    /// A tag of `text` that only this workspace can make, for `purpose`; base64url. As strong as a cursor: it guards no data.
    ///
    /// # Errors
    /// When the secret cannot be read.
    pub async fn sign(&self, store: &Store, purpose: &str, text: &[u8]) -> Result<String> {
        // No query of a list is called so.
        let purpose = format!("sign {purpose}");
        Ok(URL_SAFE_NO_PAD.encode(&tag(self.key(store).await?, &purpose, text).as_ref()[..TAG]))
    }

    async fn key(&self, store: &Store) -> Result<&hmac::Key> {
        self.0
            .get_or_try_init(async || {
                let secret = match store.get::<CursorKey>(&()).await? {
                    Some(saved) => saved.value.secret,
                    None => make(store).await?,
                };
                Ok(hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()))
            })
            .await
    }
}

/// Makes the secret, unless another instance was faster.
async fn make(store: &Store) -> Result<String> {
    let fresh = CursorKey { secret: URL_SAFE_NO_PAD.encode(store.random.bytes::<32>()) };
    match store.tx().create(&fresh).commit_unannounced("a cursor's secret concerns nobody").await {
        Ok(()) => Ok(fresh.secret),
        Err(Error::AlreadyExists { .. }) => Ok(store.load::<CursorKey>(&()).await?.value.secret),
        Err(error) => Err(error),
    }
}

/// The refusal of a cursor that was not made here, or not for this query.
pub(super) fn bad_cursor() -> Error {
    Error::malformed("bad_cursor", "the cursor is not one of this query; begin the list again without it")
}

fn tag(key: &hmac::Key, query: &str, body: &[u8]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(key);
    context.update(&(query.len() as u64).to_be_bytes());
    context.update(query.as_bytes());
    context.update(body);
    context.sign()
}
