//! Reading a submission: which of its fields is which of ours, normalised and checked. Pure.

use serde_json::{Map, Value};

use crate::{
    Error, FieldError, Result,
    config::Config,
    inbound::Verified,
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
}

impl Submission {
    /// Reads the body of a request to `form`.
    ///
    /// # Errors
    /// `Malformed` when the body is no JSON object, `Invalid` with every field that is not right or is missing.
    pub fn read(form: &Form, request: &Verified, config: &Config) -> Result<Self> {
        let mut reader = Reader { fields: fields(request)?, faults: Vec::new() };
        reader.rename(form);
        let mut submission = Self::default();
        let missing: Vec<&String> = form.input.required.iter().filter(|name| !reader.has(name)).collect();
        let faults = missing.into_iter().map(|name| FieldError::new(name, "fill in this field")).collect::<Vec<_>>();
        reader.faults.extend(faults);
        submission.fill(&mut reader, form, config);
        if submission.says_nothing() && reader.faults.is_empty() {
            reader
                .faults
                .push(FieldError::new("email", "say who you are: give an email, a phone number, a name or a message"));
        }
        if reader.faults.is_empty() { Ok(submission) } else { Err(Error::Invalid { fields: reader.faults }) }
    }

    /// The ways to reach the person.
    pub fn points(&self) -> Vec<ContactPoint> {
        let email = self.email.clone().map(ContactPoint::Email);
        email.into_iter().chain(self.phone.clone().map(ContactPoint::Phone)).collect()
    }

    fn says_nothing(&self) -> bool {
        self.points().is_empty() && self.full_name.is_none() && self.message.is_none()
    }

    fn fill(&mut self, reader: &mut Reader, form: &Form, config: &Config) {
        let region = form.input.default_region.as_deref().unwrap_or(&config.default_region);
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
        self.timezone = reader.normal("timezone", |text| {
            jiff::tz::TimeZone::get(text)
                .map(|_| text.to_owned())
                .map_err(|_| "give an IANA time zone, such as Europe/Berlin".into())
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

/// The fields of the body.
fn fields(request: &Verified) -> Result<Map<String, Value>> {
    let essence = request.content_type.split(';').next().unwrap_or_default().trim();
    if !essence.eq_ignore_ascii_case("application/json") {
        return Err(Error::malformed(
            "unsupported_content_type",
            "send the fields as a JSON object, with Content-Type: application/json",
        ));
    }
    let Value::Object(fields) = crate::http::json(&request.bytes)? else {
        return Err(Error::malformed("bad_json", "send the fields as one JSON object"));
    };
    Ok(fields)
}

/// Takes fields out, one by one, and notes what is wrong with them.
struct Reader {
    fields: Map<String, Value>,
    faults: Vec<FieldError>,
}

impl Reader {
    /// Gives the form's own names ours; what is there already under our name stays.
    fn rename(&mut self, form: &Form) {
        for (theirs, ours) in &form.input.field_map {
            if !self.has(ours)
                && let Some(value) = self.fields.remove(theirs)
            {
                self.fields.insert(ours.clone(), value);
            }
        }
    }

    fn has(&self, name: &str) -> bool {
        match self.fields.get(name) {
            None | Some(Value::Null) => false,
            Some(Value::String(text)) => !text.trim().is_empty(),
            Some(Value::Array(values)) => !values.is_empty(),
            Some(Value::Bool(_) | Value::Number(_) | Value::Object(_)) => true,
        }
    }

    fn text(&mut self, name: &str) -> Option<String> {
        let text = match self.fields.remove(name)? {
            Value::Null => return None,
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            Value::Bool(_) | Value::Array(_) | Value::Object(_) => {
                self.faults.push(FieldError::new(name, "give a text"));
                return None;
            }
        };
        (!text.is_empty()).then_some(text)
    }

    fn line(&mut self, name: &str) -> Option<String> {
        let text = self.text(name)?;
        if text.chars().count() > MAX_LINE {
            self.faults.push(FieldError::new(name, format!("give {MAX_LINE} characters at most")));
            return None;
        }
        Some(text)
    }

    fn normal(&mut self, name: &str, normalize: impl Fn(&str) -> Result<String, String>) -> Option<String> {
        let text = self.line(name)?;
        match normalize(&text) {
            Ok(normal) => Some(normal),
            Err(message) => {
                self.faults.push(FieldError::new(name, message));
                None
            }
        }
    }

    fn yes_or_no(&mut self, name: &str) -> Option<bool> {
        let granted = match self.fields.remove(name)? {
            Value::Bool(granted) => Some(granted),
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
            self.faults.push(FieldError::new(name, "give true or false"));
        }
        granted
    }

    fn touch(&mut self) -> Touch {
        let utm =
            UTM.iter().filter_map(|name| Some(((*name).to_owned(), self.line(&format!("utm_{name}"))?))).collect();
        let referrer = self.text("referrer").map(|text| text.chars().take(MAX_LINE).collect());
        Touch { utm, gclid: self.line("gclid"), referrer }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Id, integrations::FormInput};

    fn read(body: &Value, change: impl Fn(&mut FormInput)) -> Result<Submission> {
        let mut input = FormInput::named("Website");
        change(&mut input);
        let form = Form { id: Id::derived(&["form"]), input, key_hash: String::new() };
        let request =
            Verified { content_type: "application/json".into(), bytes: body.to_string().into(), trusted: false };
        Submission::read(&form, &request, &Config::read(|_| None).unwrap())
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
