//! The stylesheet of all pages. Its address changes with it, so that a browser asks for it once.

use std::sync::LazyLock;

use axum::{
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use shared::evidence::sha256;

const STYLE: &str = include_str!("../templates/console.css");

/// Where this very stylesheet is found.
pub(crate) static ADDRESS: LazyLock<String> = LazyLock::new(|| {
    let hash = sha256(STYLE.as_bytes());
    format!("/assets/console.css?v={}", &hash[..16])
});

pub(crate) async fn show(uri: Uri) -> Response {
    // Asked for under another hash, by a page of another version, it is this one: then it must not be kept under that name.
    let is_this = uri.path_and_query().is_some_and(|path| path.as_str() == *ADDRESS);
    let kept = if is_this { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, kept)], STYLE).into_response()
}
