//! How far a lead has come.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// The first of a lead's three axes; the others are its disposition and its stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Lifecycle {
    /// Nobody has looked at it.
    #[default]
    New,
    /// Somebody has written or called.
    Contacted,
    /// The person answered.
    Engaged,
    /// It fits.
    Qualified,
    /// An offer is out.
    Proposal,
    /// The deal is made.
    Won,
    /// The deal is not made.
    Lost,
    /// It does not fit.
    Unqualified,
    /// Out of sight; goes back to where it came from.
    Archived,
}

impl Lifecycle {
    /// The name in the API and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Contacted => "contacted",
            Self::Engaged => "engaged",
            Self::Qualified => "qualified",
            Self::Proposal => "proposal",
            Self::Won => "won",
            Self::Lost => "lost",
            Self::Unqualified => "unqualified",
            Self::Archived => "archived",
        }
    }

    /// Whether a new inquiry of the same person belongs to the lead.
    pub fn is_open(self) -> bool {
        match self {
            Self::New | Self::Contacted | Self::Engaged | Self::Qualified | Self::Proposal => true,
            Self::Won | Self::Lost | Self::Unqualified | Self::Archived => false,
        }
    }
}

impl fmt::Display for Lifecycle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
