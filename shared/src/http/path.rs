//! The parameters of an address.

use axum::{
    extract::{FromRequestParts, Path as AxumPath},
    http::request::Parts,
};
use serde::de::DeserializeOwned;

use crate::{App, Error, Result};

/// The parameters of an address; what cannot be read is a problem like any other.
#[derive(Debug)]
pub struct Path<T>(pub T);

impl<T: DeserializeOwned + Send> FromRequestParts<App> for Path<T> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let read = AxumPath::<T>::from_request_parts(parts, app).await;
        read.map(|AxumPath(value)| Self(value))
            .map_err(|_| Error::malformed("bad_id", "the id in the address is no UUID"))
    }
}
