//! Reading a submission: which of its fields is which of ours, normalised and checked. Pure.

use serde_json::{Map, Value};

use super::{
    Content, Field,
    body::File,
    field::{assign, says},
};
use crate::{
    Error, FieldError, Result,
    integrations::Form,
    people::{ContactPoint, email, phone},
    pipeline::{Budget, Consent, Touch, budget},
};

/// The fields that a form can fill, beside `utm_*`. Anything else is kept as an answer.
pub const FIELDS: &[&str] = &[
    "full_name",
    "first_name",
    "last_name",
    "email",
    "phone",
    "company",
    "budget",
    "project_type",
    "message",
    "timezone",
    "sms_consent",
    "email_consent",
    "gclid",
    "referrer",
];

/// The parts of a visit that `utm_…` tells; others are answers like any.
const UTM: &[&str] = &["source", "medium", "campaign", "term", "content", "id"];
/// The most characters of a one-line field.
const MAX_LINE: usize = 200;
/// The most characters of free text that stand in the table; the evidence has all of it.
const MAX_MESSAGE: usize = 10_000;
/// The most names of what was too long to keep, and the most characters of one.
const MAX_CUT: usize = 50;
const MAX_CUT_NAME: usize = 40;
/// The most bytes of all answers that stand in the table.
const MAX_ANSWERS: usize = 32 * 1024;

/// What a submission says, in our terms.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Submission {
    /// `full_name`, or both names together.
    pub full_name: Option<String>,
    /// `first_name`
    pub given_name: Option<String>,
    /// `last_name`
    pub family_name: Option<String>,
    /// Normalised.
    pub email: Option<String>,
    /// E.164.
    pub phone: Option<String>,
    /// `company`
    pub company: Option<String>,
    /// `budget`
    pub budget: Option<Budget>,
    /// `project_type`
    pub project_type: Option<String>,
    /// `message`
    pub message: Option<String>,
    /// IANA name.
    pub timezone: Option<String>,
    /// `sms_consent` and `email_consent`
    pub consents: Vec<Consent>,
    /// `utm_*`, `gclid`, `referrer`
    pub touch: Touch,
    /// Everything else.
    pub answers: Map<String, Value>,
    /// What was too long to keep beside the evidence.
    pub cut: Vec<String>,
    /// Fields that could not be read; what came is among the answers.
    pub unread: Vec<String>,
    /// What was uploaded.
    pub files: Vec<File>,
}

/// What becomes of a field that is not right.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reading {
    /// The sender is told, and can mend it.
    Strict,
    /// The sender is gone: what is not right is kept as an answer.
    Kept,
    /// The sender is a machine that passes on what a person wrote elsewhere: what is not right is kept as an answer, and
    /// names that were not chosen for us are guessed.
    PassedOn,
}

impl Submission {
    /// Reads what came to `form`; phone numbers without a prefix are of `region`.
    ///
    /// # Errors
    /// `Invalid` with every field that is not right or is missing; if not read strictly, only when nothing tells who it is.
    pub fn read(form: &Form, content: Content, reading: Reading, region: &str) -> Result<Self> {
        let Content { fields, files } = content;
        let is_strict = reading == Reading::Strict;
        let mut reader = Reader::new(form, fields, reading);
        let mut submission = Self { files, ..Self::default() };
        if is_strict {
            let sent = |name: &String| reader.has(name) || submission.files.iter().any(|file| file.field == *name);
            let missing: Vec<&String> = form.input.required.iter().filter(|name| !sent(name)).collect();
            let faults = missing.into_iter().map(|name| FieldError::new(name, "fill in this field"));
            reader.faults = faults.collect();
        }
        submission.fill(&mut reader, form, region);
        if submission.says_nothing() && reader.faults.is_empty() {
            let advice = "say who you are: give an email, a phone number, a name or a message";
            reader.faults.push(FieldError::new("email", advice));
        }
        if reader.faults.is_empty() { Ok(submission) } else { Err(Error::Invalid { fields: reader.faults }) }
    }

    /// The ways to reach the person.
    pub fn points(&self) -> Vec<ContactPoint> {
        let email = self.email.clone().map(ContactPoint::Email);
        email.into_iter().chain(self.phone.clone().map(ContactPoint::Phone)).collect()
    }

