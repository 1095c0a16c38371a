//! The edge between our code and HTTP.

mod allowed;
mod body;
mod browser;
mod crud;
mod document;
mod edge;
mod idempotency;
mod list;
mod path;
mod peer;
mod problem;
mod resource;
mod routes;

pub use allowed::Allowed;
pub use body::{API_MAX, Body, RawBody, json};
pub use browser::{Cookies, Posted, Sender, SignedIn, Visitor, local_path};
pub use document::{Operation, document, page as reference_page, resource as document_resource};
pub use edge::{Face, layered};
pub use idempotency::Idempotency;
pub use list::ListQuery;
pub use path::Path;
pub use peer::Peer;
pub use problem::{Problem, status};
pub use resource::{Resource, Shown, resource};
pub use routes::{Route, Routes};
