//! Jotform: a multipart or urlencoded body, whose input `rawRequest` holds the answers as JSON text.

use serde_json::{Value, json};

use super::{Delivery, News, text};
use crate::{
    Error, Result,
    capture::{Content, Field, Kind, object},
    inbound::Verified,
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let bad =
        |name: &str| Error::malformed("bad_envelope", format!("this is no delivery of Jotform: `{name}` is missing"));
    let mut content = Content::read(&request.content_type, &request.bytes)?;
    let mut take = |name: &str| content.take(name).and_then(|value| value.as_str().map(str::to_owned));
    let key = take("submissionID").filter(|id| !id.is_empty()).ok_or_else(|| bad("submissionID"))?;
    let answers = object(take("rawRequest").ok_or_else(|| bad("rawRequest"))?.as_bytes())?;
    let fields = answers.into_iter().filter_map(|(name, value)| Some((question(&name)?.to_owned(), name, value)));
    let fields = fields.flat_map(|(title, name, value)| read_answer(&name, &title, value)).collect();
    Ok(vec![Delivery::new(key, News::Answers(Content { fields, files: content.files }))])
}

/// The name of the question in `q3_yourName`; the other inputs are about the page and not about the person.
fn question(name: &str) -> Option<&str> {
    let (number, title) = name.strip_prefix('q')?.split_once('_')?;
    (!number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit())).then_some(title)
}

/// An answer; one of several parts also tells them apart where we have a field for each.
fn read_answer(name: &str, title: &str, value: Value) -> Vec<Field> {
    let of = |value: Value| Field::new(name, value).titled(Some(title));
    if !value.is_object() {
        return vec![of(value)];
    }
    let part = |part: &str| text(&value, &format!("/{part}"));
    let joined = |parts: &[&str], by: &str| parts.iter().filter_map(|name| part(name)).collect::<Vec<_>>().join(by);
    if part("first").is_some() || part("last").is_some() {
        let mut fields = vec![of(joined(&["prefix", "first", "middle", "last", "suffix"], " ").into())];
        for (key, title) in [("first", "first name"), ("last", "last name")] {
            let value = part(key);
            fields.extend(value.map(|value| Field::new(&format!("{name}.{key}"), value.into()).titled(Some(title))));
        }
        return fields;
    }
    if let Some(full) = part("full") {
        return vec![of(full.into()).of_kind(Kind::Phone)];
    }
    if part("phone").is_some() {
        return vec![of(joined(&["country", "area", "phone"], " ").into()).of_kind(Kind::Phone)];
    }
    if part("year").is_some() && part("month").is_some() {
        return vec![of(joined(&["year", "month", "day"], "-").into())];
    }
    vec![of(json!(value))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::integrations::Provider;

    #[test]
    fn answers_of_several_parts_are_joined_and_told_apart() {
        let raw = json!({
            "slug": "submit/1", "q3_name": { "first": "Ann", "last": "Lee" }, "q4_email": "ann@example.com",
            "q5_phoneNumber": { "full": "(212) 555-2368" }, "q6_mobile": { "area": "212", "phone": "5552369" },
            "q7_date": { "year": "2026", "month": "03", "day": "02" }, "q8_grid": { "a": "1" }, "q9": "x", "event_id": "y",
        });
        let body: String = form_urlencoded::Serializer::new(String::new())
            .append_pair("submissionID", "77")
            .append_pair("rawRequest", &raw.to_string())
            .finish();
        let request = Verified {
            content_type: "application/x-www-form-urlencoded".into(),
            bytes: body.into(),
            trusted: true,
            key: None,
        };
        let read = super::super::read(Provider::Jotform, None, &request).unwrap();
        let News::Answers(content) = &read[0].news else { panic!("no answers") };
        let read_as: Vec<(&str, &Value)> =
            content.fields.iter().map(|field| (field.name.as_str(), &field.value)).collect();
        let wanted = [
            ("q3_name", json!("Ann Lee")),
            ("q3_name.first", json!("Ann")),
            ("q3_name.last", json!("Lee")),
            ("q4_email", json!("ann@example.com")),
            ("q5_phoneNumber", json!("(212) 555-2368")),
            ("q6_mobile", json!("212 5552369")),
            ("q7_date", json!("2026-03-02")),
            ("q8_grid", json!({ "a": "1" })),
        ];
        assert_eq!(read_as, wanted.iter().map(|(name, value)| (*name, value)).collect::<Vec<_>>());
        assert_eq!(read[0].key, "77");
    }
}