    /// The one-line fields, under their names, as they were stated.
    pub(super) fn stated(&self) -> [(&'static str, Option<&str>); 7] {
        [
            ("full_name", self.full_name.as_deref()),
            ("first_name", self.given_name.as_deref()),
            ("last_name", self.family_name.as_deref()),
            ("company", self.company.as_deref()),
            ("project_type", self.project_type.as_deref()),
            ("timezone", self.timezone.as_deref()),
            ("budget", self.budget.as_ref().map(|budget| budget.raw.as_str())),
        ]
    }

    fn says_nothing(&self) -> bool {
        self.points().is_empty() && self.full_name.is_none() && self.message.is_none()
    }

    fn fill(&mut self, reader: &mut Reader, form: &Form, region: &str) {
        self.given_name = reader.line("first_name");
        self.family_name = reader.line("last_name");
        let both: Vec<&str> = [&self.given_name, &self.family_name].into_iter().flatten().map(String::as_str).collect();
        let joined = (!both.is_empty()).then(|| both.join(" "));
        self.full_name = reader.line("full_name").or(joined);
        self.email = reader.normal("email", email::normalize);
        self.phone = reader.normal("phone", |text| phone::normalize(text, region));
        self.company = reader.line("company");
        self.project_type = reader.line("project_type");
        self.budget = reader.line("budget").map(|raw| Budget::read(&raw, budget::currency_of(region)));
        self.timezone = reader.told("timezone").and_then(|zone| {
            let is_known = jiff::tz::TimeZone::get(&zone).is_ok();
            if !is_known {
                reader.keep_unread("timezone", zone.clone().into());
            }
            is_known.then_some(zone)
        });
        self.timezone = self.timezone.take().or_else(|| form.input.timezone.clone());
        self.message = reader.text("message");
        if let Some(message) = &mut self.message
            && let Some((end, _)) = message.char_indices().nth(MAX_MESSAGE)
        {
            message.truncate(end);
            self.cut.push("message".to_owned());
        }
        for channel in ["sms", "email"] {
            let granted = reader.yes_or_no(&format!("{channel}_consent"));
            self.consents.extend(granted.map(|granted| Consent { channel: channel.to_owned(), granted }));
        }
        self.touch = reader.touch();
        reader.fields.extend(std::mem::take(&mut reader.unread));
        self.unread = std::mem::take(&mut reader.unread_names);
        let mut room = MAX_ANSWERS;
        for (name, value) in std::mem::take(&mut reader.fields) {
            match room.checked_sub(name.len() + value.to_string().len()) {
                Some(left) => {
                    room = left;
                    self.answers.insert(name, value);
                }
                None => self.cut.push(name.chars().take(MAX_CUT_NAME).collect()),
            }
        }
        self.cut.truncate(MAX_CUT);
    }
}

/// Takes fields out, one by one, and notes what is wrong with them.
struct Reader {
    fields: Map<String, Value>,
    faults: Vec<FieldError>,
    reading: Reading,
    unread: Map<String, Value>,
    unread_names: Vec<String>,
}

impl Reader {
    fn new(form: &Form, fields: Vec<Field>, reading: Reading) -> Self {
        Self {
            fields: assign(form, fields, reading == Reading::PassedOn),
            faults: Vec::new(),
            reading,
            unread: Map::new(),
            unread_names: Vec::new(),
        }
    }

    fn has(&self, name: &str) -> bool {
        self.fields.get(name).is_some_and(says)
    }

    /// Notes that `value` is not right for `name`.
    fn fault(&mut self, name: &str, value: Value, advice: String) {
        match self.reading {
            Reading::Strict => self.faults.push(FieldError::new(name, advice)),
            Reading::Kept | Reading::PassedOn => self.keep_unread(name, value),
        }
    }

    fn keep_unread(&mut self, name: &str, value: Value) {
        self.unread_names.push(name.to_owned());
        self.unread.insert(name.to_owned(), value);
    }

    /// What a page tells by itself: whoever fills it in cannot mend it, so it is never a fault. Of several the last.
    fn told(&mut self, name: &str) -> Option<String> {
        let mut value = self.fields.remove(name)?;
        if let Value::Array(values) = &mut value {
            value = values.pop()?;
        }
        match value {
            Value::String(text) => {
                Some(text.trim().chars().take(MAX_LINE).collect()).filter(|text: &String| !text.is_empty())
            }
            Value::Number(number) => Some(number.to_string()),
            Value::Null => None,
            other @ (Value::Bool(_) | Value::Array(_) | Value::Object(_)) => {
                self.keep_unread(name, other);
                None
            }
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let value = self.fields.remove(name)?;
        let text = match &value {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Array(values) if self.reading != Reading::Strict && values.iter().all(Value::is_string) => {
                values.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", ")
            }
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                self.fault(name, value, "give a text".to_owned());
                return None;
            }
        };
        (!text.is_empty()).then_some(text)
    }

    fn line(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.chars().count() > MAX_LINE {
            self.fault(name, text.into(), format!("give {MAX_LINE} characters at most"));
            return None;
        }
        Some(text)
    }

    fn normal(&mut self, name: &str, normalize: impl Fn(&str) -> Result<String, String>) -> Option<String> {
        let text = self.line(name)?;
        match normalize(&text) {
            Ok(normal) => Some(normal),
            Err(advice) => {
                self.fault(name, text.into(), advice);
                None
            }
        }
    }

