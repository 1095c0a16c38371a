//! How much of what a person read was read, and how much of what was read is right.

use std::collections::BTreeMap;

use serde_json::{Value, json};
use shared::reading::{Field, Party, Reading};

use crate::case::{Case, Contact};

/// The first field that is not of the lead, but of everybody in the text.
const FIRST_OF_ALL: &str = "contact_name";

/// The fields, in the order of the table.
pub(crate) const FIELDS: &[&str] = &[
    "email",
    "phone",
    "full_name",
    "company",
    "job_title",
    "linkedin_url",
    "budget",
    "budget_min",
    "budget_max",
    "currency",
    "date",
    "next_action",
    "urgency",
    "source",
    "contact_name",
    "contact_phone",
    "no_lead",
];

/// How often a field was wanted, read, and right.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Count {
    pub(crate) wanted: u32,
    pub(crate) read: u32,
    pub(crate) right: u32,
}

impl Count {
    pub(crate) fn precision(self) -> f64 {
        share(self.right, self.read)
    }

    pub(crate) fn recall(self) -> f64 {
        share(self.right, self.wanted)
    }

    pub(crate) fn f1(self) -> f64 {
        share(2 * self.right, self.read + self.wanted)
    }

    pub(crate) fn json(self) -> Value {
        json!({ "wanted": self.wanted, "read": self.read, "right": self.right, "precision": self.precision(),
            "recall": self.recall(), "f1": self.f1() })
    }
}

fn share(part: u32, whole: u32) -> f64 {
    if whole == 0 { 1.0 } else { f64::from(part) / f64::from(whole) }
}

/// What was wanted of a field, and what was read.
#[derive(Debug, PartialEq)]
pub(crate) struct Compared {
    pub(crate) field: &'static str,
    pub(crate) wanted: Option<String>,
    pub(crate) read: Option<String>,
    pub(crate) is_right: bool,
}

impl Compared {
    /// `accepted` begins with what is wanted; the others are as good.
    fn new(field: &'static str, accepted: &[String], read: Option<String>) -> Self {
        let same = |wanted: &String, read: &String| match field {
            "full_name" | "company" | "job_title" | "contact_name" => fold(wanted) == fold(read),
            // A date without a time asks for no time.
            "date" => read.starts_with(wanted.as_str()),
            _ => wanted == read,
        };
        let is_right = match &read {
            Some(read) => accepted.iter().any(|wanted| same(wanted, read)),
            None => accepted.is_empty(),
        };
        Self { field, wanted: accepted.first().cloned(), read, is_right }
    }

    /// Adds it to the figures.
    pub(crate) fn count(&self, counts: &mut BTreeMap<&'static str, Count>) {
        let count = counts.entry(self.field).or_default();
        count.wanted += u32::from(self.wanted.is_some());
        count.read += u32::from(self.read.is_some());
        count.right += u32::from(self.is_right && self.read.is_some());
    }
}

