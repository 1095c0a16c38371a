//! `If-Match`: a change is made to what was seen, or not at all.

use axum::{
    extract::FromRequestParts,
    http::{header, request::Parts},
};

use crate::{App, Error, Result};

/// The version that `If-Match` demands; none where the header is missing, or `*`.
#[derive(Clone, Copy, Debug)]
pub struct IfMatch(pub Option<u64>);

impl FromRequestParts<App> for IfMatch {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self> {
        let Some(value) = parts.headers.get(header::IF_MATCH) else {
            return Ok(Self(None));
        };
        let text = value.to_str().unwrap_or_default().trim();
        if text == "*" {
            return Ok(Self(None));
        }
        let version = text.trim_start_matches("W/").trim_matches('"').parse();
        let bad = |_| Error::malformed("bad_if_match", "give the ETag of the record as it was read");
        version.map(|version| Self(Some(version))).map_err(bad)
    }
}
