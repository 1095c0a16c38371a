//! Calendly: <https://developer.calendly.com/api-docs>, webhook payloads of invitees.
//!
//! A reschedule comes as two events in any order: the old invitee is cancelled and says that it was rescheduled, the new
//! one is created and names the old one.

use serde_json::Value;

use super::{Delivery, MAX_NAME, News, line, list, moment, name, required, text};
use crate::{
    Result,
    capture::{Content, Field, object},
    inbound::Verified,
    pipeline::{BookingNews, BookingStatus},
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    let event = required(&body, "/event")?;
    let invitee = &body["payload"];
    let status = match event.as_str() {
        "invitee.created" => BookingStatus::Booked,
        "invitee.canceled" => BookingStatus::Cancelled,
        _ => return Ok(vec![Delivery::ignored(crate::evidence::sha256(&request.bytes), &event)]),
    };
    let uid = name(invitee, "/uri")?;
    let key = format!("{event} {uid}");
    if status == BookingStatus::Cancelled && invitee["rescheduled"] == true {
        let why = "the booking was moved, and its new time comes as an event of its own".to_owned();
        return Ok(vec![Delivery::new(key, News::Aside(crate::integrations::Disposition::Ignored, why))]);
    }
    let news = BookingNews {
        uid,
        previous_uid: text(invitee, "/old_invitee").filter(|uid| uid.len() <= MAX_NAME),
        status,
        title: line(invitee, "/scheduled_event/name"),
        starts_at: moment(invitee, "/scheduled_event/start_time"),
        ends_at: moment(invitee, "/scheduled_event/end_time"),
        location: ["join_url", "location", "type"]
            .iter()
            .find_map(|name| line(invitee, &format!("/scheduled_event/location/{name}"))),
        reason: line(invitee, "/cancellation/reason"),
    };
    Ok(vec![Delivery::new(key, News::Booking(Content { fields: fields(invitee), files: Vec::new() }, news))])
}

fn fields(invitee: &Value) -> Vec<Field> {
    let known = [
        ("full_name", "/name"),
        ("first_name", "/first_name"),
        ("last_name", "/last_name"),
        ("email", "/email"),
        ("timezone", "/timezone"),
        ("phone", "/text_reminder_number"),
    ];
    let mut fields: Vec<Field> =
        known.iter().filter_map(|(name, at)| Some(Field::new(name, text(invitee, at)?.into()))).collect();
    for answer in list(invitee, "/questions_and_answers") {
        let question = text(answer, "/question").unwrap_or_default();
        fields.push(Field::new(&question, answer["answer"].clone()));
    }
    if let Some(tracking) = invitee["tracking"].as_object() {
        let told = tracking.iter().filter(|(_, value)| !value.is_null());
        fields.extend(told.map(|(name, value)| Field::new(name, value.clone())));
    }
    fields
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn a_reschedule_is_told_by_the_new_invitee_alone() {
        let created = json!({ "event": "invitee.created", "payload": {
            "uri": "https://api.calendly.com/i/2", "old_invitee": "https://api.calendly.com/i/1", "name": "Ann",
            "email": "ann@example.com", "scheduled_event": { "name": "Call", "start_time": "2026-03-05T10:00:00Z" },
            "tracking": { "utm_source": "ads", "utm_term": null },
        }});
        let read = deliveries(Provider::Calendly, &created);
        let News::Booking(content, news) = &read[0].news else { panic!("no booking") };
        assert_eq!(news.previous_uid.as_deref(), Some("https://api.calendly.com/i/1"));
        assert_eq!(news.starts_at.map(|at| at.to_string()).as_deref(), Some("2026-03-05T10:00:00.000Z"));
        assert_eq!(content.fields.len(), 3);
        let cancelled = |rescheduled: bool| json!({ "event": "invitee.canceled", "payload": { "uri": "https://api.calendly.com/i/1", "rescheduled": rescheduled } });
        assert!(matches!(deliveries(Provider::Calendly, &cancelled(true))[0].news, News::Aside(..)));
        let read = deliveries(Provider::Calendly, &cancelled(false));
        assert!(matches!(&read[0].news, News::Booking(_, news) if news.status == BookingStatus::Cancelled));
    }
}