/// Case and spaces are no difference between names.
pub(crate) fn fold(name: &str) -> String {
    name.to_lowercase().split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Compares all fields of a case: the lead with the party that is most like it, then the others.
pub(crate) fn compare(case: &Case, reading: &Reading) -> Vec<Compared> {
    let parties: &[Party] = if reading.no_lead.is_some() { &[] } else { &reading.parties };
    let lead = |party: Option<&Party>| lead_fields(case, party);
    let like = |party: &Party| lead(Some(party)).iter().filter(|one| one.is_right && one.read.is_some()).count();
    // The first of the best.
    let best = (0..parties.len()).rev().max_by_key(|at| like(&parties[*at]));
    let mut compared = lead(best.map(|at| &parties[at]));
    let others: Vec<&Party> = (0..parties.len()).filter(|at| Some(*at) != best).map(|at| &parties[at]).collect();
    compared.extend(other_fields(case, others));
    let flag = |yes: bool| yes.then(|| "yes".to_owned());
    let wanted: Vec<String> = flag(!case.gold.is_lead).into_iter().collect();
    compared.push(Compared::new("no_lead", &wanted, flag(reading.no_lead.is_some())));
    compared
}

fn lead_fields(case: &Case, party: Option<&Party>) -> Vec<Compared> {
    let fields = FIELDS.iter().take_while(|field| **field != FIRST_OF_ALL);
    let scored = fields.filter_map(|field| {
        let accepted = accepted(case, field)?;
        let read = party.and_then(|party| read_in(party, field));
        // A value that may be told or left out is neither.
        let read = read.filter(|read| *field != "phone" || case.gold.text("phone_alt_low_confidence") != Some(read));
        Some(Compared::new(field, &accepted, read))
    });
    scored.collect()
}

/// What a field may be, the wanted value first; none where the case says nothing of it, nothing where it has to be empty.
fn accepted(case: &Case, field: &str) -> Option<Vec<String>> {
    let gold = &case.gold;
    let texts = |name: &str| gold.text(name).map(str::to_owned).into_iter().collect::<Vec<_>>();
    // Nobody is proposed of what is no lead.
    if !gold.is_lead {
        return (!matches!(field, "job_title" | "linkedin_url" | "urgency" | "source")).then(Vec::new);
    }
    let money = |name| gold.minor(name);
    Some(match field {
        "phone" => texts("phone_e164"),
        "budget" => {
            let (min, max) = (money("budget_min"), money("budget_max"));
            pair(min, max).into_iter().collect()
        }
        "budget_min" | "budget_max" => money(field).map(|minor| minor.to_string()).into_iter().collect(),
        "next_action" => gold.next_action.iter().map(|action| action.kind.clone()).collect(),
        "date" => gold
            .next_action
            .iter()
            .filter(|action| action.due.is_some())
            .flat_map(|action| action.due.iter().chain(&action.due_alt).cloned())
            .collect(),
        // Not every case tells these.
        "job_title" | "linkedin_url" | "urgency" | "source" => Some(texts(field)).filter(|texts| !texts.is_empty())?,
        _ => texts(field),
    })
}

/// What was read, as the gold values are written.
fn read_in(party: &Party, field: &str) -> Option<String> {
    let value = |field: Field| party.fields.get(&field).map(|found| &found.value);
    let minor = |field| value(field).and_then(Value::as_i64);
    let text = |field| value(field).and_then(Value::as_str).map(str::to_owned);
    match field {
        "phone" => text(Field::Phone),
        "budget" => pair(minor(Field::BudgetMinMinor), minor(Field::BudgetMaxMinor)),
        "budget_min" => minor(Field::BudgetMinMinor).map(|minor| minor.to_string()),
        "budget_max" => minor(Field::BudgetMaxMinor).map(|minor| minor.to_string()),
        "date" => text(Field::NextActionDue),
        _ => Field::ALL.iter().find(|known| name(**known) == field).and_then(|known| text(*known)),
    }
}

/// A field's name in JSON.
pub(crate) fn name(field: Field) -> String {
    serde_json::to_value(field).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}

fn pair(min: Option<i64>, max: Option<i64>) -> Option<String> {
    let end = |minor: Option<i64>| minor.map(|minor| minor.to_string()).unwrap_or_default();
    min.or(max).map(|_| format!("{}..{}", end(min), end(max)))
}

/// The others who want something: each is compared with the party of the same name or number.
fn other_fields(case: &Case, mut parties: Vec<&Party>) -> Vec<Compared> {
    let text =
        |party: &Party, field| party.fields.get(&field).and_then(|found| found.value.as_str()).map(str::to_owned);
    let is_lead = |contact: &Contact| contact.full_name.as_deref() == case.gold.text("full_name");
    let mut compared = Vec::new();
    let mut push = |contact: Option<&Contact>, party: Option<&Party>| {
        let wanted =
            |of: fn(&Contact) -> Option<&String>| contact.and_then(of).cloned().into_iter().collect::<Vec<_>>();
        let read = |field| party.and_then(|party| text(party, field));
        compared.push(Compared::new("contact_name", &wanted(|c| c.full_name.as_ref()), read(Field::FullName)));
        compared.push(Compared::new("contact_phone", &wanted(|c| c.phone_e164.as_ref()), read(Field::Phone)));
    };
    for contact in case.gold.contacts.iter().filter(|contact| !is_lead(contact)) {
        let is_same = |party: &&Party| {
            let (name, phone) = (text(party, Field::FullName), text(party, Field::Phone));
            name.is_some() && name.map(|name| fold(&name)) == contact.full_name.as_deref().map(fold)
                || phone.is_some() && phone == contact.phone_e164
        };
        let found = parties.iter().position(is_same);
        push(Some(contact), found.map(|at| parties.remove(at)));
    }
    parties.into_iter().for_each(|party| push(None, Some(party)));
    compared
}

#[cfg(test)]
mod tests {
    use super::*;

    fn right(field: &'static str, accepted: &[&str], read: Option<&str>) -> bool {
        let accepted: Vec<String> = accepted.iter().map(|text| (*text).to_owned()).collect();
        Compared::new(field, &accepted, read.map(str::to_owned)).is_right
    }

    #[test]
    fn names_fold_case_and_spaces_and_dates_without_a_time_ask_for_none() {
        assert!(right("full_name", &["Anita D'Souza"], Some("ANITA  D'SOUZA")));
        assert!(!right("email", &["a@b.example"], Some("A@b.example")));
        assert!(right("date", &["2026-11-19"], Some("2026-11-19T18:00")));
        assert!(!right("date", &["2026-11-19T18:00"], Some("2026-11-19")));
        assert!(right("date", &["2026-11-19", "2026-11-20"], Some("2026-11-20")));
    }

    #[test]
    fn a_wrong_value_is_missing_and_too_much() {
        let mut counts = BTreeMap::new();
        Compared::new("email", &["a".into()], Some("b".into())).count(&mut counts);
        Compared::new("email", &["a".into()], Some("a".into())).count(&mut counts);
        Compared::new("email", &[], Some("c".into())).count(&mut counts);
        Compared::new("email", &[], None).count(&mut counts);
        assert_eq!(counts["email"], Count { wanted: 2, read: 3, right: 1 });
        assert_eq!((counts["email"].recall(), counts["email"].f1()), (0.5, 0.4));
    }

    #[test]
    fn a_case_is_compared_with_the_party_that_is_most_like_it() {
        let line = r#"{"id": "x", "channel": "sms", "lang": "en", "region": "US", "now": "2026-11-18T09:30:00",
            "tz": "America/New_York", "text": "", "gold": {"is_lead": true, "full_name": "Ada", "budget_max": 32.9,
            "currency": "EUR", "next_action": {"type": "call", "due": null}, "contacts": [{"full_name": "Ada",
            "phone_e164": null}, {"full_name": "Bo", "phone_e164": "+1"}]}}"#
            .replace('\n', " ");
        let case = crate::case::all(&line).unwrap().remove(0);
        let compared = compare(&case, &Reading::default());
        let wanted = |field| compared.iter().find(|one| one.field == field).and_then(|one| one.wanted.as_deref());
        assert_eq!(wanted("budget"), Some("..3290"));
        assert_eq!((wanted("contact_name"), wanted("date"), wanted("no_lead")), (Some("Bo"), None, None));
    }
}
