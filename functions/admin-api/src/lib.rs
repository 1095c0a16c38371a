//! Signing in, and administration.

mod auth;
mod docs;
mod forms;

pub use docs::operations;
use shared::{
    http::{Routes, resource},
    identity::permissions::{FormsRead, FormsWrite},
    integrations::Form,
    runtime::Function,
};

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), ..Function::new("admin-api") }
}

fn routes() -> Routes {
    Routes::new()
        .post("/api/auth/login", auth::login)
        .post("/api/auth/refresh", auth::refresh)
        .post("/api/auth/logout", auth::logout)
        .get("/api/auth/me", auth::me)
        .merge(resource::<Form, FormsRead, FormsWrite>("/api/admin/forms"))
        .get("/api/admin/forms/{id}/embed", forms::embed_form)
        .post("/api/admin/forms/{id}/test", forms::try_form)
        .post("/api/admin/forms/{id}/rotate-secret", forms::rotate_secret)
        .post("/api/admin/forms/{id}/retire-secret", forms::retire_secret)
}
