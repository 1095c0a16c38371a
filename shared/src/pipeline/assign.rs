//! Who cares for a lead. Whoever does sees the lead's person too.

use super::Lead;
use crate::{
    App, Error, Id, Result,
    event::Announcement,
    identity::{Caller, User, View},
    people::Person,
    store::{Entity as _, Saved},
};

/// How often it is tried while somebody else writes the same lead or person.
const MAX_TRIES: u32 = 5;

/// Gives a lead to `owner`, or to nobody.
///
/// # Errors
/// `NotFound` for a lead that is not seen; `Invalid` for an owner who is no active user; `Stale` when the lead has another
/// version than `version`; those of the store.
pub async fn assign(
    app: &App,
    by: &Caller,
    view: &View,
    id: Id<Lead>,
    owner: Option<Id<User>>,
    version: Option<u64>,
) -> Result<()> {
    for attempt in 1.. {
        let lead = view.load::<Lead>(app, &id).await?;
        lead.demand(version)?;
        if lead.owner_id == owner {
            return Ok(());
        }
        match hand_over(app, by, &lead, owner).await {
            Err(Error::Stale { entity, .. }) if entity != User::TYPE && attempt < MAX_TRIES && version.is_none() => {}
            other => return other,
        }
    }
    Ok(())
}

async fn hand_over(app: &App, by: &Caller, lead: &Saved<Lead>, owner: Option<Id<User>>) -> Result<()> {
    let mut wanted = app.store.batch().want::<Person>(&lead.person_id);
    if let Some(owner) = &owner {
        wanted = wanted.want::<User>(owner);
    }
    let mut found = wanted.fetch().await?;
    let person = found.take::<Person>(&lead.person_id)?;
    let person = person.ok_or_else(|| Error::internal("assigning a lead", "its person is not there"))?;
    let mut next_person = person.value.clone();
    next_person.hand_over(lead.owner_id, owner);
    let next = Lead { owner_id: owner, ..lead.value.clone() };
    let mut tx = app.store.tx().update(lead, &next).update(&person, &next_person);
    if let Some(owner) = owner {
        let user = found.take::<User>(&owner)?;
        let user = user.filter(|user| user.is_active && user.meta.deleted_at.is_none() && !user.is_machine());
        let user = user.ok_or_else(|| Error::invalid("owner_id", "there is no such active user"))?;
        tx = tx.unchanged(&user);
    }
    if owner != Some(by.user.id) {
        tx = tx.unchanged(&by.user);
    }
    tx.commit(Announcement::new("lead.assigned", &next, by.actor())).await
}
