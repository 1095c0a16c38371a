//! Leads and people, receipts and evidence, the dashboard, and whether all is well.

mod activities;
mod dashboard;
mod docs;
mod evidence;
mod health;
mod people;
mod pipeline;
mod provenance;
mod receipts;

pub use docs::operations;
use shared::{http::Routes, runtime::Function};

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), ..Function::new("crm-api") }
}

fn routes() -> Routes {
    Routes::new()
        .get("/healthz", health::health)
        .get("/api/openapi.json", docs::read_document)
        .get("/api/docs", docs::read_reference)
        .get("/api/crm/contacts", people::list_contacts)
        .get("/api/crm/contacts/{id}", people::read_contact)
        .get("/api/crm/contacts/{id}/history", activities::contact_history)
        .get("/api/crm/contacts/{id}/provenance", provenance::of_contact)
        .get("/api/crm/dashboard", dashboard::read_dashboard)
        .get("/api/crm/leads", pipeline::list_leads)
        .get("/api/crm/leads/{id}", pipeline::read_lead)
        .post("/api/crm/leads/{id}/assign", pipeline::assign_lead)
        .get("/api/crm/leads/{id}/activities", activities::lead_activities)
        .get("/api/crm/leads/{id}/history", activities::lead_history)
        .get("/api/crm/leads/{id}/provenance", provenance::of_lead)
        .get("/api/evidence/{id}", evidence::read_evidence)
        .get("/api/evidence/{id}/content", evidence::read_content)
        .get("/api/receipts", receipts::list_receipts)
        .get("/api/receipts/{id}", receipts::read_receipt)
        .post("/api/receipts/{id}/replay", receipts::replay_receipt)
        .post("/api/receipts/{id}/release", receipts::release_receipt)
        .post("/api/receipts/{id}/retry", receipts::retry_receipt)
}
