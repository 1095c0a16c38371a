//! Taking a submission in: read it, keep its bytes, write what it leads to. Two round trips where nobody comes between.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::{
    Submission,
    plan::{Met, Plan, Written},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Level},
    evidence::{Evidence, EvidenceBytes, Holder, Kept},
    inbound::Verified,
    integrations::{Disposition, Form, Receipt, ReceiptState},
    people::Claim,
    store::{Entity as _, Saved},
};

/// How often a decision is taken anew because somebody came in between.
const MAX_DECISIONS: u32 = 5;
/// So long the stream has to carry out what waits, before the sweeper does.
const PATIENCE: jiff::SignedDuration = jiff::SignedDuration::from_secs(60);
/// The kind of sender, in receipts.
const SOURCE: &str = "form";

/// A submission that was taken in.
#[derive(Clone, Debug, PartialEq)]
pub struct Captured {
    /// Its receipt.
    pub receipt: Receipt,
    /// What the sender is told.
    pub outcome: Outcome,
    /// Whether the sender may learn ids, and that the person was known.
    pub reveal: bool,
}

/// What became of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// It was carried out now.
    Done,
    /// The same request had come before: this is what it led to then.
    Repeated,
    /// It is kept and will be carried out; too much was going on around the same person.
    Pending,
}

/// Takes a submission in.
///
/// `key` is the sender's own key of the request: the same key with the same body is one submission.
///
/// # Errors
/// `Invalid` and `Malformed` for what cannot be read, which leaves no receipt; `Refused` with `duplicate_lead` and
/// `key_conflict`, which leave one; `Unavailable` when the table or the evidence store does not answer.
pub async fn submit(app: &App, form: &Saved<Form>, request: Verified, key: Option<&str>) -> Result<Captured> {
    let submission = Submission::read(form, &request, &app.config)?;
    let (id, conflict_id) = ids(app, form, &request, key);
    let (mut receipt, outcome) = take(app, form, &request, &submission, id, key.is_some()).await?;
    if outcome == Outcome::Repeated {
        receipt = answer_again(app, form, &request, conflict_id, receipt).await?;
    }
    if receipt.disposition == Some(Disposition::Rejected) {
        let message = "this person is known already; the submission is kept and nothing is changed";
        return Err(refused("duplicate_lead", message, &receipt));
    }
    Ok(Captured { receipt, outcome, reveal: form.input.reveal.unwrap_or(request.trusted) })
}

/// Keeps the bytes and carries the submission out, now or later. `Repeated` comes with the receipt that was there first.
async fn take(
    app: &App,
    form: &Form,
    request: &Verified,
    submission: &Submission,
    id: Id<Receipt>,
    is_keyed: bool,
) -> Result<(Receipt, Outcome)> {
    let inline_max = app.config.evidence_inline_max;
    let evidence = Evidence::describe(&request.content_type, &request.bytes, Holder::Final, inline_max);
    if is_keyed && evidence.kept == Kept::Object {
        // Look before the bytes are stored: those of a repeat, or of a conflict, belong under another name or none.
        if let Some(first) = app.store.get::<Receipt>(&id).await? {
            return Ok((first.value, Outcome::Repeated));
        }
    }
    evidence.store_object(app, id.cast(), request.bytes.clone()).await?;
    let receipt = received(app, form, id, evidence);
    match decide(app, form, submission, &Written::First(&receipt)).await {
        Ok(written) => Ok((written, Outcome::Done)),
        Err(Decision::Met(first)) => Ok((*first, Outcome::Repeated)),
        Err(Decision::Failed(error)) if error.is_retryable() => wait(app, form, request, receipt).await,
        Err(Decision::Failed(error)) => Err(error),
    }
}

/// The ids of the request's receipt, and of the one that is kept when its key was used for another body. A stranger and the
/// holder of the form's key do not share keys: one could use up the other's.
fn ids(app: &App, form: &Form, request: &Verified, key: Option<&str>) -> (Id<Receipt>, Id<Receipt>) {
    let made = key.is_none().then(|| URL_SAFE_NO_PAD.encode(app.random.bytes::<16>()));
    let key = key.or(made.as_deref()).unwrap_or_default();
    let (form, sender) = (form.id.to_string(), if request.trusted { "trusted" } else { "anybody" });
    let parts = [SOURCE, form.as_str(), sender, key];
    let body = crate::evidence::sha256(&request.bytes);
    (Receipt::id_of(&parts), Receipt::id_of(&[&parts[..], &["conflict", body.as_str()]].concat()))
}

/// Why nothing was written.
pub(super) enum Decision {
    /// The receipt exists: the request has come before.
    Met(Box<Receipt>),
    Failed(Error),
}

