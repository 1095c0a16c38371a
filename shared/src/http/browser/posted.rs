//! Forms of the console: read only if a page of ours has sent them.

use axum::{
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};
use subtle::ConstantTimeEq as _;

use super::Cookies;
use crate::{
    App, Error, Result,
    http::{RawBody, body},
};

/// The most bytes of a form.
const MAX_FORM: usize = 16 * 1024;
/// The field that carries the token.
const FIELD: &str = "csrf";
/// The bytes of a visit.
const VISIT: usize = 16;

/// Who may send a form from a page of ours. The page's token is bound to it.
pub trait Sender: FromRequestParts<App> + Send + Sync {
    /// Keeps the tokens of one kind of sender from being those of another.
    const PURPOSE: &'static str;

    /// What the token is bound to.
    fn bound_to(&self) -> String;

    /// The token for the forms of a page that is shown to this sender, in the hidden field `csrf`.
    ///
    /// # Errors
    /// Those of the store.
    fn token(&self, app: &App) -> impl Future<Output = Result<String>> + Send {
        async { app.cursors.sign(&app.store, Self::PURPOSE, self.bound_to().as_bytes()).await }
    }
}

/// Somebody who is not signed in, known by a cookie that says nothing but that it is the same browser.
#[derive(Clone, Debug)]
pub struct Visitor {
    visit: String,
}

impl Sender for Visitor {
    const PURPOSE: &'static str = "csrf visit";

    fn bound_to(&self) -> String {
        self.visit.clone()
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let cookies = Cookies::from_request_parts(parts, app).await?;
        // A visit goes on, so that pages in two tabs are good at the same time.
        let visit = match cookies.visit().filter(|visit| is_visit(visit)) {
            Some(visit) => visit.to_owned(),
            None => {
                let visit = URL_SAFE_NO_PAD.encode(app.random.bytes::<VISIT>());
                cookies.begin_visit(&visit);
                visit
            }
        };
        Ok(Self { visit })
    }
}

fn is_visit(text: &str) -> bool {
    URL_SAFE_NO_PAD.decode(text).is_ok_and(|bytes| bytes.len() == VISIT)
}

/// A form that a page of ours has sent. Asking for it is the check, and a route that changes something asks for it.
pub struct Posted<S, T> {
    /// Who has sent it.
    pub sender: S,
    /// What it says.
    pub form: T,
}

impl<S: Sender, T: DeserializeOwned> FromRequest<App> for Posted<S, T> {
    type Rejection = Response;

    async fn from_request(request: Request, app: &App) -> Result<Self, Response> {
        let (mut parts, body) = request.into_parts();
        if !is_from_us(&parts.headers, &app.config.public_url) {
            return Err(
                refused("another site's page has sent this; open the page here and send it again").into_response()
            );
        }
        let sender = S::from_request_parts(&mut parts, app).await.map_err(|refusal| refusal.into_response())?;
        let form = read(&sender, Request::from_parts(parts, body), app).await.map_err(|error| error.into_response())?;
        Ok(Self { sender, form })
    }
}

fn refused(message: &str) -> Error {
    Error::Forbidden { code: "not_from_our_page", message: message.to_owned() }
}

/// Browsers say where a form comes from, and no page can make them say something else.
fn is_from_us(headers: &HeaderMap, public_url: &str) -> bool {
    match headers.get("sec-fetch-site") {
        Some(site) => site == "same-origin" || site == "none",
        // Those from before 2023 name the origin only.
        None => headers.get(header::ORIGIN).is_some_and(|origin| origin == origin_of(public_url)),
    }
}

/// The address without its path.
fn origin_of(url: &str) -> &str {
    url.match_indices('/').nth(2).map_or(url, |(end, _)| &url[..end])
}

async fn read<S: Sender, T: DeserializeOwned>(sender: &S, request: Request, app: &App) -> Result<T> {
    let RawBody(bytes) = RawBody::<MAX_FORM>::from_request(request, app).await?;
    let pairs = form_urlencoded::parse(&bytes);
    let mut fields: Map<String, Value> =
        pairs.map(|(name, value)| (name.into_owned(), Value::String(value.into_owned()))).collect();
    let given = fields.remove(FIELD);
    let given = given.as_ref().and_then(Value::as_str).unwrap_or_default();
    if !bool::from(given.as_bytes().ct_eq(sender.token(app).await?.as_bytes())) {
        return Err(refused("this page is out of date; open it anew and send it again"));
    }
    body::read(Value::Object(fields))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_form_comes_from_is_what_the_browser_says() {
        let ours = "https://crm.example.com/portico";
        let from = |pairs: &[(&'static str, &str)]| {
            let pairs = pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
            is_from_us(&pairs.collect(), ours)
        };
        assert!(from(&[("sec-fetch-site", "same-origin")]) && from(&[("sec-fetch-site", "none")]));
        assert!(from(&[("origin", "https://crm.example.com")]));
        assert!(from(&[("sec-fetch-site", "same-origin"), ("origin", "null")]));
        assert!(!from(&[]) && !from(&[("origin", "null")]) && !from(&[("sec-fetch-site", "")]));
        for site in ["cross-site", "same-site"] {
            assert!(!from(&[("sec-fetch-site", site), ("origin", "https://crm.example.com")]), "{site}");
        }
        for origin in ["http://crm.example.com", "https://crm.example.com.evil.example", "https://crm.example.com:8443"]
        {
            assert!(!from(&[("origin", origin)]), "{origin}");
        }
    }
}
