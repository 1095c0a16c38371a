//! What pages load: their style and their icon. The address of each changes with it, so that a browser asks for it once.

use std::sync::LazyLock;

use axum::{
    http::{Uri, header},
    response::{IntoResponse, Response},
};
use shared::evidence::sha256;

const STYLE: &str = include_str!("../templates/console.css");
const ICON: &str = include_str!("../templates/console.svg");

/// Where this very stylesheet is found.
pub(crate) static STYLE_AT: LazyLock<String> = LazyLock::new(|| address("/assets/console.css", STYLE));
/// Where this very icon is found.
pub(crate) static ICON_AT: LazyLock<String> = LazyLock::new(|| address("/assets/console.svg", ICON));

fn address(path: &str, text: &str) -> String {
    let hash = sha256(text.as_bytes());
    format!("{path}?v={}", &hash[..16])
}

pub(crate) async fn style(uri: Uri) -> Response {
    answer(&uri, &STYLE_AT, "text/css; charset=utf-8", STYLE)
}

pub(crate) async fn icon(uri: Uri) -> Response {
    answer(&uri, &ICON_AT, "image/svg+xml", ICON)
}

fn answer(uri: &Uri, address: &str, kind: &'static str, text: &'static str) -> Response {
    // Asked for under another hash, by a page of another version, it is this one: it must not be kept under that name.
    let is_this = uri.path_and_query().is_some_and(|path| path.as_str() == address);
    let kept = if is_this { "public, max-age=31536000, immutable" } else { "no-cache" };
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, kept)], text).into_response()
}
