//! What somebody decided on a writeback, and what was then written: by this it can be taken back.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Policy, Writeback};
use crate::{
    BusinessTime, Id,
    event::Actor,
    people::Person,
    pipeline::Lead,
    reading::Field,
    store::{Access, Entity, Key, Listed, Meta, Place, Places, Summary, summary_row},
};

/// What was decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It shall be written.
    Approved,
    /// It shall not.
    Rejected,
}

/// A record that a writeback touches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(tag = "type", content = "id", rename_all = "snake_case")]
pub enum Subject {
    /// A person.
    Person(Id<Person>),
    /// A lead.
    Lead(Id<Lead>),
}

/// What was written to one record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Applied {
    /// The record.
    #[serde(flatten)]
    pub record: Subject,
    /// Whether it was made.
    pub created: bool,
    /// The fields that changed, as JSON text: what they were. A table does not hold every number that JSON does.
    pub(super) before: String,
    /// The fields that changed, as JSON text: what they are.
    pub(super) after: String,
}

impl Applied {
    /// What was changed of `record`.
    pub(super) fn changed(record: Subject, before: Map<String, Value>, after: Map<String, Value>) -> Self {
        let text = |fields| Value::Object(fields).to_string();
        Self { record, created: false, before: text(before), after: text(after) }
    }

    /// That `record` was made, of these fields. What is empty is left out: each kilobyte costs.
    pub(super) fn made(record: Subject, mut fields: Map<String, Value>) -> Self {
        let is_empty = |value: &Value| match value {
            Value::Null => true,
            Value::Array(values) => values.is_empty(),
            Value::Object(fields) => fields.is_empty(),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        };
        fields.retain(|_, value| !is_empty(value));
        Self { record, created: true, before: "{}".to_owned(), after: Value::Object(fields).to_string() }
    }

    /// What the fields were.
    pub(super) fn before(&self) -> Map<String, Value> {
        serde_json::from_str(&self.before).unwrap_or_default()
    }

    /// What the fields were made.
    pub(super) fn after(&self) -> Map<String, Value> {
        serde_json::from_str(&self.after).unwrap_or_default()
    }
}

/// A decision on a writeback. Written once, never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Approval {
    /// On which writeback.
    pub writeback_id: Id<Writeback>,
    /// The how many-th decision on it.
    pub number: u32,
    /// When.
    pub decided_at: BusinessTime,
    /// By whom: `user:…`, or `policy:…`.
    #[schemars(with = "String")]
    pub by: Actor,
    /// By which policy, if it was one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy_id: Option<Id<Policy>>,
    /// What was decided.
    pub verdict: Verdict,
    /// On what exactly.
    pub hash: String,
    /// Which of the records that could be meant.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<String>,
    /// Which fields were left out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<Field>,
    /// Why, where somebody said it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What was then written; nothing yet, where others must agree too.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub applied: Vec<Applied>,
}

impl Entity for Approval {
    const TYPE: &'static str = "approval";
    const ACCESS: &'static [Access] = &[
        ("the decisions on a writeback, in order", "W#<writeback> / APPR#<number>"),
        ("the decisions of a month, newest first", "gsi2 APPR#<yyyy-mm> / <decided>#<writeback>"),
    ];
    type Ref = (Id<Writeback>, u32);

    fn reference(&self) -> Self::Ref {
        (self.writeback_id, self.number)
    }

    fn place((writeback, number): &Self::Ref) -> Place {
        Place::new(Key::new("W").with(writeback), Key::new("APPR").with(format!("{number:04}")))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let month = Key::new(Self::LIST).with(self.decided_at.month());
        let order = Key::timed(self.decided_at, self.writeback_id).with(self.number);
        Places { gsi1: None, gsi2: Some(Place::new(month, order)) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "writeback_id": self.writeback_id, "by": self.by.to_string(), "verdict": self.verdict, "hash": self.hash,
            "policy_id": self.policy_id, "reason": self.reason,
            "left_out": (!self.left_out.is_empty()).then_some(&self.left_out),
        }))
    }
}

impl Listed for Approval {
    const LIST: &'static str = "APPR";
    const TIME: &'static str = "decided_at";
    const FILTERS: &'static [&'static str] = &["by", "verdict", "policy_id"];
}
