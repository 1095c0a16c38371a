//! The cookies of the console.

use std::{
    collections::{BTreeMap, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    extract::{FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, header, request::Parts},
    middleware::Next,
    response::Response,
};

use crate::{App, Error, Result, identity::Granted};

// The prefix holds a browser to it: over TLS (or to this machine), for this host alone, for every path.
const ACCESS: &str = "__Host-portico-access";
const REFRESH: &str = "__Host-portico-refresh";
const VISIT: &str = "__Host-portico-visit";
/// How long a browser keeps the refresh token, in seconds: 30 days. How long it is good, the session says.
const KEPT_FOR: i64 = 30 * 24 * 3_600;

/// What the answer to a request sets: the last word on each cookie.
#[derive(Clone, Default)]
struct Jar(Arc<Mutex<BTreeMap<&'static str, String>>>);

/// The cookies that came with a request, and those that go with its answer, whatever that will be.
pub struct Cookies {
    given: HashMap<String, String>,
    jar: Jar,
}

impl Cookies {
    /// The access token.
    pub(super) fn access(&self) -> Option<&str> {
        self.given.get(ACCESS).map(String::as_str)
    }

    /// The refresh token.
    pub(super) fn refresh(&self) -> Option<&str> {
        self.given.get(REFRESH).map(String::as_str)
    }

    /// What tells the visits of strangers apart.
    pub(super) fn visit(&self) -> Option<&str> {
        self.given.get(VISIT).map(String::as_str)
    }

    /// The browser is signed in from now on.
    pub fn keep(&self, granted: &Granted) {
        self.set(ACCESS, &granted.access_token, Some(granted.expires_in));
        self.set(REFRESH, &granted.refresh_token, Some(KEPT_FOR));
    }

    /// The browser is not signed in any more.
    pub fn forget(&self) {
        self.set(ACCESS, "", Some(0));
        self.set(REFRESH, "", Some(0));
    }

    /// The browser is on this visit until it is closed.
    pub(super) fn begin_visit(&self, visit: &str) {
        self.set(VISIT, visit, None);
    }

    // Lax and not Strict: who follows a link from a mail to a record is signed in there. What changes something is a POST,
    // with which a browser sends a Lax cookie only from our own pages.
    fn set(&self, name: &'static str, value: &str, max_age: Option<i64>) {
        let age = max_age.map(|seconds| format!("; Max-Age={seconds}")).unwrap_or_default();
        let cookie = format!("{name}={value}; Path=/; Secure; HttpOnly; SameSite=Lax{age}");
        self.jar.0.lock().unwrap_or_else(PoisonError::into_inner).insert(name, cookie);
    }
}

impl FromRequestParts<App> for Cookies {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, _app: &App) -> Result<Self> {
        let jar = parts.extensions.get::<Jar>().cloned();
        let jar = jar.ok_or_else(|| Error::internal("reading cookies", "a route that is not among the pages"))?;
        Ok(Self { given: given(&parts.headers), jar })
    }
}

fn given(headers: &HeaderMap) -> HashMap<String, String> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|line| line.to_str().ok());
    let pairs = lines.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect()
}

/// Gives every answer the cookies that were set on the way to it, a refusal too.
pub(in crate::http) async fn set_cookies(mut request: Request, next: Next) -> Response {
    let jar = Jar::default();
    request.extensions_mut().insert(jar.clone());
    let mut response = next.run(request).await;
    let cookies = std::mem::take(&mut *jar.0.lock().unwrap_or_else(PoisonError::into_inner));
    for cookie in cookies.into_values().filter_map(|cookie| HeaderValue::try_from(cookie).ok()) {
        response.headers_mut().append(header::SET_COOKIE, cookie);
    }
    response
}
