//! Writing what was approved: records, claims, provenance, the decision and the Event, in one transaction.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::{
    Applied, Approval, Branch, Origin, Policy, Proposal, Provenance, Status, Subject, Verdict, Writeback,
    apply::{self, Selection},
    targets::Targets,
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    people::{Claim, ContactPoint, Person},
    pipeline::{Ingress, Lead, Lifecycle, Source, Wants},
    reading::Field,
    store::{Saved, Tx, object},
};

/// What is to be written, why and by whom.
pub(super) struct Execution<'a> {
    pub(super) app: &'a App,
    pub(super) writeback: &'a Saved<Writeback>,
    pub(super) proposal: &'a Proposal,
    pub(super) branch: &'a Branch,
    pub(super) left_out: &'a [Field],
    pub(super) by: Actor,
    pub(super) policy_id: Option<Id<Policy>>,
}

impl Execution<'_> {
    /// Writes it; answers with the writeback as it is then.
    ///
    /// # Errors
    /// `Stale` and `AlreadyExists` when somebody came in between; `Refused` for what the record has no room for.
    pub(super) async fn carry_out(&self, targets: &Targets) -> Result<Writeback> {
        let selection = self.selection();
        let app = self.app;
        let person_before = targets.person.as_ref().map(|saved| &saved.value);
        let mut person =
            apply::person_with(&person_before.cloned().unwrap_or_else(|| blank_person(app.id())), &selection);
        let lead_before = targets.lead.as_ref().map(|saved| &saved.value);
        let lead =
            apply::lead_with(&lead_before.cloned().unwrap_or_else(|| self.blank_lead(&person, targets)), &selection);
        if lead_before.is_none() {
            person.hand_over(None, lead.owner_id);
        }
        self.check_room(person_before, &person)?;
        let mut applied = Vec::new();
        let mut tx = app.store.tx();
        let person_id = Subject::Person(person.id);
        tx = match &targets.person {
            None => {
                applied.push(Applied::made(person_id, object(&person)?));
                tx.create(&person)
            }
            Some(read) if read.value != person => {
                let (before, after) = changes(&read.value, &person)?;
                applied.push(Applied::changed(person_id, before, after));
                tx.update(read, &person)
            }
            Some(_) => tx,
        };
        tx = match &targets.lead {
            None => {
                applied.push(Applied::made(Subject::Lead(lead.id), object(&lead)?));
                tx.create(&lead)
            }
            Some(read) if read.value != lead => {
                let (before, after) = changes(&read.value, &lead)?;
                applied.push(Applied::changed(Subject::Lead(lead.id), before, after));
                tx.update(read, &lead)
            }
            Some(_) => tx,
        };
        tx = self.with_claims(tx, targets, &person, &lead).await?;
        tx = self.with_provenance(tx, targets, &person, &lead, &selection);
        let next = Writeback {
            status: Status::Executed,
            person_id: Some(person.id),
            lead_id: Some(lead.id),
            is_ambiguous: false,
            owner_id: lead.owner_id,
            executed_at: Some(app.now()),
            assents: Vec::new(),
            reason: None,
            ..self.writeback.value.clone()
        };
        let tx = tx.update(self.writeback, &next).create(&self.approval(applied));
        let verb = if targets.lead.is_none() { "lead.created" } else { "lead.updated" };
        let mut announcement = Announcement::new(verb, &lead, self.by.clone()).correlated(next.id.to_string());
        if let Some(extraction) = &targets.extraction {
            announcement = announcement.because_of(extraction.evidence_id());
        }
        tx.commit(announcement).await?;
        Ok(next)
    }

    /// What of the proposal is written: what was not left out, and is not there already.
    fn selection(&self) -> Selection<'_> {
        let is_new = |field: &Field, value: &Value| self.branch.before.get(field) != Some(value);
        let all = self.proposal.fields.iter();
        all.filter(|(field, proposed)| !self.left_out.contains(field) && is_new(field, &proposed.value))
            .map(|(field, proposed)| (*field, proposed))
            .collect()
    }

    fn check_room(&self, before: Option<&Person>, after: &Person) -> Result<()> {
        let Some(before) = before else { return Ok(()) };
        let full = after.points().into_iter().find(|point| {
            let is_other_profile = matches!(point, ContactPoint::Linkedin(_));
            !before.points().contains(point) && !before.has_room_for(point) && !is_other_profile
        });
        match full {
            None => Ok(()),
            Some(point) => {
                let message = format!(
                    "the person has as many contact points of this kind as one can have; leave the {} out",
                    point.kind()
                );
                Err(Error::refused("too_many_contact_points", message))
            }
        }
    }

    fn blank_lead(&self, person: &Person, targets: &Targets) -> Lead {
        let extraction = targets.extraction.as_deref();
        let owner = extraction.filter(|extraction| extraction.owns).and_then(|extraction| extraction.asked_by);
        Lead {
            id: self.app.id(),
            person_id: person.id,
            full_name: person.full_name.clone(),
            lifecycle: Lifecycle::New,
            owner_id: owner,
            tags: Vec::new(),
            budget: None,
            project_type: None,
            wants: Wants::default(),
            source: Source {
                ingress: extraction.map_or(Ingress::Parser, |extraction| match extraction.form_id {
                    Some(_) => Ingress::Form,
                    None => Ingress::Parser,
                }),
                channel: extraction.map(|extraction| extraction.channel.clone()),
                business_source: None,
                discovery_channel: None,
            },
            form_id: extraction.and_then(|extraction| extraction.form_id),
            receipt_id: extraction.map(|extraction| extraction.receipt_id),
            inquiries: 0,
        }
    }

    /// Claims what nobody holds; where the lead is new, all that the person holds leads to it from now on.
    async fn with_claims<'t>(
        &'t self,
        mut tx: Tx<'t>,
        targets: &Targets,
        person: &Person,
        lead: &Lead,
    ) -> Result<Tx<'t>> {
        let before = targets.person.as_ref().map(|saved| saved.points()).unwrap_or_default();
        let after = person.points();
        for point in after.iter().filter(|point| !before.contains(point)) {
            tx = match targets.claim(point) {
                // It is held already, though the record does not say so.
                Some(claim) => tx.unchanged(claim),
                None => tx.create(&Claim { point: point.clone(), person_id: person.id, open_lead_id: Some(lead.id) }),
            };
        }
        let gone: Vec<&ContactPoint> = before.iter().filter(|point| !after.contains(point)).collect();
        let moved: Vec<&ContactPoint> = if targets.lead.is_none() {
            before.iter().filter(|point| after.contains(point)).collect()
        } else {
            Vec::new()
        };
        let wanted = gone.iter().chain(&moved).fold(self.app.store.batch(), |batch, point| batch.want::<Claim>(point));
        if gone.len() + moved.len() == 0 {
            return Ok(tx);
        }
        let mut found = wanted.fetch().await?;
        for point in gone {
            if let Some(claim) = found.take::<Claim>(point)? {
                tx = tx.delete(&claim);
            }
        }
        for point in moved {
            if let Some(claim) = found.take::<Claim>(point)? {
                tx = tx.update(&claim, &Claim { open_lead_id: Some(lead.id), ..claim.value.clone() });
            }
        }
        Ok(tx)
    }

    fn with_provenance<'t>(
        &self,
        mut tx: Tx<'t>,
        targets: &Targets,
        person: &Person,
        lead: &Lead,
        selection: &Selection<'_>,
    ) -> Tx<'t> {
        for (of, is_persons) in [(Subject::Person(person.id), true), (Subject::Lead(lead.id), false)] {
            let mine: Vec<_> =
                selection.iter().filter(|(field, _)| apply::is_of_person(**field) == is_persons).collect();
            if mine.is_empty() {
                continue;
            }
            let known = targets.provenance.iter().find(|known| known.of == of);
            let mut next =
                known.map_or_else(|| Provenance { of, fields: BTreeMap::new() }, |known| known.value.clone());
            for (field, proposed) in mine {
                next.note(*field, self.origin(proposed, targets));
            }
            tx = match known {
                Some(known) => tx.update(known, &next),
                None => tx.create(&next),
            };
        }
        tx
    }

    fn origin(&self, proposed: &super::Proposed, targets: &Targets) -> Origin {
        let quote = proposed.quote.as_ref();
        Origin {
            evidence_id: quote.map(|quote| quote.evidence_id),
            rendition: quote.map(|quote| quote.rendition),
            start: quote.map(|quote| quote.start),
            end: quote.map(|quote| quote.end),
            value: proposed.value.clone(),
            source: proposed.source,
            confidence: proposed.confidence,
            // What was proposed by an earlier round is not of this run.
            run_id: targets
                .extraction
                .as_ref()
                .filter(|extraction| extraction.writebacks.contains(&self.writeback.id))
                .map(|extraction| extraction.run_id()),
            writeback_id: self.writeback.id,
            written_at: self.app.now(),
            former: None,
        }
    }

    fn approval(&self, applied: Vec<Applied>) -> Approval {
        Approval {
            writeback_id: self.writeback.id,
            number: u32::try_from(self.writeback.meta.version).unwrap_or(u32::MAX),
            decided_at: self.app.now(),
            by: self.by.clone(),
            policy_id: self.policy_id,
            verdict: Verdict::Approved,
            hash: self.writeback.hash.clone(),
            branch: Some(self.branch.key.clone()),
            left_out: self.left_out.to_vec(),
            reason: None,
            applied,
        }
    }
}

fn blank_person(id: Id<Person>) -> Person {
    Person {
        id,
        full_name: None,
        given_name: None,
        family_name: None,
        primary_email: None,
        primary_phone: None,
        emails: Vec::new(),
        phones: Vec::new(),
        linkedin_url: None,
        company: None,
        job_title: None,
        timezone: None,
        owners: BTreeMap::new(),
    }
}

/// The fields that differ, before and after. One that is not there is null.
fn changes<T: serde::Serialize>(before: &T, after: &T) -> Result<(Map<String, Value>, Map<String, Value>)> {
    let (before, after) = (object(before)?, object(after)?);
    let names: std::collections::BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let value = |fields: &Map<String, Value>, name: &String| fields.get(name).cloned().unwrap_or(Value::Null);
    let differ = names.into_iter().filter(|name| value(&before, name) != value(&after, name));
    Ok(differ.map(|name| ((name.clone(), value(&before, name)), (name.clone(), value(&after, name)))).unzip())
}
