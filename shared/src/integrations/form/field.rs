//! An input of the hosted page.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An input of the hosted page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormField {
    /// The name under which it is sent: a field of ours, or the name of an answer.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What can be filled in.
    #[serde(default)]
    pub kind: FieldKind,
    /// What can be chosen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<String>,
    /// A hint below the label.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

/// What can be filled in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// One line.
    #[default]
    Text,
    /// An email address.
    Email,
    /// A phone number.
    Tel,
    /// Several lines.
    Textarea,
    /// One of the options.
    Select,
    /// Yes, or nothing.
    Checkbox,
    /// A day.
    Date,
    /// A number.
    Number,
    /// A file.
    File,
}

/// The most characters of a label.
const MAX_LABEL: usize = 200;
/// The most characters of a hint; the text of a consent is one.
const MAX_HELP: usize = 1_000;
/// The most options.
const MAX_OPTIONS: usize = 100;

impl FormField {
    /// A line of text.
    pub fn named(name: &str, label: &str) -> Self {
        Self { name: name.into(), label: label.into(), kind: FieldKind::Text, options: Vec::new(), help: None }
    }

    /// The inputs of a page whose form says nothing of them.
    pub(super) fn usual() -> Vec<Self> {
        let of = |name, label, kind| Self { kind, ..Self::named(name, label) };
        vec![
            of("full_name", "Name", FieldKind::Text),
            of("email", "Email", FieldKind::Email),
            of("phone", "Phone", FieldKind::Tel),
            of("message", "How can we help?", FieldKind::Textarea),
        ]
    }

    /// What browsers may fill in, as HTML names it.
    pub fn autocomplete(&self) -> Option<&'static str> {
        Some(match self.name.as_str() {
            "full_name" => "name",
            "first_name" => "given-name",
            "last_name" => "family-name",
            "email" => "email",
            "phone" => "tel",
            "company" => "organization",
            _ => return None,
        })
    }

    pub(super) fn check(&self) -> Option<String> {
        let within = |text: &str, max: usize| !text.trim().is_empty() && text.chars().count() <= max;
        let name = &self.name;
        if !within(name, super::input::MAX_TEXT) || crate::capture::is_control(name) {
            return Some(format!("`{name}` is no name for an input: it is empty, too long, or about the sending"));
        }
        if !within(&self.label, MAX_LABEL) || self.help.as_ref().is_some_and(|help| !within(help, MAX_HELP)) {
            return Some(format!("`{name}` needs a label of {MAX_LABEL} characters at most, and a hint of {MAX_HELP}"));
        }
        let fits = self.options.len() <= MAX_OPTIONS && self.options.iter().all(|option| within(option, MAX_LABEL));
        if !fits || (self.kind == FieldKind::Select) == self.options.is_empty() {
            return Some(format!("`{name}` needs 1 to {MAX_OPTIONS} options if it is a select, and none if it is not"));
        }
        None
    }
}
