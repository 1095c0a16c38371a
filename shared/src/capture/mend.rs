//! Mending what a receipt led to, after a field map was mended: what the bytes said under the map of then, what they say
//! under the map of now, and what stands in the table are merged as three sides. What a person changed meanwhile stays.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value, json};

use super::{
    Submission, intake,
    plan::{MAX_DECISIONS, came_between},
    replay::{Action, FieldChange, Replay},
    work::{self, Reread, Work},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement, Event},
    inbound::Verified,
    integrations::{Disposition, Form, FormMapping, Receipt},
    people::{Claim, ContactPoint, Person},
    pipeline::{Intake, Lead},
    store::{Entity as _, Index, Query, Saved, decode, object},
};

const BY_HAND: &str = "it was changed since, and stays";
const OF_ANOTHER: &str = "it belongs to another person; look at both, and merge them if they are one";
const MAY_BE_USED: &str = "something else may rest on it; take it away by hand";
const FULL: &str = "the person has as many as a person can have";

/// The fields of a person that its first submission fills.
const OF_PERSON: &[&str] = &["full_name", "given_name", "family_name", "company", "timezone"];
/// The fields of a lead that its first submission fills.
const OF_LEAD: &[&str] = &["full_name", "project_type", "budget"];

/// What a submission says, by the names of the records' fields; what it does not say is left out.
pub fn fields_of(said: &Submission) -> Map<String, Value> {
    let fields = json!({
        "full_name": said.full_name, "given_name": said.given_name, "family_name": said.family_name,
        "email": said.email, "phone": said.phone, "company": said.company, "budget": said.budget,
        "project_type": said.project_type, "timezone": said.timezone, "message": said.message,
    });
    let Value::Object(mut fields) = fields else { return Map::new() };
    fields.extend(said.answers.iter().map(|(name, value)| (format!("answers.{name}"), value.clone())));
    fields.retain(|_, value| !value.is_null());
    fields
}

/// What `receipt` said under the map of then, and what it says now.
struct Sides {
    then: Submission,
    now: Submission,
}

/// Mends what `receipt` led to. A `dry_run` writes nothing.
///
/// # Errors
/// `NotFound` when the lead is gone; those of the store.
pub(super) async fn mend(
    app: &App,
    receipt: &Saved<Receipt>,
    lead: Id<Lead>,
    reread: Reread,
    dry_run: bool,
    actor: Actor,
) -> Result<Replay> {
    let Reread { form, work, request } = reread;
    let mut replay = Replay {
        receipt_id: receipt.id,
        dry_run,
        action: Action::None,
        mapping_before: receipt.mapping_version,
        mapping_now: Some(form.mapping_version),
        lead_id: Some(lead),
        person_id: receipt.person_id,
        changes: Vec::new(),
    };
    let is_booking = matches!(work, Work::Booking(..));
    let (Work::Lead(now) | Work::Booking(Some(now), _)) = work else { return Ok(replay) };
    let sides = Sides { then: read_as_then(app, receipt, &form, &request).await?, now };
    if sides.then == sides.now {
        return Ok(replay);
    }
    for attempt in 1.. {
        let known = Known::load(app, receipt, lead).await?;
        if receipt.disposition == Some(Disposition::Attached) && known.intake.is_none() && is_booking {
            // It only told of a booking that was known: nothing was made of who it names.
            return Ok(replay);
        }
        let draft = known.draft(app, &sides, receipt).await?;
        replay.changes.clone_from(&draft.changes);
        if !draft.changes.iter().any(|change| change.applied) {
            return Ok(replay);
        }
        replay.action = Action::Update;
        if dry_run {
            break;
        }
        match known.write(app, &draft, receipt, &form, &sides.now, &request, actor.clone()).await {
            Err(error) if came_between(&error) && attempt < MAX_DECISIONS => {}
            Err(error) => return Err(error),
            Ok(()) => break,
        }
    }
    Ok(replay)
}

