//! The people: who they are, and which contact points are theirs.

mod claim;
pub mod email;
pub mod linkedin;
mod person;
pub mod phone;

pub use claim::{Claim, ContactPoint};
pub(crate) use person::words;
pub use person::{Person, list_people, name_place};
