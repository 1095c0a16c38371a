//! A text, and what a person read in it.

use jiff::civil::DateTime;
use serde::Deserialize;
use serde_json::{Map, Value};
use shared::{pipeline::budget::exponent, reading::Context};

use crate::Outcome;

/// One line of the file.
#[derive(Clone, Deserialize)]
pub(crate) struct Case {
    pub(crate) id: String,
    pub(crate) channel: String,
    pub(crate) lang: String,
    pub(crate) region: String,
    now: DateTime,
    tz: String,
    pub(crate) text: String,
    /// Somebody tries to instruct whoever reads it.
    #[serde(default)]
    pub(crate) injection: bool,
    pub(crate) gold: Gold,
    /// What stands in the text and is no value.
    #[serde(default)]
    pub(crate) must_not_extract: Vec<String>,
}

/// What a person read.
#[derive(Clone, Deserialize)]
pub(crate) struct Gold {
    pub(crate) is_lead: bool,
    #[serde(default)]
    pub(crate) next_action: Option<Action>,
    /// All who want something, where they are several.
    #[serde(default)]
    pub(crate) contacts: Vec<Contact>,
    /// The other fields by their names; money in major units.
    #[serde(flatten)]
    fields: Map<String, Value>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Action {
    #[serde(rename = "type")]
    pub(crate) kind: String,
    pub(crate) due: Option<String>,
    #[serde(default)]
    pub(crate) due_alt: Vec<String>,
}

#[derive(Clone, Deserialize)]
pub(crate) struct Contact {
    pub(crate) full_name: Option<String>,
    pub(crate) phone_e164: Option<String>,
}

/// All cases of a file.
pub(crate) fn all(file: &str) -> Outcome<Vec<Case>> {
    let lines = file.lines().filter(|line| !line.trim().is_empty());
    lines.map(|line| serde_json::from_str(line).map_err(Into::into)).collect()
}

impl Case {
    pub(crate) fn context(&self) -> Outcome<Context<'_>> {
        Ok(Context { channel: &self.channel, region: &self.region, now: self.now.in_tz(&self.tz)? })
    }
}

impl Gold {
    /// A field that holds one string.
    pub(crate) fn text(&self, field: &str) -> Option<&str> {
        self.fields.get(field)?.as_str().filter(|text| !text.is_empty())
    }

    /// A sum in minor units of the gold currency.
    pub(crate) fn minor(&self, field: &str) -> Option<i64> {
        let major = self.fields.get(field)?.as_f64()?;
        Some((major * 10_f64.powi(exponent(self.text("currency")).try_into().ok()?)).round() as i64)
    }
}