/// What the receipt said under the map that it was first read under.
async fn read_as_then(app: &App, receipt: &Receipt, form: &Form, request: &Verified) -> Result<Submission> {
    let mut then = form.clone();
    if let Some(number) = receipt.mapping_version.filter(|number| *number != form.mapping_version)
        && let Some(mapping) = app.store.get::<FormMapping>(&(form.id, number)).await?
    {
        then.input.field_map = mapping.value.field_map;
    }
    Ok(match work::under(app, receipt, &then, request).await {
        Ok(Work::Lead(said) | Work::Booking(Some(said), _)) => said,
        // What the form demands may have changed as well: then nothing is known of what was read.
        Ok(Work::Booking(None, _) | Work::Later | Work::Aside(_))
        | Err(Error::Invalid { .. } | Error::Malformed { .. }) => Submission::default(),
        Err(error) => return Err(error),
    })
}

/// What stands in the table.
struct Known {
    lead: Saved<Lead>,
    person: Saved<Person>,
    intake: Option<Saved<Intake>>,
    /// Whether the receipt made the lead.
    made_lead: bool,
    /// Whether it made the person too.
    made_person: bool,
}

/// What is going to stand there.
struct Draft {
    person: Person,
    lead: Lead,
    intake: Intake,
    claims: Vec<Claim>,
    changes: Vec<FieldChange>,
}

impl Known {
    async fn load(app: &App, receipt: &Receipt, lead: Id<Lead>) -> Result<Self> {
        let place = Lead::place(&lead);
        let first = Query { limit: 1, ..Query::new(Index::Table, place.pk).starting_with("E#".to_owned()) };
        let intake = (lead, receipt.received_at, receipt.id);
        let (lead, intake, first) =
            tokio::try_join!(app.store.load::<Lead>(&lead), app.store.get::<Intake>(&intake), app.store.query(first))?;
        let person = app.store.load::<Person>(&lead.person_id).await?;
        let made_lead = lead.receipt_id == Some(receipt.id);
        let first = first.items.into_iter().next().map(decode::<Event>).transpose()?;
        let record = format!("{} {}", Person::TYPE, person.id);
        let with_it = first.and_then(|event| event.records.get(&record).cloned());
        Ok(Self { lead, person, intake, made_lead, made_person: made_lead && with_it.as_deref() == Some("created") })
    }

