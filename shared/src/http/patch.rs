//! Merge patches (RFC 7396): what is left out stays as it is, null takes away.

use axum::extract::{FromRequest, Request};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use super::{Body, body};
use crate::{App, Error, Result};

/// A merge patch: an object of the fields to change.
#[derive(Clone, Debug)]
pub struct Patch(Value);

impl FromRequest<App> for Patch {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let Body(patch) = Body::<Value>::from_request(request, app).await?;
        if patch.is_object() {
            return Ok(Self(patch));
        }
        Err(Error::malformed("bad_patch", "send a JSON merge patch: an object of the fields to change"))
    }
}

impl Patch {
    /// `input`, changed.
    ///
    /// # Errors
    /// `Malformed` with `unknown_field` for a field that there is not, `Invalid` for one of the wrong type.
    pub fn applied_to<T: Serialize + DeserializeOwned>(&self, input: &T) -> Result<T> {
        let mut merged = serde_json::to_value(input).map_err(|e| Error::internal("patching a record", e))?;
        json_patch::merge(&mut merged, &self.0);
        body::read(merged)
    }
}
