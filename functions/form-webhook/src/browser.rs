//! What differs when the sender is a browser: which sites may send, and answers as pages.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::Response,
};
use shared::{Error, Result, integrations::Form};

/// What a request's headers tell of a browser.
#[derive(Clone, Debug, Default)]
pub(crate) struct Browser {
    /// The site whose page sends, where the browser says so.
    origin: Option<String>,
    /// The site that is sent to.
    host: Option<String>,
    /// Whether a person looks at the answer.
    pub(crate) wants_page: bool,
}

impl Browser {
    pub(crate) fn of(headers: &HeaderMap) -> Self {
        let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok()).map(str::to_owned);
        let accept = text(header::ACCEPT).unwrap_or_default();
        Self { origin: text(header::ORIGIN), host: text(header::HOST), wants_page: accept.contains("text/html") }
    }

    /// Refuses the page of a site that the form does not name, where it names any.
    ///
    /// # Errors
    /// `Forbidden` with `origin_not_allowed`.
    pub(crate) fn admit(&self, form: &Form, public_url: &str) -> Result<()> {
        let is_open = form.input.allowed_origins.is_empty() || self.origin.is_none();
        if is_open || self.is_own(public_url) || self.is_named(form) {
            return Ok(());
        }
        let message = "this site may not send here; add it to the form's allowed_origins".to_owned();
        Err(Error::Forbidden { code: "origin_not_allowed", message })
    }

    /// Whether the page that sends is one of ours: at the address that people use, or at the one that was called.
    fn is_own(&self, public_url: &str) -> bool {
        if self.origin.as_deref() == Some(public_url) {
            return true;
        }
        let authority = self.origin.as_deref().and_then(|origin| origin.split_once("://")).map(|(_, rest)| rest);
        authority.is_some() && authority == self.host.as_deref()
    }

    fn is_named(&self, form: &Form) -> bool {
        let named = &form.input.allowed_origins;
        self.origin.as_ref().is_some_and(|origin| named.iter().any(|name| name == "*" || name == origin))
    }

    /// Lets a script of a site that the form names read the answer.
    pub(crate) fn expose(&self, form: &Form, response: &mut Response) {
        let headers = response.headers_mut();
        headers.append(header::VARY, HeaderValue::from_static("Origin, Accept"));
        if let Some(origin) = self.origin.as_ref().filter(|_| self.is_named(form))
            && let Ok(origin) = HeaderValue::from_str(origin)
        {
            headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers
                .insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static("retry-after, x-request-id"));
        }
    }

    /// Whether a script of the site may send.
    pub(crate) fn may_send(&self, form: &Form) -> bool {
        self.is_named(form)
    }
}
