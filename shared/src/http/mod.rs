//! The edge between our code and HTTP.

mod allowed;
mod body;
mod browser;
mod crud;
mod document;
mod edge;
mod if_match;
mod list;
mod once;
mod patch;
mod path;
mod peer;
mod problem;
mod resource;
mod routes;
mod state;

pub use allowed::Allowed;
pub use body::{API_MAX, Body, NoBody, RawBody, json};
pub use browser::{Cookies, Posted, Sender, SignedIn, Visitor, local_path};
pub use document::{Operation, document, page as reference_page, resource as document_resource};
pub use edge::{Face, layered};
pub use if_match::IfMatch;
pub use list::ListQuery;
pub use once::key as idempotency_key;
pub use patch::Patch;
pub use path::Path;
pub use peer::Peer;
pub use problem::{Problem, status};
pub use resource::{Resource, Shown, resource};
pub use routes::{Route, Routes};
pub use state::State;
