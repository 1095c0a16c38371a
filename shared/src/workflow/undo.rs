//! What taking a writeback back comes to: each record as it was, or gone; what somebody changed since stays.

use std::collections::BTreeSet;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::{Applied, Loaded, Provenance, Status, Subject, Writeback, targets::not_yours};
use crate::{
    App, Error, Result,
    event::Announcement,
    identity::{Caller, View},
    people::{Claim, ContactPoint, Person},
    pipeline::Lead,
    store::{Entity, Found, Index, Key, Query, Saved, Tx, object, text},
};

/// What taking it back comes to.
pub(super) struct Undoing {
    person: Option<Step<Person>>,
    lead: Option<Step<Lead>>,
    provenance: Vec<Saved<Provenance>>,
    claims: Vec<Saved<Claim>>,
    /// Contact points that are the person's again.
    regained: Vec<ContactPoint>,
}

/// What becomes of a record.
enum Step<E> {
    /// It is as it was.
    Back(Saved<E>, Box<E>),
    /// It is gone.
    Gone(Saved<E>),
}

impl Undoing {
    pub(super) async fn plan(app: &App, loaded: &Loaded, keep_edited: bool) -> Result<Self> {
        let applied = loaded.approvals.iter().rev().find(|approval| !approval.applied.is_empty());
        let applied = applied.map(|approval| approval.applied.as_slice()).unwrap_or_default();
        let mut wanted = app.store.batch();
        for part in applied {
            wanted = match part.record {
                Subject::Person(id) => wanted.want::<Person>(&id),
                Subject::Lead(id) => wanted.want::<Lead>(&id),
            };
            wanted = wanted.want::<Provenance>(&part.record);
        }
        // Where only the lead was written, its person is told that it is gone.
        if let Some(person) = &loaded.writeback.person_id {
            wanted = wanted.want::<Person>(person);
        }
        let mut found = wanted.fetch().await?;
        let mut edited = Vec::new();
        let mut plan =
            Self { person: None, lead: None, provenance: Vec::new(), claims: Vec::new(), regained: Vec::new() };
        for part in applied {
            plan.provenance.extend(found.take::<Provenance>(&part.record)?);
            match part.record {
                Subject::Lead(id) => plan.lead = step::<Lead>(part, found.take(&id)?, "lead", &mut edited)?,
                Subject::Person(id) => plan.person = step::<Person>(part, found.take(&id)?, "contact", &mut edited)?,
            }
        }
        plan.keep_who_is_needed(app, loaded, &mut found).await?;
        let is_empty = plan.person.is_none() && plan.lead.is_none();
        if !edited.is_empty() && !keep_edited {
            return Err(edited_since(edited));
        }
        if is_empty {
            let message = "nothing of what it wrote stands any more as it was written: there is nothing to take back";
            return Err(Error::refused("nothing_left", message));
        }
        plan.load_claims(app).await?;
        Ok(plan)
    }

    /// Whether the records are among those of `view`.
    pub(super) async fn demand_seen(&self, app: &App, view: &View) -> Result<()> {
        let seen = match (&self.lead, &self.person) {
            (Some(Step::Back(read, _) | Step::Gone(read)), _) => view.check(app, read).await,
            (None, Some(Step::Back(read, _) | Step::Gone(read))) => view.check(app, read).await,
            (None, None) => Ok(()),
        };
        seen.map_err(not_yours)
    }

    /// A person whose lead stays, or who has others, stays; of a lead that goes, the person is told.
    async fn keep_who_is_needed(&mut self, app: &App, loaded: &Loaded, found: &mut Found) -> Result<()> {
        let mine = loaded.writeback.lead_id;
        if let Some(Step::Gone(person)) = &self.person {
            let rows = app.store.query(Query::new(Index::Gsi1, Key::new("P").with(person.id))).await?.items;
            let is_other = |pk: &str| pk.strip_prefix("L#").is_some_and(|id| id.parse().ok() != mine);
            let has_others = rows.iter().any(|row| text(row, "pk").is_some_and(is_other));
            // The index lags; the claims do not.
            let claims = claims_of(app, person).await?;
            let leads_elsewhere = claims.iter().any(|claim| claim.open_lead_id.is_some() && claim.open_lead_id != mine);
            if has_others || leads_elsewhere || !matches!(self.lead, Some(Step::Gone(_))) {
                self.person = None;
            }
        }
        let Some(Step::Gone(lead)) = &self.lead else { return Ok(()) };
        let Some(owner) = lead.owner_id else { return Ok(()) };
        self.person = match self.person.take() {
            Some(Step::Back(read, mut next)) => {
                next.hand_over(Some(owner), None);
                Some(Step::Back(read, next))
            }
            Some(gone @ Step::Gone(_)) => Some(gone),
            None => match found.take::<Person>(&lead.person_id)? {
                Some(read) => {
                    let mut next = read.value.clone();
                    next.hand_over(Some(owner), None);
                    Some(Step::Back(read, Box::new(next)))
                }
                None => None,
            },
        };
        Ok(())
    }

    /// The claims that are freed, or that lead to a lead which is gone.
    async fn load_claims(&mut self, app: &App) -> Result<()> {
        self.claims = match (&self.person, &self.lead) {
            (Some(Step::Back(read, _) | Step::Gone(read)), _) => claims_of(app, read).await?,
            (None, Some(Step::Gone(lead))) => match app.store.get::<Person>(&lead.person_id).await? {
                Some(person) => claims_of(app, &person).await?,
                None => Vec::new(),
            },
            (None, Some(Step::Back(..)) | None) => Vec::new(),
        };
        // What comes back must be nobody's by now.
        if let Some(Step::Back(read, next)) = &self.person {
            let before = read.points();
            self.regained = next.points().into_iter().filter(|point| !before.contains(point)).collect();
        }
        Ok(())
    }

