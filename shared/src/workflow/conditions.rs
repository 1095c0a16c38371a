//! When a policy applies, and what it wants done.

use std::collections::BTreeSet;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Action, By, Risk};
use crate::reading::Field;

/// What a policy wants done.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Effect {
    /// It is written at once; what is of high risk waits for a person all the same.
    Approve,
    /// It waits for a person.
    Review,
    /// It waits for two, none of whom asked for it.
    FourEyes,
    /// It is kept, and waits for nobody until somebody submits it.
    Draft,
}

/// Who asked for a text to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum AskedBy {
    /// Somebody who had signed in.
    User,
    /// A machine with a key.
    Key,
    /// Whoever filled in a form.
    Form,
}

/// When a policy applies. What is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// It does one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub actions: Vec<Action>,
    /// Its text came through one of these channels.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub channels: Vec<String>,
    /// One of these asked for it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub asked_by: Vec<AskedBy>,
    /// Every value was found by one of these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub found_by: Vec<By>,
    /// Its risk is not above this.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_risk: Option<Risk>,
    /// An email or a phone is among the values, and each of them is at least as sure as this, 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub contact_confidence: Option<f64>,
    /// Nobody who is known could be meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nobody_known: Option<bool>,
    /// No value is one of several that were possible, and no address or number of the text is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_ambiguous: Option<bool>,
    /// Nothing in the text is suspicious.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nothing_suspicious: Option<bool>,
    /// It writes one of these fields.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub writes: Vec<Field>,
}

/// What a policy looks at.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Inputs {
    /// What it does.
    pub action: Action,
    /// How the text came.
    pub channel: String,
    /// Who asked for it.
    pub asked_by: AskedBy,
    /// Who found the values.
    pub found_by: BTreeSet<By>,
    /// How much harm it does if it is wrong.
    pub risk: Risk,
    /// The least sure email or phone; none if there is none.
    pub contact_confidence: Option<f64>,
    /// Whether somebody who is known could be meant.
    #[serde(default)]
    pub is_somebody_known: bool,
    /// Whether a value is one of several that were possible, or an address or a number of the text is left out.
    #[serde(default)]
    pub is_ambiguous: bool,
    /// Whether something in the text is suspicious.
    pub is_suspicious: bool,
    /// What it writes.
    pub writes: Vec<Field>,
}

impl Conditions {
    /// Whether they hold for a proposal.
    pub fn hold(&self, inputs: &Inputs) -> bool {
        fn within<T: PartialEq>(allowed: &[T], value: &T) -> bool {
            allowed.is_empty() || allowed.contains(value)
        }
        within(&self.actions, &inputs.action)
            && within(&self.channels, &inputs.channel)
            && within(&self.asked_by, &inputs.asked_by)
            && inputs.found_by.iter().all(|by| within(&self.found_by, by))
            && self.max_risk.is_none_or(|most| inputs.risk <= most)
            && self.contact_confidence.is_none_or(|least| inputs.contact_confidence.is_some_and(|sure| sure >= least))
            && !(self.nobody_known == Some(true) && inputs.is_somebody_known)
            && !(self.nothing_ambiguous == Some(true) && inputs.is_ambiguous)
            && !(self.nothing_suspicious == Some(true) && inputs.is_suspicious)
            && (self.writes.is_empty() || self.writes.iter().any(|field| inputs.writes.contains(field)))
    }
}
