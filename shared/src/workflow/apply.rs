//! What the fields of a proposal are in the records: what stands there, and what they make of it. Pure.

use std::collections::BTreeMap;

use jiff::civil::{Date, DateTime};
use serde_json::{Value, json};

use super::Proposed;
use crate::{
    people::{ContactPoint, Person, email, linkedin, phone},
    pipeline::{Budget, Lead, budget::is_currency},
    reading::Field,
};

/// The fields of a proposal that are to be written.
pub(super) type Selection<'a> = BTreeMap<Field, &'a Proposed>;

/// The most characters of a text.
const MAX_TEXT: usize = 500;
/// The most tags that one proposal adds.
const MAX_TAGS: usize = 20;

/// The two ends of a budget, which go together.
pub(super) const AMOUNTS: [Field; 2] = [Field::BudgetMinMinor, Field::BudgetMaxMinor];

/// The name of a field in the API.
pub(super) fn name(field: Field) -> String {
    json!(field).as_str().unwrap_or_default().to_owned()
}

/// Whether a value stands beside those that were there, instead of replacing one.
pub(super) fn is_added(field: Field) -> bool {
    matches!(field, Field::Email | Field::Phone | Field::Tags)
}

/// Whether it is a field of the person, and not of the lead.
pub(super) fn is_of_person(field: Field) -> bool {
    matches!(
        field,
        Field::FullName | Field::Company | Field::JobTitle | Field::Email | Field::Phone | Field::LinkedinUrl
    )
}

/// The contact point that a field names.
pub(super) fn point(field: Field, value: &Value) -> Option<ContactPoint> {
    let text = value.as_str()?.to_owned();
    match field {
        Field::Email => Some(ContactPoint::Email(text)),
        Field::Phone => Some(ContactPoint::Phone(text)),
        Field::LinkedinUrl => Some(ContactPoint::Linkedin(text)),
        Field::FullName
        | Field::Company
        | Field::JobTitle
        | Field::BudgetMinMinor
        | Field::BudgetMaxMinor
        | Field::Currency
        | Field::ProjectType
        | Field::Need
        | Field::Source
        | Field::Urgency
        | Field::Tags
        | Field::NextAction
        | Field::NextActionDue
        | Field::PropertyInterest
        | Field::VehicleInterest => None,
    }
}

/// What stands in the records where `value` is proposed. A value that is one of several which are there is what is there.
pub(super) fn before(field: Field, value: &Value, person: Option<&Person>, lead: Option<&Lead>) -> Value {
    let among = |all: Option<&Vec<String>>, first: Option<&String>| match all {
        Some(all) if value.as_str().is_some_and(|wanted| all.iter().any(|known| known == wanted)) => value.clone(),
        Some(_) | None => json!(first),
    };
    let budget = lead.and_then(|lead| lead.budget.as_ref());
    let wants = lead.map(|lead| &lead.wants);
    match field {
        Field::FullName => json!(person.and_then(|person| person.full_name.as_ref())),
        Field::Company => json!(person.and_then(|person| person.company.as_ref())),
        Field::JobTitle => json!(person.and_then(|person| person.job_title.as_ref())),
        Field::LinkedinUrl => json!(person.and_then(|person| person.linkedin_url.as_ref())),
        Field::Email => {
            among(person.map(|person| &person.emails), person.and_then(|person| person.primary_email.as_ref()))
        }
        Field::Phone => {
            among(person.map(|person| &person.phones), person.and_then(|person| person.primary_phone.as_ref()))
        }
        Field::BudgetMinMinor => json!(budget.and_then(|budget| budget.min_minor)),
        Field::BudgetMaxMinor => json!(budget.and_then(|budget| budget.max_minor)),
        Field::Currency => json!(budget.and_then(|budget| budget.currency.as_ref())),
        Field::ProjectType => json!(lead.and_then(|lead| lead.project_type.as_ref())),
        Field::Need => json!(wants.and_then(|wants| wants.need.as_ref())),
        Field::Source => json!(lead.and_then(|lead| lead.source.business_source.as_ref())),
        Field::Urgency => json!(wants.and_then(|wants| wants.urgency.as_ref())),
        Field::NextAction => json!(wants.and_then(|wants| wants.next_action.as_ref())),
        Field::NextActionDue => json!(wants.and_then(|wants| wants.next_action_due.as_ref())),
        Field::PropertyInterest => json!(wants.and_then(|wants| wants.property_interest.as_ref())),
        Field::VehicleInterest => json!(wants.and_then(|wants| wants.vehicle_interest.as_ref())),
        Field::Tags => {
            let known = lead.map(|lead| lead.tags.as_slice()).unwrap_or_default();
            let all_there = texts(value).iter().all(|tag| known.contains(tag));
            if known.is_empty() || all_there && value.as_array().is_some_and(Vec::is_empty) {
                Value::Null
            } else if all_there {
                value.clone()
            } else {
                json!(known)
            }
        }
    }
}

fn texts(value: &Value) -> Vec<String> {
    value.as_array().into_iter().flatten().filter_map(|tag| Some(tag.as_str()?.to_owned())).collect()
}

