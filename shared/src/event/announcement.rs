//! What a command tells of itself.

use super::{Actor, Level};
use crate::{
    Id,
    evidence::Evidence,
    store::{Entity, Key},
};

/// What a command tells of itself. What it changed is added by the transaction.
#[derive(Clone, Debug)]
pub struct Announcement {
    pub(super) event_type: String,
    pub(super) actor: Actor,
    pub(super) kind: &'static str,
    pub(super) subject: String,
    pub(super) pk: Key,
    pub(super) correlation_id: Option<String>,
    pub(super) evidence: Vec<Id<Evidence>>,
    pub(super) level: Level,
}

impl Announcement {
    /// `event_type`, such as `lead.created`, of the record `subject`, done by `actor`.
    pub fn new<E: Entity>(event_type: &'static str, subject: &E, actor: Actor) -> Self {
        let reference = subject.reference();
        Self {
            event_type: event_type.to_owned(),
            actor,
            kind: E::TYPE,
            subject: E::label(&reference),
            pk: E::place(&reference).pk,
            correlation_id: None,
            evidence: Vec::new(),
            level: Level::Info,
        }
    }

    /// The `verb` done to `subject`, by its type: `form.updated`.
    pub fn about<E: Entity>(verb: &'static str, subject: &E, actor: Actor) -> Self {
        Self { event_type: format!("{}.{verb}", E::TYPE), ..Self::new("", subject, actor) }
    }

    /// What the command was a part of: a request, a receipt.
    #[must_use]
    pub fn correlated(mut self, id: impl Into<String>) -> Self {
        self.correlation_id = Some(id.into());
        self
    }

    /// What the command rests on.
    #[must_use]
    pub fn because_of(mut self, evidence: Id<Evidence>) -> Self {
        self.evidence.push(evidence);
        self
    }

    /// Raises the level.
    #[must_use]
    pub fn at_level(mut self, level: Level) -> Self {
        self.level = level;
        self
    }
}
