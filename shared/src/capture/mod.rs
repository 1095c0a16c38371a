//! Capture: a form submission goes in, is kept, and becomes a lead, in one transaction.

mod command;
mod forms;
mod pending;
mod plan;
mod submission;

pub use command::{Captured, Outcome, submit};
pub use forms::FormCache;
pub use pending::process;
pub use submission::{FIELDS, Submission};
