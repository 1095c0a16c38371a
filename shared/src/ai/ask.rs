//! A whole text: in pieces, and with what became of it.

use tokio::time::Instant;

use super::{
    AgentRun, Outcome, Purpose,
    asking::{Asking, Heard, Trouble},
    cache,
    chunk::{Chunks, chunks},
    endpoint::Endpoint,
    prompt,
};
use crate::{App, Id, evidence::Evidence, reading::Said, runtime::Deadline};

/// Asks the model what `text` says, if there is a model, and if the time until `deadline`, the day's tokens and the server's
/// health allow it. Never fails: what goes wrong stands in the run, and nothing said is nothing added.
///
/// The run is not written yet: `tx.create(&run)` writes it with whatever the answer leads to.
pub async fn ask(
    app: &App,
    text: &str,
    evidence_id: Option<Id<Evidence>>,
    deadline: Deadline,
) -> (Option<Said>, AgentRun) {
    let begun = Instant::now();
    let cut = chunks(text);
    let mut run = new_run(app, evidence_id, &cut);
    let said = match ask_all(app, text, &cut, begun, deadline, &mut run).await {
        Ok(said) => said,
        Err(trouble) => {
            run.note(&trouble);
            trouble.partly
        }
    };
    if run.outcome != Outcome::Off {
        run.cost_micros = run.cost(app.config.ai.price);
    }
    run.latency_ms = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    (said, run)
}

fn new_run(app: &App, evidence_id: Option<Id<Evidence>>, cut: &Chunks<'_>) -> AgentRun {
    AgentRun {
        id: app.id(),
        purpose: Purpose::Parse,
        outcome: Outcome::Ok,
        error: None,
        evidence_id,
        model: None,
        host: None,
        rung: None,
        prompt_hash: prompt::HASH.clone(),
        input_hash: None,
        output_hash: None,
        input_tokens: Some(0),
        output_tokens: Some(0),
        cost_micros: None,
        latency_ms: 0,
        attempts: 0,
        chunks: u32::try_from(cut.pieces.len()).unwrap_or(u32::MAX),
        is_complete: cut.are_all,
        created_at: app.now(),
    }
}

impl AgentRun {
    /// What went wrong; the first thing counts.
    fn note(&mut self, trouble: &Trouble) {
        self.is_complete = false;
        if matches!(self.outcome, Outcome::Ok | Outcome::Cached) {
            self.outcome = trouble.outcome;
            self.error.clone_from(&trouble.error);
        }
    }
}

async fn ask_all(
    app: &App,
    text: &str,
    cut: &Chunks<'_>,
    begun: Instant,
    deadline: Deadline,
    run: &mut AgentRun,
) -> Result<Option<Said>, Trouble> {
    let Some(endpoint) = Endpoint::of(app).await? else { return Err(Trouble::of(Outcome::Off)) };
    run.model = Some(endpoint.model.clone());
    run.host = Some(endpoint.host().to_owned());
    run.input_hash = Some(app.cursors.sign(&app.store, "ai", text.as_bytes()).await?);
    let ends = deadline.left(app).and_then(|left| begun.checked_add(left));
    let mut asking = Asking::new(app, endpoint, ends).await?;
    let (mut all, mut fresh): (Option<Said>, usize) = (None, 0);
    for piece in &cut.pieces {
        match asking.piece(piece).await {
            Ok(Heard { said, was_cached }) => {
                fresh += usize::from(!was_cached);
                join(&mut all, said);
            }
            Err(trouble) => {
                fresh += 1;
                run.note(&trouble);
                if let Some(said) = trouble.partly {
                    join(&mut all, said);
                }
                // Of the other pieces the same would become.
                if !trouble.outcome.is_of_the_text() {
                    break;
                }
            }
        }
    }
    asking.tally.note(run);
    if run.outcome == Outcome::Ok && fresh == 0 && !cut.pieces.is_empty() {
        run.outcome = Outcome::Cached;
    }
    run.output_hash = match &all {
        Some(said) => Some(cache::hash(app, said).await?),
        None => None,
    };
    Ok(all)
}

impl Outcome {
    /// Whether another text may fare better.
    fn is_of_the_text(self) -> bool {
        match self {
            Self::Ok | Self::Cached | Self::Refused | Self::Invalid | Self::Truncated => true,
            Self::Timeout | Self::Unavailable | Self::BudgetSpent | Self::BreakerOpen | Self::Off => false,
        }
    }
}

/// Adds what a later piece says.
fn join(all: &mut Option<Said>, said: Said) {
    let all = all.get_or_insert_default();
    all.is_lead |= said.is_lead;
    all.people.extend(said.people);
}
