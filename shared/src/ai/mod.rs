//! A language model points at the words that rules cannot see. It is optional, it is never believed, and it is never waited
//! for longer than the caller says: whatever goes wrong, the rules' reading stands alone.
//!
//! What leaves is the text of a message; what comes back is quotes ([`crate::reading::Said`]), from which our own code derives
//! every value. What it cost and what became of it is an [`AgentRun`].

mod answer;
mod ask;
mod asking;
mod breaker;
mod cache;
mod call;
mod chunk;
mod dialect;
mod endpoint;
mod failure;
mod prompt;
mod run;
mod schema;
mod tokens;

pub use ask::ask;
pub use cache::ModelAnswer;
pub use dialect::Rung;
pub use run::{AgentRun, Outcome, Purpose};

use crate::remembered::Remembered;

/// What a process remembers of the model. Clones share it.
#[derive(Clone, Default)]
pub struct Ai {
    dialects: Remembered<String, dialect::Dialect>,
    breaker: breaker::Breaker,
}
