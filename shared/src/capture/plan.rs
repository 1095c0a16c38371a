//! Deciding what a submission leads to, and writing it as one transaction. Two round trips where nobody comes between.

use schemars::JsonSchema;
use serde::Serialize;

use super::{Submission, appointment::Appointment, intake};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    inbound::Verified,
    integrations::{Disposition, DuplicatePolicy, Form, Provider, Receipt, ReceiptState},
    people::{Claim, ContactPoint, Person},
    pipeline::{Ingress, Lead, Lifecycle, Source, Wants},
    store::{Entity as _, Saved, Tx},
};

/// How often a decision is taken anew because somebody came in between.
pub(super) const MAX_DECISIONS: u32 = 5;

/// Why nothing was written.
pub(super) enum Decision {
    /// The receipt exists: the request has come before.
    Met(Box<Receipt>),
    Failed(Error),
}

impl From<Error> for Decision {
    fn from(error: Error) -> Self {
        Self::Failed(error)
    }
}

/// Reads who holds the contact points and writes accordingly, again and again while others come in between.
pub(super) async fn decide(
    app: &App,
    form: &Form,
    submission: &Submission,
    request: &Verified,
    receipt: &Written<'_>,
    actor: Actor,
) -> Result<Receipt, Decision> {
    let plan = Plan { app, form, submission, request, receipt, actor, appointment: None };
    let mut attempt = 1;
    loop {
        let mut batch = app.store.batch();
        if let Written::First(receipt) = receipt {
            batch = batch.want::<Receipt>(&receipt.id);
        }
        for point in submission.points() {
            batch = batch.want::<Claim>(&point);
        }
        let mut found = batch.fetch().await?;
        if let Written::First(receipt) = receipt
            && let Some(first) = found.take::<Receipt>(&receipt.id)?
        {
            return Err(Decision::Met(Box::new(first.value)));
        }
        match plan.carry_out(Met::among(submission, &mut found)?).await {
            Err(error) if came_between(&error) && attempt < MAX_DECISIONS => attempt += 1,
            Err(error) if came_between(&error) => return Err(Error::unavailable("the database", error).into()),
            other => return other.map_err(Decision::Failed),
        }
    }
}

/// Whether another submission changed what the decision rested on.
pub(super) fn came_between(error: &Error) -> bool {
    if let Error::Stale { entity, .. } = error {
        // Somebody else is carrying out this very receipt: it is theirs.
        return *entity != Receipt::TYPE;
    }
    matches!(error, Error::AlreadyExists { .. })
}

/// What would become of a submission.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Preview {
    /// `created`, `attached` or `rejected`.
    pub disposition: Disposition,
    /// The person, if it is known.
    pub person_id: Option<Id<Person>>,
    /// The open lead that it would be attached to.
    pub lead_id: Option<Id<Lead>>,
}

/// What would become of `submission` if it came to `form` now.
pub(super) async fn preview(app: &App, form: &Form, submission: &Submission) -> Result<Preview> {
    let mut batch = app.store.batch();
    for point in submission.points() {
        batch = batch.want::<Claim>(&point);
    }
    let known = Met::among(submission, &mut batch.fetch().await?)?.known();
    let person_id = known.map(|(person, _)| person);
    let (disposition, lead_id) = match (known, form.input.duplicate_policy) {
        (Some(_), DuplicatePolicy::Reject) => (Disposition::Rejected, None),
        (Some((_, Some(lead))), DuplicatePolicy::Attach) => (Disposition::Attached, Some(lead)),
        (None, _) | (Some((_, None)), DuplicatePolicy::Attach) | (Some(_), DuplicatePolicy::NewLead) => {
            (Disposition::Created, None)
        }
    };
    Ok(Preview { disposition, person_id, lead_id })
}

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
    /// Who holds the points of `submission`, of what was found.
    pub(super) fn among(submission: &Submission, found: &mut crate::store::Found) -> Result<Self> {
        let held = submission.points().into_iter().map(|point| Ok((point.clone(), found.take::<Claim>(&point)?)));
        Ok(Self::new(held.collect::<Result<_>>()?))
    }

    /// The person whose lead this is, and the lead that is open.
    fn known(&self) -> Option<(Id<Person>, Option<Id<Lead>>)> {
        self.own.first().map(|claim| (claim.person_id, claim.open_lead_id))
    }

    /// Sorts the points of a submission by who holds them. The email decides who the person is, then the phone.
    fn new(held: Vec<(ContactPoint, Option<Saved<Claim>>)>) -> Self {
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
    pub(super) request: &'a Verified,
    pub(super) receipt: &'a Written<'a>,
    /// Who does it: the form, or the operator who released it.
    pub(super) actor: Actor,
    /// What else is written, if it is about a booking.
    pub(super) appointment: Option<Appointment>,
}

