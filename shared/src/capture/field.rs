//! Which input of a sender is which field of ours: by the form's own map, by our own names, then by what names and titles say,
//! then by type.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::FIELDS;
use crate::integrations::Form;

/// An input, as the sender wrote it.
#[derive(Clone, Debug, PartialEq)]
pub struct Field {
    /// The sender's own name of it, such as `q3_email` or `full_name`.
    pub name: String,
    /// What people read, where the sender tells it.
    pub title: Option<String>,
    /// What the sender says of its type.
    pub kind: Kind,
    /// What was filled in.
    pub value: Value,
}

/// What a sender says of an input's type, as far as it tells us anything.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Kind {
    /// Nothing that helps.
    #[default]
    Any,
    /// An email address.
    Email,
    /// A phone number.
    Phone,
}

impl Field {
    /// An input of which nothing but the name is known.
    pub fn new(name: &str, value: Value) -> Self {
        Self { name: name.to_owned(), title: None, kind: Kind::Any, value }
    }

    /// The same, with what people read.
    #[must_use]
    pub fn titled(self, title: Option<&str>) -> Self {
        Self { title: title.map(str::trim).filter(|title| !title.is_empty()).map(str::to_owned), ..self }
    }

    /// The same, with a type.
    #[must_use]
    pub fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }

    /// The name of the answer, if no field of ours takes it: what people read, else the sender's name.
    fn answer_name(&self) -> &str {
        self.title.as_deref().unwrap_or(&self.name)
    }
}

/// Words by which senders call our fields, as [`plain`] writes them. From the default questions of the providers.
const WORDS: &[(&str, &[&str])] = &[
    ("full_name", &["name", "fullname", "contactname"]),
    ("first_name", &["firstname", "givenname", "forename"]),
    ("last_name", &["lastname", "surname", "familyname"]),
    ("email", &["email", "emailaddress", "workemail", "businessemail", "useremail", "mail"]),
    ("phone", &["phone", "phonenumber", "userphone", "workphone", "mobile", "mobilenumber", "cell", "telephone"]),
    ("company", &["company", "companyname", "organization", "organisation", "business", "businessname"]),
    ("budget", &["budget"]),
    ("project_type", &["projecttype", "typeofproject"]),
    ("message", &["message", "comments", "comment", "notes", "additionalnotes", "howcanwehelp"]),
    ("timezone", &["timezone"]),
    ("gclid", &["gclid", "gclickid"]),
    ("referrer", &["referrer", "referer"]),
];
/// How a question begins that asks for one of them.
const ASKING: &[&str] = &["whatisyour", "whatsyour", "pleaseenteryour", "enteryour", "your"];

/// Which field of ours an input fills, if this rule knows.
type Rule<'a> = &'a dyn Fn(&Field) -> Option<String>;

/// The inputs under our names where they fill a field of ours, else under the sender's.
///
/// With `guess`, names and titles that a sender did not choose for us are understood too.
pub(super) fn assign(form: &Form, fields: Vec<Field>, guess: bool) -> Map<String, Value> {
    let map = Mapping::of(form);
    let mut taken: Map<String, Value> = Map::new();
    let mut left = fields;
    let by_map = |field: &Field| map.exactly(field).map(str::to_owned);
    let by_likeness = |field: &Field| map.roughly(field).map(str::to_owned);
    let by_name = |field: &Field| is_ours(&field.name).then(|| field.name.clone());
    let by_word = |field: &Field| guess.then(|| called(field)).flatten();
    let by_kind = |field: &Field| match field.kind {
        Kind::Email if guess => Some("email".to_owned()),
        Kind::Phone if guess => Some("phone".to_owned()),
        Kind::Any | Kind::Email | Kind::Phone => None,
    };
    // What the map says of a name to the letter holds before anything else; what only looks like it does not take our names.
    let rules: [Rule<'_>; 5] = [&by_map, &by_name, &by_likeness, &by_word, &by_kind];
    for rule in rules {
        let mut rest = Vec::new();
        for field in left {
            match rule(&field).filter(|ours| !is_filled(taken.get(ours)) && says(&field.value)) {
                Some(ours) => drop(taken.insert(ours, field.value)),
                None => rest.push(field),
            }
        }
        left = rest;
    }
    let left = left.into_iter().filter(|field| !is_ours(&field.name) || says(&field.value));
    for (position, field) in left.enumerate() {
        let free = |name: &str| !taken.contains_key(name) && (!is_ours(name) || name == field.name);
        let name = [field.answer_name(), &field.name].into_iter().find(|name| free(name)).map(str::to_owned);
        let name = name.unwrap_or_else(|| {
            let numbered = (position..).map(|n| format!("{} ({n})", field.answer_name()));
            numbered.into_iter().find(|name| !taken.contains_key(name)).unwrap_or_default()
        });
        taken.insert(name, field.value);
    }
    taken
}

pub(crate) fn is_ours(name: &str) -> bool {
    FIELDS.contains(&name) || name.starts_with("utm_")
}

/// A form's own map, also by what names say whatever their spelling.
struct Mapping<'a> {
    exact: &'a BTreeMap<String, String>,
    alike: BTreeMap<String, &'a str>,
}