    async fn draft(&self, app: &App, sides: &Sides, receipt: &Receipt) -> Result<Draft> {
        let mut changes = Vec::new();
        let (then, now) = (fields_of(&sides.then), fields_of(&sides.now));
        let merge = |record, fields: &'static [&'static str]| Merge { record, fields, then: &then, now: &now };
        let mut person = self.person.value.clone();
        if self.made_person {
            person = merge(Person::TYPE, OF_PERSON).into(&person, &mut changes)?;
        }
        let mut lead = self.lead.value.clone();
        if self.made_lead {
            lead = merge(Lead::TYPE, OF_LEAD).into(&lead, &mut changes)?;
        }
        let claims = self.points(app, sides, &mut person, &mut changes).await?;
        let held = person.points();
        let unclaimed: Vec<ContactPoint> =
            sides.now.points().into_iter().filter(|point| !held.contains(point)).collect();
        let intake = intake::of(lead.id, receipt, &sides.now, &unclaimed, !self.made_person)?;
        changes.extend(self.differences(&intake)?);
        Ok(Draft { person, lead, intake, claims, changes })
    }

    /// Adds contact points that are read now and were not then.
    async fn points(
        &self,
        app: &App,
        sides: &Sides,
        person: &mut Person,
        changes: &mut Vec<FieldChange>,
    ) -> Result<Vec<Claim>> {
        let (then, now) = (sides.then.points(), sides.now.points());
        let mut claims = Vec::new();
        let is_new = |point: &&ContactPoint| !then.contains(point) && !self.person.points().contains(point);
        for point in now.iter().filter(is_new) {
            let change = FieldChange::new(Person::TYPE, point.kind(), Value::Null, point.value().into());
            match app.store.get::<Claim>(point).await? {
                Some(claim) if claim.person_id != person.id => changes.push(change.left(OF_ANOTHER)),
                None if !person.has_room_for(point) => changes.push(change.left(FULL)),
                found => {
                    person.add(point);
                    changes.push(change);
                    let open_lead_id = self.lead.lifecycle.is_open().then_some(self.lead.id);
                    let claim = Claim { point: point.clone(), person_id: person.id, open_lead_id };
                    claims.extend(found.is_none().then_some(claim));
                }
            }
        }
        for point in then.iter().filter(|point| !now.contains(point) && person.points().contains(point)) {
            let change = FieldChange::new(Person::TYPE, point.kind(), point.value().into(), Value::Null);
            changes.push(change.left(MAY_BE_USED));
        }
        // The one to write to was the one that was read then: it is the one that is read now.
        if self.made_person
            && person.primary_email == sides.then.email
            && person.emails.iter().any(|e| sides.now.email.as_ref() == Some(e))
        {
            person.primary_email.clone_from(&sides.now.email);
        }
        if self.made_person
            && person.primary_phone == sides.then.phone
            && person.phones.iter().any(|p| sides.now.phone.as_ref() == Some(p))
        {
            person.primary_phone.clone_from(&sides.now.phone);
        }
        Ok(claims)
    }

    /// What the submission's own record says otherwise. Nobody edits it: it is what was sent.
    fn differences(&self, next: &Intake) -> Result<Vec<FieldChange>> {
        let flat = |intake: &Intake| -> Result<Map<String, Value>> {
            let mut fields = object(intake)?;
            fields.remove("answers");
            fields.extend(intake.answers()?.into_iter().map(|(name, value)| (format!("answers.{name}"), value)));
            Ok(fields)
        };
        let before = match &self.intake {
            Some(intake) => flat(&intake.value)?,
            None => flat(&Intake::new(next.lead_id, next.receipt_id, next.submitted_at))?,
        };
        let after = flat(next)?;
        let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let of = |fields: &Map<String, Value>, name: &str| fields.get(name).cloned().unwrap_or_default();
        let differs = names.into_iter().filter(|name| of(&before, name) != of(&after, name));
        Ok(differs.map(|name| FieldChange::new("submission", name, of(&before, name), of(&after, name))).collect())
    }

    #[expect(clippy::too_many_arguments, reason = "all that one transaction writes")]
    async fn write(
        &self,
        app: &App,
        draft: &Draft,
        receipt: &Saved<Receipt>,
        form: &Form,
        said: &Submission,
        request: &Verified,
        actor: Actor,
    ) -> Result<()> {
        let next = Receipt { mapping_version: Some(form.mapping_version), ..receipt.value.clone() };
        let mut tx = app.store.tx().update(receipt, &next);
        if draft.person != self.person.value {
            tx = tx.update(&self.person, &draft.person);
        }
        if draft.lead != self.lead.value {
            tx = tx.update(&self.lead, &draft.lead);
        }
        tx = match &self.intake {
            Some(intake) if intake.value == draft.intake => tx,
            Some(intake) => tx.update(intake, &draft.intake),
            None if draft.intake.is_empty() => tx,
            None => tx.create(&draft.intake),
        };
        let kept = |id| self.intake.iter().any(|intake| intake.files.iter().any(|file| file.evidence_id == id));
        for part in intake::parts(receipt, said, request).iter().filter(|part| !kept(part.id)) {
            tx = tx.create(part);
        }
        tx = draft.claims.iter().fold(tx, |tx, claim| tx.create(claim));
        tx.commit(Announcement::new("receipt.replayed", &next, actor).correlated(receipt.id.to_string())).await
    }
}

/// Three sides of the fields of one record.
struct Merge<'a> {
    record: &'static str,
    fields: &'static [&'static str],
    then: &'a Map<String, Value>,
    now: &'a Map<String, Value>,
}

impl Merge<'_> {
    /// `record` with what is read otherwise now, where nobody has changed it since.
    fn into<T: Serialize + DeserializeOwned>(self, record: &T, changes: &mut Vec<FieldChange>) -> Result<T> {
        let mut stored = object(record)?;
        for field in self.fields.iter().copied() {
            let of = |side: &Map<String, Value>| side.get(field).cloned().unwrap_or_default();
            let (then, now, current) = (of(self.then), of(self.now), of(&stored));
            if now == then || now == current {
                continue;
            }
            let change = FieldChange::new(self.record, field, current.clone(), now.clone());
            if current == then || current.is_null() {
                stored.insert(field.to_owned(), now);
                changes.push(change);
            } else {
                changes.push(change.left(BY_HAND));
            }
        }
        serde_json::from_value(Value::Object(stored)).map_err(|error| Error::internal("mending a record", error))
    }
}
