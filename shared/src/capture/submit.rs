//! The door of native forms: whoever sends can be told what is wrong, and mend it.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

pub use super::entry::Outcome;
use super::{
    Content, Reading, Submission,
    entry::{Entry, refused},
    plan,
    spam::Controls,
    work::{Aside, Work, region},
};
use crate::{
    App, Result,
    inbound::Verified,
    integrations::{Disposition, Form, Provider, Receipt},
    rate,
    store::Saved,
};

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

/// Takes a submission in.
///
/// `key` is the sender's own key of the request: the same key with the same body is one submission. `from` is the network
/// address that it came from, where it is known.
///
/// # Errors
/// `Invalid` and `Malformed` for what cannot be read and `TooMany` above the form's limit, which leave no receipt; `Refused`
/// with `duplicate_lead` and `key_conflict`, which leave one; `Unavailable` when the table or the evidence store does not
/// answer.
pub async fn submit(
    app: &App,
    form: &Saved<Form>,
    request: Verified,
    key: Option<String>,
    from: Option<String>,
) -> Result<Captured> {
    if let (Some(limit), Some(from), false) = (form.input.rate_limit, &from, request.trusted) {
        rate::admit(app, &format!("form {}", form.id), from, limit).await?;
    }
    let mut content = Content::read(&request.content_type, &request.bytes)?;
    let controls = Controls::of(form, &mut content);
    // What is not right is refused alike, whoever sends it: the answer must not tell who is suspected.
    let submission = Submission::read(form, content, Reading::Strict, &region(app, form).await?)?;
    let suspicion = if request.trusted { None } else { controls.suspicion(app, form).await? };
    let work = suspicion.map_or(Work::Lead(submission), |why| Work::Aside(Aside::quarantined(why)));
    let key = key.or(controls.submission_id);
    let entry = Entry {
        app,
        provider: Provider::Native,
        form: Some(form),
        id: id(app, form, &request, key.as_deref()),
        request: &request,
        is_keyed: key.is_some(),
    };
    let (receipt, outcome) = entry.take(work).await?;
    if receipt.disposition == Some(Disposition::Rejected) {
        let message = "this person is known already; the submission is kept and nothing is changed";
        return Err(refused("duplicate_lead", message, &receipt));
    }
    Ok(Captured { receipt, outcome, reveal: form.input.reveal.unwrap_or(request.trusted) })
}

/// The id of the request's receipt. A stranger and the holder of the form's key do not share keys: one could use up the
/// other's.
fn id(app: &App, form: &Form, request: &Verified, key: Option<&str>) -> crate::Id<Receipt> {
    let made = key.is_none().then(|| URL_SAFE_NO_PAD.encode(app.random.bytes::<16>()));
    let key = key.or(made.as_deref()).unwrap_or_default();
    let sender = if request.trusted { "trusted" } else { "anybody" };
    Receipt::id_of(&[Provider::Native.source(), &form.id.to_string(), sender, key])
}

/// What would become of a submission with this content, if it came now. Nothing is written.
///
/// # Errors
/// `Invalid`, with every field that is not right; those of the store.
pub async fn preview(app: &App, form: &Form, mut content: Content) -> Result<(Submission, plan::Preview)> {
    Controls::of(form, &mut content);
    let reading = if form.input.provider == Provider::Native { Reading::Strict } else { Reading::PassedOn };
    let submission = Submission::read(form, content, reading, &region(app, form).await?)?;
    let preview = plan::preview(app, form, &submission).await?;
    Ok((submission, preview))
}
