//! Bookings: one stays one, however often it is moved and in whatever order its events come.

use super::{
    Submission,
    plan::{Decision, MAX_DECISIONS, Met, Plan, Written, came_between},
};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    inbound::Verified,
    integrations::{Disposition, Form, Receipt, ReceiptState},
    people::{Claim, Person},
    pipeline::{Booking, BookingNews, BookingStatus, BookingUid, Lead},
    store::{Found, Saved, Tx},
};

/// What is asked for.
pub(super) struct Asked<'a> {
    pub(super) app: &'a App,
    pub(super) form: &'a Form,
    /// Who it is; of a booking that ends nothing may be known.
    pub(super) submission: Option<&'a Submission>,
    pub(super) news: &'a BookingNews,
}

/// What is written of a booking, together with what else follows from its news.
#[derive(Clone)]
pub(super) struct Appointment {
    read: Option<Saved<Booking>>,
    next: Booking,
    /// Names of it that are new to us.
    uids: Vec<BookingUid>,
}

impl Appointment {
    /// Adds it to `tx`, as the booking of `person` and `lead`.
    pub(super) fn write<'t>(&self, tx: Tx<'t>, person: Option<Id<Person>>, lead: Option<Id<Lead>>) -> Tx<'t> {
        let next = &self.next;
        let next = Booking { person_id: next.person_id.or(person), lead_id: next.lead_id.or(lead), ..next.clone() };
        let tx = match &self.read {
            None => tx.create(&next),
            Some(read) if read.value == next => tx.unchanged(read),
            Some(read) => tx.update(read, &next),
        };
        self.uids.iter().fold(tx, |tx, uid| tx.create(uid))
    }
}

/// Finds the booking and writes what its news lead to, again and again while others come in between.
pub(super) async fn decide(
    asked: &Asked<'_>,
    request: &Verified,
    receipt: &Written<'_>,
    actor: Actor,
) -> Result<Receipt, Decision> {
    let mut attempt = 1;
    loop {
        let mut found = look(asked, receipt).await?;
        if let Written::First(receipt) = receipt
            && let Some(first) = found.take::<Receipt>(&receipt.id)?
        {
            return Err(Decision::Met(Box::new(first.value)));
        }
        match carry_out(asked, request, receipt, &actor, &mut found).await {
            Err(error) if came_between(&error) && attempt < MAX_DECISIONS => attempt += 1,
            Err(error) if came_between(&error) => return Err(Error::unavailable("the database", error).into()),
            other => return other.map_err(Decision::Failed),
        }
    }
}

/// The names under which the booking may be known, the one of now first.
fn names(asked: &Asked<'_>) -> Vec<(crate::integrations::Provider, String)> {
    let uids = std::iter::once(&asked.news.uid).chain(&asked.news.previous_uid);
    uids.map(|uid| (asked.form.input.provider, uid.clone())).collect()
}

async fn look(asked: &Asked<'_>, receipt: &Written<'_>) -> Result<Found> {
    let mut batch = asked.app.store.batch();
    if let Written::First(receipt) = receipt {
        batch = batch.want::<Receipt>(&receipt.id);
    }
    for name in names(asked) {
        batch = batch.want::<BookingUid>(&name);
    }
    for point in asked.submission.map(Submission::points).unwrap_or_default() {
        batch = batch.want::<Claim>(&point);
    }
    batch.fetch().await
}

async fn carry_out(
    asked: &Asked<'_>,
    request: &Verified,
    receipt: &Written<'_>,
    actor: &Actor,
    found: &mut Found,
) -> Result<Receipt> {
    let (mut known, mut unknown) = (None, Vec::new());
    for name in names(asked) {
        match found.take::<BookingUid>(&name)? {
            Some(uid) => known = known.or(Some(uid.value.booking_id)),
            None => unknown.push(name),
        }
    }
    let read = match known {
        Some(id) => Some(asked.app.store.load::<Booking>(&id).await?),
        None => None,
    };
    let next = match &read {
        Some(read) => read.after(asked.news),
        None => Booking::new(asked.form.input.provider, asked.news),
    };
    let of = |(provider, uid)| BookingUid { provider, uid, booking_id: next.id };
    let uids = unknown.into_iter().map(of).collect();
    let appointment = Appointment { read, next, uids };
    // Its end may have come first, and made no lead.
    let is_owed = appointment.next.lead_id.is_none() && asked.news.status != BookingStatus::Cancelled;
    match asked.submission {
        Some(submission) if is_owed => {
            let met = Met::among(submission, found)?;
            let (app, form, actor) = (asked.app, asked.form, actor.clone());
            let plan = Plan { app, form, submission, request, receipt, actor, appointment: Some(appointment) };
            plan.carry_out(met).await
        }
        Some(_) | None => note(asked, receipt, actor, &appointment).await,
    }
}

/// News of a booking that is known, or of one that ended before it was.
async fn note(asked: &Asked<'_>, receipt: &Written<'_>, actor: &Actor, appointment: &Appointment) -> Result<Receipt> {
    let next = &appointment.next;
    let basis = match receipt {
        Written::First(receipt) => receipt,
        Written::Over(read) => &read.value,
    };
    let disposition = if next.lead_id.is_some() { Disposition::Attached } else { Disposition::Ignored };
    let noted = Receipt {
        state: ReceiptState::Done,
        disposition: Some(disposition),
        person_id: next.person_id,
        lead_id: next.lead_id,
        form_id: Some(asked.form.id),
        mapping_version: Some(asked.form.mapping_version),
        next_at: None,
        error: None,
        ..basis.clone()
    };
    let verb = match (&appointment.read, next.status) {
        (Some(read), _) if read.value == *next => "unchanged",
        (_, BookingStatus::Cancelled) => "cancelled",
        (Some(read), _) if read.moves < next.moves => "moved",
        (Some(_) | None, BookingStatus::Requested | BookingStatus::Booked) => "updated",
    };
    let announcement = Announcement::about(verb, next, actor.clone()).correlated(noted.id.to_string());
    let tx = asked.app.store.tx();
    let tx = match receipt {
        Written::First(_) => tx.create(&noted),
        Written::Over(read) => tx.update(read, &noted),
    };
    appointment.write(tx, None, None).commit(announcement).await?;
    Ok(noted)
}