/// The person with what was selected.
pub(super) fn person_with(person: &Person, selection: &Selection<'_>) -> Person {
    let mut next = person.clone();
    for (field, proposed) in selection {
        let text = proposed.value.as_str().map(str::to_owned);
        match field {
            Field::FullName => {
                next.full_name = text;
                // The parts are those of another name.
                (next.given_name, next.family_name) = (None, None);
            }
            Field::Company => next.company = text,
            Field::JobTitle => next.job_title = text,
            Field::LinkedinUrl => {
                // One replaces the other; a second profile is no second address.
                next.linkedin_url = text;
            }
            Field::Email | Field::Phone => {
                if let Some(point) = point(*field, &proposed.value) {
                    next.add(&point);
                }
            }
            Field::BudgetMinMinor
            | Field::BudgetMaxMinor
            | Field::Currency
            | Field::ProjectType
            | Field::Need
            | Field::Source
            | Field::Urgency
            | Field::Tags
            | Field::NextAction
            | Field::NextActionDue
            | Field::PropertyInterest
            | Field::VehicleInterest => {}
        }
    }
    next
}

/// The lead with what was selected.
pub(super) fn lead_with(lead: &Lead, selection: &Selection<'_>) -> Lead {
    let mut next = lead.clone();
    for (field, proposed) in selection {
        let text = proposed.value.as_str().map(str::to_owned);
        match field {
            // The list of leads shows the name.
            Field::FullName => next.full_name = text,
            Field::ProjectType => next.project_type = text,
            Field::Need => next.wants.need = text,
            Field::Source => next.source.business_source = text,
            Field::Urgency => next.wants.urgency = text,
            Field::NextAction => next.wants.next_action = text,
            Field::NextActionDue => next.wants.next_action_due = text,
            Field::PropertyInterest => next.wants.property_interest = text,
            Field::VehicleInterest => next.wants.vehicle_interest = text,
            Field::Tags => {
                let new = texts(&proposed.value).into_iter().filter(|tag| !lead.tags.contains(tag));
                next.tags.extend(new);
            }
            Field::BudgetMinMinor
            | Field::BudgetMaxMinor
            | Field::Currency
            | Field::Company
            | Field::JobTitle
            | Field::Email
            | Field::Phone
            | Field::LinkedinUrl => {}
        }
    }
    next.budget = budget_with(lead.budget.as_ref(), selection);
    next
}

/// The budget with what was selected of it. Another amount is another budget: a least that was known does not outlive it.
fn budget_with(known: Option<&Budget>, selection: &Selection<'_>) -> Option<Budget> {
    let amount = |field| selection.get(&field).and_then(|proposed: &&Proposed| proposed.value.as_i64());
    let (min, max) = (amount(Field::BudgetMinMinor), amount(Field::BudgetMaxMinor));
    let currency = selection.get(&Field::Currency).and_then(|proposed| proposed.value.as_str().map(str::to_owned));
    if min.is_none() && max.is_none() && currency.is_none() {
        return known.cloned();
    }
    let words = [Field::BudgetMaxMinor, Field::BudgetMinMinor].iter().find_map(|field| selection.get(field));
    let raw = words.and_then(|proposed| Some(proposed.quote.as_ref()?.quote.clone()));
    let raw = raw.or_else(|| known.map(|known| known.raw.clone())).unwrap_or_default();
    let currency = currency.or_else(|| known?.currency.clone());
    let (min, max) = if min.is_none() && max.is_none() {
        (known.and_then(|known| known.min_minor), known.and_then(|known| known.max_minor))
    } else {
        (min, max)
    };
    Some(Budget::of(raw, min, max, currency))
}

/// Whether a person would not see it, or not where it stands.
fn is_unseen(c: char) -> bool {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}');
    (c.is_control() && c != '\n') || turns
}

