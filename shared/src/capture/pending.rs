//! Carrying out a submission that had to wait.

use super::{
    Submission,
    command::{Decision, decide},
    plan::Written,
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    inbound::Verified,
    integrations::{Form, Receipt, ReceiptState},
    store::Saved,
};

/// Carries out the receipt, if it still waits. Done twice, the second time does nothing.
///
/// # Errors
/// Those of the store. What is wrong with the submission itself is noted in the receipt, and tried again later; after
/// five attempts the receipt is failed and waits for an operator.
pub async fn process(app: &App, id: Id<Receipt>) -> Result<()> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    let too_early = receipt.attempts > 0 && receipt.next_at.is_some_and(|at| app.now() < at);
    if receipt.state != ReceiptState::Received || too_early {
        return Ok(());
    }
    match carry_out(app, &receipt).await {
        Ok(()) => Ok(()),
        // Somebody else has carried it out meanwhile.
        Err(Error::Stale { entity, .. }) if entity == <Receipt as crate::store::Entity>::TYPE => Ok(()),
        // The fault is not the submission's: it counts for nothing, and the queue and the sweeper bring it again.
        Err(error) if error.is_retryable() => Err(error),
        Err(error) => note_failure(app, &receipt, error).await,
    }
}

async fn carry_out(app: &App, receipt: &Saved<Receipt>) -> Result<()> {
    let form = app.store.load::<Form>(&receipt.form_id).await?;
    let bytes = receipt.evidence.fetch(app, receipt.evidence_id()).await?;
    let request = Verified { content_type: receipt.evidence.content_type.clone(), bytes, trusted: false };
    let submission = Submission::read(&form, &request, &app.config)?;
    match decide(app, &form, &submission, &Written::Over(receipt)).await {
        Ok(_) | Err(Decision::Met(_)) => Ok(()),
        Err(Decision::Failed(error)) => Err(error),
    }
}

/// Notes that another attempt was in vain.
async fn note_failure(app: &App, receipt: &Saved<Receipt>, error: Error) -> Result<()> {
    tracing::warn!(receipt.id = %receipt.id, error.code = error.code(), "a receipt could not be carried out: {}", error.chain());
    let next = receipt.failed_once_more(error.to_string(), app.now());
    let failed = next.state == ReceiptState::Failed;
    let tx = app.store.tx().update(receipt, &next);
    if failed {
        let announcement = Announcement::new("receipt.failed", &next, Actor::System("form-webhook"));
        tx.commit(announcement.at_level(Level::Error)).await
    } else {
        tx.commit_unannounced("the receipt itself tells of its attempts, and an operator is told of the last one").await
    }
}
