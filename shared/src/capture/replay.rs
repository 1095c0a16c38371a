//! Reading a receipt anew: what would change against what exists, and then for real. It goes by the same keys as the first
//! time, so it cannot make anything twice.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};

use super::{
    mend,
    pending::carry_out,
    plan,
    work::{self, Reread, Work},
};
use crate::{
    App, Error, Id, Result,
    event::Actor,
    integrations::{Disposition, Receipt, ReceiptState},
    people::Person,
    pipeline::Lead,
    store::Saved,
    workflow::{self, Extraction, Rendition},
};

/// What a replay does, or would do.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Replay {
    /// The receipt that was read anew.
    pub receipt_id: Id<Receipt>,
    /// Whether nothing was written.
    pub dry_run: bool,
    /// What is done.
    pub action: Action,
    /// The version of the field map that the receipt was read under, if it ever led to something.
    pub mapping_before: Option<u32>,
    /// The version that it is read under now; none where no form is in between.
    pub mapping_now: Option<u32>,
    /// The lead that it led to, or would be attached to.
    pub lead_id: Option<Id<Lead>>,
    /// The person that it led to, or would.
    pub person_id: Option<Id<Person>>,
    /// Every field that differs.
    pub changes: Vec<FieldChange>,
}

/// What a replay does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// A new lead.
    Create,
    /// Another inquiry on an open lead.
    Attach,
    /// Nothing: the form rejects a person who is known.
    Reject,
    /// News of a booking.
    Booking,
    /// Some fields of what it led to.
    Update,
    /// Its words are read anew, and what they say is proposed.
    Propose,
    /// Nothing.
    None,
}

/// A field that differs.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct FieldChange {
    /// `person`, `lead`, `submission` or `proposal`.
    pub record: &'static str,
    /// The field's name.
    pub field: String,
    /// What it is.
    pub before: Value,
    /// What the bytes say, read anew.
    pub after: Value,
    /// Whether it is changed; if not, `reason` says why.
    pub applied: bool,
    /// Why it is left as it is.
    pub reason: Option<&'static str>,
}

impl FieldChange {
    pub(super) fn new(record: &'static str, field: &str, before: Value, after: Value) -> Self {
        Self { record, field: field.to_owned(), before, after, applied: true, reason: None }
    }

    /// The same, left as it is.
    pub(super) fn left(self, reason: &'static str) -> Self {
        Self { applied: false, reason: Some(reason), ..self }
    }
}

/// Reads a receipt anew. A `dry_run` writes nothing.
///
/// # Errors
/// `NotFound`; `Invalid` and `Malformed` when its bytes cannot be read, also now; those of the store.
pub async fn replay(app: &App, id: Id<Receipt>, dry_run: bool, actor: Actor) -> Result<Replay> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    if receipt.disposition == Some(Disposition::Read) {
        return read_again(app, &receipt, dry_run, actor).await;
    }
    let reread = work::of_receipt(app, &receipt).await?;
    if let Some(lead) = receipt.lead_id {
        return mend::mend(app, &receipt, lead, reread, dry_run, actor).await;
    }
    if dry_run {
        return foresee(app, &receipt, &reread).await;
    }
    let foreseen = foresee(app, &receipt, &reread).await?;
    let done = carry_out(app, &receipt, Some(actor)).await?;
    Ok(Replay {
        dry_run,
        lead_id: done.lead_id,
        person_id: done.person_id,
        action: action(&done, foreseen.action),
        ..foreseen
    })
}

fn action(receipt: &Receipt, foreseen: Action) -> Action {
    match foreseen {
        Action::Booking | Action::Propose | Action::None => foreseen,
        Action::Create | Action::Attach | Action::Reject | Action::Update => of_disposition(receipt.disposition),
    }
}

