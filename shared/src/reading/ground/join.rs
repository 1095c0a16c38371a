//! How what a model says of a person meets what the rules have read.

use super::{name, person::Person};
use crate::reading::{Confidence, Field, Flag, Found, Party, Reading, Source};

/// What leads to a person. Nobody is given what is somebody else's.
const CONTACT: [Field; 2] = [Field::Email, Field::Phone];
/// They are one thing: half of the rules' and half of the model's would be nobody's.
const MONEY: [Field; 3] = [Field::BudgetMinMinor, Field::BudgetMaxMinor, Field::Currency];
/// One thing as well.
const ACTION: [Field; 2] = [Field::NextAction, Field::NextActionDue];

/// Puts a person of the model's with a party of the rules', or makes a party of him.
pub(super) fn place(reading: &mut Reading, mut person: Person, is_lead: bool, are_several: bool) {
    let known = party_of(reading, &person, are_several);
    // What another party has is not his.
    let others: Vec<&Party> =
        reading.parties.iter().enumerate().filter(|(at, _)| Some(*at) != known).map(|(_, party)| party).collect();
    person.fields.retain(|field, found| !others.iter().any(|other| is_taken(other, *field, found)));
    match known {
        Some(at) => {
            if let Some(party) = reading.parties.get_mut(at) {
                merge(party, person);
            }
        }
        None if is_lead && is_somebody(&person, &reading.parties) => {
            reading.parties.push(Party { fields: person.fields });
        }
        None => {}
    }
}

/// Whether an address or a number is this party's, or an amount stands in the words that say this party's.
fn is_taken(party: &Party, field: Field, found: &Found) -> bool {
    let is_near = party.fields.get(&field).is_some_and(|own| own.span.overlaps(found.span));
    (CONTACT.contains(&field) && has(party, field, found)) || (MONEY.contains(&field) && is_near)
}

fn has(party: &Party, field: Field, found: &Found) -> bool {
    party.fields.get(&field).is_some_and(|own| own.value == found.value)
}

/// The party that the person is: by what leads to him, by his name; the only one there is, if nothing speaks against it.
fn party_of(reading: &Reading, person: &Person, are_several: bool) -> Option<usize> {
    let parties = &reading.parties;
    let same = |field: Field| {
        let found = person.fields.get(&field)?;
        parties.iter().position(|party| has(party, field, found))
    };
    let by_contact = CONTACT.iter().find_map(|field| same(*field));
    let said = name_of(person.fields.get(&Field::FullName));
    let by_name = || {
        let said = said?;
        parties.iter().position(|party| named(party).is_some_and(|known| name::is_same(known, said)))
    };
    let the_only_one = || {
        let [only] = parties.as_slice() else { return None };
        let is_another = named(only).is_some() && said.is_some();
        (!is_another && !are_several).then_some(0)
    };
    by_contact.or_else(by_name).or_else(the_only_one)
}

fn named(party: &Party) -> Option<&str> {
    name_of(party.fields.get(&Field::FullName))
}

fn name_of(found: Option<&Found>) -> Option<&str> {
    found?.value.as_str()
}

/// Whether the person is one whom the rules have overlooked: with a name that is not suspicious, and with something that
/// is his own and nobody else's words. Who is only mentioned has no more than a name.
fn is_somebody(person: &Person, parties: &[Party]) -> bool {
    let is_free = |found: &Found| {
        !parties.iter().flat_map(|party| party.fields.values()).any(|other| other.span.overlaps(found.span))
    };
    let own = [
        Field::Email,
        Field::Phone,
        Field::BudgetMaxMinor,
        Field::BudgetMinMinor,
        Field::Need,
        Field::ProjectType,
        Field::NextAction,
    ];
    person.clean(Field::FullName).is_some_and(is_free)
        && own.iter().any(|field| person.clean(*field).is_some_and(is_free))
}

/// Adds to a party what it lacks, and confirms what it has.
fn merge(party: &mut Party, person: Person) {
    let lacks = |party: &Party, fields: &[Field]| !fields.iter().any(|field| party.fields.contains_key(field));
    let (takes_money, takes_action) = (lacks(party, &MONEY), lacks(party, &ACTION));
    for (field, found) in person.fields {
        match party.fields.get_mut(&field) {
            Some(own) => confirm(field, own, found),
            None if MONEY.contains(&field) && !takes_money => {}
            None if ACTION.contains(&field) && !takes_action => {}
            None => drop(party.fields.insert(field, found)),
        }
    }
}

fn confirm(field: Field, own: &mut Found, found: Found) {
    if found.flags.contains(&Flag::Suspicious) {
        return;
    }
    let is_fuller = field == Field::FullName
        && name_of(Some(&found)).zip(name_of(Some(own))).is_some_and(|(longer, short)| name::completes(longer, short));
    if is_fuller && found.flags.is_empty() {
        let confidence = own.confidence.max(found.confidence);
        *own = Found { confidence, source: Source::Both, ..found };
    } else if own.value == found.value && own.source == Source::Rule {
        // Two ways that know nothing of each other came to the same: half of the doubt is left.
        let sure = own.confidence.hundredths();
        own.confidence = Confidence::of((sure + (100 - sure) / 2).min(99).max(sure));
        own.source = Source::Both;
    }
}
