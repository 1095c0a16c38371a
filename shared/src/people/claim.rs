//! A contact point belongs to at most one person: the claim says to whom.

use serde::{Deserialize, Serialize};

use super::Person;
use crate::{
    Id,
    pipeline::Lead,
    store::{Access, Entity, Key, Place},
};

/// A normalised way to reach a person.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "value", rename_all = "snake_case")]
pub enum ContactPoint {
    /// An address, as [`super::email::normalize`] writes it.
    Email(String),
    /// A number in E.164, as [`super::phone::normalize`] writes it.
    Phone(String),
    /// A profile, as [`super::linkedin::normalize`] writes it.
    Linkedin(String),
}

impl ContactPoint {
    /// `email`, `phone` or `linkedin`.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Email(_) => "email",
            Self::Phone(_) => "phone",
            Self::Linkedin(_) => "linkedin",
        }
    }

    /// The address or the number.
    pub fn value(&self) -> &str {
        match self {
            Self::Email(value) | Self::Phone(value) | Self::Linkedin(value) => value,
        }
    }
}

/// Makes a contact point the property of one person, and tells which of the person's leads is open.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Claim {
    /// What is claimed.
    pub point: ContactPoint,
    /// By whom.
    pub person_id: Id<Person>,
    /// The lead to which a new inquiry is attached.
    pub open_lead_id: Option<Id<Lead>>,
}

impl Entity for Claim {
    const TYPE: &'static str = "claim";
    const ACCESS: &'static [Access] =
        &[("whose an email, a phone or a LinkedIn profile is", "CLAIM#<kind>#<value> / A")];
    type Ref = ContactPoint;

    fn reference(&self) -> ContactPoint {
        self.point.clone()
    }

    fn place(point: &ContactPoint) -> Place {
        Place::head(Key::new("CLAIM").with(point.kind()).with(point.value()))
    }

    /// Never the address itself: a refusal may reach a log.
    fn label(point: &ContactPoint) -> String {
        format!("of this {}", point.kind())
    }
}
