//! Deciding on a writeback: approve, reject, edit, submit. An approval is bound to what its giver saw.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::{
    Action, Approval, Assent, Branch, Loaded, Proposal, Risk, Status, Verdict, Writeback, apply,
    execute::Execution,
    renew, revert, show,
    targets::{Targets, held_by_another},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    identity::{
        Caller, Permission as _, View,
        permissions::{WritebacksApprove, WritebacksApproveLow},
    },
    reading::Field,
    store::Saved,
};

/// How often it is tried while others write the same records.
const MAX_TRIES: u32 = 5;

/// What somebody agrees to.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Approve {
    /// The hash of what was seen.
    pub hash: String,
    /// Only these fields; all, unless it is given.
    #[serde(default)]
    pub fields: Option<Vec<Field>>,
    /// Which of the records that could be meant: `new`, or a person's id from `matches`.
    #[serde(default)]
    pub branch: Option<String>,
}

/// Approves a writeback, and writes it unless others must agree too.
///
/// # Errors
/// `NotFound` for one that is not seen; `Forbidden` where its risk is above what the caller may decide; `Refused` with
/// `stale_hash`, `target_changed` (both with the new diff), `choose_branch`, `not_waiting`, `four_eyes`; those of the store.
pub async fn approve(app: &App, by: &Caller, view: &View, id: Id<Writeback>, choice: &Approve) -> Result<Writeback> {
    for attempt in 1.. {
        let loaded = Loaded::seen(app, view, id).await?;
        let view = may_decide(app, by, &loaded.writeback).await?;
        match once(app, by, &view, &loaded, choice).await {
            Err(Error::Stale { .. } | Error::AlreadyExists { .. }) if attempt < MAX_TRIES => {}
            other => return other,
        }
    }
    unreachable!("the last try returns")
}

/// For which records the caller may decide on a writeback of this risk, if this one is among them.
pub(super) async fn may_decide(app: &App, by: &Caller, writeback: &Saved<Writeback>) -> Result<View> {
    let view = match writeback.risk {
        Risk::Low => by.view(WritebacksApproveLow::NAME)?,
        Risk::Medium | Risk::High => by.view(WritebacksApprove::NAME).map_err(|_| Error::Forbidden {
            code: "risk_too_high",
            message: format!("what is of more than low risk needs the permission {}", WritebacksApprove::NAME),
        })?,
    };
    view.check(app, writeback).await?;
    Ok(view)
}

async fn once(app: &App, by: &Caller, view: &View, loaded: &Loaded, choice: &Approve) -> Result<Writeback> {
    let Loaded { writeback, proposal, .. } = loaded;
    if was_said(loaded, by, choice) {
        return Ok(writeback.value.clone());
    }
    waits(writeback)?;
    if choice.hash != writeback.hash {
        let message = "it is not what you saw any more; look at what it is now";
        return Err(with_diff(app, by, loaded, "stale_hash", message).await?);
    }
    if writeback.action == Action::Revert {
        return revert::approve(app, by, view, writeback).await;
    }
    let branch = choose(proposal, choice.branch.as_deref())?;
    let left_out = left_out(proposal, branch, choice.fields.as_deref())?;
    let targets = Targets::load(app, writeback, proposal, branch).await?;
    targets.demand_seen(app, view).await?;
    let held = targets.held_by_others(branch, &left_out);
    let could_be_meant = |person| proposal.branches.iter().any(|branch| branch.person_id == Some(person));
    if !held.is_empty() && held.iter().all(|held| could_be_meant(held.person)) {
        return Err(held_by_another(&held));
    }
    if !held.is_empty() || !targets.are_as_proposed(proposal, branch, &left_out) {
        let renewed = renew::renew(app, loaded, by.actor()).await?;
        let message = "the record has changed since this was proposed; look at what it would change now";
        return Err(with_diff(app, by, &renewed, "target_changed", message).await?);
    }
    let assent = format!("{} {} {:?}", choice.hash, branch.key, left_out);
    if let Some(waiting) = assents(app, by, writeback, assent, branch, &left_out).await? {
        return Ok(waiting);
    }
    let (left_out, by) = (left_out.as_slice(), by.actor());
    let execution = Execution { app, writeback, proposal, branch, left_out, by, policy_id: None };
    match execution.carry_out(&targets).await {
        Err(error @ (Error::Internal { .. } | Error::Invalid { .. })) => {
            Err(note_failure(app, writeback, execution.by, error).await)
        }
        other => other,
    }
}

