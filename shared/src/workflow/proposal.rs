//! What a writeback would write: each field with the words that it follows from, and the records that could be meant.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Action, PolicyDecision, Rendition, Writeback};
use crate::{
    Id, Result,
    evidence::{Evidence, sha256},
    people::Person,
    pipeline::Lead,
    reading::{Confidence, Field, Flag, Found, Source, Span, SuspicionKind},
    store::{Access, Entity, Key, Place},
};

/// The most characters of a quote that are shown; the evidence has all.
const MAX_QUOTE: usize = 500;

/// Who found a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// The rules.
    Rule,
    /// A model pointed at the words.
    Model,
    /// The rules and a model.
    Both,
    /// Somebody who edited the proposal.
    Person,
}

impl From<Source> for By {
    fn from(source: Source) -> Self {
        match source {
            Source::Rule => Self::Rule,
            Source::Model => Self::Model,
            Source::Both => Self::Both,
        }
    }
}

/// The words that a value follows from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Quote {
    /// The words, verbatim.
    pub quote: String,
    /// In which piece of evidence.
    pub evidence_id: Id<Evidence>,
    /// In which text of it.
    pub rendition: Rendition,
    /// Unicode scalars of that text before it.
    pub start: usize,
    /// Unicode scalars of that text before what follows it.
    pub end: usize,
    /// The same in bytes of UTF-8.
    pub byte_start: usize,
    /// The same in bytes of UTF-8.
    pub byte_end: usize,
}

/// A text of a piece of evidence, in which quotes can be found.
#[derive(Clone, Copy, Debug)]
pub struct Cited<'a> {
    /// The evidence.
    pub evidence_id: Id<Evidence>,
    /// Which text of it.
    pub rendition: Rendition,
    /// The text.
    pub text: &'a str,
}

impl Quote {
    /// The words at `span`.
    pub(super) fn of(cited: Cited<'_>, span: Span) -> Self {
        let scalars = span.in_scalars(cited.text);
        Self {
            quote: cited.text[span.range()].chars().take(MAX_QUOTE).collect(),
            evidence_id: cited.evidence_id,
            rendition: cited.rendition,
            start: scalars.start,
            end: scalars.end,
            byte_start: span.start,
            byte_end: span.end,
        }
    }
}

/// A value that is proposed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Proposed {
    /// The value.
    pub value: Value,
    /// Where it was said; nowhere, if a person wrote it.
    #[serde(flatten)]
    pub quote: Option<Quote>,
    /// Who found it.
    pub source: By,
    /// How sure that is, 0 to 1: computed from what was checked.
    #[schemars(with = "f64")]
    pub confidence: Confidence,
    /// What a person should know before trusting it.
    #[serde(default)]
    pub flags: Vec<Flag>,
}

impl Proposed {
    /// What was found in a text.
    pub(super) fn of(cited: Cited<'_>, found: &Found) -> Self {
        Self {
            value: found.value.clone(),
            quote: Some(Quote::of(cited, found.span)),
            source: found.source.into(),
            confidence: found.confidence,
            flags: found.flags.iter().copied().collect(),
        }
    }
}

/// One way to carry a proposal out: to a record that could be meant, or to a new one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Branch {
    /// `new`, or the person's id: what chooses it.
    pub key: String,
    /// What it does.
    pub action: Action,
    /// The person who is meant.
    pub person_id: Option<Id<Person>>,
    /// The open lead that would be changed.
    pub lead_id: Option<Id<Lead>>,
    /// The person's name.
    pub full_name: Option<String>,
    /// The person's company.
    pub company: Option<String>,
    /// What speaks for it: `email`, `phone`, `linkedin_url`, `name_and_company`, `name`, `sender`.
    pub because: Vec<String>,
    /// What stands in the record now, by field.
    pub before: BTreeMap<Field, Value>,
}

/// How certain it is who is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// Nobody who is known.
    New,
    /// Who holds one of the contact points, or whose words they are.
    Exact,
    /// Who has the same name and works for the same company.
    Likely,
    /// Several people could be meant.
    Ambiguous,
}

/// The key of the branch that makes a new record.
pub(super) const NEW: &str = "new";

