//! Every record type of the table: one line each, so that nothing that holds for all can forget one.

use crate::{
    ai::{AgentRun, ModelAnswer},
    audit::{ChainHead, Leaves, Seal},
    event::Event,
    evidence::{EvidenceBytes, EvidencePart},
    fanout::Watermark,
    identity::{ApiKey, Login, Password, PasswordLink, Role, Session, Team, User},
    integrations::{Form, FormMapping, Receipt},
    outbox::SandboxMessage,
    people::{Claim, Person},
    pipeline::{Booking, BookingUid, Intake, Lead},
    secrets::DataKey,
    settings::SettingValue,
    store::{Access, CursorKey, Entity, Idempotency},
    workflow::{Approval, Extraction, Policy, Proposal, Provenance, Writeback},
};

/// What is known of a record type.
#[derive(Clone, Copy, Debug)]
pub struct Kind {
    /// The value of `_type`.
    pub name: &'static str,
    /// How such records are found.
    pub access: &'static [Access],
}

macro_rules! entities {
    ($($entity:ty),* $(,)?) => {
        /// Every record type, by name.
        pub const KINDS: &[Kind] = &[$(Kind { name: <$entity as Entity>::TYPE, access: <$entity as Entity>::ACCESS }),*];
    };
}

// In alphabetical order of their names in the table.
entities! {
    AgentRun,
    ApiKey,
    Approval,
    Booking,
    BookingUid,
    ChainHead,
    Claim,
    CursorKey,
    DataKey,
    Event,
    EvidenceBytes,
    EvidencePart,
    Extraction,
    Form,
    FormMapping,
    Idempotency,
    Intake,
    Lead,
    Leaves,
    Login,
    ModelAnswer,
    Password,
    PasswordLink,
    Person,
    Policy,
    Proposal,
    Provenance,
    Receipt,
    Role,
    SandboxMessage,
    Seal,
    Session,
    SettingValue,
    Team,
    User,
    Watermark,
    Writeback,
}

/// Items that are no records: made by the stream and the sweep.
pub const DERIVED: &[Access] = &[
    ("how many tokens a model may have cost on a day (for a week)", "AI#tokens / <yyyy-mm-dd>"),
    ("counters of all time, of a list under a value", "M#total / A"),
    ("counters of a day", "M#day / <yyyy-mm-dd>"),
    ("how often a sender came in a minute (for an hour)", "RATE#<scope>#<keyed hash> / <minute>"),
    ("how far the counters have folded a shard of the stream", "HW#<shard> / A"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique_and_in_order() {
        assert!(KINDS.is_sorted_by(|a, b| a.name < b.name));
    }

    #[test]
    fn every_record_type_says_how_it_is_found() {
        assert!(KINDS.iter().all(|kind| !kind.access.is_empty()));
    }
}
