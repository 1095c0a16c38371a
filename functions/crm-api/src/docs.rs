//! What the routes take and answer, for the API document; and the document itself.

use std::collections::BTreeMap;

use axum::{
    http::{HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;
use shared::{
    BusinessTime, Id,
    audit::{Activity, FieldHistory},
    capture::Replay,
    evidence::Evidence,
    http::Operation,
    identity::permissions::{EvidenceRead, LeadsRead, LeadsWrite, ReceiptsRead, ReceiptsWrite},
    integrations::Receipt,
    metrics::Dashboard,
    people::Person,
    pipeline::{Intake, Lead, Touch},
    store::{Page, Summary},
};

use crate::{pipeline, provenance, receipts};

/// Made by `PORTICO_BLESS=1 cargo test -p tests docs`, and held against the routes by the same test.
const DOCUMENT: &str = include_str!("../../../docs/openapi.json");
const REFERENCE: &str = include_str!("../../../docs/api.html");

pub(crate) async fn read_document() -> Response {
    ([(header::CONTENT_TYPE, "application/json")], DOCUMENT).into_response()
}

pub(crate) async fn read_reference() -> Response {
    let mut response = ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], REFERENCE).into_response();
    // The style is our own file's; there is nothing else to load.
    let policy = HeaderValue::from_static(
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'",
    );
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// A lead with what its submissions said.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "LeadDetail")]
struct ShownLead {
    #[serde(flatten)]
    lead: Lead,
    /// The answers of all submissions that are shown, the latest winning.
    answers: BTreeMap<String, Value>,
    /// Appointments.
    bookings: Vec<Summary>,
    /// The visit that led to the first submission that tells of one.
    first_touch: Option<Touch>,
    /// The visit that led to the last one.
    last_touch: Option<Touch>,
    /// What each submission said.
    submissions: Vec<ShownSubmission>,
    /// Whether all submissions are shown: the newest 100 and the first are.
    submissions_complete: bool,
}

/// What one submission said.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Submission")]
struct ShownSubmission {
    #[serde(flatten)]
    intake: Intake,
    /// What no field of ours takes.
    answers: BTreeMap<String, Value>,
}

/// A receipt, as it is shown.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ReceiptDetail")]
struct ShownReceipt {
    #[serde(flatten)]
    receipt: Receipt,
    /// The exact bytes.
    evidence_id: Id<Evidence>,
    /// What the provider answered, where the request only named it.
    #[serde(skip_serializing_if = "Option::is_none")]
    answers_evidence_id: Option<Id<Evidence>>,
}

/// A piece of evidence.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Evidence")]
struct ShownEvidence {
    /// The evidence.
    id: Id<Evidence>,
    /// The request that it came with.
    receipt_id: Id<Receipt>,
    /// As the sender called it.
    content_type: String,
    /// In bytes.
    length: u64,
    /// SHA-256 of the bytes, base64url.
    sha256: String,
    /// When it came in.
    received_at: BusinessTime,
    /// The input that a file came through.
    field: Option<String>,
    /// As the sender called the file.
    file_name: Option<String>,
}

/// Whether all is well.
#[derive(Serialize, JsonSchema)]
struct Health {
    /// `ok`
    status: String,
}

/// One page of activities.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "ActivityPage")]
struct Activities {
    /// Newest first.
    items: Vec<Activity>,
    /// Where to go on; null at the end.
    next_cursor: Option<String>,
}

/// One page of the values that fields had.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "FieldHistoryPage")]
struct FieldHistories {
    /// Newest first.
    items: Vec<FieldHistory>,
    /// Where to go on; null at the end.
    next_cursor: Option<String>,
}

/// The operations that tell what happened to a record.
fn histories() -> Vec<Operation> {
    let history = |path: &str| {
        Operation::new("GET", path, "The values that its fields had, newest first. `limit` counts events.")
            .needs::<LeadsRead>()
            .query("field", "Only of this field, such as `lifecycle`.")
            .paged()
            .answers::<FieldHistories>(200, "One page.")
    };
    let origins = |path: &str, whose: &str| {
        let summary = format!("Which words the fields of a {whose} come from, cut from the evidence.");
        Operation::new("GET", path, summary).needs::<LeadsRead>().answers::<provenance::Provenance>(200, "By field.")
    };
    vec![
        Operation::new("GET", "/api/crm/leads/{id}/activities", "What happened to a lead, newest first.")
            .needs::<LeadsRead>()
            .query("view", "`octatech`: with its columns and statuses.")
            .paged()
            .answers::<Activities>(200, "One page."),
        history("/api/crm/leads/{id}/history"),
        history("/api/crm/contacts/{id}/history"),
        origins("/api/crm/leads/{id}/provenance", "lead, and its contact,"),
        origins("/api/crm/contacts/{id}/provenance", "contact"),
    ]
}

/// The operations.
pub fn operations() -> Vec<Operation> {
    let get = |path: &str, summary: &str| Operation::new("GET", path, summary);
    let post = |path: &str, summary: &str| Operation::new("POST", path, summary);
    let receipt = "/api/receipts/{id}";
    let mut operations =
        vec![
            get("/healthz", "Whether the table, the queues and the evidence store answer.")
                .answers::<Health>(200, "They do.")
                .refuses(503, "One does not."),
            get("/api/openapi.json", "This document.").answers::<Value>(200, "OpenAPI 3.1."),
            get("/api/docs", "This document, for people.").answers_as(200, "A page.", "text/html"),
            get("/api/crm/contacts", "People, newest first.")
                .needs::<LeadsRead>()
                .query("name", "Two letters or more of one word of the name.")
                .paged()
                .answers::<Page>(200, "One page."),
            get("/api/crm/contacts/{id}", "One person.").needs::<LeadsRead>().shows::<Person>(200, "As it is."),
            get("/api/crm/dashboard", "Counts, and the newest leads.")
                .needs::<LeadsRead>()
                .answers::<Dashboard>(200, "They lag the writes by seconds."),
            get("/api/crm/leads", "Leads, newest first.")
                .needs::<LeadsRead>()
                .query("lifecycle", "Such as `new`.")
                .query("owner_id", "Who cares for it.")
                .query("source", "Such as `form`.")
                .query("tag", "One of its tags.")
                .paged()
                .answers::<Page>(200, "One page.")
                .refuses(400, "`filter_not_indexed`: no index serves this filter; the answer tells which there are."),
            get("/api/crm/leads/{id}", "One lead, with what its submissions said.")
                .needs::<LeadsRead>()
                .shows::<ShownLead>(200, "As it is."),
            post("/api/crm/leads/{id}/assign", "Gives a lead to somebody, who then sees it and its person.")
                .needs::<LeadsWrite>()
                .body::<pipeline::Assignment>()
                .shows::<ShownLead>(200, "As it is now.")
                .refuses(412, "`If-Match` names another version."),
            get("/api/evidence/{id}", "A piece of evidence.")
                .needs::<EvidenceRead>()
                .answers::<ShownEvidence>(200, "What it is."),
            get("/api/evidence/{id}/content", "Its exact bytes; who looked is noted.")
                .needs::<EvidenceRead>()
                .answers_as(200, "The bytes, as an attachment.", "application/octet-stream"),
            get("/api/receipts", "The receipts of a month, newest first.")
                .needs::<ReceiptsRead>()
                .query("month", "Such as 2026-03; the current one if it is not given.")
                .query("source", "`form`, or the name of a provider.")
                .query("disposition", "Such as `quarantined`.")
                .query("state", "Such as `failed`.")
                .paged()
                .answers::<receipts::OfMonth>(200, "One page; filtered, it may come out short."),
            get(receipt, "One receipt.").needs::<ReceiptsRead>().shows::<ShownReceipt>(200, "As it is."),
            post(&format!("{receipt}/replay"), "Reads its bytes anew, under the form of now.")
                .needs::<ReceiptsWrite>()
                .versioned()
                .body::<receipts::ReplayRequest>()
                .answers::<Replay>(200, "What changes, or would.")
                .refuses(422, "Its bytes cannot be read, also now."),
            post(&format!("{receipt}/release"), "Carries out what was quarantined.")
                .needs::<ReceiptsWrite>()
                .versioned()
                .shows::<ShownReceipt>(200, "What it led to.")
                .refuses(409, "`not_quarantined`, or `still_unreadable`."),
            post(&format!("{receipt}/retry"), "Carries out what had failed.")
                .needs::<ReceiptsWrite>()
                .versioned()
                .shows::<ShownReceipt>(200, "What it led to.")
                .refuses(409, "`not_failed`, or what stands in the way still."),
        ];
    operations.extend(histories());
    operations
}
