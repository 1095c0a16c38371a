//! Where a lead came from.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// By which door a lead came in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Ingress {
    /// A form.
    Form,
    /// Plain words, that were read.
    Parser,
}

impl Ingress {
    /// The name in the API and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Form => "form",
            Self::Parser => "parser",
        }
    }
}

/// Where a lead came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// By which door.
    pub ingress: Ingress,
    /// Through which medium: `web` for a form on a site.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub channel: Option<String>,
    /// How the business knows the person, such as `referral`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub business_source: Option<String>,
    /// By which channel of discovery, such as `google`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub discovery_channel: Option<String>,
}

/// A visit that led to a submission. Immutable: the first and the last one of a lead are those of its submissions.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Touch {
    /// `utm_source` and its kin, by name without the prefix.
    #[serde(default, skip_serializing_if = "std::collections::BTreeMap::is_empty")]
    pub utm: std::collections::BTreeMap<String, String>,
    /// Google's click id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub gclid: Option<String>,
    /// The page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub referrer: Option<String>,
}

impl Touch {
    /// Whether nothing is known of the visit.
    pub fn is_empty(&self) -> bool {
        self.utm.is_empty() && self.gclid.is_none() && self.referrer.is_none()
    }
}
