//! Deciding what a submission leads to, and writing it as one transaction.

use super::Submission;
use crate::{
    App, Id, Result,
    event::{Actor, Announcement},
    integrations::{Disposition, DuplicatePolicy, Form, Receipt, ReceiptState},
    people::{Claim, ContactPoint, Person},
    pipeline::{Ingress, Intake, Lead, Lifecycle, Source},
    store::{Entity as _, Saved, Tx},
};

/// What a submission meets: who holds its contact points.
pub(super) struct Met {
    /// The claims of the person whose lead this is.
    own: Vec<Saved<Claim>>,
    /// Contact points that nobody holds.
    free: Vec<ContactPoint>,
    /// Contact points of somebody else, or one too many.
    unclaimed: Vec<ContactPoint>,
}

impl Met {
    /// Sorts the points of a submission by who holds them. The email decides who the person is, then the phone.
    pub(super) fn new(held: Vec<(ContactPoint, Option<Saved<Claim>>)>) -> Self {
        let person = held.iter().find_map(|(_, claim)| claim.as_ref().map(|claim| claim.person_id));
        let mut met = Self { own: Vec::new(), free: Vec::new(), unclaimed: Vec::new() };
        for (point, claim) in held {
            match claim {
                None => met.free.push(point),
                Some(claim) if Some(claim.person_id) == person => met.own.push(claim),
                Some(_) => met.unclaimed.push(point),
            }
        }
        met
    }

    /// Keeps what `person` has room for: a stranger who knows an address must not make its person ever larger.
    fn keep_to(&mut self, person: &Person) {
        let (kept, too_many) = std::mem::take(&mut self.free).into_iter().partition(|point| person.has_room_for(point));
        self.free = kept;
        self.unclaimed.extend::<Vec<_>>(too_many);
    }
}

/// How the receipt is written: for the first time, or over what waited.
pub(super) enum Written<'a> {
    First(&'a Receipt),
    Over(&'a Saved<Receipt>),
}

/// A submission on its way into the table.
pub(super) struct Plan<'a> {
    pub(super) app: &'a App,
    pub(super) form: &'a Form,
    pub(super) submission: &'a Submission,
    pub(super) receipt: &'a Written<'a>,
}

