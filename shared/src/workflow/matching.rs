//! Who is meant: by contact point, then by name and company.

use std::collections::BTreeMap;

use super::{Action, Branch, Proposal, Proposed, apply, proposal::NEW};
use crate::{
    App, Id, Result,
    identity::User,
    people::{Claim, ContactPoint, Person, name_place, words},
    pipeline::Lead,
    reading::Field,
    store::{Index, Key, Query, Saved, SortKeys, text as text_at},
};

/// The most people that are offered to choose from.
const MAX_CANDIDATES: usize = 5;
/// The most people of the same word of a name that are looked at.
const MAX_NAMESAKES: usize = 50;

/// Who could be meant.
pub(super) struct Met {
    /// The ways to carry the proposal out.
    pub(super) branches: Vec<Branch>,
    /// Which one, if that is clear.
    pub(super) chosen: Option<String>,
    /// Whether it is by a name only.
    pub(super) is_guess: bool,
    /// The lead that would be changed.
    pub(super) lead: Option<Saved<Lead>>,
}

impl Met {
    /// The way that is meant, if that is clear.
    pub(super) fn choice(&self) -> Option<&Branch> {
        self.branches.iter().find(|branch| Some(&branch.key) == self.chosen.as_ref())
    }

    /// Who cares for the lead that would be changed.
    pub(super) fn owner(&self) -> Option<Id<User>> {
        self.lead.as_ref().and_then(|lead| lead.owner_id)
    }

    /// The same as a proposal tells it.
    pub(super) fn again(proposal: &Proposal, lead: Option<Saved<Lead>>) -> Self {
        let is_by_name = |branch: &Branch| branch.because.iter().all(|why| why.starts_with("name"));
        Self {
            is_guess: proposal.choice().is_some_and(|branch| branch.person_id.is_some() && is_by_name(branch)),
            branches: proposal.branches.clone(),
            chosen: proposal.chosen.clone(),
            lead,
        }
    }
}

/// Somebody who could be meant.
struct Candidate {
    person: Id<Person>,
    lead: Option<Id<Lead>>,
    because: Vec<String>,
}

/// Finds out who is meant by `fields`. `sender` is whose words they are, where that is known, and about which lead.
///
/// # Errors
/// Those of the store.
pub(super) async fn meet(
    app: &App,
    fields: &BTreeMap<Field, Proposed>,
    sender: Option<(Id<Person>, Option<Id<Lead>>)>,
) -> Result<Met> {
    let mut candidates = by_points(app, fields).await?;
    let mut is_guess = false;
    if let Some((person, lead)) = sender {
        // Who speaks of somebody else's address is not that other one: then both could be meant.
        let (own, others): (Vec<_>, Vec<_>) = candidates.into_iter().partition(|candidate| candidate.person == person);
        let mut because = vec!["sender".to_owned()];
        because.extend(own.into_iter().flat_map(|candidate| candidate.because));
        candidates = vec![Candidate { person, lead, because }];
        candidates.extend(others);
    } else if candidates.is_empty() {
        candidates = by_name(app, fields).await?;
        is_guess = !candidates.is_empty();
    }
    branches(app, fields, candidates, is_guess).await
}

/// Those who hold the contact points.
async fn by_points(app: &App, fields: &BTreeMap<Field, Proposed>) -> Result<Vec<Candidate>> {
    let points: Vec<(String, ContactPoint)> = fields
        .iter()
        .filter_map(|(field, proposed)| Some((apply::name(*field), apply::point(*field, &proposed.value)?)))
        .collect();
    let wanted = points.iter().fold(app.store.batch(), |batch, (_, point)| batch.want::<Claim>(point));
    let mut found = wanted.fetch().await?;
    let mut candidates: Vec<Candidate> = Vec::new();
    for (name, point) in points {
        let Some(claim) = found.take::<Claim>(&point)? else { continue };
        match candidates.iter_mut().find(|candidate| candidate.person == claim.person_id) {
            Some(candidate) => candidate.because.push(name),
            None => {
                candidates.push(Candidate { person: claim.person_id, lead: claim.open_lead_id, because: vec![name] })
            }
        }
    }
    Ok(candidates)
}

/// Those who are called the same: with the same company they are likely the same, with another one they are not.
async fn by_name(app: &App, fields: &BTreeMap<Field, Proposed>) -> Result<Vec<Candidate>> {
    let text = |field: Field| fields.get(&field).and_then(|proposed| proposed.value.as_str());
    let Some(name) = text(Field::FullName) else { return Ok(Vec::new()) };
    let wanted: Vec<String> = sorted_words(name);
    // One word is half of the people in town.
    let Some(longest) = wanted.iter().max_by_key(|word| word.chars().count()).filter(|_| wanted.len() > 1) else {
        return Ok(Vec::new());
    };
    let company = text(Field::Company).map(company_words);
    let place = name_place(longest, Id::derived(&["nobody"]));
    let prefix = Key::value(longest).as_str().to_owned();
    let query = Query {
        sort_keys: SortKeys::Prefix(format!("{prefix}#")),
        limit: MAX_NAMESAKES,
        ..Query::new(Index::Table, place.pk)
    };
    let rows = app.store.query(query).await?.items;
    let ids: Vec<Id<Person>> =
        rows.iter().filter_map(|row| text_at(row, "sk")?.rsplit_once('#')?.1.parse().ok()).collect();
    let mut found = ids.iter().fold(app.store.glances(), |batch, id| batch.want::<Person>(id)).fetch().await?;
    let mut likely = Vec::new();
    let mut possible = Vec::new();
    for id in ids {
        let Some(person) = found.take::<Person>(&id)?.filter(|person| person.meta.deleted_at.is_none()) else {
            continue;
        };
        if person.full_name.as_deref().map(sorted_words).as_ref() != Some(&wanted) {
            continue;
        }
        let theirs = person.company.as_deref().map(company_words);
        let candidate = |because: &str| Candidate { person: id, lead: None, because: vec![because.to_owned()] };
        match (&company, theirs) {
            (Some(ours), Some(theirs)) if *ours == theirs => likely.push(candidate("name_and_company")),
            (Some(_), Some(_)) => {}
            (None, _) | (_, None) => possible.push(candidate("name")),
        }
    }
    let mut candidates = if likely.is_empty() { possible } else { likely };
    candidates.truncate(MAX_CANDIDATES);
    for candidate in &mut candidates {
        candidate.lead = open_lead(app, candidate.person).await?;
    }
    Ok(candidates)
}

