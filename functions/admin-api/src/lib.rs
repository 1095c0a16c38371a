//! Signing in, and administration.

mod auth;
mod docs;
mod events;
mod forms;
mod keys;
mod settings;
mod users;

pub use docs::operations;
use serde_json::{Value, json};
use shared::{
    App, Error, audit,
    http::{Routes, resource},
    identity::{
        Role, Team, User,
        permissions::{FormsRead, FormsWrite, RolesRead, RolesWrite, UsersRead, UsersWrite},
    },
    integrations::Form,
    outbox,
    runtime::{Command, Function},
    setup,
};

/// What an operator asks once, after the first deployment.
const SET_UP: Command = Command { name: "set_up", handler: |app| Box::pin(set_up(app)) };

/// What an operator asks who must see a link before there is a provider of mail: the newest messages of the sandbox.
const OUTBOX: Command = Command { name: "outbox", handler: |app| Box::pin(read_outbox(app)) };

/// What an operator asks who wants to know whether the audit trail is whole.
const AUDIT_VERIFY: Command = Command { name: "audit_verify", handler: |app| Box::pin(verify_audit(app)) };

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), commands: &[SET_UP, OUTBOX, AUDIT_VERIFY], ..Function::new("admin-api") }
}

fn routes() -> Routes {
    Routes::new()
        .post("/api/auth/login", auth::login)
        .post("/api/auth/refresh", auth::refresh)
        .post("/api/auth/logout", auth::logout)
        .get("/api/auth/me", auth::me)
        .patch("/api/auth/me", auth::change_me)
        .post("/api/auth/forgot", auth::forgot_password)
        .post("/api/auth/link", auth::redeem_link)
        .post("/api/auth/password", auth::change_password)
        .get("/api/auth/sessions", auth::list_sessions)
        .delete("/api/auth/sessions/{id}", auth::end_session)
        .merge(resource::<User, UsersRead, UsersWrite>("/api/admin/users"))
        .post("/api/admin/users/{id}/invite", users::invite_user)
        .merge(resource::<Team, UsersRead, UsersWrite>("/api/admin/teams"))
        .merge(resource::<Role, RolesRead, RolesWrite>("/api/admin/roles"))
        .get("/api/admin/permissions", users::list_permissions)
        .get("/api/admin/api-keys", keys::list_keys)
        .post("/api/admin/api-keys", keys::issue_key)
        .get("/api/admin/api-keys/{id}", keys::read_key)
        .patch("/api/admin/api-keys/{id}", keys::rename_key)
        .delete("/api/admin/api-keys/{id}", keys::revoke_key)
        .merge(resource::<Form, FormsRead, FormsWrite>("/api/admin/forms"))
        .get("/api/admin/forms/{id}/embed", forms::embed_form)
        .post("/api/admin/forms/{id}/test", forms::try_form)
        .post("/api/admin/forms/{id}/rotate-secret", forms::rotate_secret)
        .post("/api/admin/forms/{id}/retire-secret", forms::retire_secret)
        .get("/api/admin/settings", settings::list)
        .patch("/api/admin/settings", settings::patch)
        .get("/api/admin/settings/{key}", settings::read)
        .put("/api/admin/settings/{key}", settings::put)
        .delete("/api/admin/settings/{key}", settings::reset)
        .post("/api/admin/settings/{key}/retire", settings::retire)
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

/// The messages that the sandbox was asked to send, newest first.
async fn read_outbox(app: &App) -> shared::Result<Value> {
    Ok(json!({ "items": outbox::sandboxed(&app.store, None, 20).await? }))
}
