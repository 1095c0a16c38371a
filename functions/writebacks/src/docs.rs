//! What the routes take and answer, for the API document.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value};
use shared::{
    ai::AgentRun,
    http::{Operation, document_resource},
    identity::permissions::{PoliciesRead, PoliciesWrite, RunsRead, WritebacksApproveLow, WritebacksRead},
    reading::NoLead,
    store::Page,
    workflow::{
        Applied, Approval, Approve, Branch, Certainty, Doubt, Edit, Extraction, ExtractionState, Policy,
        PolicyDecision, Proposed, Reject, Revert, Writeback,
    },
};

use crate::{inbox, runs};

/// A writeback, with what it would write.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "WritebackDetail")]
struct Shown {
    #[serde(flatten)]
    writeback: Writeback,
    /// What it changes: `type` is `lead`; `id` is null where it makes one.
    target: BTreeMap<String, Value>,
    /// The evidence that its words stand in.
    evidence_id: Option<String>,
    /// What would change, by field.
    fields: BTreeMap<String, ShownField>,
    /// The people who could be meant.
    matches: Vec<Branch>,
    /// All ways to carry it out: `matches`, and `new` where that is one.
    branches: Vec<Branch>,
    /// Which of them is chosen, if that is clear.
    branch: Option<String>,
    /// How certain it is who is meant.
    r#match: Certainty,
    /// What in the text should not be trusted.
    suspicious: Vec<Doubt>,
    /// What the policies said, and what they looked at.
    policy: PolicyDecision,
    /// Of a revert: what the other one wrote, record by record.
    takes_back: Option<Vec<Written>>,
    /// What was decided, and what was then written.
    approvals: Vec<Decision>,
}

/// A field that would change.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ProposedField")]
struct ShownField {
    #[serde(flatten)]
    proposed: Proposed,
    /// What stands in the record now.
    before: Value,
    /// Whether something else stands there that would be replaced.
    conflict: bool,
}

/// A decision.
#[derive(Serialize, JsonSchema)]
struct Decision {
    #[serde(flatten)]
    approval: Approval,
    /// What was written, record by record; not shown to who does not see the person.
    applied: Option<Vec<Written>>,
}

/// What was written to one record.
#[derive(Serialize, JsonSchema)]
struct Written {
    #[serde(flatten)]
    applied: Applied,
    /// What the fields were.
    before: Map<String, Value>,
    /// What they were made.
    after: Map<String, Value>,
}

/// How a text was read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "RunDetail")]
struct ShownRun {
    #[serde(flatten)]
    run: AgentRun,
    /// How far the text has come: `waiting`, `deciding`, `done`, `failed`. Until it is read, there is no more than this.
    state: Option<ExtractionState>,
    /// What came in.
    receipt_id: Option<String>,
    /// Whether somebody wants something in it.
    is_lead: Option<bool>,
    /// Why not.
    no_lead: Option<NoLead>,
    /// Whether all of it was read.
    is_complete: Option<bool>,
    /// What in it should not be trusted.
    suspicious: Vec<Doubt>,
    /// The text: what is known of it, and how far it has come.
    extraction: Option<Extraction>,
    /// What was proposed; for who sees every writeback.
    proposals: Option<Vec<Shown>>,
}

/// The operations.
pub fn operations() -> Vec<Operation> {
    let one = "/api/workflow/writebacks/{id}";
    let decide = |verb: &str, summary: &str| {
        Operation::new("POST", &format!("{one}/{verb}"), summary)
            .needs::<WritebacksApproveLow>()
            .versioned()
            .refuses(403, "`risk_too_high`: what is of more than low risk needs `writebacks:approve`.")
    };
    let stale =
        "`stale_hash` or `target_changed`, both with the new diff; `choose_branch`, `four_eyes`, `not_waiting`.";
    let mut operations = vec![
        Operation::new("GET", "/api/workflow/inbox", "All that waits for a person: the highest risk first, then the oldest.")
            .needs::<WritebacksRead>()
            .query("kind", "`proposal`, `ambiguous_match`, `failed_writeback`, `failed_receipt`, `receipt_to_review`, `failed_reading`.")
            .query("risk", "`low`, `medium` or `high`.")
            .paged()
            .answers::<inbox::Inbox>(200, "One page; filtered, it may come out short."),
        Operation::new("GET", "/api/workflow/approvals", "The decisions of a month, newest first.")
            .needs::<WritebacksRead>()
            .query("month", "Such as 2026-03; the current one if it is not given.")
            .query("by", "Such as `user:…` or `policy:…`.")
            .query("verdict", "`approved` or `rejected`.")
            .query("policy_id", "Those of a policy.")
            .paged()
            .answers::<inbox::Decisions>(200, "One page; filtered, it may come out short."),
        Operation::new("GET", "/api/workflow/runs", "How texts were read in a month, newest first.")
            .needs::<RunsRead>()
            .query("month", "Such as 2026-03; the current one if it is not given.")
            .paged()
            .answers::<runs::Runs>(200, "One page; filtered, it may come out short."),
        Operation::new("GET", "/api/workflow/runs/{id}", "How a text was read, what that cost, and what was proposed.")
            .needs::<RunsRead>()
            .shows::<ShownRun>(200, "As it is."),
        Operation::new("GET", "/api/workflow/writebacks", "Writebacks of a status: the highest risk first, then the oldest.")
            .needs::<WritebacksRead>()
            .query("status", "`draft`, `review_required` (the default), `approved`, `executed`, `rejected`, `failed`, `reverted`.")
            .query("risk", "`low`, `medium` or `high`.")
            .query("action", "`create`, `update` or `revert`.")
            .query("owner_id", "Who cares for the lead.")
            .query("person_id", "Whom it concerns.")
            .query("lead_id", "Which lead it concerns.")
            .paged()
            .answers::<Page>(200, "One page; filtered, it may come out short."),
        Operation::new("GET", one, "One writeback: what it would write, where that was said, and what stands there now.")
            .needs::<WritebacksRead>()
            .shows::<Shown>(200, "As it is."),
        Operation::new("PATCH", one, "Changes what it would write. What others agreed to is void.")
            .needs::<WritebacksApproveLow>()
            .versioned()
            .body::<Edit>()
            .shows::<Shown>(200, "As it is now, with a new hash.")
            .refuses(409, "`stale_hash`, with the new diff; `not_waiting`.")
            .refuses(422, "Every value that is none."),
        decide("approve", "Approves it, whole or some of its fields, and writes it.")
            .body::<Approve>()
            .shows::<Shown>(200, "It was written, or waits for others who must agree too.")
            .refuses(409, stale),
        decide("reject", "Rejects it.")
            .body::<Reject>()
            .shows::<Shown>(200, "It is rejected.")
            .refuses(409, "`not_waiting`."),
        decide("revert", "Takes back what it wrote, by a writeback of its own. What somebody changed since stays.")
            .body::<Revert>()
            .shows::<Shown>(200, "The writeback that takes it back.")
            .refuses(409, "`edited_since`, with what somebody changed; `not_executed`."),
        decide("submit", "Submits a draft: it waits for a person then.")
            .shows::<Shown>(200, "It waits.")
            .refuses(409, "`not_draft`."),
    ];
    operations
        .extend(document_resource::<Policy, Policy, PoliciesRead, PoliciesWrite>("/api/workflow/policies", "policy"));
    operations
}
