//! List rows and name rows, made from the record as it is now.
//!
//! The Event says which rows may have become wrong; what is right is read from the record. After writing, the record is
//! read again: if it has moved on meanwhile, so have its rows, and the work is done anew.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{
    App, Error, Id, Result,
    event::Event,
    identity::User,
    people::{Person, name_place},
    pipeline::Lead,
    store::{Entity, Facets, ListRow, Listed, Meta, Place, Saved, facet_place, object},
    workflow::Writeback,
};

/// How often the rows are made anew because the record moved on.
const MAX_ROUNDS: usize = 4;

/// Makes the rows of every record that the Event tells of.
pub(super) async fn write(app: &App, event: &Event) -> Result<()> {
    for record in event.records.keys() {
        let (kind, id) = record.split_once(' ').unwrap_or((record, &event.subject));
        match kind {
            Lead::TYPE => {
                let id: Id<Lead> = id.parse()?;
                let stale = [&event.facets_before, &event.facets_after];
                let stale = |lead: &Saved<Lead>| stale.iter().flat_map(|facets| lead_places(lead, facets)).collect();
                project::<Lead>(app, &id, &stale, &|lead| lead_places(lead, &lead.facets())).await?;
            }
            Person::TYPE => {
                let id: Id<Person> = id.parse()?;
                let former = former(event, record);
                let full_name = former.get("full_name").and_then(Value::as_str).map(str::to_owned);
                let owners: BTreeMap<Id<User>, u32> = former
                    .get("owners")
                    .and_then(|owners| serde_json::from_value(owners.clone()).ok())
                    .unwrap_or_default();
                let stale = |person: &Saved<Person>| {
                    let (full_name, owners) = (full_name.clone(), owners.clone());
                    person_places(&Saved {
                        value: Person { full_name, owners, ..person.value.clone() },
                        ..person.clone()
                    })
                };
                project::<Person>(app, &id, &stale, &person_places).await?;
            }
            Writeback::TYPE => {
                let id: Id<Writeback> = id.parse()?;
                let former = former(event, record);
                let stale = |now: &Saved<Writeback>| match object(&now.value) {
                    Ok(mut fields) => {
                        fields.extend(former.clone());
                        let was = serde_json::from_value::<Writeback>(Value::Object(fields));
                        was.map(|was| writeback_places(&now.meta, &was)).unwrap_or_default()
                    }
                    Err(_) => BTreeSet::new(),
                };
                project::<Writeback>(app, &id, &stale, &|now| writeback_places(&now.meta, &now.value)).await?;
            }
            _ => {}
        }
    }
    Ok(())
}

fn lead_places(lead: &Saved<Lead>, facets: &Facets) -> BTreeSet<Place> {
    let order = Lead::order(&lead.meta, lead.id);
    let values = facets.iter().flat_map(|(facet, values)| values.iter().map(move |value| (facet, value)));
    values.map(|(facet, value)| facet_place(Lead::LIST, facet, value, &order)).collect()
}

fn person_places(person: &Saved<Person>) -> BTreeSet<Place> {
    let order = Person::order(&person.meta, person.id);
    let owned = person.owners.keys().map(|owner| facet_place(Person::LIST, "owner", &owner.to_string(), &order));
    person.name_tokens().iter().map(|token| name_place(token, person.id)).chain(owned).collect()
}

fn writeback_places(meta: &Meta, writeback: &Writeback) -> BTreeSet<Place> {
    writeback.rows(meta).into_iter().collect()
}

/// What the Event says the fields of a record were before.
fn former(event: &Event, record: &str) -> BTreeMap<String, Value> {
    let changes = event.payload.as_ref().and_then(|payload| {
        serde_json::from_str::<BTreeMap<String, BTreeMap<String, (Value, Value)>>>(&payload.changes).ok()
    });
    let fields = changes.and_then(|mut changes| changes.remove(record)).unwrap_or_default();
    fields.into_iter().map(|(name, (before, _))| (name, before)).collect()
}

type PlacesOf<'a, E> = &'a (dyn Fn(&Saved<E>) -> BTreeSet<Place> + Sync);

async fn project<E: Entity>(app: &App, id: &E::Ref, stale: PlacesOf<'_, E>, right: PlacesOf<'_, E>) -> Result<()> {
    let mut wrong = BTreeSet::new();
    let mut read = match app.store.glance::<E>(id).await? {
        // It is too young for a glance.
        None => app.store.get::<E>(id).await?,
        found => found,
    };
    for _ in 0..MAX_ROUNDS {
        let Some(saved) = read else { return Ok(()) };
        let alive = saved.meta.deleted_at.is_none();
        let wanted = if alive { right(&saved) } else { BTreeSet::new() };
        wrong.extend(stale(&saved));
        wrong.extend(if alive { BTreeSet::new() } else { right(&saved) });
        if let Some(l) = saved.value.summary(&saved.meta) {
            let row = ListRow { l, v: saved.meta.version };
            for place in &wanted {
                app.store.put_row(place, &row).await?;
            }
        }
        for place in wrong.difference(&wanted) {
            app.store.delete_row(place, saved.meta.version).await?;
        }
        read = app.store.get::<E>(id).await?;
        if read.as_ref().is_some_and(|now| now.meta.version == saved.meta.version) {
            return Ok(());
        }
        wrong.extend(wanted);
    }
    Err(Error::unavailable("a record's rows", "the record keeps changing"))
}
