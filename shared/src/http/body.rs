//! Bodies: read up to their limit, then as strict JSON.

use axum::extract::{FromRequest, Request};
use bytes::Bytes;
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::{App, Error, Result};

/// The most bytes of a body of the API.
pub const API_MAX: usize = 4 * 1024 * 1024;
/// How deep JSON may be nested.
const MAX_DEPTH: usize = 64;

/// The raw body, of at most `MAX` bytes.
#[derive(Debug)]
pub struct RawBody<const MAX: usize>(pub Bytes);

impl<const MAX: usize> FromRequest<App> for RawBody<MAX> {
    type Rejection = Error;

    async fn from_request(request: Request, _app: &App) -> Result<Self> {
        match Limited::new(request.into_body(), MAX).collect().await {
            Ok(body) => Ok(Self(body.to_bytes())),
            Err(error) if error.is::<LengthLimitError>() => Err(Error::TooLarge { limit: MAX }),
            Err(_) => Err(Error::malformed("bad_body", "the body ended early; send it again")),
        }
    }
}

/// A JSON body of the API, of at most `MAX` bytes, with no field that we do not know.
#[derive(Debug)]
pub struct Body<T, const MAX: usize = API_MAX>(pub T);

impl<T: DeserializeOwned, const MAX: usize> FromRequest<App> for Body<T, MAX> {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let RawBody(bytes) = RawBody::<MAX>::from_request(request, app).await?;
        // A request that only does something needs no body.
        read(if bytes.is_empty() { Value::Object(Map::new()) } else { json(&bytes)? }).map(Self)
    }
}

/// The body of a request that says all with its address: none, or an empty object.
#[derive(Debug)]
pub struct NoBody;

impl FromRequest<App> for NoBody {
    type Rejection = Error;

    async fn from_request(request: Request, app: &App) -> Result<Self> {
        let Body(fields) = Body::<Map<String, Value>>::from_request(request, app).await?;
        match fields.keys().next() {
            None => Ok(Self),
            Some(name) => {
                Err(Error::malformed("unknown_field", format!("unknown field `{name}`: this takes no fields")))
            }
        }
    }
}

/// Reads JSON of limited depth.
///
/// # Errors
/// `Malformed` with `bad_json`, saying where.
pub fn json(bytes: &[u8]) -> Result<Value> {
    let value: Value =
        serde_json::from_slice(bytes).map_err(|e| Error::malformed("bad_json", format!("the body is no JSON: {e}")))?;
    if depth(&value) > MAX_DEPTH {
        return Err(Error::malformed("bad_json", format!("the body is nested deeper than {MAX_DEPTH} levels")));
    }
    Ok(value)
}

fn depth(value: &Value) -> usize {
    match value {
        Value::Array(values) => 1 + values.iter().map(depth).max().unwrap_or(0),
        Value::Object(fields) => 1 + fields.values().map(depth).max().unwrap_or(0),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => 0,
    }
}

/// A value as a `T`.
///
/// # Errors
/// `Malformed` with `unknown_field` for a field that `T` does not have, `Invalid` for one of the wrong type.
pub(super) fn read<T: DeserializeOwned>(value: Value) -> Result<T> {
    serde_json::from_value(value).map_err(|error| {
        let message = error.to_string();
        let field = message.split('`').nth(1).unwrap_or("body").to_owned();
        if message.starts_with("unknown field") {
            Error::malformed("unknown_field", message)
        } else if message.starts_with("missing field") {
            Error::invalid(field, "this field is required")
        } else {
            Error::invalid("body", message)
        }
    })
}
