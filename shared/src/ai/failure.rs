//! Why a server did not answer as one that has a model.

use std::time::Duration;

use async_openai::error::OpenAIError;
use http::StatusCode;
use serde_json::Value;

/// Why there is no answer. Nothing of it repeats what the server said: that may be the text that was sent.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub(super) enum Failure {
    /// Not in time.
    #[error("timeout")]
    Timeout,
    /// Nobody is there, or the line broke.
    #[error("connection")]
    Connection,
    /// The server says no.
    #[error("http_{}{}", .0.status.as_u16(), .0.code.as_deref().map(|code| format!(" {code}")).unwrap_or_default())]
    Said(Box<No>),
    /// More than a megabyte.
    #[error("answer_too_large")]
    TooLarge,
    /// A success that is no JSON.
    #[error("answer_is_no_json")]
    NoJson,
    /// Ours: the request could not be made.
    #[error("request")]
    Request,
}

/// What a server said instead of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct No {
    pub(super) status: StatusCode,
    /// How long it wants to be left alone.
    pub(super) retry_after: Option<Duration>,
    /// Its name for the error, where it is a plain one.
    pub(super) code: Option<String>,
    /// Whether it is about the form in which the answer is wanted.
    pub(super) is_about: About,
}

/// What a server complains about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum About {
    /// `max_tokens` or `temperature`, which reasoning models of OpenAI refuse.
    Parameters,
    /// The schema, or the form of the answer.
    Format,
    /// Something else, or it does not say.
    Unknown,
}

impl Failure {
    /// What a server says with this status and body.
    pub(super) fn said(status: StatusCode, retry_after: Option<Duration>, body: &[u8]) -> Self {
        let body: Value = serde_json::from_slice(body).unwrap_or_default();
        let error = body.get("error").unwrap_or(&body);
        let words = error.to_string().to_ascii_lowercase();
        let mentions = |names: &[&str]| names.iter().any(|name| words.contains(name));
        let is_about = if mentions(&["max_tokens", "max_completion_tokens", "temperature"]) {
            About::Parameters
        } else if mentions(&["response_format", "schema", "grammar", "json"]) {
            About::Format
        } else {
            About::Unknown
        };
        let code = ["code", "type"].into_iter().find_map(|key| plain(error.get(key)?.as_str()?));
        Self::Said(Box::new(No { status, retry_after, code, is_about }))
    }

    /// Whether the same request may succeed in a moment.
    pub(super) fn is_passing(&self) -> bool {
        match self {
            Self::Connection => true,
            Self::Said(no) => {
                let is_spent = no.code.as_deref() == Some("insufficient_quota");
                no.status.is_server_error() || (no.status == StatusCode::TOO_MANY_REQUESTS && !is_spent)
            }
            Self::Timeout | Self::TooLarge | Self::NoJson | Self::Request => false,
        }
    }

    /// Whether tokens may have been spent on it.
    pub(super) fn may_have_cost(&self) -> bool {
        match self {
            Self::Timeout | Self::TooLarge | Self::NoJson => true,
            Self::Connection | Self::Said(_) | Self::Request => false,
        }
    }
}

/// A name that an error goes by: never words, which may be anybody's.
fn plain(name: &str) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    ((1..=40).contains(&name.len()) && name.bytes().all(is_plain)).then(|| name.to_owned())
}

impl From<Failure> for OpenAIError {
    fn from(failure: Failure) -> Self {
        Self::Boxed(Box::new(failure))
    }
}

/// What went wrong below comes back as it was.
impl From<OpenAIError> for Failure {
    fn from(error: OpenAIError) -> Self {
        match error {
            OpenAIError::Boxed(error) => error.downcast::<Self>().map_or(Self::Request, |failure| *failure),
            OpenAIError::JSONDeserialize(..) => Self::NoJson,
            OpenAIError::Reqwest(error) if error.is_timeout() => Self::Timeout,
            OpenAIError::Reqwest(_) | OpenAIError::StreamError(_) => Self::Connection,
            OpenAIError::ApiError(said) => Self::said(said.status_code, None, b""),
            OpenAIError::FileSaveError(_) | OpenAIError::FileReadError(_) | OpenAIError::InvalidArgument(_) => {
                Self::Request
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn no(status: u16, body: &str) -> Failure {
        Failure::said(StatusCode::from_u16(status).unwrap(), None, body.as_bytes())
    }

    #[test]
    fn an_error_keeps_its_status_whatever_its_body_is() {
        assert_eq!(no(502, "<html>bad gateway</html>").to_string(), "http_502");
        assert_eq!(no(400, r#"{"error":"plain string"}"#).to_string(), "http_400");
        assert_eq!(no(422, r#"{"detail":[{"msg":"x"}]}"#).to_string(), "http_422");
        let openai = no(401, r#"{"error":{"message":"bad key sk-1","type":"t","code":"invalid_api_key"}}"#);
        assert_eq!(openai.to_string(), "http_401 invalid_api_key");
    }

    #[test]
    fn an_error_repeats_no_words() {
        let echo = no(400, r#"{"error":{"message":"Ann Lee, 555-0134","code":"Ann Lee said so"}}"#);
        assert_eq!(echo.to_string(), "http_400");
        assert!(!format!("{echo:?}").contains("Ann"));
    }

    #[test]
    fn a_quota_that_is_spent_does_not_pass() {
        assert!(no(429, "{}").is_passing() && no(503, "").is_passing());
        assert!(!no(429, r#"{"error":{"code":"insufficient_quota"}}"#).is_passing());
        assert!(!no(400, "").is_passing() && !Failure::Timeout.is_passing());
    }
}