/// The value that somebody wants for a field, in the form that the record has.
///
/// # Errors
/// What is wrong with it, for the person who wrote it.
pub(super) fn checked(field: Field, value: &Value, region: &str) -> Result<Value, String> {
    let text = || {
        let text = value.as_str().map(str::trim).filter(|text| !text.is_empty()).ok_or("give a text")?;
        if text.chars().count() > MAX_TEXT || text.chars().any(is_unseen) {
            return Err(format!("give {MAX_TEXT} characters at most, without control characters"));
        }
        Ok(text.to_owned())
    };
    let one_of = |known: &[&str]| {
        let text = text()?;
        if known.contains(&text.as_str()) { Ok(text) } else { Err(format!("give one of: {}", known.join(", "))) }
    };
    Ok(match field {
        Field::FullName
        | Field::Company
        | Field::JobTitle
        | Field::ProjectType
        | Field::Need
        | Field::Source
        | Field::PropertyInterest
        | Field::VehicleInterest => json!(text()?),
        Field::Email => json!(email::normalize(&text()?)?),
        Field::Phone => json!(phone::normalize(&text()?, region)?),
        Field::LinkedinUrl => json!(linkedin::normalize(&text()?)?),
        Field::BudgetMinMinor | Field::BudgetMaxMinor => {
            json!(
                value
                    .as_i64()
                    .filter(|minor| *minor >= 0)
                    .ok_or("give a whole number of minor units, such as cents")?
            )
        }
        Field::Currency => {
            let code = text()?;
            json!(is_currency(&code).then_some(code).ok_or("give a code such as EUR")?)
        }
        Field::Urgency => json!(one_of(&["low", "normal", "high"])?),
        Field::NextAction => json!(one_of(&["call", "email", "send", "quote", "visit", "meeting", "follow_up"])?),
        Field::NextActionDue => {
            let due = text()?;
            let is_date = due.parse::<Date>().is_ok_and(|date| date.to_string() == due);
            let is_time = due.parse::<DateTime>().is_ok();
            json!((is_date || is_time).then_some(due).ok_or("give a date such as 2026-03-02, or 2026-03-02T14:30")?)
        }
        Field::Tags => {
            let mut tags = texts(value);
            let is_list = value.as_array().is_some_and(|all| all.len() == tags.len() && !all.is_empty());
            let are_short = tags.iter().all(|tag| !tag.trim().is_empty() && tag.chars().count() <= 60);
            let fine =
                is_list && are_short && tags.len() <= MAX_TAGS && !tags.iter().any(|tag| tag.contains(is_unseen));
            tags.sort();
            tags.dedup();
            json!(fine.then_some(tags).ok_or("give a list of 1 to 20 tags of at most 60 characters")?)
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        Id,
        pipeline::{Ingress, Lifecycle, Source, Wants},
        reading::Confidence,
        workflow::By,
    };

    fn lead() -> Lead {
        Lead {
            id: Id::derived(&["lead"]),
            person_id: Id::derived(&["person"]),
            full_name: None,
            lifecycle: Lifecycle::New,
            owner_id: None,
            tags: vec!["roof".into()],
            budget: Some(Budget::read("$5-10k", None)),
            project_type: None,
            wants: Wants::default(),
            source: Source { ingress: Ingress::Form, channel: None, business_source: None, discovery_channel: None },
            form_id: None,
            receipt_id: None,
            inquiries: 0,
        }
    }

    fn proposed(value: Value) -> Proposed {
        Proposed { value, quote: None, source: By::Rule, confidence: Confidence::of(90), flags: Vec::new() }
    }

    #[test]
    fn every_field_that_is_checked_is_written_and_shows_as_what_stands_there() {
        let person: Person = serde_json::from_value(json!({ "id": Id::<Person>::derived(&["person"]) })).unwrap();
        let values = json!({
            "full_name": "Ann Lee", "company": "Acme", "job_title": "CEO", "email": "ann@example.com",
            "phone": "+12025550123", "linkedin_url": "https://www.linkedin.com/in/ann-lee", "budget_min_minor": 100,
            "budget_max_minor": 200, "currency": "EUR", "project_type": "roof", "need": "a new roof",
            "source": "referral", "urgency": "high", "tags": ["hot"], "next_action": "call",
            "next_action_due": "2026-11-21T14:30", "property_interest": "villa", "vehicle_interest": "Tacoma",
        });
        for field in Field::ALL {
            let value = checked(*field, &values[name(*field)], "US").unwrap();
            let proposed = proposed(value.clone());
            let selection = Selection::from([(*field, &proposed)]);
            let (next_person, next_lead) = (person_with(&person, &selection), lead_with(&lead(), &selection));
            assert_eq!(before(*field, &value, Some(&next_person), Some(&next_lead)), value, "{field:?}");
            assert_ne!(before(*field, &value, Some(&person), Some(&lead())), value, "{field:?}");
            assert!(next_person != person || next_lead != lead(), "{field:?}");
        }
    }

    #[test]
    fn another_amount_is_another_budget() {
        let most = proposed(json!(700_000));
        let next = lead_with(&lead(), &Selection::from([(Field::BudgetMaxMinor, &most)])).budget.unwrap();
        assert_eq!((next.min_minor, next.max_minor, next.currency.as_deref()), (None, Some(700_000), Some("USD")));
    }

    #[test]
    fn what_is_no_value_of_its_field_is_refused() {
        let wrong = [
            (Field::Email, json!("ann")),
            (Field::Phone, json!("12")),
            (Field::BudgetMaxMinor, json!(-1)),
            (Field::BudgetMinMinor, json!("5")),
            (Field::Currency, json!("euro")),
            (Field::Urgency, json!("very")),
            (Field::NextActionDue, json!("tomorrow")),
            (Field::Tags, json!(["a", 1])),
            (Field::Tags, json!([])),
            (Field::Need, json!("")),
            (Field::FullName, json!("a\u{0}b")),
            (Field::Company, json!("a\u{202e}b")),
            (Field::Currency, json!("ZZZ")),
        ];
        for (field, value) in wrong {
            assert!(checked(field, &value, "US").is_err(), "{field:?} {value}");
        }
    }
}