impl From<Error> for Decision {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Reads who holds the contact points and writes accordingly, again and again while others come in between.
pub(super) async fn decide(
    app: &App,
    form: &Form,
    submission: &Submission,
    receipt: &Written<'_>,
) -> Result<Receipt, Decision> {
    let plan = Plan { app, form, submission, receipt };
    let mut attempt = 1;
    loop {
        let mut batch = app.store.batch();
        if let Written::First(receipt) = receipt {
            batch = batch.want::<Receipt>(&receipt.id);
        }
        for point in submission.points() {
            batch = batch.want::<Claim>(&point);
        }
        let mut found = batch.fetch().await?;
        if let Written::First(receipt) = receipt
            && let Some(first) = found.take::<Receipt>(&receipt.id)?
        {
            return Err(Decision::Met(Box::new(first.value)));
        }
        let held = submission.points().into_iter().map(|point| Ok((point.clone(), found.take::<Claim>(&point)?)));
        match plan.carry_out(Met::new(held.collect::<Result<_>>()?)).await {
            Err(error) if came_between(&error) && attempt < MAX_DECISIONS => attempt += 1,
            Err(error) if came_between(&error) => return Err(Error::unavailable("the database", error).into()),
            other => return other.map_err(Decision::Failed),
        }
    }
}

/// Whether another submission changed what the decision rested on.
fn came_between(error: &Error) -> bool {
    if let Error::Stale { entity, .. } = error {
        // Somebody else is carrying out this very receipt: it is theirs.
        return *entity != Receipt::TYPE;
    }
    matches!(error, Error::AlreadyExists { .. })
}

/// The same key has come before: the same answer for the same body; another body is kept under `id`, and marked.
async fn answer_again(app: &App, form: &Form, request: &Verified, id: Id<Receipt>, first: Receipt) -> Result<Receipt> {
    let inline_max = app.config.evidence_inline_max;
    let evidence = Evidence::describe(&request.content_type, &request.bytes, Holder::Final, inline_max);
    if first.evidence.sha256 == evidence.sha256 {
        return Ok(first);
    }
    evidence.store_object(app, id.cast(), request.bytes.clone()).await?;
    let conflict = Receipt {
        state: ReceiptState::NeedsReview,
        disposition: Some(Disposition::Conflict),
        person_id: first.person_id,
        error: Some(format!("another body came under the key of receipt {}", first.id)),
        ..received(app, form, id, evidence)
    };
    let announcement = Announcement::new("receipt.conflicted", &conflict, Actor::Form(form.id)).at_level(Level::Warn);
    match app.store.tx().create(&conflict).commit(announcement).await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => {}
        Err(error) => return Err(error),
    }
    Err(refused(
        "key_conflict",
        "this Idempotency-Key was used for another body; both are kept, use a new key",
        &conflict,
    ))
}

/// Keeps a submission that cannot be carried out now; the stream and the sweeper see to it.
async fn wait(app: &App, form: &Form, request: &Verified, receipt: Receipt) -> Result<(Receipt, Outcome)> {
    let evidence =
        Evidence::describe(&request.content_type, &request.bytes, Holder::Rewritten, app.config.evidence_inline_max);
    let beside = (evidence.kept == Kept::Beside)
        .then(|| EvidenceBytes { id: receipt.evidence_id(), bytes: request.bytes.clone() });
    let receipt = Receipt { evidence, next_at: Some(app.now().plus(PATIENCE)), ..receipt };
    let announcement = Announcement::new("receipt.received", &receipt, Actor::Form(form.id));
    let tx = app.store.tx().create(&receipt);
    let tx = beside.iter().fold(tx, |tx, bytes| tx.create(bytes));
    match tx.commit(announcement).await {
        Ok(()) => Ok((receipt, Outcome::Pending)),
        Err(Error::AlreadyExists { .. }) => {
            Ok((app.store.load::<Receipt>(&receipt.id).await?.value, Outcome::Repeated))
        }
        Err(error) => Err(error),
    }
}

fn received(app: &App, form: &Form, id: Id<Receipt>, evidence: Evidence) -> Receipt {
    Receipt {
        id,
        source: SOURCE.to_owned(),
        form_id: form.id,
        received_at: app.now(),
        state: ReceiptState::Received,
        disposition: None,
        lead_id: None,
        person_id: None,
        evidence,
        attempts: 0,
        next_at: None,
        error: None,
    }
}

fn refused(code: &'static str, message: &str, receipt: &Receipt) -> Error {
    let details = serde_json::Map::from_iter([("receipt_id".to_owned(), receipt.id.to_string().into())]);
    Error::Refused { code, message: message.to_owned(), details }
}
