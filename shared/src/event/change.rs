//! What a transaction did to one record, found by comparing it before and after.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::{
    Result,
    store::{Entity, Facets, object},
};

/// What a transaction did to one record.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    pub(super) kind: &'static str,
    pub(super) subject: String,
    pub(super) verb: &'static str,
    pub(super) fields: BTreeMap<String, (Value, Value)>,
    pub(super) before: Facets,
    pub(super) after: Facets,
}

impl Change {
    /// The record is new. Its values are not told: they stand in the record, and every later change tells what was before.
    ///
    /// # Errors
    /// Those of the others; none here.
    pub fn created<E: Entity>(value: &E) -> Result<Option<Self>> {
        Ok(E::AUDITED.then(|| Self { after: value.facets(), ..Self::of(value, "created") }))
    }

    /// The record has other values.
    ///
    /// # Errors
    /// `Internal` when a record is no object.
    pub fn updated<E: Entity>(before: &E, after: &E) -> Result<Option<Self>> {
        if !E::AUDITED {
            return Ok(None);
        }
        let fields = differences(object(before)?, object(after)?, E::SECRET);
        let change = Self { fields, before: before.facets(), after: after.facets(), ..Self::of(after, "updated") };
        Ok(Some(change))
    }

    /// The record was tombstoned.
    ///
    /// # Errors
    /// Those of the others; none here.
    pub fn tombstoned<E: Entity>(value: &E) -> Result<Option<Self>> {
        Ok(E::AUDITED.then(|| Self { before: value.facets(), ..Self::of(value, "tombstoned") }))
    }

    /// The record is back.
    ///
    /// # Errors
    /// Those of the others; none here.
    pub fn restored<E: Entity>(value: &E) -> Result<Option<Self>> {
        Ok(E::AUDITED.then(|| Self { after: value.facets(), ..Self::of(value, "restored") }))
    }

    fn of<E: Entity>(value: &E, verb: &'static str) -> Self {
        Self {
            kind: E::TYPE,
            subject: E::label(&value.reference()),
            verb,
            fields: BTreeMap::new(),
            before: Facets::new(),
            after: Facets::new(),
        }
    }
}

/// The fields that differ, each with its value before and after; a secret one with neither.
fn differences(
    mut before: Map<String, Value>,
    after: Map<String, Value>,
    secret: &[&str],
) -> BTreeMap<String, (Value, Value)> {
    let mut fields = BTreeMap::new();
    for (name, new) in after {
        let old = before.remove(&name).unwrap_or(Value::Null);
        if old != new {
            fields.insert(name, (old, new));
        }
    }
    fields.extend(before.into_iter().filter(|(_, old)| !old.is_null()).map(|(name, old)| (name, (old, Value::Null))));
    for (name, values) in &mut fields {
        if secret.contains(&name.as_str()) {
            *values = (Value::Null, Value::Null);
        }
    }
    fields
}