impl<'a> Mapping<'a> {
    fn of(form: &'a Form) -> Self {
        let exact = &form.input.field_map;
        Self { exact, alike: exact.iter().map(|(theirs, ours)| (plain(theirs), ours.as_str())).collect() }
    }

    fn exactly(&self, field: &Field) -> Option<&'a str> {
        self.exact.get(&field.name).or_else(|| self.exact.get(field.title.as_ref()?)).map(String::as_str)
    }

    fn roughly(&self, field: &Field) -> Option<&'a str> {
        if self.alike.is_empty() {
            return None;
        }
        self.alike.get(&plain(field.answer_name())).copied()
    }
}

fn called(field: &Field) -> Option<String> {
    let words = |text: &str| {
        let text = plain(text);
        let asked = ASKING.iter().find_map(|begin| text.strip_prefix(begin)).unwrap_or(&text);
        let known = WORDS.iter().find(|(_, words)| words.contains(&asked)).map(|(ours, _)| *ours);
        known.or_else(|| FIELDS.iter().copied().find(|ours| plain(ours) == asked))
    };
    let title = field.title.as_deref();
    let visit = title.filter(|title| title.starts_with("utm_")).map(str::to_owned);
    visit.or_else(|| words(&field.name).or_else(|| words(title?)).map(str::to_owned))
}

/// A name without what differs between spellings of it.
fn plain(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

fn is_filled(value: Option<&Value>) -> bool {
    value.is_some_and(says)
}

/// Whether anything was filled in.
pub(crate) fn says(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::String(text) => !text.trim().is_empty(),
        Value::Array(values) => !values.is_empty(),
        Value::Bool(_) | Value::Number(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{Id, integrations::FormInput};

    fn assigned(map: &[(&str, &str)], fields: Vec<Field>, guess: bool) -> Value {
        let mut input = FormInput::named("F");
        input.field_map = map.iter().map(|(theirs, ours)| ((*theirs).to_owned(), (*ours).to_owned())).collect();
        let form = Form { id: Id::derived(&["form"]), input, mapping_version: 1, secrets: Vec::new() };
        Value::Object(assign(&form, fields, guess))
    }

    fn titled(name: &str, title: &str, value: Value) -> Field {
        Field::new(name, value).titled(Some(title))
    }

    #[test]
    fn the_map_goes_before_words_and_words_before_types() {
        let fields = || {
            vec![
                titled("q1", "Email of your assistant", json!("assistant@example.com")).of_kind(Kind::Email),
                titled("q2", "Your e-mail", json!("ann@example.com")).of_kind(Kind::Email),
                titled("q3", "Roof or wall?", json!("roof")),
            ]
        };
        let by_word = assigned(&[], fields(), true);
        assert_eq!(
            (&by_word["email"], &by_word["Email of your assistant"]),
            (&json!("ann@example.com"), &json!("assistant@example.com"))
        );
        let by_name = assigned(&[("q1", "email"), ("roof OR wall", "project_type")], fields(), true);
        assert_eq!((&by_name["email"], &by_name["project_type"]), (&json!("assistant@example.com"), &json!("roof")));
        let by_kind = assigned(&[], vec![fields().remove(0)], true);
        assert_eq!(by_kind["email"], "assistant@example.com");
    }

    #[test]
    fn a_native_form_is_not_guessed_at() {
        let fields = vec![Field::new("Name", json!("Ann")), Field::new("email", json!("ann@example.com"))];
        assert_eq!(assigned(&[], fields.clone(), false), json!({ "Name": "Ann", "email": "ann@example.com" }));
        assert_eq!(assigned(&[("Name", "full_name")], fields, false)["full_name"], "Ann");
    }

    #[test]
    fn a_map_may_say_otherwise_of_a_name_of_ours_but_only_to_the_letter() {
        let fields = || vec![Field::new("message", json!("A flat roof")), Field::new("full_name", json!("Ann Lee"))];
        let map = [("message", "project_type"), ("Full Name", "company")];
        let wanted = json!({ "project_type": "A flat roof", "full_name": "Ann Lee" });
        for guess in [false, true] {
            assert_eq!(assigned(&map, fields(), guess), wanted);
        }
    }

    #[test]
    fn what_is_not_mapped_is_kept_whatever_it_is_called() {
        let fields = vec![
            titled("q1", "Colour", json!("red")),
            titled("q2", "Colour", json!("blue")),
            titled("Colour", "Colour", json!("green")),
            titled("q4", "email", json!("")),
            titled("q5", "email", json!("a@example.com")),
            titled("q6", "email", json!("b@example.com")),
        ];
        let assigned = assigned(&[], fields, true);
        let values: Vec<&Value> = assigned.as_object().unwrap().values().collect();
        for value in ["red", "blue", "green", "a@example.com", "b@example.com"] {
            assert!(values.contains(&&json!(value)), "{value} in {assigned}");
        }
        assert_eq!(assigned["email"], "a@example.com");
    }
}
