//! The pipeline: what somebody wants of us, and how far it has come.

pub mod budget;
mod intake;
mod lead;
mod lifecycle;
mod source;

pub use budget::Budget;
pub use intake::{Consent, Intake};
pub use lead::{Lead, lead_detail, list_leads};
pub use lifecycle::Lifecycle;
pub use source::{Ingress, Source, Touch};
