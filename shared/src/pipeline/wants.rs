//! What somebody wants and what is to be done about it, as far as it was said.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What somebody wants and what is to be done about it. The fields stand among those of the lead.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Wants {
    /// What is wanted, in the words in which it was said.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub need: Option<String>,
    /// `low`, `normal` or `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub urgency: Option<String>,
    /// What is to be done next: `call`, `email`, `send`, `quote`, `visit`, `meeting`, `follow_up`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_action: Option<String>,
    /// By when: a date, or a local date and time without a zone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_action_due: Option<String>,
    /// The property that is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub property_interest: Option<String>,
    /// The vehicle that is wanted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub vehicle_interest: Option<String>,
}