    fn yes_or_no(&mut self, name: &str) -> Option<bool> {
        let mut value = self.fields.remove(name)?;
        if let Value::Array(values) = &mut value {
            // A box that sends `0` before it sends `1`: the last word counts.
            value = values.pop()?;
        }
        let granted = match &value {
            Value::Bool(granted) => Some(*granted),
            Value::String(text) => match text.trim().to_lowercase().as_str() {
                "true" | "yes" | "on" | "1" => Some(true),
                "false" | "no" | "off" | "0" => Some(false),
                "" => return None,
                _ => None,
            },
            Value::Number(number) => number.as_u64().filter(|number| *number < 2).map(|number| number == 1),
            Value::Null => return None,
            Value::Array(_) | Value::Object(_) => None,
        };
        if granted.is_none() {
            self.fault(name, value, "give true or false".to_owned());
        }
        granted
    }

    fn touch(&mut self) -> Touch {
        let utm =
            UTM.iter().filter_map(|name| Some(((*name).to_owned(), self.told(&format!("utm_{name}"))?))).collect();
        Touch { utm, gclid: self.told("gclid"), referrer: self.told("referrer") }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Id, integrations::FormInput};

    fn read(body: &Value, change: impl Fn(&mut FormInput)) -> Result<Submission> {
        read_as(Reading::Strict, body, change)
    }

    fn read_as(reading: Reading, body: &Value, change: impl Fn(&mut FormInput)) -> Result<Submission> {
        let mut input = FormInput::named("Website");
        change(&mut input);
        let form = Form { id: Id::derived(&["form"]), input, mapping_version: 1, secrets: Vec::new() };
        let content = Content::of_object(body.as_object().unwrap().clone());
        Submission::read(&form, content, reading, "US")
    }

    #[test]
    fn what_a_machine_passes_on_is_kept_even_where_it_is_not_right() {
        let body = json!({
            "Your name": "Ann Lee", "email": "nobody", "phone": "+1 212 555 2368", "sms_consent": "perhaps",
            "company": ["Lee", "Sons"], "first_name": { "a": 1 },
        });
        let read = read_as(Reading::PassedOn, &body, |input| input.required = vec!["budget".into()]).unwrap();
        assert_eq!((read.full_name.as_deref(), read.phone.as_deref()), (Some("Ann Lee"), Some("+12125552368")));
        assert_eq!((read.email, read.company.as_deref()), (None, Some("Lee, Sons")));
        assert_eq!(read.unread, ["first_name", "email", "sms_consent"]);
        let kept = json!({ "email": "nobody", "sms_consent": "perhaps", "first_name": { "a": 1 } });
        assert_eq!(Value::Object(read.answers), kept);
        let nobody = read_as(Reading::PassedOn, &json!({ "email": "nobody" }), |_| {});
        assert_eq!(nobody.unwrap_err().code(), "invalid_fields");
    }

    #[test]
    fn every_field_is_taken_and_the_rest_is_kept() {
        let body = json!({
            "first_name": " Ann ", "last_name": "Lee", "email": "Ann@Example.COM", "phone": "(212) 555-2368",
            "budget": 5000, "sms_consent": "on", "email_consent": false, "utm_source": "ads", "gclid": "x", "roof": ["flat"],
        });
        let read = read(&body, |_| {}).unwrap();
        assert_eq!(read.full_name.as_deref(), Some("Ann Lee"));
        assert_eq!(read.email.as_deref(), Some("ann@example.com"));
        assert_eq!(read.phone.as_deref(), Some("+12125552368"));
        assert_eq!(read.budget.unwrap().min_minor, Some(500_000));
        assert_eq!(read.consents.iter().map(|consent| consent.granted).collect::<Vec<_>>(), [true, false]);
        assert_eq!(read.touch.utm["source"], "ads");
        assert_eq!(Value::Object(read.answers), json!({ "roof": ["flat"] }));
    }

    #[test]
    fn all_faults_are_told_at_once() {
        let body = json!({ "email": "nobody", "phone": "12", "full_name": ["a"], "sms_consent": "perhaps" });
        let Error::Invalid { fields } = read(&body, |input| input.required = vec!["company".into()]).unwrap_err()
        else {
            panic!("not refused for its fields");
        };
        let names: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(names, ["company", "full_name", "email", "phone", "sms_consent"]);
    }

    #[test]
    fn a_mapped_name_fills_our_field() {
        let read = read(&json!({ "Your mail": "a@example.com" }), |input| {
            input.field_map.insert("Your mail".into(), "email".into());
        });
        assert_eq!(read.unwrap().email.as_deref(), Some("a@example.com"));
    }

    #[test]
    fn an_empty_submission_is_refused() {
        assert_eq!(read(&json!({}), |_| {}).unwrap_err().code(), "invalid_fields");
    }

    #[test]
    fn what_is_too_long_for_the_table_is_left_to_the_evidence() {
        let body = json!({ "message": "x".repeat(20_000), "essay": "y".repeat(40_000), "short": "z" });
        let read = read(&body, |_| {}).unwrap();
        assert_eq!(read.message.unwrap().len(), MAX_MESSAGE);
        assert_eq!(read.cut, ["message", "essay"]);
        assert_eq!(read.answers.len(), 1);
    }
}
