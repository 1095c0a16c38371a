//! Cal.com: <https://cal.com/docs/developing/guides/automation/webhooks>. A reschedule is one event, with a new `uid` and the
//! old one as `rescheduleUid`.

use serde_json::Value;

use super::{Delivery, MAX_NAME, News, line, moment, name, required, text};
use crate::{
    Result,
    capture::{Content, Field, object},
    inbound::Verified,
    pipeline::{BookingNews, BookingStatus},
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    let (trigger, at) = (required(&body, "/triggerEvent")?, text(&body, "/createdAt").unwrap_or_default());
    let booking = &body["payload"];
    let status = match trigger.as_str() {
        "BOOKING_CREATED" | "BOOKING_RESCHEDULED" => BookingStatus::Booked,
        "BOOKING_REQUESTED" => BookingStatus::Requested,
        "BOOKING_CANCELLED" | "BOOKING_REJECTED" => BookingStatus::Cancelled,
        _ => return Ok(vec![Delivery::ignored(crate::evidence::sha256(&request.bytes), &trigger)]),
    };
    // Everybody with a seat gets the event's own uid: theirs is what it is with their address.
    let has_seats = ["attendeeSeatId", "seatsPerTimeSlot"].iter().any(|name| crate::capture::says(&booking[*name]));
    let seat = text(booking, "/attendees/0/email").filter(|_| has_seats).map(|email| email.to_lowercase());
    let own = |uid: String| seat.as_ref().map_or(uid.clone(), |email| format!("{uid}/{email}"));
    let uid = own(name(booking, "/uid")?);
    let key = format!("{uid} {trigger} {at}");
    let reason = ["cancellationReason", "rejectionReason"].iter().find_map(|name| line(booking, &format!("/{name}")));
    let news = BookingNews {
        uid,
        previous_uid: text(booking, "/rescheduleUid").filter(|uid| uid.len() <= MAX_NAME).map(own),
        status,
        title: line(booking, "/title"),
        starts_at: moment(booking, "/startTime"),
        ends_at: moment(booking, "/endTime"),
        location: line(booking, "/metadata/videoCallUrl").or_else(|| line(booking, "/location")),
        reason,
    };
    Ok(vec![Delivery::new(key, News::Booking(Content { fields: fields(booking), files: Vec::new() }, news))])
}

fn fields(booking: &Value) -> Vec<Field> {
    let mut fields: Vec<Field> = Vec::new();
    let known = [
        ("full_name", "/attendees/0/name"),
        ("email", "/attendees/0/email"),
        ("phone", "/attendees/0/phoneNumber"),
        ("timezone", "/attendees/0/timeZone"),
    ];
    fields.extend(known.iter().filter_map(|(name, at)| Some(Field::new(name, text(booking, at)?.into()))));
    for (name, response) in booking["responses"].as_object().into_iter().flatten() {
        let value = response.get("value").unwrap_or(response);
        let ours = match name.as_str() {
            "name" => "full_name",
            "attendeePhoneNumber" | "smsReminderNumber" => "phone",
            "notes" => "message",
            other => other,
        };
        let already = fields.iter().any(|field| field.name == ours);
        if !already && crate::capture::says(value) {
            fields.push(Field::new(ours, value.clone()).titled(text(response, "/label").as_deref()));
        }
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn a_booking_tells_who_when_and_which_it_replaces() {
        let body = json!({ "triggerEvent": "BOOKING_RESCHEDULED", "createdAt": "2026-03-02T09:00:00Z", "payload": {
            "uid": "b", "rescheduleUid": "a", "title": "Call", "startTime": "2026-03-05T10:00:00Z",
            "attendees": [{ "name": "Ann", "email": "ann@example.com", "timeZone": "Europe/Berlin" }],
            "responses": {
                "email": { "label": "email", "value": "ann@example.com" }, "guests": { "value": [] },
                "notes": { "label": "notes", "value": "The flat roof" }, "attendeePhoneNumber": { "value": "+12125552368" },
            },
        }});
        let read = deliveries(Provider::Calcom, &body);
        let News::Booking(content, news) = &read[0].news else { panic!("no booking") };
        assert_eq!((news.uid.as_str(), news.previous_uid.as_deref()), ("b", Some("a")));
        let names: Vec<&str> = content.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["full_name", "email", "timezone", "message", "phone"]);
        let seat = |email: &str| {
            let attendees = json!([{ "name": "A", "email": email }]);
            let body = json!({ "triggerEvent": "BOOKING_CREATED", "payload": { "uid": "b", "seatsPerTimeSlot": 9, "attendees": attendees } });
            let News::Booking(_, news) = deliveries(Provider::Calcom, &body).remove(0).news else {
                panic!("no booking")
            };
            news.uid
        };
        assert_eq!(
            (seat("A@example.com"), seat("b@example.com")),
            ("b/a@example.com".into(), "b/b@example.com".into())
        );
        let ended = json!({ "triggerEvent": "MEETING_ENDED", "payload": { "uid": "b" } });
        assert!(matches!(deliveries(Provider::Calcom, &ended)[0].news, News::Aside(..)));
    }
}
