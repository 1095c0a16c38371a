//! Signing in, and administration.

mod auth;

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
}
