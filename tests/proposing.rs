//! What tests of proposals share: a text that is read, and what is decided on it.

use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    App, Id,
    event::{Actor, Announcement},
    identity::User,
    workflow::{Proposal, Writeback},
};

use crate::support::{Answer, Portico};

pub(crate) const SARAH: &str = "Met Sarah Chen from Acme Roofing at the expo, wants a new roof, budget up to $45k, \
    sarah.chen@acme.example, +1 415 555 0134. Call her Tuesday.";

/// A proposal of low risk that waits for `owner`.
pub(crate) async fn waiting_for(app: &App, owner: Id<User>) -> Id<Writeback> {
    let id = app.id();
    let inputs = json!({
        "action": "create", "channel": "note", "asked_by": "user", "found_by": ["rule"], "risk": "low",
        "contact_confidence": null, "is_suspicious": false, "writes": ["full_name"],
    });
    let branch = json!({ "key": "new", "action": "create", "person_id": null, "lead_id": null, "full_name": null,
        "company": null, "because": [], "before": {} });
    let name = json!({ "value": "Ann", "source": "person", "confidence": 1.0, "flags": [] });
    let decision = json!({ "policy_id": null, "policy_version": null, "policy": null, "effect": "review",
        "inputs": inputs, "decided_at": app.now() });
    let proposal = json!({ "id": id, "fields": { "full_name": name }, "branches": [branch], "chosen": "new",
        "decision": decision });
    let proposal: Proposal = serde_json::from_value(proposal).unwrap();
    let writeback = json!({ "id": id, "action": "create", "status": "review_required", "risk": "low", "title": "Ann",
        "owner_id": owner, "hash": proposal.hash().unwrap(), "approvals_needed": 1 });
    let writeback: Writeback = serde_json::from_value(writeback).unwrap();
    let tx = app.store.tx().create(&writeback).create(&proposal);
    tx.commit(Announcement::about("proposed", &writeback, Actor::System("test"))).await.unwrap();
    id
}

/// What a text of somebody who has signed in is read as.
pub(crate) async fn read(portico: &Portico, text: &str) -> Value {
    let answer = parse(portico, json!({ "text": text })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    answer.json()
}

pub(crate) async fn parse(portico: &Portico, body: Value) -> Answer {
    portico.post("/api/crm/leads/parse?wait=true", body).await
}

/// The one proposal of a text.
#[track_caller]
pub(crate) fn only(read: &Value) -> Value {
    let proposals = read["proposals"].as_array().unwrap();
    assert_eq!(proposals.len(), 1, "{read:#}");
    proposals[0].clone()
}

/// Lets nothing be written without a person.
pub(crate) async fn without_policies(portico: &Portico) {
    let policies = portico.get("/api/workflow/policies").await.json();
    for policy in policies["items"].as_array().unwrap() {
        let path = format!("/api/workflow/policies/{}", policy["id"].as_str().unwrap());
        let off = portico.call("PATCH", &path, &[], &json!({ "is_active": false })).await;
        assert_eq!(off.status, StatusCode::OK, "{}", off.json());
    }
}

/// A workspace where a person decides on everything.
pub(crate) async fn careful() -> Portico {
    let portico = Portico::signed_in().await;
    without_policies(&portico).await;
    portico
}

pub(crate) fn path(proposal: &Value, verb: &str) -> String {
    format!("/api/workflow/writebacks/{}{verb}", proposal["id"].as_str().unwrap())
}

pub(crate) async fn approve(portico: &Portico, proposal: &Value) -> Answer {
    portico.post(&path(proposal, "/approve"), json!({ "hash": proposal["hash"] })).await
}

pub(crate) async fn get(portico: &Portico, path: &str) -> Value {
    let answer = portico.get(path).await;
    assert_eq!(answer.status, StatusCode::OK, "{path} {}", answer.json());
    answer.json()
}

pub(crate) async fn leads(portico: &Portico) -> usize {
    get(portico, "/api/crm/leads").await["items"].as_array().unwrap().len()
}
