//! What every page of the console is made of.

use askama::Template;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use shared::{
    App, Error, FieldError, Result,
    http::{Problem, Sender as _, SignedIn},
};

use crate::assets;

/// A page loads our style and our icon and nothing else, runs nothing, sends to us, and is framed by nobody.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";

/// What is around the content of every page.
pub(crate) struct Frame {
    pub(crate) style: &'static str,
    pub(crate) icon: &'static str,
    pub(crate) user: Option<Who>,
}

/// Who is signed in.
pub(crate) struct Who {
    pub(crate) name: String,
    /// The token of every form of the page.
    pub(crate) csrf: String,
}

impl Frame {
    /// The frame of a page for strangers.
    pub(crate) fn bare() -> Self {
        Self { style: &assets::STYLE_AT, icon: &assets::ICON_AT, user: None }
    }

    /// The frame of a page for who is signed in.
    ///
    /// # Errors
    /// Those of the store.
    pub(crate) async fn of(app: &App, signed_in: &SignedIn) -> Result<Self> {
        let who = Who { name: signed_in.caller.user.full_name.clone(), csrf: signed_in.token(app).await? };
        Ok(Self { user: Some(who), ..Self::bare() })
    }
}

/// An input of a form: its name, its label, and what the browser may fill in.
pub(crate) struct Input {
    pub(crate) name: &'static str,
    pub(crate) label: &'static str,
    pub(crate) kind: &'static str,
    pub(crate) autocomplete: &'static str,
    pub(crate) help: &'static str,
    pub(crate) value: String,
    pub(crate) fault: Option<String>,
}

impl Input {
    /// An input that is empty.
    pub(crate) fn new(name: &'static str, label: &'static str, kind: &'static str, autocomplete: &'static str) -> Self {
        Self { name, label, kind, autocomplete, help: "", value: String::new(), fault: None }
    }

    /// The input with what is wrong with it.
    #[must_use]
    pub(crate) fn judged(self, faults: &[FieldError]) -> Self {
        let fault = faults.iter().find(|fault| fault.field == self.name).map(|fault| sentence(&fault.message));
        Self { fault, ..self }
    }

    /// The ids of the texts that belong to it, for who cannot see them.
    pub(crate) fn described_by(&self) -> Option<String> {
        let texts = [(!self.help.is_empty()).then_some("help"), self.fault.is_some().then_some("fault")];
        let ids: Vec<String> = texts.into_iter().flatten().map(|text| format!("{}-{text}", self.name)).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage {
    frame: Frame,
    title: &'static str,
    text: String,
    request_id: Option<String>,
}

/// The page that tells of a problem.
pub(crate) fn problem(problem: &Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let (title, text) = match status {
        StatusCode::NOT_FOUND => {
            ("This does not exist", "There is nothing at this address, or not any more.".to_owned())
        }
        StatusCode::UNAUTHORIZED => ("Please sign in", "Sign in, and try again.".to_owned()),
        StatusCode::TOO_MANY_REQUESTS => ("Too many attempts", sentence(&problem.detail)),
        _ if status.is_server_error() => (
            "Please try again",
            "This could not be done now, and it is not your fault. Try again in a moment.".to_owned(),
        ),
        StatusCode::METHOD_NOT_ALLOWED => {
            ("This is no page", "A form of another page sends to this address.".to_owned())
        }
        _ => ("This did not work", sentence(&problem.detail)),
    };
    let page = ProblemPage { frame: Frame::bare(), title, text, request_id: problem.request_id.clone() };
    // Even the page that tells of a problem may fail; then the status says enough.
    html(status, &page).unwrap_or_else(|_| status.into_response())
}

/// The text, as a sentence begins and ends.
pub(crate) fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).chain(['.']).collect()).unwrap_or_default()
}

/// The answer that shows a page.
///
/// # Errors
/// `Internal` when the template refuses.
pub(crate) fn html(status: StatusCode, page: &impl Template) -> Result<Response> {
    let body = page.render().map_err(|error| Error::internal("making a page", error))?;
    let mut response = (status, body).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    // Nothing for other sites. Ours must see it: with `no-referrer`, a browser hides where a form comes from, too.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    Ok(response)
}

/// The page that was sent from, once more, with the status of `error`, and when to come again.
///
/// # Errors
/// Those of [`html`].
pub(crate) fn refused(error: &Error, page: &impl Template) -> Result<Response> {
    let mut response = html(shared::http::status(error), page)?;
    if let Error::TooMany { seconds } = error {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(*seconds));
    }
    Ok(response)
}
