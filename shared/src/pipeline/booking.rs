//! An appointment that a person made with a scheduling provider. Moved, it stays the same booking.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Lead;
use crate::{
    App, BusinessTime, Id, Result,
    integrations::Provider,
    people::Person,
    store::{Access, Entity, Index, Key, Meta, Place, Places, Query, Summary, summary_row},
};

/// The most bookings of a person that a lead shows.
const SHOWN: usize = 50;

/// An appointment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Booking {
    /// The booking.
    pub id: Id<Booking>,
    /// Where it was made.
    pub provider: Provider,
    /// The provider's name of it as it is now.
    pub uid: String,
    /// The lead that it belongs to; none while only its end is known.
    pub lead_id: Option<Id<Lead>>,
    /// Whose it is.
    pub person_id: Option<Id<Person>>,
    /// How it stands.
    pub status: BookingStatus,
    /// What it is about.
    pub title: Option<String>,
    /// When it begins.
    pub starts_at: Option<BusinessTime>,
    /// When it ends.
    pub ends_at: Option<BusinessTime>,
    /// A place, or the address of a call.
    pub location: Option<String>,
    /// Why it was called off.
    pub reason: Option<String>,
    /// How often it was moved.
    #[serde(default)]
    pub moves: u32,
}

/// How a booking stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum BookingStatus {
    /// Asked for; the host has not agreed yet.
    Requested,
    /// It will take place.
    Booked,
    /// Called off.
    Cancelled,
}

/// What a provider tells of a booking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BookingNews {
    /// The provider's name of it.
    pub uid: String,
    /// The name that it had before it was moved.
    pub previous_uid: Option<String>,
    /// How it stands.
    pub status: BookingStatus,
    /// What it is about.
    pub title: Option<String>,
    /// When it begins.
    pub starts_at: Option<BusinessTime>,
    /// When it ends.
    pub ends_at: Option<BusinessTime>,
    /// A place, or the address of a call.
    pub location: Option<String>,
    /// Why it was called off.
    pub reason: Option<String>,
}

impl Booking {
    /// The booking that `news` is the first to tell of.
    pub fn new(provider: Provider, news: &BookingNews) -> Self {
        let id = Id::derived(&["booking", provider.name(), &news.uid]);
        let uid = news.uid.clone();
        let empty = Self {
            id,
            provider,
            uid,
            lead_id: None,
            person_id: None,
            status: BookingStatus::Requested,
            title: None,
            starts_at: None,
            ends_at: None,
            location: None,
            reason: None,
            moves: 0,
        };
        empty.told(news)
    }

    /// The booking after `news`, which may come late: a name that was left behind changes nothing, and what was called off
    /// stays so under its name.
    #[must_use]
    pub fn after(&self, news: &BookingNews) -> Self {
        if news.uid == self.uid {
            // Events overtake each other; how far a booking has come under one name only grows.
            return if news.status >= self.status { self.told(news) } else { self.clone() };
        }
        if news.previous_uid.as_deref() == Some(&self.uid) {
            return Self { uid: news.uid.clone(), moves: self.moves + 1, ..self.told(news) };
        }
        self.clone()
    }

    fn told(&self, news: &BookingNews) -> Self {
        let or = |new: &Option<String>, old: &Option<String>| new.clone().or_else(|| old.clone());
        Self {
            status: news.status,
            title: or(&news.title, &self.title),
            starts_at: news.starts_at.or(self.starts_at),
            ends_at: news.ends_at.or(self.ends_at),
            location: or(&news.location, &self.location),
            reason: news.reason.clone(),
            ..self.clone()
        }
    }
}

impl Entity for Booking {
    const TYPE: &'static str = "booking";
    const ACCESS: &'static [Access] =
        &[("one booking", "BK#<id> / A"), ("the bookings of a person", "gsi1 P#<person> / ~BOOK#<id>")];
    const AUDITED: bool = true;
    type Ref = Id<Booking>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("BK").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let of = |person| Place::new(Key::new("P").with(person), Key::new("~BOOK").with(self.id));
        Places { gsi1: self.person_id.map(of), gsi2: None }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "provider": self.provider, "lead_id": self.lead_id, "status": self.status,
            "title": self.title, "starts_at": self.starts_at, "ends_at": self.ends_at, "location": self.location,
            "moves": self.moves, "reason": self.reason,
        }))
    }
}

/// A name that a provider gave a booking, now or before it was moved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct BookingUid {
    /// Who gave it.
    pub provider: Provider,
    /// The name.
    pub uid: String,
    /// Of which booking.
    pub booking_id: Id<Booking>,
}

impl Entity for BookingUid {
    const TYPE: &'static str = "booking_uid";
    const ACCESS: &'static [Access] =
        &[("the booking with a provider's name, also a former one", "BKUID#<provider>#<uid> / A")];
    type Ref = (Provider, String);

    fn reference(&self) -> Self::Ref {
        (self.provider, self.uid.clone())
    }

    fn place((provider, uid): &Self::Ref) -> Place {
        Place::head(Key::new("BKUID").with(provider).with(uid))
    }
}

/// What lists show of the bookings of a lead, in the order of their ids.
///
/// # Errors
/// Those of the store.
pub(super) async fn bookings_of(app: &App, lead: Id<Lead>, person: Id<Person>) -> Result<Vec<Summary>> {
    let query = Query::new(Index::Gsi1, Key::new("P").with(person)).starting_with("~BOOK#".to_owned());
    let mut bookings = Vec::new();
    for mut row in app.store.query(Query { limit: SHOWN, ..query }).await?.items {
        let Some(summary) = row.remove("l") else { continue };
        let summary: Summary = serde_dynamo::from_attribute_value(summary)
            .map_err(|error| crate::Error::internal("reading a booking's row", error))?;
        if summary.get("lead_id").and_then(serde_json::Value::as_str) == Some(&lead.to_string()) {
            bookings.push(summary);
        }
    }
    Ok(bookings)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn news(uid: &str, previous: Option<&str>, status: BookingStatus) -> BookingNews {
        BookingNews {
            uid: uid.into(),
            previous_uid: previous.map(str::to_owned),
            status,
            title: Some(format!("at {uid}")),
            starts_at: None,
            ends_at: None,
            location: None,
            reason: None,
        }
    }

    #[test]
    fn news_that_come_late_change_nothing() {
        use BookingStatus::{Booked, Cancelled, Requested};
        let booked = Booking::new(Provider::Calcom, &news("a", None, Booked));
        assert_eq!(booked.after(&news("a", None, Requested)), booked, "it was agreed to already");
        let moved = booked.after(&news("b", Some("a"), Booked));
        assert_eq!((moved.id, moved.uid.as_str(), moved.moves), (booked.id, "b", 1));
        assert_eq!(moved.after(&news("a", None, Cancelled)), moved, "the time that was left is not the booking");
        let cancelled = moved.after(&news("b", None, Cancelled));
        assert_eq!(cancelled.status, Cancelled);
        assert_eq!(cancelled.after(&news("b", Some("a"), Booked)), cancelled, "what was called off stays so");
        let again = cancelled.after(&news("c", Some("b"), Booked));
        assert_eq!((again.status, again.moves, again.title.as_deref()), (Booked, 2, Some("at c")));
    }
}
