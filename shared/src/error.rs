//! The one error type. It knows nothing of HTTP or SQS: `http` and `runtime` translate it at the edge.

use std::error::Error as StdError;

use schemars::JsonSchema;
use serde::Serialize;

/// The result of nearly everything here.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A cause: kept for the logs, never shown to a client.
pub type Source = Box<dyn StdError + Send + Sync>;

/// What can go wrong, named for what a caller can do about it.
///
/// `Display` is safe to show to a client; what is only for us goes into `source` and is logged once, at the edge.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such record, or it is not for this caller to know of.
    #[error("{entity} {id} does not exist")]
    NotFound {
        /// The type of the record.
        entity: &'static str,
        /// What was asked for.
        id: String,
    },
    /// A record with this key exists already: use that one.
    #[error("{entity} {id} exists already")]
    AlreadyExists {
        /// The type of the record.
        entity: &'static str,
        /// The key that is taken.
        id: String,
    },
    /// Somebody wrote the record since it was read: read it again, then retry.
    #[error("{entity} {id} has changed since it was read; read it again and repeat the change")]
    Stale {
        /// The type of the record.
        entity: &'static str,
        /// The record.
        id: String,
    },
    /// The request cannot be understood at all (400): mend its syntax.
    #[error("{message}")]
    Malformed {
        /// Stable name of the fault, part of the API.
        code: &'static str,
        /// What is wrong and what to do.
        message: String,
    },
    /// The request is understood, but some of its fields are not valid (422): mend these.
    #[error("some fields are not valid: {}", names(.fields))]
    Invalid {
        /// Every fault that was found, not only the first.
        fields: Vec<FieldError>,
    },
    /// The body is over the limit (413).
    #[error("the body is over {limit} bytes")]
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// A rule of the business said no (409). `code` is part of the API.
    #[error("{message}")]
    Refused {
        /// Stable name of the rule.
        code: &'static str,
        /// Why, and what to do.
        message: String,
        /// What the client may use to go on, such as a receipt id.
        details: serde_json::Map<String, serde_json::Value>,
    },
    /// No valid credential: sign in, or mend the signature. One generic answer for every cause.
    #[error("sign in first: the request has no valid credential")]
    Unauthenticated,
    /// Who asks is known, but may not do this (403).
    #[error("{message}")]
    Forbidden {
        /// Stable name of the rule, part of the API.
        code: &'static str,
        /// Why, and what to do.
        message: String,
    },
    /// Too many requests of one sender (429): wait.
    #[error("too many requests; try again in {seconds} seconds")]
    TooMany {
        /// How long to wait.
        seconds: i64,
    },
    /// Something that we depend on does not answer: retry later.
    #[error("{service} is not answering; try again in a moment")]
    Unavailable {
        /// What does not answer.
        service: &'static str,
        /// Why.
        #[source]
        source: Source,
    },
    /// A bug or a broken record: a retry will not help.
    #[error("internal error")]
    Internal {
        /// What we were doing.
        doing: &'static str,
        /// Why it failed.
        #[source]
        source: Source,
    },
}

/// One field that is not valid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct FieldError {
    /// The field's name, as the client wrote it.
    pub field: String,
    /// What is wrong with it, and what would be right.
    pub message: String,
}

impl FieldError {
    /// A fault of `field`.
    pub fn new(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

fn names(fields: &[FieldError]) -> String {
    fields.iter().map(|fault| fault.field.as_str()).collect::<Vec<_>>().join(", ")
}

impl Error {
    /// One field is not valid.
    pub fn invalid(field: impl Into<String>, message: impl Into<String>) -> Self {
        Self::Invalid { fields: vec![FieldError::new(field, message)] }
    }

    /// A request that cannot be understood.
    pub fn malformed(code: &'static str, message: impl Into<String>) -> Self {
        Self::Malformed { code, message: message.into() }
    }

    /// A rule said no.
    pub fn refused(code: &'static str, message: impl Into<String>) -> Self {
        Self::Refused { code, message: message.into(), details: serde_json::Map::new() }
    }

    /// The caller lacks a permission.
    pub fn lacks(permission: &'static str) -> Self {
        Self::Forbidden { code: "forbidden", message: format!("this needs the permission {permission}") }
    }

    /// A bug, or a record that cannot be read.
    pub fn internal(doing: &'static str, source: impl Into<Source>) -> Self {
        Self::Internal { doing, source: source.into() }
    }

    /// A dependency that does not answer.
    pub fn unavailable(service: &'static str, source: impl Into<Source>) -> Self {
        Self::Unavailable { service, source: source.into() }
    }

    /// The stable, machine-readable name of the error.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "not_found",
            Self::AlreadyExists { .. } => "already_exists",
            Self::Stale { .. } => "stale",
            Self::Malformed { code, .. } | Self::Refused { code, .. } | Self::Forbidden { code, .. } => code,
            Self::Invalid { .. } => "invalid_fields",
            Self::TooLarge { .. } => "too_large",
            Self::Unauthenticated => "unauthenticated",
            Self::TooMany { .. } => "too_many_requests",
            Self::Unavailable { .. } => "unavailable",
            Self::Internal { .. } => "internal",
        }
    }

    /// Whether the same attempt, made again later, may succeed. No wildcard arm: a new variant must choose.
    pub fn is_retryable(&self) -> bool {
        match self {
            Self::Unavailable { .. } | Self::Stale { .. } | Self::TooMany { .. } => true,
            Self::NotFound { .. }
            | Self::AlreadyExists { .. }
            | Self::Malformed { .. }
            | Self::Invalid { .. }
            | Self::TooLarge { .. }
            | Self::Refused { .. }
            | Self::Unauthenticated
            | Self::Forbidden { .. }
            | Self::Internal { .. } => false,
        }
    }

    /// The error and its causes on one line, for the logs.
    pub fn chain(&self) -> String {
        let mut text =
            if let Self::Internal { doing, .. } = self { format!("{doing}: {self}") } else { self.to_string() };
        let mut cause = self.source();
        while let Some(error) = cause {
            text.push_str(": ");
            text.push_str(&error.to_string());
            cause = error.source();
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cause_is_logged_and_not_shown() {
        let error = Error::internal("reading a record", "number expected");
        assert_eq!(error.to_string(), "internal error");
        assert_eq!(error.chain(), "reading a record: internal error: number expected");
    }
}
