//! What machines do and people do not. Who looks like a machine is quarantined, and told nothing.

use jiff::SignedDuration;
use serde_json::Value;

use super::{Content, field::says};
use crate::{App, Id, Result, WallTime, integrations::Form};

/// The input that tells when its page was made: `<milliseconds>.<tag>`.
pub const MARK: &str = "_mark";
/// The input by which the sender names a submission, so that a double click is one.
pub const SUBMISSION_ID: &str = "submission_id";
/// A page that is older than this tells nothing any more.
const MARK_HOLDS: SignedDuration = SignedDuration::from_hours(48);

/// Whether an input called so is about the sending and not about what is sent.
pub(crate) fn is_control(name: &str) -> bool {
    name == SUBMISSION_ID || name.starts_with('_')
}

/// The mark of a page of `form` that is made now.
///
/// # Errors
/// Those of the store.
pub async fn mark(app: &App, form: Id<Form>) -> Result<String> {
    let made = app.wall_now().millis().to_string();
    let tag = tag(app, form, &made).await?;
    Ok(format!("{made}.{tag}"))
}

async fn tag(app: &App, form: Id<Form>, made: &str) -> Result<String> {
    app.cursors.sign(&app.store, "mark", format!("{form} {made}").as_bytes()).await
}

/// The inputs of a submission that are about the submission and not in it.
pub(super) struct Controls {
    pub(super) submission_id: Option<String>,
    mark: Option<String>,
    trap: Option<Value>,
}

impl Controls {
    /// Takes them out of the content.
    pub(super) fn of(form: &Form, content: &mut Content) -> Self {
        let mut text = |name: &str| content.take(name).and_then(|value| value.as_str().map(str::to_owned));
        let (submission_id, mark) = (text(SUBMISSION_ID).filter(|id| !id.is_empty()), text(MARK));
        let trap = form.input.honeypot.as_deref().and_then(|name| content.take(name));
        Self { submission_id, mark, trap }
    }

    /// Why the submission looks like a machine's, if it does.
    pub(super) async fn suspicion(&self, app: &App, form: &Form) -> Result<Option<&'static str>> {
        if self.trap.as_ref().is_some_and(says) {
            return Ok(Some("an input that people do not see was filled in"));
        }
        let Some(least) = form.input.min_fill_seconds else { return Ok(None) };
        let Some(made) = self.made(app, form.id).await? else {
            return Ok(Some("it does not come from the form's page, which tells when it was opened"));
        };
        let taken = app.wall_now().since(&made);
        if taken < SignedDuration::from_secs(i64::from(least)) {
            return Ok(Some("it was filled in faster than people do"));
        }
        Ok((taken > MARK_HOLDS).then_some("its page was opened more than two days before"))
    }

    /// When the page was made, if its mark is ours.
    async fn made(&self, app: &App, form: Id<Form>) -> Result<Option<WallTime>> {
        let Some((made, given)) = self.mark.as_deref().and_then(|mark| mark.split_once('.')) else { return Ok(None) };
        let wanted = tag(app, form, made).await?;
        let is_ours: bool = subtle::ConstantTimeEq::ct_eq(given.as_bytes(), wanted.as_bytes()).into();
        Ok(made.parse().ok().filter(|_| is_ours).map(WallTime::from_millis))
    }
}