fn sorted_words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = words(name).collect();
    words.sort();
    words
}

/// A company's name without its legal form.
fn company_words(company: &str) -> Vec<String> {
    const FORMS: &[&str] = &[
        "ag",
        "co",
        "company",
        "corp",
        "corporation",
        "gmbh",
        "inc",
        "incorporated",
        "kg",
        "limited",
        "llc",
        "llp",
        "ltd",
        "plc",
        "private",
        "pvt",
        "sa",
        "sarl",
        "sas",
        "sl",
        "srl",
        "the",
        "ug",
    ];
    let all: Vec<String> = words(company).collect();
    let telling: Vec<String> = all.iter().filter(|word| !FORMS.contains(&word.as_str())).cloned().collect();
    if telling.is_empty() { all } else { telling }
}

/// The open lead of a person, the newest if there are several.
async fn open_lead(app: &App, person: Id<Person>) -> Result<Option<Id<Lead>>> {
    let query = Query::new(Index::Gsi1, Key::new("P").with(person)).starting_with("~LEAD#".to_owned());
    let rows = app.store.query(Query { descending: true, limit: 1, ..query }).await?.items;
    Ok(rows.first().and_then(|row| text_at(row, "pk")?.strip_prefix("L#")?.parse().ok()))
}

/// The ways to carry it out.
async fn branches(
    app: &App,
    fields: &BTreeMap<Field, Proposed>,
    candidates: Vec<Candidate>,
    is_guess: bool,
) -> Result<Met> {
    let mut wanted = app.store.batch();
    for candidate in &candidates {
        wanted = wanted.want::<Person>(&candidate.person);
        if let Some(lead) = &candidate.lead {
            wanted = wanted.want::<Lead>(lead);
        }
    }
    let mut found = wanted.fetch().await?;
    let mut branches = Vec::new();
    let mut lead_of_first = None;
    for candidate in candidates {
        let person = found.take::<Person>(&candidate.person)?.filter(|person| person.meta.deleted_at.is_none());
        let Some(person) = person else { continue };
        let lead = match &candidate.lead {
            Some(id) => found.take::<Lead>(id)?,
            None => None,
        };
        let lead = lead.filter(|lead| lead.meta.deleted_at.is_none() && lead.lifecycle.is_open());
        branches.push(branch(fields, &person, lead.as_ref(), candidate.because));
        if lead_of_first.is_none() {
            lead_of_first = lead;
        }
    }
    let is_clear = branches.len() == 1 && !branches[0].because.iter().all(|because| because == "name");
    if branches.is_empty() || (is_guess && !is_clear) {
        branches.push(new_branch());
    }
    let chosen = (branches.len() == 1).then(|| branches[0].key.clone());
    Ok(Met { branches, lead: lead_of_first.filter(|_| chosen.is_some()), chosen, is_guess })
}

fn branch(
    fields: &BTreeMap<Field, Proposed>,
    person: &Saved<Person>,
    lead: Option<&Saved<Lead>>,
    because: Vec<String>,
) -> Branch {
    Branch {
        key: person.id.to_string(),
        action: if lead.is_some() { Action::Update } else { Action::Create },
        person_id: Some(person.id),
        lead_id: lead.map(|lead| lead.id),
        full_name: person.full_name.clone(),
        company: person.company.clone(),
        because,
        before: before(fields, Some(person), lead.map(|lead| &lead.value)),
    }
}

/// What stands in the records where something is proposed.
pub(super) fn before(
    fields: &BTreeMap<Field, Proposed>,
    person: Option<&Person>,
    lead: Option<&Lead>,
) -> BTreeMap<Field, serde_json::Value> {
    let mut values: BTreeMap<Field, serde_json::Value> =
        fields.iter().map(|(field, proposed)| (*field, apply::before(*field, &proposed.value, person, lead))).collect();
    // Another amount is another budget: what of the former one goes is told too.
    if apply::AMOUNTS.iter().any(|amount| fields.contains_key(amount)) {
        for field in apply::AMOUNTS {
            values.entry(field).or_insert_with(|| apply::before(field, &serde_json::Value::Null, person, lead));
        }
    }
    values.retain(|_, value| !value.is_null());
    values
}

fn new_branch() -> Branch {
    Branch {
        key: NEW.to_owned(),
        action: Action::Create,
        person_id: None,
        lead_id: None,
        full_name: None,
        company: None,
        because: Vec::new(),
        before: BTreeMap::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_company_is_the_same_with_and_without_its_legal_form() {
        assert_eq!(company_words("Acme Corp."), company_words("ACME"));
        assert_eq!(company_words("Nordwerk GmbH & Co. KG"), company_words("nordwerk"));
        assert_ne!(company_words("Acme Roofing"), company_words("Acme"));
        assert_eq!(company_words("Co"), ["co"]);
    }

    #[test]
    fn a_name_is_the_same_in_another_order() {
        assert_eq!(sorted_words("Okonkwo, Chidi"), sorted_words("Chidi OKONKWO"));
    }
}
