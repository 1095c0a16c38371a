//! What people can set of a form, and what of it is right.

use std::collections::{BTreeMap, BTreeSet};

use reqwest::Url;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FormField;
use crate::{Error, FieldError, Result, integrations::Provider, people::phone};

/// What people can set of a form.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FormInput {
    /// For people.
    pub name: String,
    /// Who sends the submissions. It cannot be changed later: another sender is another form.
    #[serde(default)]
    pub provider: Provider,
    /// The provider's own id of the form, where all its forms call one address (Facebook). Null: every form of the
    /// provider that no other form names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub external_id: Option<String>,
    /// What becomes of a person who is known.
    #[serde(default)]
    pub duplicate_policy: DuplicatePolicy,
    /// Names of fields without which a submission of a native form is refused.
    #[serde(default)]
    pub required: Vec<String>,
    /// The sender's own names or titles of inputs, and the field of ours that each fills.
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
    /// The secret that the provider signs with or sends along. Write-only; a new one leaves the one before live.
    #[serde(default, skip_serializing)]
    pub secret: Option<String>,
    /// The sites whose pages may send from a browser, such as `https://example.com`; `*` is any. Without one, no script
    /// of another site can send and no other site can frame the page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub allowed_origins: Vec<String>,
    /// Where a browser goes after it has sent. Null: to a page that says thanks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_url: Option<String>,
    /// The name of an input that people do not see: who fills it in is quarantined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub honeypot: Option<String>,
    /// Who sends sooner than so many seconds after getting the page is quarantined.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min_fill_seconds: Option<u32>,
    /// The most submissions of one address in a minute; a sender with the form's key is not limited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rate_limit: Option<u32>,
    /// Whether the answer tells ids, and whether the person was known. Null: only to a sender with the form's key.
    #[serde(default)]
    pub reveal: Option<bool>,
    /// The inputs of the hosted page. None: name, email, phone and message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FormField>,
    /// The heading of the hosted page. Null: the name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// What stands below the heading.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    /// What the page says after sending.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub thanks: Option<String>,
    /// For a generic sender: the dotted path of the field by which a repeat is known, such as `data.id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key_field: Option<String>,
    /// A form that is not active answers like one that does not exist.
    #[serde(default = "active")]
    pub is_active: bool,
}

fn active() -> bool {
    true
}

/// What becomes of an inquiry of a person who is known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
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
pub(super) const MAX_TEXT: usize = 100;
/// The most characters of what the page says.
const MAX_PROSE: usize = 2_000;
/// The longest minimum fill time, seconds.
const MAX_FILL: u32 = 600;
/// The highest limit a minute; above it, the function's own concurrency limits.
const MAX_RATE: u32 = 6_000;

