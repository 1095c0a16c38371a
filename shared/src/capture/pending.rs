//! Carrying out a request that had to wait.

use super::{
    appointment, entry,
    plan::{self, Decision, Written},
    providers,
    work::{self, Reread, Work},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    integrations::{Receipt, ReceiptState},
    store::{Entity as _, Saved},
};

/// Carries out the receipt, if it still waits. Done twice, the second time does nothing.
///
/// # Errors
/// Those of the store. What is wrong with the request itself, and a provider that does not answer, is noted in the receipt
/// and tried again later; after five attempts the receipt is failed and waits for an operator.
pub async fn process(app: &App, id: Id<Receipt>) -> Result<()> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    let too_early = receipt.attempts > 0 && receipt.next_at.is_some_and(|at| app.now() < at);
    if receipt.state != ReceiptState::Received || too_early {
        return Ok(());
    }
    match carry_out(app, &receipt, None).await {
        Ok(_) => Ok(()),
        // Somebody else has carried it out meanwhile.
        Err(Error::Stale { entity, .. }) if entity == Receipt::TYPE => Ok(()),
        // The fault is ours: it counts for nothing, and the queue and the sweeper bring it again.
        Err(error) if error.is_retryable() && !is_elsewhere(&error) => Err(error),
        Err(error) => note_failure(app, &receipt, error).await,
    }
}

/// Whether somebody else's service does not answer: asked again and again it would hold up the queue.
fn is_elsewhere(error: &Error) -> bool {
    matches!(error, Error::Unavailable { service, .. } if *service == providers::FACEBOOK)
}

/// Reads the receipt's bytes anew and does what they ask for, as `actor`; none is the form that it came through.
///
/// # Errors
/// Those of [`work::of_receipt`] and of the store.
pub(super) async fn carry_out(app: &App, receipt: &Saved<Receipt>, actor: Option<Actor>) -> Result<Receipt> {
    let Reread { form, work, request } = work::of_receipt(app, receipt).await?;
    let actor = actor.unwrap_or(Actor::Form(form.id));
    let written = Written::Over(receipt);
    let decided = match work {
        Work::Lead(submission) => plan::decide(app, &form, &submission, &request, &written, actor).await,
        Work::Booking(submission, news) => {
            let (form, submission) = (&form, submission.as_ref());
            let asked = appointment::Asked { app, form, submission, news: &news };
            appointment::decide(&asked, &request, &written, actor).await
        }
        Work::Aside(aside) => {
            let next = Receipt { form_id: Some(form.id), ..entry::set_aside(receipt, aside) };
            if next == receipt.value {
                return Ok(next);
            }
            let tx = app.store.tx().update(receipt, &next);
            tx.commit(Announcement::new("receipt.set_aside", &next, actor)).await?;
            return Ok(next);
        }
        Work::Later => return Err(Error::internal("carrying a receipt out", "its answers were not fetched")),
    };
    match decided {
        Ok(receipt) => Ok(receipt),
        Err(Decision::Met(receipt)) => Ok(*receipt),
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
