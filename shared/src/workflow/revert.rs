//! Taking a writeback back: a writeback of its own. What somebody changed since stays.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    Action, Approval, Effect, Inputs, Loaded, Policy, Proposal, Status, Verdict, Writeback,
    decide::{may_decide, verdict},
    proposal::digest,
    undo::Undoing,
};
use crate::{
    App, Error, Id, Result,
    event::Announcement,
    identity::{Caller, View},
    people::Claim,
    store::{Entity as _, Saved},
};

/// How to take it back.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Revert {
    /// What somebody changed since stays, and the rest is taken back; otherwise nothing is.
    #[serde(default)]
    pub keep_edited: bool,
}

/// Takes an executed writeback back; answers with the writeback that does it.
///
/// # Errors
/// `Refused` with `not_executed`; with `edited_since`, naming what somebody changed; with `four_eyes` for who asked where a
/// policy wants others; `Forbidden`; those of the store.
pub async fn revert(app: &App, by: &Caller, view: &View, id: Id<Writeback>, how: Revert) -> Result<Writeback> {
    let loaded = Loaded::seen(app, view, id).await?;
    let deciding = may_decide(app, by, &loaded.writeback).await?;
    let former = &loaded.writeback;
    if former.status != Status::Executed || former.action == Action::Revert {
        return Err(not_executed(former));
    }
    if let Some(waiting) = former.reverted_by {
        // Somebody has asked for it, and it waits for others.
        return Ok(app.store.load::<Writeback>(&waiting).await?.value);
    }
    let inputs = Inputs { action: Action::Revert, ..loaded.proposal.decision.inputs.clone() };
    let decision = Policy::decide(app, inputs).await?;
    let needs_others = decision.effect == Effect::FourEyes;
    let id: Id<Writeback> = app.id();
    let head = Writeback {
        id,
        action: Action::Revert,
        status: if needs_others { Status::ReviewRequired } else { Status::Executed },
        asked_by: Some(by.user.id),
        hash: digest(&serde_json::json!(["revert", former.id, former.hash, how.keep_edited]))?,
        approvals_needed: if needs_others { 2 } else { 1 },
        reverts: Some(former.id),
        executed_at: None,
        reason: how.keep_edited.then(|| KEEPS.to_owned()),
        ..former.value.clone()
    };
    let body =
        Proposal { id, fields: BTreeMap::new(), branches: Vec::new(), chosen: None, suspicious: Vec::new(), decision };
    let undoing = Undoing::plan(app, &loaded, how.keep_edited).await?;
    undoing.demand_seen(app, &deciding).await?;
    let tx = app.store.tx().create(&body);
    if needs_others {
        let asked = Writeback { reverted_by: Some(id), ..former.value.clone() };
        let tx = tx.create(&head).update(former, &asked);
        tx.commit(Announcement::about("proposed", &head, by.actor())).await?;
        return Ok(head);
    }
    let head = Writeback { executed_at: Some(app.now()), ..head };
    let approval = Approval {
        writeback_id: id,
        number: 0,
        decided_at: app.now(),
        by: by.actor(),
        policy_id: None,
        verdict: Verdict::Approved,
        hash: head.hash.clone(),
        branch: None,
        left_out: Vec::new(),
        reason: None,
        applied: Vec::new(),
    };
    match undoing.commit(by, &loaded, tx.create(&head).create(&approval), &head).await {
        Err(Error::AlreadyExists { entity, .. }) if entity == Claim::TYPE => {
            let message = "a contact point that would come back is another person's by now";
            Err(Error::refused("held_by_another", message))
        }
        // Somebody was faster.
        Err(Error::Stale { entity, .. }) if entity == Writeback::TYPE => {
            Err(not_executed(&app.store.load::<Writeback>(&former.id).await?.value))
        }
        other => other,
    }
}

fn not_executed(writeback: &Writeback) -> Error {
    let message = format!("only what was written can be taken back; this is {}", writeback.status.name());
    Error::refused("not_executed", message)
}

/// What was asked to be taken back, if `head` is such a wish that somebody now rejects.
pub(super) async fn no_longer_asked(app: &App, head: &Writeback) -> Result<Option<Saved<Writeback>>> {
    match head.reverts.filter(|_| head.action == Action::Revert) {
        Some(former) => app.store.load::<Writeback>(&former).await.map(Some),
        None => Ok(None),
    }
}

/// What a revert that waits for others says of what it leaves.
const KEEPS: &str = "what somebody changed since stays";

/// Agrees to a revert that waits for others.
///
/// # Errors
/// Those of [`revert`].
pub(super) async fn approve(app: &App, by: &Caller, view: &View, head: &Saved<Writeback>) -> Result<Writeback> {
    let former = head.reverts.ok_or_else(|| Error::internal("reverting", "nobody knows what"))?;
    let who = by.user.id;
    if head.asked_by == Some(who) || head.assents.iter().any(|assent| assent.by == who) {
        let message = "a policy wants two people here, none of whom asked for it; somebody else has to agree";
        return Err(Error::refused("four_eyes", message));
    }
    let approval = verdict(app, head, by.actor(), Verdict::Approved, None);
    if head.assents.len() + 1 < usize::from(head.approvals_needed) {
        let mut next = head.value.clone();
        next.assents.push(super::Assent { by: who, to: head.hash.clone() });
        let tx = app.store.tx().update(head, &next).create(&approval);
        tx.commit(Announcement::about("assented", &next, by.actor())).await?;
        return Ok(next);
    }
    let loaded = Loaded::load(app, former).await?;
    if loaded.writeback.status != Status::Executed {
        return Err(Error::refused("not_executed", "it was taken back already"));
    }
    let undoing = Undoing::plan(app, &loaded, head.reason.as_deref() == Some(KEEPS)).await?;
    undoing.demand_seen(app, view).await?;
    let next =
        Writeback { status: Status::Executed, executed_at: Some(app.now()), assents: Vec::new(), ..head.value.clone() };
    let tx = app.store.tx().update(head, &next).create(&approval);
    undoing.commit(by, &loaded, tx, &next).await
}
