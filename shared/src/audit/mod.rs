//! The audit trail: reading Events, the history of a record, the chain of seals, its verification, and export.
//!
//! Nothing here writes an Event but an export's own. Every hour that has Events is sealed a while after its end; each seal
//! holds the one before, so that the last one stands for all of them (`docs/decisions/0015-audit.md`).

mod chain;
mod export;
mod hash;
mod history;
mod hours;
mod list;
mod read;
mod seal;
mod search;
mod show;
mod verify;

pub use chain::{ChainHead, Leaves, Seal};
pub use export::{ExportRequest, MAX_EVENTS, Part, Period, announce_export, export};
pub use hash::Hash;
pub use history::{Activity, FieldHistory, lead_activities, lead_history, person_history};
pub use list::{Listing, list};
pub use seal::{begin, seal_hours};
pub use search::demand_all;
pub use show::{ShownEntity, ShownEvent};
pub use verify::{Fault, Report, verify};