/// Whether the same person has said the same before, and it was done.
fn was_said(loaded: &Loaded, by: &Caller, choice: &Approve) -> bool {
    let Loaded { writeback, proposal, approvals } = loaded;
    let is_same = |approval: &Approval| {
        let is_branch = choice.branch.is_none() || choice.branch == approval.branch;
        let branch = approval.branch.as_deref().and_then(|key| proposal.branch(key));
        let is_choice = match branch {
            Some(branch) => {
                left_out(proposal, branch, choice.fields.as_deref()).is_ok_and(|out| out == approval.left_out)
            }
            None => choice.fields.is_none(),
        };
        let is_approval = approval.verdict == Verdict::Approved && approval.hash == choice.hash;
        is_approval && is_branch && is_choice && approval.by == by.actor()
    };
    writeback.status == Status::Executed && approvals.iter().any(is_same)
}

/// Refuses to decide on what nobody waits for.
pub(super) fn waits(writeback: &Writeback) -> Result<()> {
    match writeback.status {
        Status::ReviewRequired | Status::Approved | Status::Failed => Ok(()),
        Status::Draft => Err(Error::refused("is_draft", "this is a draft; submit it first")),
        status @ (Status::Executed | Status::Rejected | Status::Reverted) => {
            let mut details = Map::new();
            details.insert("status".to_owned(), status.name().into());
            let message = format!("it was decided already: it is {}", status.name());
            Err(Error::Refused { code: "not_waiting", message, details })
        }
    }
}

/// The branch that is meant.
pub(super) fn choose<'p>(proposal: &'p Proposal, wanted: Option<&str>) -> Result<&'p Branch> {
    let Some(wanted) = wanted.or(proposal.chosen.as_deref()) else {
        let keys: Vec<&str> = proposal.branches.iter().map(|branch| branch.key.as_str()).collect();
        let message = format!("several records could be meant; choose one as `branch`: {}", keys.join(", "));
        return Err(Error::refused("choose_branch", message));
    };
    proposal.branch(wanted).ok_or_else(|| Error::invalid("branch", "this proposal has no such branch"))
}

/// The fields of the proposal that were not selected.
fn left_out(proposal: &Proposal, branch: &Branch, wanted: Option<&[Field]>) -> Result<Vec<Field>> {
    let Some(wanted) = wanted else { return Ok(Vec::new()) };
    if let Some(unknown) = wanted.iter().find(|field| !proposal.fields.contains_key(field)) {
        return Err(Error::invalid("fields", format!("`{}` is not proposed", apply::name(*unknown))));
    }
    if wanted.is_empty() {
        return Err(Error::invalid("fields", "name one field or more, or reject the proposal"));
    }
    let has_amount = apply::AMOUNTS.iter().any(|amount| wanted.contains(amount));
    let currency = proposal.fields.get(&Field::Currency).map(|proposed| &proposed.value);
    let is_other = currency.is_some() && branch.before.get(&Field::Currency) != currency;
    if has_amount && is_other && !wanted.contains(&Field::Currency) {
        return Err(Error::invalid("fields", "an amount goes with its currency: name `currency` too"));
    }
    Ok(proposal.fields.keys().filter(|field| !wanted.contains(field)).copied().collect())
}

