//! Writebacks as the API shows them.

use serde_json::{Map, Value, json};

use super::{Branch, Extraction, Loaded, Status, Writeback, proposal::shown_fields};
use crate::{
    App, Error, Id, Result,
    identity::{Caller, Permission as _, View, permissions::LeadsRead},
    people::Person,
    store::{ListRequest, Page, list},
};

/// A writeback with what it would write: each field with its words and with what stands in the record. Of people whom the
/// caller does not see nothing is shown but that there is somebody.
///
/// # Errors
/// Those of the store.
pub async fn writeback(app: &App, by: &Caller, loaded: &Loaded) -> Result<Map<String, Value>> {
    let Loaded { writeback, proposal, approvals } = loaded;
    let mut branches = proposal.branches.clone();
    let mut is_hidden = false;
    for branch in &mut branches {
        is_hidden |= hide_stranger(app, by, branch).await?;
    }
    let chosen = branches.iter().find(|branch| Some(&branch.key) == proposal.chosen.as_ref());
    let mut shown = writeback.to_json()?;
    let evidence = proposal.fields.values().find_map(|proposed| Some(proposed.quote.as_ref()?.evidence_id));
    let lead_id = if writeback.is_ambiguous { None } else { writeback.lead_id };
    shown.insert("target".to_owned(), json!({ "type": "lead", "id": lead_id, "person_id": writeback.person_id }));
    shown.insert("evidence_id".to_owned(), json!(evidence));
    shown.insert("fields".to_owned(), Value::Object(shown_fields(proposal, chosen)?));
    let matches: Vec<&Branch> = branches.iter().filter(|branch| branch.person_id.is_some()).collect();
    shown.insert("matches".to_owned(), json!(matches));
    shown.insert("branches".to_owned(), json!(branches));
    shown.insert("branch".to_owned(), json!(proposal.chosen));
    shown.insert("match".to_owned(), json!(proposal.certainty()));
    shown.insert("suspicious".to_owned(), json!(proposal.suspicious));
    shown.insert("policy".to_owned(), json!(proposal.decision));
    let mut decisions: Vec<Map<String, Value>> = approvals.iter().map(decision).collect::<Result<_>>()?;
    if is_hidden {
        decisions.iter_mut().for_each(|decision| drop(decision.remove("applied")));
        shown.insert("target".to_owned(), json!({ "type": "lead", "id": null, "person_id": null }));
        for of_others in ["owner_id", "person_id", "lead_id"] {
            shown.insert(of_others.to_owned(), Value::Null);
        }
    }
    if let Some(former) = writeback.reverts.filter(|_| !is_hidden) {
        let former = Loaded::load(app, former).await?;
        let written = former.approvals.iter().rev().find(|approval| !approval.applied.is_empty());
        let written = written.map(decision).transpose()?.and_then(|mut decision| decision.remove("applied"));
        shown.insert("takes_back".to_owned(), json!(written));
    }
    shown.insert("approvals".to_owned(), json!(decisions));
    Ok(shown)
}

/// A decision, with what was written as JSON and not as text.
fn decision(approval: &super::Approval) -> Result<Map<String, Value>> {
    let mut shown = crate::store::object(approval)?;
    let applied = approval.applied.iter().map(|part| {
        let mut fields = crate::store::object(&part.record)?;
        fields.insert("created".to_owned(), part.created.into());
        fields.insert("before".to_owned(), Value::Object(part.before()));
        fields.insert("after".to_owned(), Value::Object(part.after()));
        Ok(Value::Object(fields))
    });
    let applied: Vec<Value> = applied.collect::<Result<_>>()?;
    shown.insert("applied".to_owned(), applied.into());
    Ok(shown)
}

/// Takes out what is known of a person whom the caller does not see; answers whether that is so.
async fn hide_stranger(app: &App, by: &Caller, branch: &mut Branch) -> Result<bool> {
    let Some(person) = branch.person_id else { return Ok(false) };
    let seen = match by.view(LeadsRead::NAME) {
        Ok(view) if view.is_all() => return Ok(false),
        Ok(view) => view.load::<Person>(app, &person).await.map(drop),
        Err(error) => Err(error),
    };
    match seen {
        Ok(()) => Ok(false),
        Err(Error::NotFound { .. } | Error::Forbidden { .. }) => {
            branch.full_name = None;
            branch.company = None;
            branch.before.clear();
            Ok(true)
        }
        Err(error) => Err(error),
    }
}

/// What a text led to, proposal by proposal.
///
/// # Errors
/// Those of the store.
pub async fn proposals_of(app: &App, by: &Caller, extraction: &Extraction) -> Result<Vec<Map<String, Value>>> {
    let mut shown = Vec::new();
    for id in &extraction.writebacks {
        shown.push(writeback(app, by, &Loaded::load(app, *id).await?).await?);
    }
    Ok(shown)
}

/// One page of the writebacks of a status, those that wait for a person unless another one is asked for: the highest risk
/// first, then the oldest.
///
/// # Errors
/// `Malformed` for a status that there is not; those of the store.
pub async fn list_writebacks(app: &App, view: &View, mut request: ListRequest) -> Result<Page> {
    let status = request.filters.remove("status").unwrap_or_else(|| Status::ReviewRequired.name().to_owned());
    if !Status::ALL.iter().any(|known| known.name() == status) {
        let known: Vec<&str> = Status::ALL.iter().map(|status| status.name()).collect();
        return Err(Error::malformed("bad_status", format!("give a status: {}", known.join(", "))));
    }
    if view.is_all() {
        request.partition = Some(status);
        return list::<Writeback>(&app.store, &app.cursors, &request, &Default::default()).await;
    }
    request.filters.insert("status".to_owned(), status);
    view.list::<Writeback>(app, &request, &Default::default()).await
}

/// Where the writeback with this id is shown.
pub(super) fn address(id: Id<Writeback>) -> String {
    format!("/api/workflow/writebacks/{id}")
}