impl Plan<'_> {
    /// Writes what the submission leads to, and answers with the receipt as it was written.
    ///
    /// # Errors
    /// `AlreadyExists` and `Stale` when somebody came in between: read again and decide anew.
    pub(super) async fn carry_out(&self, met: Met) -> Result<Receipt> {
        let known = met.own.first().map(|claim| (claim.person_id, claim.open_lead_id));
        match (known, self.form.input.duplicate_policy) {
            (None, _) => self.create(met).await,
            (Some((person, _)), DuplicatePolicy::Reject) => self.reject(person).await,
            (Some((person, Some(lead))), DuplicatePolicy::Attach) => self.attach(met, person, lead).await,
            (Some((person, None)), DuplicatePolicy::Attach) | (Some((person, _)), DuplicatePolicy::NewLead) => {
                self.add_lead(met, person).await
            }
        }
    }

    /// A person whom nobody knew, with a lead.
    async fn create(&self, met: Met) -> Result<Receipt> {
        let person = self.person();
        let lead = self.lead(person.id);
        let mut tx = self.app.store.tx().create(&person).create(&lead);
        for point in &met.free {
            let claim = Claim { point: point.clone(), person_id: person.id, open_lead_id: Some(lead.id) };
            tx = tx.create(&claim);
        }
        let receipt = self.done(Disposition::Created, person.id, Some(lead.id));
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &lead, &met, false);
        tx.commit(self.announce("lead.created", &lead)).await?;
        Ok(receipt)
    }

    /// One more lead of a person who is known. All claims of the person point to it from now on.
    async fn add_lead(&self, mut met: Met, person: Id<Person>) -> Result<Receipt> {
        let store = &self.app.store;
        let person = store.load::<Person>(&person).await?;
        met.keep_to(&person);
        let lead = self.lead(person.id);
        let mut batch = store.batch();
        let points = points(&person);
        for point in &points {
            batch = batch.want::<Claim>(point);
        }
        let mut found = batch.fetch().await?;
        let mut tx = self.with_points(store.tx(), &person, &met, lead.id).create(&lead);
        for point in &points {
            if let Some(claim) = found.take::<Claim>(point)? {
                tx = tx.update(&claim, &Claim { open_lead_id: Some(lead.id), ..claim.value.clone() });
            }
        }
        let receipt = self.done(Disposition::Created, person.id, Some(lead.id));
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &lead, &met, true);
        tx.commit(self.announce("lead.created", &lead)).await?;
        Ok(receipt)
    }

    /// Another inquiry on the open lead. The lead is read only where something of it may change.
    async fn attach(&self, mut met: Met, person: Id<Person>, lead: Id<Lead>) -> Result<Receipt> {
        let store = &self.app.store;
        let tags = &self.form.input.tags;
        let tx = store.tx();
        let subject;
        let tx = if tags.is_empty() && met.free.is_empty() {
            subject = Lead { id: lead, ..self.lead(person) };
            tx.raw(Lead::inquired_again(lead, self.app.now()), Lead::TYPE, lead.to_string())
        } else {
            let mut found = store.batch().want::<Lead>(&lead).want::<Person>(&person).fetch().await?;
            let stale = |entity| crate::Error::Stale { entity, id: lead.to_string() };
            let known = found.take::<Lead>(&lead)?.ok_or_else(|| stale(Lead::TYPE))?;
            let person = found.take::<Person>(&person)?.ok_or_else(|| stale(Person::TYPE))?;
            met.keep_to(&person);
            subject = known.value.clone();
            let mut next = Lead { inquiries: known.inquiries + 1, ..known.value.clone() };
            next.tags.extend(tags.iter().filter(|tag| !known.tags.contains(tag)).cloned());
            self.with_points(tx, &person, &met, lead).update(&known, &next)
        };
        let receipt = self.done(Disposition::Attached, person, Some(lead));
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &subject, &met, true);
        tx.commit(self.announce("lead.inquired", &subject)).await?;
        Ok(receipt)
    }

    /// Nothing but the receipt: the form wants nobody twice.
    async fn reject(&self, person: Id<Person>) -> Result<Receipt> {
        let receipt = self.done(Disposition::Rejected, person, None);
        let announcement = self.announce("receipt.rejected", &receipt);
        self.with_receipt(self.app.store.tx(), &receipt).commit(announcement).await?;
        Ok(receipt)
    }

    fn with_receipt<'t>(&self, tx: Tx<'t>, receipt: &Receipt) -> Tx<'t> {
        match self.receipt {
            Written::First(_) => tx.create(receipt),
            Written::Over(read) => tx.update(read, receipt),
        }
    }

    /// Adds what nobody holds to the person, and claims it.
    fn with_points<'t>(&self, mut tx: Tx<'t>, person: &Saved<Person>, met: &Met, lead: Id<Lead>) -> Tx<'t> {
        if met.free.is_empty() {
            return tx;
        }
        let mut next = person.value.clone();
        for point in &met.free {
            next.add(point);
            tx = tx.create(&Claim { point: point.clone(), person_id: person.id, open_lead_id: Some(lead) });
        }
        tx.update(person, &next)
    }

    /// Adds what the lead has no field for. Of a known person also the fields that were not written: nothing is lost.
    fn with_intake<'t>(&self, tx: Tx<'t>, lead: &Lead, met: &Met, known: bool) -> Tx<'t> {
        let said = self.submission;
        let receipt = self.basis();
        let mut answers = said.answers.clone();
        if known {
            let budget = said.budget.as_ref().map(|budget| &budget.raw);
            let stated = [
                ("full_name", said.full_name.as_ref()),
                ("first_name", said.given_name.as_ref()),
                ("last_name", said.family_name.as_ref()),
                ("company", said.company.as_ref()),
                ("project_type", said.project_type.as_ref()),
                ("timezone", said.timezone.as_ref()),
                ("budget", budget),
            ];
            let stated = stated.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?.as_str().into())));
            answers.extend(stated);
        }
        let mut intake = Intake::new(lead.id, receipt.id, receipt.received_at);
        intake.message.clone_from(&said.message);
        intake.cut.clone_from(&said.cut);
        intake.touch = said.touch.clone();
        intake.consents.clone_from(&said.consents);
        intake.unclaimed = met.unclaimed.iter().map(|point| point.value().to_owned()).collect();
        let intake = match intake.with_answers(&answers) {
            Ok(intake) => intake,
            Err(error) => return tx.refuse(error),
        };
        if intake.is_empty() { tx } else { tx.create(&intake) }
    }

    fn basis(&self) -> &Receipt {
        match self.receipt {
            Written::First(receipt) => receipt,
            Written::Over(saved) => &saved.value,
        }
    }

    fn done(&self, disposition: Disposition, person: Id<Person>, lead: Option<Id<Lead>>) -> Receipt {
        Receipt {
            state: ReceiptState::Done,
            disposition: Some(disposition),
            person_id: Some(person),
            lead_id: lead,
            next_at: None,
            error: None,
            ..self.basis().clone()
        }
    }

    fn announce<E: crate::store::Entity>(&self, event_type: &'static str, subject: &E) -> Announcement {
        // The receipt is the evidence too: one id stands for both.
        Announcement::new(event_type, subject, Actor::Form(self.form.id)).correlated(self.basis().id.to_string())
    }

    fn person(&self) -> Person {
        let said = self.submission;
        Person {
            id: self.app.id(),
            full_name: said.full_name.clone(),
            given_name: said.given_name.clone(),
            family_name: said.family_name.clone(),
            primary_email: said.email.clone(),
            primary_phone: said.phone.clone(),
            emails: said.email.iter().cloned().collect(),
            phones: said.phone.iter().cloned().collect(),
            company: said.company.clone(),
            timezone: said.timezone.clone(),
        }
    }

    fn lead(&self, person_id: Id<Person>) -> Lead {
        let said = self.submission;
        Lead {
            id: self.app.id(),
            person_id,
            full_name: said.full_name.clone(),
            lifecycle: Lifecycle::New,
            owner_id: None,
            tags: self.form.input.tags.clone(),
            budget: said.budget.clone(),
            project_type: said.project_type.clone(),
            source: Source {
                ingress: Ingress::Form,
                channel: Some("web".to_owned()),
                business_source: None,
                discovery_channel: None,
            },
            form_id: Some(self.form.id),
            receipt_id: Some(self.basis().id),
            inquiries: 0,
        }
    }
}

/// Every contact point of a person.
fn points(person: &Person) -> Vec<ContactPoint> {
    let emails = person.emails.iter().cloned().map(ContactPoint::Email);
    emails.chain(person.phones.iter().cloned().map(ContactPoint::Phone)).collect()
}
