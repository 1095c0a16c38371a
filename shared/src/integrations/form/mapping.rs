//! A field map of a form as it was: what was read under it can be compared with what is read under a later one.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::Form;
use crate::{
    Id,
    store::{Access, Entity, Key, Place},
};

/// A field map of a form. Written once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormMapping {
    /// Whose it is.
    pub form_id: Id<Form>,
    /// Which one: the form's `mapping_version`.
    pub number: u32,
    /// The sender's own names or titles, and the field of ours that each fills.
    pub field_map: BTreeMap<String, String>,
}

impl FormMapping {
    /// The map that `form` has now.
    pub fn of(form: &Form) -> Self {
        Self { form_id: form.id, number: form.mapping_version, field_map: form.input.field_map.clone() }
    }
}

impl Entity for FormMapping {
    const TYPE: &'static str = "form_mapping";
    const ACCESS: &'static [Access] = &[("a field map of a form as it was", "FORM#<form> / MAP#<number>")];
    type Ref = (Id<Form>, u32);

    fn reference(&self) -> Self::Ref {
        (self.form_id, self.number)
    }

    fn place((form, number): &Self::Ref) -> Place {
        Place::new(Key::new("FORM").with(form), Key::new("MAP").with(number))
    }
}
