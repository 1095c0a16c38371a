//! What waits for a person, and what is decided on it: proposals, approvals, policies, and how texts were read.

mod docs;
mod inbox;
mod runs;
mod writebacks;

pub use docs::operations;
use shared::{
    http::{Routes, resource},
    identity::permissions::{PoliciesRead, PoliciesWrite},
    runtime::Function,
    workflow::Policy,
};

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), ..Function::new("writebacks") }
}

fn routes() -> Routes {
    Routes::new()
        .get("/api/workflow/inbox", inbox::read_inbox)
        .get("/api/workflow/approvals", inbox::list_approvals)
        .get("/api/workflow/runs", runs::list_runs)
        .get("/api/workflow/runs/{id}", runs::read_run)
        .get("/api/workflow/writebacks", writebacks::list_writebacks)
        .get("/api/workflow/writebacks/{id}", writebacks::read_writeback)
        .patch("/api/workflow/writebacks/{id}", writebacks::edit_writeback)
        .post("/api/workflow/writebacks/{id}/approve", writebacks::approve_writeback)
        .post("/api/workflow/writebacks/{id}/reject", writebacks::reject_writeback)
        .post("/api/workflow/writebacks/{id}/revert", writebacks::revert_writeback)
        .post("/api/workflow/writebacks/{id}/submit", writebacks::submit_writeback)
        .merge(resource::<Policy, PoliciesRead, PoliciesWrite>("/api/workflow/policies"))
}
