//! What every function of Portico stands on.
//!
//! Entities and rules are pure and know no I/O; the store, the queues and the evidence come next; HTTP and the Lambda
//! runtime last. A command or a query lives with its domain, so that the functions stay thin.

pub mod ai;
pub mod app;
pub mod audit;
pub mod capture;
pub mod clock;
pub mod cloud;
pub mod config;
pub mod entities;
pub mod error;
pub mod event;
pub mod evidence;
pub mod fanout;
pub mod health;
pub mod http;
pub mod id;
pub mod identity;
pub mod inbound;
pub mod integrations;
pub mod metrics;
pub mod outbox;
pub mod people;
pub mod pipeline;
pub mod queue;
pub mod random;
pub mod rate;
pub mod reading;
mod remembered;
pub mod runtime;
pub mod secrets;
pub mod settings;
pub mod setup;
pub mod store;
#[cfg(feature = "testing")]
pub mod testing;
pub mod web;
pub mod workflow;

pub use app::App;
pub use clock::{BusinessTime, WallTime};
pub use error::{Error, FieldError, Result};
pub use id::Id;
