//! Who sends us submissions, and how each proves that it is who it says.

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::{Error, inbound::Proof};

/// The sender of a form's submissions.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Provider {
    /// The form is ours: a page, a script or a server sends the fields themselves.
    #[default]
    Native,
    /// Typeform.
    Typeform,
    /// Tally.
    Tally,
    /// Jotform.
    Jotform,
    /// Webflow.
    Webflow,
    /// Facebook Lead Ads.
    Facebook,
    /// Google Ads lead forms.
    GoogleAds,
    /// Calendly.
    Calendly,
    /// Cal.com.
    Calcom,
    /// Any sender that signs JSON with HMAC-SHA256 or as Standard Webhooks do.
    Generic,
}

impl Provider {
    /// Every provider.
    pub const ALL: &'static [Self] = &[
        Self::Native,
        Self::Typeform,
        Self::Tally,
        Self::Jotform,
        Self::Webflow,
        Self::Facebook,
        Self::GoogleAds,
        Self::Calendly,
        Self::Calcom,
        Self::Generic,
    ];

    /// The name in addresses and in the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Typeform => "typeform",
            Self::Tally => "tally",
            Self::Jotform => "jotform",
            Self::Webflow => "webflow",
            Self::Facebook => "facebook",
            Self::GoogleAds => "google-ads",
            Self::Calendly => "calendly",
            Self::Calcom => "calcom",
            Self::Generic => "generic",
        }
    }

    /// The name of its receipts' source.
    pub fn source(self) -> &'static str {
        match self {
            Self::Native => "form",
            Self::Typeform
            | Self::Tally
            | Self::Jotform
            | Self::Webflow
            | Self::Facebook
            | Self::GoogleAds
            | Self::Calendly
            | Self::Calcom
            | Self::Generic => self.name(),
        }
    }

    /// The provider whose receipts have this source.
    pub fn of_source(source: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|provider| provider.source() == source)
    }

    /// How a request proves that it comes from the provider.
    pub fn proof(self) -> Proof {
        match self {
            Self::Native => Proof::FormKey,
            Self::Typeform => Proof::Signature { header: "typeform-signature", prefix: "sha256=" },
            Self::Tally => Proof::Signature { header: "tally-signature", prefix: "" },
            Self::Jotform => Proof::PathToken,
            Self::Webflow => Proof::Webflow,
            Self::Facebook => Proof::Signature { header: "x-hub-signature-256", prefix: "sha256=" },
            Self::GoogleAds => Proof::BodyKey("google_key"),
            Self::Calendly => Proof::Calendly,
            Self::Calcom => Proof::Signature { header: "x-cal-signature-256", prefix: "" },
            Self::Generic => Proof::Generic,
        }
    }
}

impl fmt::Display for Provider {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Provider {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().copied().find(|provider| provider.name() == text);
        found.ok_or_else(|| Error::NotFound { entity: "provider", id: text.chars().take(40).collect() })
    }
}
