//! The ledger: what a model was asked, what it cost, and what became of it. Never the words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Rung;
use crate::{
    BusinessTime, Id,
    config::Price,
    evidence::Evidence,
    store::{Access, Entity, Key, Listed, Meta, Place, Places, Summary, summary_row},
};

/// What a model was asked, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AgentRun {
    /// Its id.
    pub id: Id<AgentRun>,
    /// What for.
    pub purpose: Purpose,
    /// What became of it.
    pub outcome: Outcome,
    /// Why, where it came to nothing: a name, never anybody's words.
    pub error: Option<String>,
    /// Whose words were sent.
    pub evidence_id: Option<Id<Evidence>>,
    /// Which model.
    pub model: Option<String>,
    /// Where it is.
    pub host: Option<String>,
    /// How the form of the answer was told, the last time.
    pub rung: Option<Rung>,
    /// What tells the instructions from others.
    pub prompt_hash: String,
    /// What tells the text from others: a keyed hash, because a short text could be guessed.
    pub input_hash: Option<String>,
    /// What tells the answer from others: a keyed hash.
    pub output_hash: Option<String>,
    /// Tokens that went out, as the server counts; unknown where it does not say.
    pub input_tokens: Option<u64>,
    /// Tokens that came back.
    pub output_tokens: Option<u64>,
    /// In millionths of a dollar; unknown without a price or without tokens.
    pub cost_micros: Option<u64>,
    /// Milliseconds, waiting and all.
    pub latency_ms: u64,
    /// How often the server was called.
    pub attempts: u32,
    /// In how many pieces the text went out.
    pub chunks: u32,
    /// Whether a model has seen and answered all of the text; the rest was read by rules alone.
    pub is_complete: bool,
    /// When.
    pub created_at: BusinessTime,
}

/// What a model is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To read leads out of a text.
    Parse,
}

/// What became of a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was answered.
    Ok,
    /// It had been answered before.
    Cached,
    /// The model does not want to.
    Refused,
    /// The answers were not of the form that was asked for.
    Invalid,
    /// The answer broke off; what is whole of it was taken.
    Truncated,
    /// No answer in time.
    Timeout,
    /// No answer.
    Unavailable,
    /// The day's tokens are spent: nothing was asked.
    BudgetSpent,
    /// The server has failed too often: nothing was asked.
    BreakerOpen,
    /// There is no model.
    Off,
}

impl AgentRun {
    /// The cost at `price`, rounded up; unknown where anything of it is.
    pub(super) fn cost(&self, price: Option<Price>) -> Option<u64> {
        let (price, input, output) = (price?, self.input_tokens?, self.output_tokens?);
        // Thousandths of a dollar for a million tokens are thousandths of a millionth for one.
        let thousandths = u128::from(input) * u128::from(price.input) + u128::from(output) * u128::from(price.output);
        u64::try_from(thousandths.div_ceil(1_000)).ok()
    }
}

impl Entity for AgentRun {
    const TYPE: &'static str = "agent_run";
    const ACCESS: &'static [Access] = &[
        ("one question to a model, and what became of it", "RUN#<id> / A"),
        ("questions of a month, newest first", "gsi2 RUN#<yyyy-mm> / <created>#<id>"),
    ];
    type Ref = Id<AgentRun>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("RUN").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let month = Key::new(Self::LIST).with(self.created_at.month());
        let gsi2 = Some(Place::new(month, Key::timed(self.created_at, self.id)));
        Places { gsi1: None, gsi2 }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "purpose": self.purpose, "outcome": self.outcome, "error": self.error, "model": self.model,
            "evidence_id": self.evidence_id, "input_tokens": self.input_tokens, "output_tokens": self.output_tokens,
            "cost_micros": self.cost_micros, "latency_ms": self.latency_ms, "is_complete": self.is_complete,
        }))
    }
}

impl Listed for AgentRun {
    const LIST: &'static str = "RUN";
    const FILTERS: &'static [&'static str] = &["purpose", "outcome"];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cost_is_rounded_up_and_unknown_where_anything_of_it_is() {
        let mut run: AgentRun = serde_json::from_value(json!({
            "id": Id::<AgentRun>::derived(&["run"]), "purpose": "parse", "outcome": "ok", "prompt_hash": "h",
            "input_tokens": 1_000_000, "output_tokens": 1, "latency_ms": 1, "attempts": 1, "chunks": 1,
            "is_complete": true, "created_at": BusinessTime::from_millis(0),
        }))
        .unwrap();
        let price = Some(Price { input: 150, output: 600 });
        assert_eq!((run.cost(price), run.cost(None)), (Some(150_001), None));
        run.output_tokens = None;
        assert_eq!(run.cost(price), None);
    }
}