impl FormInput {
    /// A form with this name and the defaults.
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), is_active: true, ..Self::default() }
    }

    pub(super) fn check(&self) -> Result<()> {
        let mut faults = Faults(Vec::new());
        self.check_lists(&mut faults);
        self.check_reading(&mut faults);
        self.check_door(&mut faults);
        self.check_page(&mut faults);
        if faults.0.is_empty() { Ok(()) } else { Err(Error::Invalid { fields: faults.0 }) }
    }

    fn check_lists(&self, faults: &mut Faults) {
        let texts = std::iter::once(("name", &self.name)).chain(self.tags.iter().map(|tag| ("tags", tag)));
        for (field, text) in texts
            .chain(self.required.iter().map(|name| ("required", name)))
            .chain(self.field_map.keys().map(|name| ("field_map", name)))
            .chain(self.external_id.iter().map(|id| ("external_id", id)))
            .chain(self.honeypot.iter().map(|name| ("honeypot", name)))
            .chain(self.key_field.iter().map(|path| ("key_field", path)))
        {
            faults.demand(field, !text.trim().is_empty() && text.chars().count() <= MAX_TEXT, || {
                format!("give 1 to {MAX_TEXT} characters")
            });
        }
        for (field, count) in [
            ("tags", self.tags.len()),
            ("required", self.required.len()),
            ("field_map", self.field_map.len()),
            ("allowed_origins", self.allowed_origins.len()),
            ("fields", self.fields.len()),
        ] {
            faults.demand(field, count <= MAX_ENTRIES, || format!("give {MAX_ENTRIES} entries at most"));
        }
        let unique: BTreeSet<&str> = self.tags.iter().map(String::as_str).collect();
        faults.demand("tags", unique.len() == self.tags.len(), || "give each tag once".to_owned());
    }

    fn check_reading(&self, faults: &mut Faults) {
        let known = crate::capture::FIELDS;
        for target in self.field_map.values() {
            faults.demand("field_map", known.contains(&target.as_str()), || {
                format!("`{target}` is no field; a form can fill: {}", known.join(", "))
            });
        }
        if let Some(region) = self.default_region.as_deref() {
            faults.demand("default_region", phone::is_region(region), || {
                format!("`{region}` is no ISO 3166 country code, such as US or DE")
            });
        }
        if let Some(zone) = self.timezone.as_deref() {
            faults.demand("timezone", jiff::tz::TimeZone::get(zone).is_ok(), || {
                format!("`{zone}` is no IANA time zone, such as Europe/Berlin")
            });
        }
    }

    fn check_door(&self, faults: &mut Faults) {
        for origin in &self.allowed_origins {
            faults.demand("allowed_origins", origin == "*" || is_origin(origin), || {
                format!("`{origin}` is no origin: give scheme and host without a path, such as https://example.com")
            });
        }
        if let Some(url) = &self.success_url {
            faults.demand("success_url", is_web(url), || "give an address that begins with https://".to_owned());
        }
        for (field, number, max) in
            [("min_fill_seconds", self.min_fill_seconds, MAX_FILL), ("rate_limit", self.rate_limit, MAX_RATE)]
        {
            faults.demand(field, number.is_none_or(|number| (1..=max).contains(&number)), || {
                format!("give a number from 1 to {max}, or null")
            });
        }
        if let Some(name) = &self.honeypot {
            let is_ours = crate::capture::is_ours(name) || crate::capture::is_control(name);
            let is_used = is_ours || self.page().iter().any(|field| field.name == *name);
            faults.demand("honeypot", !is_used, || format!("`{name}` is an input that people fill in; take another"));
        }
        if self.provider == Provider::Facebook {
            faults.demand("secret", self.secret.is_none(), || {
                "Facebook signs with the secret of the app: the setting facebook_app_secret".to_owned()
            });
        } else {
            faults.demand("external_id", self.external_id.is_none(), || {
                "only Facebook's forms are told apart by their own id; others have an address each".to_owned()
            });
        }
    }

    fn check_page(&self, faults: &mut Faults) {
        let prose = [("title", &self.title), ("intro", &self.intro), ("thanks", &self.thanks)];
        for (field, text) in prose {
            faults.demand(field, text.as_ref().is_none_or(|text| text.chars().count() <= MAX_PROSE), || {
                format!("give {MAX_PROSE} characters at most")
            });
        }
        let mut names = BTreeSet::new();
        for field in &self.fields {
            faults.0.extend(field.check().map(|fault| FieldError::new("fields", fault)));
            faults.demand("fields", names.insert(field.name.as_str()), || format!("`{}` comes twice", field.name));
        }
    }

    /// Where a browser goes after it has sent, as a header holds it, and the site that this is.
    pub fn success(&self) -> Option<(String, String)> {
        let url = Url::parse(self.success_url.as_deref()?).ok()?;
        Some((url.as_str().to_owned(), url.origin().ascii_serialization()))
    }

    /// The inputs of the hosted page.
    pub fn page(&self) -> Vec<FormField> {
        if self.fields.is_empty() { FormField::usual() } else { self.fields.clone() }
    }
}

/// What is wrong so far.
struct Faults(Vec<FieldError>);

impl Faults {
    fn demand(&mut self, field: &str, holds: bool, advice: impl FnOnce() -> String) {
        if !holds {
            self.0.push(FieldError::new(field, advice()));
        }
    }
}

/// Whether `text` is an origin as browsers write it.
fn is_origin(text: &str) -> bool {
    Url::parse(text).is_ok_and(|url| is_web(text) && url.origin().ascii_serialization() == text)
}

/// Whether a browser may be sent to `text`: over https, or without leaving the machine.
pub(crate) fn is_web(text: &str) -> bool {
    let Ok(url) = Url::parse(text) else { return false };
    let is_here = url.host_str().is_some_and(|host| ["localhost", "127.0.0.1", "[::1]"].contains(&host));
    url.scheme() == "https" || (url.scheme() == "http" && is_here)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_fault_is_told() {
        let input = FormInput {
            allowed_origins: vec!["https://example.com/".into(), "*".into(), "https://example.com".into()],
            success_url: Some("javascript:alert(1)".into()),
            honeypot: Some("email".into()),
            min_fill_seconds: Some(0),
            rate_limit: Some(1),
            field_map: [("q1".to_owned(), "mail".to_owned())].into(),
            fields: vec![FormField::named("a", "A"), FormField::named("a", "A")],
            external_id: Some("1".into()),
            ..FormInput::named("F")
        };
        let Err(Error::Invalid { fields }) = input.check() else { panic!("not refused") };
        let names: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        let wanted =
            ["field_map", "allowed_origins", "success_url", "min_fill_seconds", "honeypot", "external_id", "fields"];
        assert_eq!(names, wanted);
        assert!(FormInput::named("F").check().is_ok());
    }

    #[test]
    fn an_origin_is_written_as_browsers_write_it() {
        for origin in ["https://example.com", "https://example.com:8443", "http://localhost:3000"] {
            assert!(is_origin(origin), "{origin}");
        }
        for origin in ["example.com", "https://example.com:443", "https://Example.com", "http://example.com", "null"] {
            assert!(!is_origin(origin), "{origin}");
        }
    }
}
