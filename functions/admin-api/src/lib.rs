//! Signing in, and administration.

mod auth;
mod docs;
mod events;
mod forms;

pub use docs::operations;
use serde_json::{Value, json};
use shared::{
    App, Error, audit,
    http::{Routes, resource},
    identity::permissions::{FormsRead, FormsWrite},
    integrations::Form,
    runtime::{Command, Function},
    setup,
};

/// What an operator asks once, after the first deployment.
const SET_UP: Command = Command { name: "set_up", handler: |app| Box::pin(set_up(app)) };

/// What an operator asks who wants to know whether the audit trail is whole.
const AUDIT_VERIFY: Command = Command { name: "audit_verify", handler: |app| Box::pin(verify_audit(app)) };

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), commands: &[SET_UP, AUDIT_VERIFY], ..Function::new("admin-api") }
}

fn routes() -> Routes {
    Routes::new()
        .post("/api/auth/login", auth::login)
        .post("/api/auth/refresh", auth::refresh)
        .post("/api/auth/logout", auth::logout)
        .get("/api/auth/me", auth::me)
        .post("/api/auth/password", auth::change_password)
        .get("/api/auth/sessions", auth::list_sessions)
        .delete("/api/auth/sessions/{id}", auth::end_session)
        .merge(resource::<Form, FormsRead, FormsWrite>("/api/admin/forms"))
        .get("/api/admin/forms/{id}/embed", forms::embed_form)
        .post("/api/admin/forms/{id}/test", forms::try_form)
        .post("/api/admin/forms/{id}/rotate-secret", forms::rotate_secret)
        .post("/api/admin/forms/{id}/retire-secret", forms::retire_secret)
        .get("/api/admin/events", events::list_events)
        .get("/api/admin/events/export", events::export_events)
}

/// Makes the first administrator and the first form. A second time it changes nothing, and tells no password.
async fn set_up(app: &App) -> shared::Result<Value> {
    let made = setup::set_up(app).await?;
    let admin = made.admin.map(|admin| json!({ "email": admin.email, "password": admin.made_password }));
    Ok(json!({ "form": format!("{}/forms/{}", app.config.public_url, made.form_id), "admin": admin }))
}

/// Holds every Event against the chain of seals.
async fn verify_audit(app: &App) -> shared::Result<Value> {
    let report = audit::verify(app, None).await?;
    if !report.is_whole {
        tracing::error!(audit.fault = ?report.fault, "the audit trail is not whole");
    }
    serde_json::to_value(report).map_err(|e| Error::internal("writing a report", e))
}
