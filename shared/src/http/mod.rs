//! The edge between our code and HTTP.

mod allowed;
mod body;
mod edge;
mod idempotency;
mod list;
mod problem;
mod resource;
mod routes;

pub use allowed::Allowed;
pub use body::{Body, RawBody, json};
pub use edge::layered;
pub use idempotency::Idempotency;
pub use list::ListQuery;
pub use problem::Problem;
pub use resource::{Crud, Resource, Shown, resource};
pub use routes::{Route, Routes};
