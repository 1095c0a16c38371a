//! The people: who they are, and which contact points are theirs.

mod claim;
pub mod email;
mod person;
pub mod phone;

pub use claim::{Claim, ContactPoint};
pub use person::{Person, list_people, name_place};