fn of_disposition(disposition: Option<Disposition>) -> Action {
    match disposition {
        Some(Disposition::Created) => Action::Create,
        Some(Disposition::Attached) => Action::Attach,
        Some(Disposition::Rejected) => Action::Reject,
        Some(Disposition::Read) => Action::Propose,
        Some(Disposition::Conflict | Disposition::Quarantined | Disposition::Test | Disposition::Ignored) | None => {
            Action::None
        }
    }
}

/// Reads words anew, by the rules and the model of now: what was proposed before and waits is withdrawn.
async fn read_again(app: &App, receipt: &Receipt, dry_run: bool, actor: Actor) -> Result<Replay> {
    let id = Extraction::id_of(receipt.id, Rendition::Text);
    let changes = workflow::differences(app, id).await?;
    if !dry_run {
        workflow::read_anew(app, id, actor).await?;
    }
    let change = |(field, before, after): (String, _, _)| FieldChange::new("proposal", &field, before, after);
    let changes: Vec<FieldChange> = changes.into_iter().map(change).collect();
    Ok(Replay {
        receipt_id: receipt.id,
        dry_run,
        action: Action::Propose,
        mapping_before: None,
        mapping_now: None,
        lead_id: None,
        person_id: None,
        changes,
    })
}

/// What a receipt that led to nothing yet would lead to.
async fn foresee(app: &App, receipt: &Saved<Receipt>, reread: &Reread) -> Result<Replay> {
    let mut replay = Replay {
        receipt_id: receipt.id,
        dry_run: true,
        action: Action::None,
        mapping_before: receipt.mapping_version,
        mapping_now: Some(reread.form.mapping_version),
        lead_id: None,
        person_id: None,
        changes: Vec::new(),
    };
    let submission = match &reread.work {
        Work::Lead(submission) => submission,
        Work::Booking(submission, _) => {
            let fields = submission.as_ref().map(mend::fields_of).unwrap_or_default();
            return Ok(Replay { action: Action::Booking, changes: new(fields), ..replay });
        }
        Work::Later | Work::Aside(_) => return Ok(replay),
    };
    let plan::Preview { disposition, person_id, lead_id } = plan::preview(app, &reread.form, submission).await?;
    replay.action = of_disposition(Some(disposition));
    (replay.person_id, replay.lead_id) = (person_id, lead_id);
    if replay.action != Action::Reject {
        replay.changes = new(mend::fields_of(submission));
    }
    Ok(replay)
}

fn new(fields: Map<String, Value>) -> Vec<FieldChange> {
    fields.into_iter().map(|(name, value)| FieldChange::new("submission", &name, Value::Null, value)).collect()
}

/// Carries out what was quarantined, because a person looked at it.
///
/// # Errors
/// `Refused` with `not_quarantined`, or with `still_unreadable` when nothing can be made of it yet; else those of
/// [`replay`].
pub async fn release(app: &App, id: Id<Receipt>, actor: Actor) -> Result<Receipt> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    if receipt.state != ReceiptState::Quarantined {
        return Err(Error::refused(
            "not_quarantined",
            "only what is quarantined can be released; replay or retry others",
        ));
    }
    let released = carry_out(app, &receipt, Some(actor)).await?;
    if released.state == ReceiptState::Quarantined {
        return Err(Error::refused(
            "still_unreadable",
            "nothing can be made of it yet; map its fields, then release it",
        ));
    }
    Ok(released)
}

/// Carries out what had failed, because a person mended the cause: the receipt, or the reading of its words.
///
/// # Errors
/// `Refused` with `not_failed`; what stands in the way still.
pub async fn retry(app: &App, id: Id<Receipt>, actor: Actor) -> Result<Receipt> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    if receipt.state != ReceiptState::Failed {
        if workflow::retry_readings(app, id, &actor).await? {
            return Ok(receipt.value);
        }
        return Err(Error::refused(
            "not_failed",
            "only what has failed can be retried; it is tried again by itself until then",
        ));
    }
    carry_out(app, &receipt, Some(actor)).await
}
