//! Capture: a request from outside goes in, is kept, and becomes a lead, in one transaction.
//!
//! `body`, `field`, `submission` and `providers` read what came and know no I/O; `plan` decides what it leads to; `entry`
//! keeps it; `submit` and `receive` are the two doors, `pending` and `replay` the ways back in.

mod appointment;
mod body;
mod entry;
mod field;
mod forms;
mod intake;
mod mend;
mod pending;
mod plan;
pub mod providers;
mod receive;
mod replay;
mod spam;
mod submission;
mod submit;
mod work;

pub use body::{Content, File, object};
pub use field::{Field, Kind};
pub(crate) use field::{is_ours, says};
pub use forms::FormCache;
pub use mend::fields_of;
pub use pending::process;
pub use plan::Preview;
pub use receive::{Received, receive, receive_facebook};
pub use replay::{Action, FieldChange, Replay, release, replay, retry};
pub(crate) use spam::is_control;
pub use spam::{MARK, SUBMISSION_ID, mark};
pub use submission::{FIELDS, Reading, Submission};
pub use submit::{Captured, Outcome, preview, submit};
pub(crate) use work::region_of;
