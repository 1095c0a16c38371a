//! What a policy approved is written, by the function that read the text.

use super::{Effect, Loaded, Status, Writeback, decide::note_failure, execute::Execution, renew, targets::Targets};
use crate::{App, Error, Id, Result, event::Actor};

/// How often it is tried while others write the same records.
const MAX_TRIES: u32 = 5;

/// Writes what a policy approved. Done twice, the second time does nothing.
///
/// # Errors
/// Those of the store.
pub(super) async fn carry_out_policy(app: &App, id: Id<Writeback>) -> Result<()> {
    for attempt in 1.. {
        let loaded = Loaded::load(app, id).await?;
        let Loaded { writeback, proposal, .. } = &loaded;
        if writeback.status != Status::Approved {
            return Ok(());
        }
        let policy = proposal.decision.policy_id.filter(|_| proposal.decision.effect == Effect::Approve);
        let by = policy.map_or(Actor::System("lead-parser"), Actor::Policy);
        let written = match proposal.choice() {
            None => Err(Error::internal("executing a writeback", "nobody chose among several records")),
            Some(branch) => {
                let targets = Targets::load(app, writeback, proposal, branch).await?;
                if !targets.held_by_others(branch, &[]).is_empty() || !targets.are_as_proposed(proposal, branch, &[]) {
                    // Somebody was faster: now a person decides.
                    return renew::renew(app, &loaded, by).await.map(drop);
                }
                let (by, policy_id) = (by.clone(), policy);
                let execution = Execution { app, writeback, proposal, branch, left_out: &[], by, policy_id };
                execution.carry_out(&targets).await
            }
        };
        match written {
            Ok(_) => return Ok(()),
            Err(Error::Stale { .. } | Error::AlreadyExists { .. }) if attempt < MAX_TRIES => {}
            Err(error) if error.is_retryable() => return Err(error),
            Err(error) => {
                tracing::error!(writeback.id = %id, error.code = error.code(), "a writeback failed: {}", error.chain());
                note_failure(app, writeback, by, error).await;
                return Ok(());
            }
        }
    }
    Ok(())
}
