//! A form: a door through which leads come, and its policy.

use std::collections::{BTreeMap, BTreeSet};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use crate::{
    App, Error, FieldError, Id, Result,
    evidence::sha256,
    http::Resource,
    people::phone,
    random::Random,
    store::{Access, Entity, Key, Listed, Meta, Place, Places, Summary, summary_row},
};

/// A source of leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The form; part of its address.
    pub id: Id<Form>,
    /// What people can set.
    #[serde(flatten)]
    pub input: FormInput,
    /// SHA-256 of the key that a server may send as `X-Form-Key`, base64url.
    pub key_hash: String,
}

/// What people can set of a form.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormInput {
    /// For people.
    pub name: String,
    /// What becomes of a person who is known.
    #[serde(default)]
    pub duplicate_policy: DuplicatePolicy,
    /// Names of fields without which a submission is refused.
    #[serde(default)]
    pub required: Vec<String>,
    /// The form's own input names, and the field of ours that each fills.
    #[serde(default)]
    pub field_map: BTreeMap<String, String>,
    /// ISO 3166 code of the country whose phone numbers need no prefix.
    #[serde(default)]
    pub default_region: Option<String>,
    /// IANA name; the zone of people who state none.
    #[serde(default)]
    pub timezone: Option<String>,
    /// Added to each lead.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Whether the answer tells ids, and whether the person was known. Null: only to a sender with the form's key.
    #[serde(default)]
    pub reveal: Option<bool>,
    /// A form that is not active answers like one that does not exist.
    #[serde(default = "active")]
    pub is_active: bool,
}

fn active() -> bool {
    true
}

/// What becomes of an inquiry of a person who is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DuplicatePolicy {
    /// 409, and nothing but a receipt.
    Reject,
    /// Another inquiry on the person's open lead.
    #[default]
    Attach,
    /// A lead of its own.
    NewLead,
}

/// The most entries of a form's lists.
const MAX_ENTRIES: usize = 50;
/// The most characters of a name or a tag.
const MAX_TEXT: usize = 100;

impl FormInput {
    /// A form with this name and the defaults.
    pub fn named(name: &str) -> Self {
        Self {
            name: name.to_owned(),
            duplicate_policy: DuplicatePolicy::default(),
            required: Vec::new(),
            field_map: BTreeMap::new(),
            default_region: None,
            timezone: None,
            tags: Vec::new(),
            reveal: None,
            is_active: true,
        }
    }

    fn check(&self) -> Result<()> {
        let mut faults = Vec::new();
        let mut fault = |field: &str, message: String| faults.push(FieldError::new(field, message));
        let texts = std::iter::once(("name", &self.name)).chain(self.tags.iter().map(|tag| ("tags", tag)));
        for (field, text) in texts
            .chain(self.required.iter().map(|name| ("required", name)))
            .chain(self.field_map.keys().map(|name| ("field_map", name)))
        {
            if text.trim().is_empty() || text.chars().count() > MAX_TEXT {
                fault(field, format!("give 1 to {MAX_TEXT} characters"));
            }
        }
        for (field, count) in
            [("tags", self.tags.len()), ("required", self.required.len()), ("field_map", self.field_map.len())]
        {
            if count > MAX_ENTRIES {
                fault(field, format!("give {MAX_ENTRIES} entries at most"));
            }
        }
        let unique: BTreeSet<&str> = self.tags.iter().map(String::as_str).collect();
        if unique.len() < self.tags.len() {
            fault("tags", "give each tag once".to_owned());
        }
        let known = crate::capture::FIELDS;
        for target in self.field_map.values().filter(|target| !known.contains(&target.as_str())) {
            fault("field_map", format!("`{target}` is no field; a form can fill: {}", known.join(", ")));
        }
        if let Some(region) = self.default_region.as_deref().filter(|region| !phone::is_region(region)) {
            fault("default_region", format!("`{region}` is no ISO 3166 country code, such as US or DE"));
        }
        if let Some(zone) = self.timezone.as_deref().filter(|zone| jiff::tz::TimeZone::get(zone).is_err()) {
            fault("timezone", format!("`{zone}` is no IANA time zone, such as Europe/Berlin"));
        }
        if faults.is_empty() { Ok(()) } else { Err(Error::Invalid { fields: faults }) }
    }
}

impl Form {
    /// A form with a fresh key, and the key, which is shown once and then only known by its hash.
    pub fn with_key(id: Id<Self>, input: FormInput, random: &Random) -> (Self, String) {
        let key = format!("fk_{}", URL_SAFE_NO_PAD.encode(random.bytes::<32>()));
        (Self { id, input, key_hash: sha256(key.as_bytes()) }, key)
    }
}

impl Entity for Form {
    const TYPE: &'static str = "form";
    const ACCESS: &'static [Access] =
        &[("one form", "FORM#<id> / A"), ("all forms, newest first", "gsi2 FORM / <created>#<id>")];
    const AUDITED: bool = true;
    const SECRET: &'static [&'static str] = &["key_hash"];
    type Ref = Id<Form>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("FORM").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new(Self::LIST), Key::timed(meta.created_at, self.id))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "name": self.input.name, "duplicate_policy": self.input.duplicate_policy,
            "is_active": self.input.is_active,
        }))
    }
}

impl Listed for Form {
    const LIST: &'static str = "FORM";
}

impl Resource for Form {
    type Input = FormInput;

    fn input(&self) -> FormInput {
        self.input.clone()
    }

    fn check(input: &FormInput) -> Result<()> {
        input.check()
    }

    fn create(id: Id<Self>, input: FormInput, app: &App) -> (Self, Map<String, Value>) {
        let (form, key) = Self::with_key(id, input, &app.random);
        (form, Map::from_iter([("key".to_owned(), key.into())]))
    }

    fn changed(app: &App, id: Id<Self>) {
        app.forms.forget(id);
    }

    fn with(&self, input: FormInput) -> Self {
        Self { input, ..self.clone() }
    }
}
