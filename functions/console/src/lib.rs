//! The console: pages for who works with Portico. They work without a script.

mod account;
mod assets;
mod device;
mod docs;
mod links;
mod page;
mod sign_in;

pub use docs::operations;
use shared::{http::Routes, runtime::Function};

/// The function.
pub fn function() -> Function {
    Function { routes: Some(routes()), ..Function::new("console") }
}

fn routes() -> Routes {
    Routes::new()
        .get("/", account::home)
        .get("/login", sign_in::show)
        .post("/login", sign_in::sign_in)
        .post("/logout", sign_in::sign_out)
        .get("/forgot", links::show_forgot)
        .post("/forgot", links::forgot)
        .get("/welcome/{token}", links::show_link)
        .post("/welcome/{token}", links::use_link)
        .get("/reset/{token}", links::show_link)
        .post("/reset/{token}", links::use_link)
        .get("/account", account::show)
        .post("/account/password", account::change_password)
        .post("/account/sessions/{id}/end", account::end_session)
        .get("/assets/console.css", assets::style)
        .get("/assets/console.svg", assets::icon)
        .pages(page::problem)
}