    pub(super) async fn commit(
        self,
        by: &Caller,
        loaded: &Loaded,
        mut tx: Tx<'_>,
        head: &Writeback,
    ) -> Result<Writeback> {
        let former =
            Writeback { status: Status::Reverted, reverted_by: Some(head.id), ..loaded.writeback.value.clone() };
        tx = tx.update(&loaded.writeback, &former);
        for known in &self.provenance {
            let mut next = known.value.clone();
            next.forget(former.id);
            tx = tx.update(known, &next);
        }
        let gone = match &self.lead {
            Some(Step::Gone(lead)) => Some(lead.id),
            Some(Step::Back(..)) | None => None,
        };
        for claim in &self.claims {
            let is_held = match &self.person {
                Some(Step::Back(_, next)) => next.points().contains(&claim.point),
                Some(Step::Gone(_)) => false,
                None => true,
            };
            tx = match claim.open_lead_id {
                _ if !is_held => tx.delete(claim),
                Some(lead) if Some(lead) == gone => {
                    tx.update(claim, &Claim { open_lead_id: None, ..claim.value.clone() })
                }
                Some(_) | None => tx,
            };
        }
        if let Some(Step::Back(read, _)) = &self.person {
            let open_lead_id =
                self.claims.iter().find_map(|claim| claim.open_lead_id).filter(|lead| Some(*lead) != gone);
            for point in &self.regained {
                tx = tx.create(&Claim { point: point.clone(), person_id: read.id, open_lead_id });
            }
        }
        tx = match &self.person {
            Some(Step::Back(read, next)) => tx.update(read, next),
            Some(Step::Gone(read)) => tx.tombstone(read),
            None => tx,
        };
        tx = match &self.lead {
            Some(Step::Back(read, next)) => tx.update(read, next),
            Some(Step::Gone(read)) => tx.tombstone(read),
            None => tx,
        };
        let announcement = match (&self.lead, &self.person) {
            (Some(Step::Back(read, _) | Step::Gone(read)), _) => {
                Announcement::new("lead.reverted", &read.value, by.actor())
            }
            (None, Some(Step::Back(read, _) | Step::Gone(read))) => {
                Announcement::new("person.reverted", &read.value, by.actor())
            }
            (None, None) => Announcement::about("reverted", &former, by.actor()),
        };
        tx.commit(announcement.correlated(head.id.to_string())).await?;
        Ok(head.clone())
    }
}

/// The claims of a person.
async fn claims_of(app: &App, person: &Person) -> Result<Vec<Saved<Claim>>> {
    let points = person.points();
    let wanted = points.iter().fold(app.store.batch(), |batch, point| batch.want::<Claim>(point));
    let mut found = wanted.fetch().await?;
    let mut claims = Vec::new();
    for point in &points {
        claims.extend(found.take::<Claim>(point)?.filter(|claim| claim.person_id == person.id));
    }
    Ok(claims)
}

fn edited_since(edited: Vec<String>) -> Error {
    let message = "somebody has changed what it wrote; with `keep_edited` that stays, and the rest is taken back";
    let mut details = Map::new();
    details.insert("edited".to_owned(), edited.into());
    Error::Refused { code: "edited_since", message: message.to_owned(), details }
}

/// What becomes of a record: what is still as it was written is taken back. Adds what is not to `edited`.
fn step<E>(part: &Applied, now: Option<Saved<E>>, kind: &str, edited: &mut Vec<String>) -> Result<Option<Step<E>>>
where
    E: Entity + DeserializeOwned + PartialEq,
{
    // What was deleted since is nobody's to take back.
    let Some(read) = now.filter(|saved| saved.meta.deleted_at.is_none()) else { return Ok(None) };
    let (mut before, mut after) = (part.before(), part.after());
    // What others count is not what somebody wrote.
    for counted in ["owners", "inquiries"] {
        before.remove(counted);
        after.remove(counted);
    }
    let mut fields = object(&read.value)?;
    let current = |fields: &Map<String, Value>, name: &String| match fields.get(name) {
        // What is empty is as if it were not there.
        Some(Value::Array(values)) if values.is_empty() => Value::Null,
        Some(Value::Object(fields)) if fields.is_empty() => Value::Null,
        Some(value) => value.clone(),
        None => Value::Null,
    };
    if part.created {
        let names = fields.keys().chain(after.keys()).collect::<BTreeSet<_>>();
        let changed: Vec<String> = names
            .into_iter()
            .filter(|name| !["owners", "inquiries"].contains(&name.as_str()))
            .filter(|name| current(&fields, name) != current(&after, name))
            .map(|name| format!("{kind}.{name}"))
            .collect();
        if changed.is_empty() {
            return Ok(Some(Step::Gone(read)));
        }
        edited.extend(changed);
        return Ok(None);
    }
    for (name, written) in &after {
        if current(&fields, name) == *written {
            match before.get(name) {
                Some(Value::Null) | None => fields.remove(name),
                Some(value) => fields.insert(name.clone(), value.clone()),
            };
        } else {
            edited.push(format!("{kind}.{name}"));
        }
    }
    let next: E =
        serde_json::from_value(Value::Object(fields)).map_err(|e| Error::internal("taking a change back", e))?;
    Ok((next != read.value).then(|| Step::Back(read, Box::new(next))))
}