impl Plan<'_> {
    /// Writes what the submission leads to, and answers with the receipt as it was written.
    ///
    /// # Errors
    /// `AlreadyExists` and `Stale` when somebody came in between: read again and decide anew.
    pub(super) async fn carry_out(&self, met: Met) -> Result<Receipt> {
        // Who booked has a booking, whatever the form says of people who are known.
        let policy = match (self.form.input.duplicate_policy, &self.appointment) {
            (DuplicatePolicy::Reject, Some(_)) => DuplicatePolicy::Attach,
            (policy, _) => policy,
        };
        match (met.known(), policy) {
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
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &lead, &met.unclaimed, false);
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
        let points = person.points();
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
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &lead, &met.unclaimed, true);
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
            let stale = |entity| Error::Stale { entity, id: lead.to_string() };
            let known = found.take::<Lead>(&lead)?.ok_or_else(|| stale(Lead::TYPE))?;
            let person = found.take::<Person>(&person)?.ok_or_else(|| stale(Person::TYPE))?;
            met.keep_to(&person);
            subject = known.value.clone();
            let mut next = Lead { inquiries: known.inquiries + 1, ..known.value.clone() };
            next.tags.extend(tags.iter().filter(|tag| !known.tags.contains(tag)).cloned());
            self.with_points(tx, &person, &met, lead).update(&known, &next)
        };
        let receipt = self.done(Disposition::Attached, person, Some(lead));
        let tx = self.with_intake(self.with_receipt(tx, &receipt), &subject, &met.unclaimed, true);
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

    /// Writes the receipt, and the booking that it tells of.
    fn with_receipt<'t>(&self, tx: Tx<'t>, receipt: &Receipt) -> Tx<'t> {
        let tx = match self.receipt {
            Written::First(_) => tx.create(receipt),
            Written::Over(read) => tx.update(read, receipt),
        };
        match &self.appointment {
            Some(appointment) => appointment.write(tx, receipt.person_id, receipt.lead_id),
            None => tx,
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

    /// Adds what the lead has no field for, and the files.
    fn with_intake<'t>(&self, tx: Tx<'t>, lead: &Lead, unclaimed: &[ContactPoint], known: bool) -> Tx<'t> {
        let parts = intake::parts(self.basis(), self.submission, self.request);
        let tx = parts.iter().fold(tx, |tx, part| tx.create(part));
        match intake::of(lead.id, self.basis(), self.submission, unclaimed, known) {
            Ok(intake) if intake.is_empty() => tx,
            Ok(intake) => tx.create(&intake),
            Err(error) => tx.refuse(error),
        }
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
            form_id: Some(self.form.id),
            mapping_version: Some(self.form.mapping_version),
            next_at: None,
            error: None,
            ..self.basis().clone()
        }
    }

    fn announce<E: crate::store::Entity>(&self, event_type: &'static str, subject: &E) -> Announcement {
        // The receipt is the evidence too: one id stands for both.
        let announcement = Announcement::new(event_type, subject, self.actor.clone());
        let announcement = announcement.correlated(self.basis().id.to_string());
        // Free text is for others to read: it is what they are told of.
        match &self.submission.message {
            Some(_) => announcement.because_of(self.basis().evidence_id()),
            None => announcement,
        }
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
            linkedin_url: None,
            company: said.company.clone(),
            job_title: None,
            timezone: said.timezone.clone(),
            owners: Default::default(),
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
            wants: Wants::default(),
            source: source(self.form.input.provider),
            form_id: Some(self.form.id),
            receipt_id: Some(self.basis().id),
            inquiries: 0,
        }
    }
}

/// Where a lead of this provider comes from.
fn source(provider: Provider) -> Source {
    let channel = if provider == Provider::Native { "web" } else { provider.name() };
    // Whoever answers an advertisement found us by it.
    let is_ad = [Provider::Facebook, Provider::GoogleAds].contains(&provider);
    Source {
        ingress: Ingress::Form,
        channel: Some(channel.to_owned()),
        business_source: None,
        discovery_channel: is_ad.then(|| provider.name().to_owned()),
    }
}
