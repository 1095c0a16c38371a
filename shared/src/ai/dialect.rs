//! How a server wants to be asked. Found out once, then remembered.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::failure::{About, Failure};

/// By which means the form of the answer is told, the best first.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// A strict schema, which the server enforces.
    #[default]
    JsonSchema,
    /// The server promises JSON; its form is told in words.
    JsonObject,
    /// The form is told in words alone.
    Plain,
}

impl Rung {
    /// The next lower one.
    pub(super) fn lower(self) -> Option<Self> {
        match self {
            Self::JsonSchema => Some(Self::JsonObject),
            Self::JsonObject => Some(Self::Plain),
            Self::Plain => None,
        }
    }
}

/// How a server wants to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Dialect {
    /// How the form of the answer is told.
    pub(super) rung: Rung,
    /// Whether it is a model that thinks first: OpenAI's take `max_completion_tokens` instead of `max_tokens`, and no
    /// temperature.
    pub(super) thinks: bool,
}

impl Dialect {
    /// What to try next, if the server refuses this one; none where that is no matter of the dialect.
    pub(super) fn after(self, failure: &Failure) -> Option<Self> {
        let Failure::Said(no) = failure else { return None };
        // Some engines fail inside, with 500, over a schema that they cannot turn into a grammar.
        match (no.status.as_u16(), no.is_about) {
            (400 | 422, About::Parameters) if !self.thinks => Some(Self { thinks: true, ..self }),
            (400 | 415 | 422 | 501, _) | (500, About::Format) => Some(Self { rung: self.rung.lower()?, ..self }),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use http::StatusCode;

    use super::*;

    #[test]
    fn a_server_that_refuses_is_asked_in_another_way_four_times_at_most() {
        let refuses = |body: &str| Failure::said(StatusCode::BAD_REQUEST, None, body.as_bytes());
        let mut dialect = Dialect::default();
        let parameters = refuses(r#"{"error":{"message":"Unsupported parameter: 'max_tokens'"}}"#);
        let mut ways = 1;
        while let Some(next) = dialect.after(&parameters) {
            dialect = next;
            ways += 1;
        }
        assert_eq!((ways, dialect), (4, Dialect { rung: Rung::Plain, thinks: true }));
        let grammar = Failure::said(StatusCode::INTERNAL_SERVER_ERROR, None, br#"{"error":"failed to parse grammar"}"#);
        assert_eq!(Dialect::default().after(&grammar).map(|d| d.rung), Some(Rung::JsonObject));
        assert_eq!(Dialect::default().after(&Failure::Timeout), None);
        assert_eq!(Dialect::default().after(&Failure::said(StatusCode::UNAUTHORIZED, None, b"json")), None);
    }
}
