//! The pipeline: what somebody wants of us, and how far it has come.

mod assign;
mod booking;
pub mod budget;
mod intake;
mod lead;
mod lifecycle;
mod source;
mod wants;

pub use assign::assign;
pub use booking::{Booking, BookingNews, BookingStatus, BookingUid};
pub use budget::Budget;
pub use intake::{Consent, Intake, IntakeFile};
pub use lead::{Lead, lead_detail, list_leads};
pub use lifecycle::Lifecycle;
pub use source::{Ingress, Source, Touch};
pub use wants::Wants;