/// Where several must agree: notes that one more does, and answers with the writeback unless that was the last of them.
async fn assents(
    app: &App,
    by: &Caller,
    writeback: &Saved<Writeback>,
    to: String,
    branch: &Branch,
    left_out: &[Field],
) -> Result<Option<Writeback>> {
    if writeback.approvals_needed < 2 {
        return Ok(None);
    }
    let who = by.user.id;
    if writeback.assents.iter().any(|assent| assent.by == who && assent.to == to) {
        // He has said so already.
        return Ok(Some(writeback.value.clone()));
    }
    if writeback.asked_by == Some(who) || writeback.assents.iter().any(|assent| assent.by == who) {
        let message = "a policy wants two people here, none of whom asked for it; somebody else has to agree";
        return Err(Error::refused("four_eyes", message));
    }
    let agreeing = writeback.assents.iter().filter(|assent| assent.to == to).count() + 1;
    if agreeing >= usize::from(writeback.approvals_needed) {
        return Ok(None);
    }
    // Who agreed to something else has not agreed to this.
    let mut assents: Vec<Assent> = writeback.assents.iter().filter(|assent| assent.to == to).cloned().collect();
    assents.push(Assent { by: who, to });
    let next = Writeback { assents, ..writeback.value.clone() };
    let approval = Approval {
        branch: Some(branch.key.clone()),
        left_out: left_out.to_vec(),
        ..verdict(app, writeback, by.actor(), Verdict::Approved, None)
    };
    let tx = app.store.tx().update(writeback, &next).create(&approval);
    tx.commit(Announcement::about("assented", &next, by.actor())).await?;
    Ok(Some(next))
}

/// A decision that writes nothing.
pub(super) fn verdict(
    app: &App,
    writeback: &Saved<Writeback>,
    by: Actor,
    verdict: Verdict,
    reason: Option<String>,
) -> Approval {
    Approval {
        writeback_id: writeback.id,
        number: u32::try_from(writeback.meta.version).unwrap_or(u32::MAX),
        decided_at: app.now(),
        by,
        policy_id: None,
        verdict,
        hash: writeback.hash.clone(),
        branch: None,
        left_out: Vec::new(),
        reason,
        applied: Vec::new(),
    }
}

/// The refusal that shows what the writeback is now.
pub(super) async fn with_diff(
    app: &App,
    by: &Caller,
    loaded: &Loaded,
    code: &'static str,
    message: &str,
) -> Result<Error> {
    let mut details = Map::new();
    details.insert("writeback".to_owned(), Value::Object(show::writeback(app, by, loaded).await?));
    Ok(Error::Refused { code, message: message.to_owned(), details })
}

/// Notes that what was approved cannot be written; answers with the error.
pub(super) async fn note_failure(app: &App, writeback: &Saved<Writeback>, by: Actor, error: Error) -> Error {
    let next = Writeback { status: Status::Failed, reason: Some(error.to_string()), ..writeback.value.clone() };
    let announcement = Announcement::about("failed", &next, by).at_level(crate::event::Level::Error);
    match app.store.tx().update(writeback, &next).commit(announcement).await {
        Ok(()) => error,
        Err(other) => {
            tracing::error!(writeback.id = %writeback.id, "a failure could not be noted: {}", other.chain());
            error
        }
    }
}

/// Why somebody says no.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Reject {
    /// In up to 500 characters.
    #[serde(default)]
    pub reason: Option<String>,
}

/// Rejects a writeback.
///
/// # Errors
/// `NotFound` for one that is not seen; `Refused` with `not_waiting`; `Forbidden`; those of the store.
pub async fn reject(app: &App, by: &Caller, view: &View, id: Id<Writeback>, no: Reject) -> Result<Writeback> {
    let reason = no.reason.map(|reason| reason.trim().to_owned()).filter(|reason| !reason.is_empty());
    if reason.as_ref().is_some_and(|reason| reason.chars().count() > 500) {
        return Err(Error::invalid("reason", "give 500 characters at most"));
    }
    let loaded = Loaded::seen(app, view, id).await?;
    let writeback = &loaded.writeback;
    may_decide(app, by, writeback).await?;
    if writeback.status != Status::Draft {
        waits(writeback)?;
    }
    let next = Writeback { status: Status::Rejected, reason: reason.clone(), ..writeback.value.clone() };
    let approval = verdict(app, writeback, by.actor(), Verdict::Rejected, reason);
    let mut tx = app.store.tx().update(writeback, &next).create(&approval);
    if let Some(former) = revert::no_longer_asked(app, writeback).await? {
        tx = tx.update(&former, &Writeback { reverted_by: None, ..former.value.clone() });
    }
    tx.commit(Announcement::about("rejected", &next, by.actor())).await?;
    Ok(next)
}
