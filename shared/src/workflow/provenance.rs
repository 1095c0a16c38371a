//! Which words the fields of a record come from.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{By, Rendition, Subject, Writeback, apply};
use crate::{
    BusinessTime, Id,
    ai::AgentRun,
    evidence::Evidence,
    people::Person,
    pipeline::Lead,
    reading::{Confidence, Field},
    store::{Access, Entity, Key, Place},
};

/// Where the value of a field comes from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Origin {
    /// The evidence; none for what a person wrote into the proposal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub evidence_id: Option<Id<Evidence>>,
    /// Which text of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rendition: Option<Rendition>,
    /// Unicode scalars before the words, and before what follows them.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub start: Option<usize>,
    /// Unicode scalars before what follows the words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub end: Option<usize>,
    /// What was written: who changes the field later makes it another one's.
    pub value: Value,
    /// Who found it.
    pub source: By,
    /// How sure it was, 0 to 1.
    #[schemars(with = "f64")]
    pub confidence: Confidence,
    /// The run that read it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_id: Option<Id<AgentRun>>,
    /// The writeback that wrote it.
    pub writeback_id: Id<Writeback>,
    /// When.
    pub written_at: BusinessTime,
    /// Where the value before came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(skip)]
    pub former: Option<Box<Origin>>,
}

/// The origins of a record's fields, by the names that proposals use. A field that is not here was never proposed, or its
/// proposal was taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provenance {
    /// Whose fields.
    pub of: Subject,
    /// The last proposal that wrote each.
    pub fields: BTreeMap<String, Origin>,
}

impl Provenance {
    /// Notes where the value of a field comes from by now.
    pub(super) fn note(&mut self, field: Field, mut origin: Origin) {
        let name = apply::name(field);
        if let Some(known) = self.fields.remove(&name) {
            if apply::is_added(field) && known.value != origin.value {
                // It stands beside the new one.
                let beside = known.value.as_str().map_or_else(|| known.value.to_string(), str::to_owned);
                self.fields.insert(format!("{name}:{beside}"), known);
            } else {
                origin.former = Some(Box::new(Origin { former: None, ..known }));
            }
        }
        self.fields.insert(name, origin);
    }

    /// Forgets what a writeback wrote: where it came from before is where it comes from.
    pub(super) fn forget(&mut self, writeback: Id<Writeback>) {
        let all = std::mem::take(&mut self.fields);
        self.fields = all
            .into_iter()
            .filter_map(|(name, origin)| {
                if origin.writeback_id == writeback { Some((name, *origin.former?)) } else { Some((name, origin)) }
            })
            .collect();
    }

    /// The field that an entry is of: `email`, also of `email:ann@example.com`.
    pub(super) fn field_of(name: &str) -> Option<Field> {
        let name = name.split(':').next().unwrap_or_default();
        Field::ALL.iter().find(|field| apply::name(**field) == name).copied()
    }
}

impl Entity for Provenance {
    const TYPE: &'static str = "provenance";
    const ACCESS: &'static [Access] =
        &[("which words the fields of a record come from", "L#<lead> / PROV; P#<person> / PROV")];
    type Ref = Subject;

    fn reference(&self) -> Subject {
        self.of
    }

    fn place(of: &Subject) -> Place {
        let pk = match of {
            Subject::Person(id) => Person::place(id).pk,
            Subject::Lead(id) => Lead::place(id).pk,
        };
        Place::new(pk, Key::new("PROV"))
    }
}