/// Words that should not be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doubt {
    /// Where they stand.
    #[serde(flatten)]
    pub quote: Quote,
    /// What is wrong with them.
    pub kind: SuspicionKind,
}

/// What a writeback would write.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Proposal {
    /// Whose it is.
    pub id: Id<Writeback>,
    /// By field.
    pub fields: BTreeMap<Field, Proposed>,
    /// The ways to carry it out; one, unless several records could be meant.
    pub branches: Vec<Branch>,
    /// Which of them, if that is clear.
    pub chosen: Option<String>,
    /// What in the text should not be trusted.
    #[serde(default)]
    pub suspicious: Vec<Doubt>,
    /// What the policies said.
    pub decision: PolicyDecision,
}

impl Proposal {
    /// The branch called `key`.
    pub fn branch(&self, key: &str) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.key == key)
    }

    /// The branch that is meant, if that is clear.
    pub fn choice(&self) -> Option<&Branch> {
        self.branch(self.chosen.as_deref()?)
    }

    /// How certain it is who is meant.
    pub fn certainty(&self) -> Certainty {
        let is_by_name = |branch: &Branch| branch.because.iter().all(|why| why.starts_with("name"));
        match self.choice() {
            None => Certainty::Ambiguous,
            Some(branch) if branch.person_id.is_none() => Certainty::New,
            Some(branch) if is_by_name(branch) => Certainty::Likely,
            Some(_) => Certainty::Exact,
        }
    }

    /// What an approval is bound to: every value, every way, and what stood in the records.
    ///
    /// # Errors
    /// `Internal` when it cannot be written as JSON.
    pub fn hash(&self) -> Result<String> {
        let fields: BTreeMap<&Field, &Value> = self.fields.iter().map(|(name, field)| (name, &field.value)).collect();
        let branches: Vec<Value> = self
            .branches
            .iter()
            .map(|branch| json!([branch.key, branch.action, branch.person_id, branch.lead_id, sorted(&branch.before)]))
            .collect();
        digest(&json!([sorted(&fields), branches, self.chosen]))
    }
}

/// A map as a list of pairs, whose order does not depend on how JSON objects are kept.
fn sorted<K: Serialize, V: Serialize>(map: &BTreeMap<K, V>) -> Value {
    map.iter().map(|(name, value)| json!([name, value])).collect()
}

/// SHA-256 of a JSON value, base64url.
pub(super) fn digest(value: &Value) -> Result<String> {
    let bytes = serde_json::to_vec(value).map_err(|e| crate::Error::internal("hashing a proposal", e))?;
    Ok(sha256(&bytes))
}

impl Entity for Proposal {
    const TYPE: &'static str = "proposal";
    const ACCESS: &'static [Access] = &[("what a writeback would write", "W#<id> / BODY")];
    type Ref = Id<Writeback>;

    fn reference(&self) -> Id<Writeback> {
        self.id
    }

    fn place(id: &Id<Writeback>) -> Place {
        Place::new(Key::new("W").with(id), Key::new("BODY"))
    }
}

/// The fields of a proposal as the API shows them: each with what stands in the record now.
pub(super) fn shown_fields(proposal: &Proposal, branch: Option<&Branch>) -> Result<Map<String, Value>> {
    let mut shown = Map::new();
    for (field, proposed) in &proposal.fields {
        let before = branch.and_then(|branch| branch.before.get(field)).cloned().unwrap_or(Value::Null);
        if before == proposed.value {
            continue;
        }
        let mut entry = crate::store::object(proposed)?;
        let is_conflict = !before.is_null() && !super::apply::is_added(*field);
        entry.insert("before".to_owned(), before);
        entry.insert("conflict".to_owned(), is_conflict.into());
        shown.insert(super::apply::name(*field), Value::Object(entry));
    }
    let gone =
        branch.into_iter().flat_map(|branch| &branch.before).filter(|(field, _)| !proposal.fields.contains_key(field));
    for (field, before) in gone {
        let entry = json!({ "value": null, "before": before, "conflict": true, "source": "rule", "flags": [] });
        shown.insert(super::apply::name(*field), entry);
    }
    Ok(shown)
}
