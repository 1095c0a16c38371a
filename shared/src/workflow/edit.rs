//! Changing what a writeback would write, and submitting a draft.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::{
    Action, By, Loaded, Proposed, Status, Writeback, apply,
    decide::{choose, may_decide, waits, with_diff},
    renew,
};
use crate::{
    App, Error, FieldError, Id, Result,
    event::Announcement,
    identity::{Caller, View},
    reading::{Confidence, Field},
    settings,
};

/// What somebody changes of a proposal.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Edit {
    /// The hash of what was seen.
    pub hash: String,
    /// New values by field; null leaves the field out.
    #[serde(default)]
    pub values: BTreeMap<Field, Option<Value>>,
    /// Which of the records that could be meant.
    #[serde(default)]
    pub branch: Option<String>,
}

/// Changes what a writeback would write. What others agreed to is void.
///
/// # Errors
/// `Invalid`, with every value that is none; `Refused` with `stale_hash` or `not_waiting`; those of [`super::approve()`].
pub async fn edit(app: &App, by: &Caller, view: &View, id: Id<Writeback>, edit: &Edit) -> Result<Loaded> {
    let loaded = Loaded::seen(app, view, id).await?;
    let Loaded { writeback, proposal, .. } = &loaded;
    may_decide(app, by, writeback).await?;
    if writeback.status != Status::Draft {
        waits(writeback)?;
    }
    if writeback.action == Action::Revert {
        return Err(Error::refused("not_editable", "a revert takes back what was written, as it was written"));
    }
    if edit.hash != writeback.hash {
        let message = "it is not what you saw any more; look at what it is now";
        return Err(with_diff(app, by, &loaded, "stale_hash", message).await?);
    }
    let mut next = proposal.value.clone();
    let region = match loaded.extraction(app).await? {
        Some(extraction) => extraction.region,
        None => app.settings.get(app, &settings::DEFAULT_REGION).await?,
    };
    let mut faults = Vec::new();
    for (field, value) in &edit.values {
        let Some(value) = value else {
            next.fields.remove(field);
            continue;
        };
        match apply::checked(*field, value, &region) {
            Ok(value) => {
                let confidence = Confidence::of(100);
                let edited = Proposed { value, quote: None, source: By::Person, confidence, flags: Vec::new() };
                next.fields.insert(*field, edited);
            }
            Err(message) => faults.push(FieldError::new(format!("values.{}", apply::name(*field)), message)),
        }
    }
    let amount = |field| next.fields.get(&field).and_then(|proposed: &Proposed| proposed.value.as_i64());
    let (least, most) = (amount(Field::BudgetMinMinor), amount(Field::BudgetMaxMinor));
    if least.zip(most).is_some_and(|(least, most)| least > most) {
        faults.push(FieldError::new("values.budget_min_minor", "the least is above the most"));
    }
    if next.fields.is_empty() {
        faults.push(FieldError::new("values", "leave one field or more, or reject the proposal"));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid { fields: faults });
    }
    if let Some(branch) = &edit.branch {
        choose(proposal, Some(branch))?;
        next.chosen = Some(branch.clone());
    }
    renew::edited(app, &loaded, next, by.actor()).await
}

/// Submits a draft: it waits for a person then.
///
/// # Errors
/// `Refused` with `not_draft`; `NotFound`; those of the store.
pub async fn submit(app: &App, by: &Caller, view: &View, id: Id<Writeback>) -> Result<Writeback> {
    let loaded = Loaded::seen(app, view, id).await?;
    let writeback = &loaded.writeback;
    if writeback.status != Status::Draft {
        return Err(Error::refused("not_draft", "only a draft is submitted"));
    }
    let next = Writeback { status: Status::ReviewRequired, ..writeback.value.clone() };
    let tx = app.store.tx().update(writeback, &next);
    tx.commit(Announcement::about("submitted", &next, by.actor())).await?;
    Ok(next)
}
