//! How an error looks to a client: RFC 9457, always.

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::{Error, FieldError};

/// The body of every error answer.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Problem {
    /// A URI that names the kind of problem; `about:blank`, because `code` does.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// The status in words.
    pub title: &'static str,
    /// The HTTP status.
    pub status: u16,
    /// The stable name of the error.
    pub code: &'static str,
    /// What is wrong and what to do.
    pub detail: String,
    /// Every field that is not valid.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<FieldError>,
    /// The request, for the logs and for support.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub request_id: Option<String>,
    /// What the client may use to go on.
    #[serde(flatten)]
    pub details: Map<String, Value>,
}

/// The HTTP status of an error.
pub fn status(error: &Error) -> StatusCode {
    match error {
        Error::NotFound { .. } => StatusCode::NOT_FOUND,
        Error::AlreadyExists { .. } | Error::Refused { .. } => StatusCode::CONFLICT,
        Error::Stale { .. } => StatusCode::PRECONDITION_FAILED,
        Error::Malformed { .. } => StatusCode::BAD_REQUEST,
        Error::Invalid { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        Error::TooLarge { .. } => StatusCode::PAYLOAD_TOO_LARGE,
        Error::Unauthenticated => StatusCode::UNAUTHORIZED,
        Error::Forbidden { .. } => StatusCode::FORBIDDEN,
        Error::TooMany { .. } => StatusCode::TOO_MANY_REQUESTS,
        Error::Unavailable { .. } => StatusCode::SERVICE_UNAVAILABLE,
        Error::Internal { .. } => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl Problem {
    /// A problem of which nothing is said yet.
    pub(super) fn blank() -> Self {
        Self {
            kind: "about:blank",
            title: "",
            status: 500,
            code: "internal",
            detail: String::new(),
            errors: Vec::new(),
            request_id: None,
            details: Map::new(),
        }
    }

    fn new(error: Error) -> Self {
        let status = status(&error);
        let (code, detail) = (error.code(), error.to_string());
        let title = status.canonical_reason().unwrap_or("Error");
        let mut problem = Self { title, status: status.as_u16(), code, detail, ..Self::blank() };
        if let Error::Invalid { fields } = error {
            problem.errors = fields;
        } else if let Error::Refused { details, .. } = error {
            problem.details = details;
        } else if let Error::TooMany { seconds } = error {
            problem.details.insert("retry_after".to_owned(), seconds.into());
        }
        problem
    }
}

/// The answer with this problem.
pub(super) fn answer(problem: Problem) -> Response {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let mut response = (status, Json(&problem)).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    let wait = problem.details.get("retry_after").and_then(Value::as_i64);
    if let Some(seconds) = wait.or((status == StatusCode::SERVICE_UNAVAILABLE).then_some(2)) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    // The edge knows the request's id and writes the body again.
    response.extensions_mut().insert(problem);
    response
}

/// Logs what is our own fault, once, here at the edge; then answers.
impl IntoResponse for Error {
    fn into_response(self) -> Response {
        if status(&self).is_server_error() {
            tracing::error!(error.code = self.code(), "a request failed: {}", self.chain());
        }
        answer(Problem::new(self))
    }
}
