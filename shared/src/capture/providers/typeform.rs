//! Typeform: <https://www.typeform.com/developers/webhooks/example-payload/>.

use serde_json::{Value, json};

use super::{Delivery, News, list, required, text};
use crate::{
    Result,
    capture::{Content, Field, Kind, object},
    inbound::Verified,
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    let event = required(&body, "/event_type")?;
    let token = required(&body, "/form_response/token")?;
    if event != "form_response" {
        // A partial response comes again when it is whole.
        let id = text(&body, "/event_id").unwrap_or_default();
        return Ok(vec![Delivery::ignored(format!("{token} {event} {id}"), &event)]);
    }
    let response = &body["form_response"];
    let titles = list(response, "/definition/fields");
    let mut fields: Vec<Field> = list(response, "/answers").iter().map(|answer| field(answer, titles)).collect();
    if let Some(hidden) = response["hidden"].as_object() {
        fields.extend(hidden.iter().map(|(name, value)| Field::new(name, value.clone())));
    }
    Ok(vec![Delivery::new(token, News::Answers(Content { fields, files: Vec::new() }))])
}

fn field(answer: &Value, definitions: &[Value]) -> Field {
    let id = text(answer, "/field/id");
    let name = text(answer, "/field/ref").or_else(|| id.clone()).unwrap_or_default();
    let definition = definitions.iter().find(|definition| id.is_some() && text(definition, "/id") == id);
    let title = definition.and_then(|definition| text(definition, "/title"));
    let kind = text(answer, "/type").unwrap_or_default();
    let value = match kind.as_str() {
        "choice" => ["label", "other"].iter().find_map(|name| answer["choice"].get(*name)).cloned(),
        "choices" => {
            let choices = &answer["choices"];
            let other = choices.get("other").filter(|other| other.is_string());
            Some(list(choices, "/labels").iter().chain(other).cloned().collect())
        }
        _ => answer.get(&kind).cloned(),
    };
    let known = match kind.as_str() {
        "email" => Kind::Email,
        "phone_number" => Kind::Phone,
        _ => Kind::Any,
    };
    // A type that is newer than this code: all of the answer is kept.
    let value = value.unwrap_or_else(|| json!(answer));
    Field::new(&name, value).titled(title.as_deref()).of_kind(known)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn every_type_of_answer_is_read_and_a_new_one_is_kept() {
        let answer = |kind: &str, value: Value| json!({ "type": kind, kind: value, "field": { "id": kind, "ref": format!("ref-{kind}") } });
        let body = json!({ "event_id": "e", "event_type": "form_response", "form_response": {
            "token": "t1", "hidden": { "utm_source": "ads" },
            "definition": { "fields": [{ "id": "email", "title": "Where can we write to?" }] },
            "answers": [
                answer("email", json!("a@example.com")), answer("phone_number", json!("+12125552368")),
                answer("choice", json!({ "label": "Roof" })), answer("choices", json!({ "labels": ["A", "B"], "other": "C" })),
                answer("boolean", json!(true)), answer("hologram", json!({ "x": 1 })),
                { "type": "new", "field": { "id": "n" }, "value": 1 },
            ],
        }});
        let read = deliveries(Provider::Typeform, &body);
        let News::Answers(content) = &read[0].news else { panic!("no answers") };
        assert_eq!((read.len(), read[0].key.as_str()), (1, "t1"));
        let values: Vec<&Value> = content.fields.iter().map(|field| &field.value).collect();
        let new = json!({ "type": "new", "field": { "id": "n" }, "value": 1 });
        let wanted = [
            json!("a@example.com"),
            json!("+12125552368"),
            json!("Roof"),
            json!(["A", "B", "C"]),
            json!(true),
            json!({ "x": 1 }),
            new,
            json!("ads"),
        ];
        assert_eq!(values, wanted.iter().collect::<Vec<_>>());
        assert_eq!(content.fields[0].title.as_deref(), Some("Where can we write to?"));
        assert_eq!((content.fields[0].kind, content.fields[1].kind), (Kind::Email, Kind::Phone));
    }

    #[test]
    fn a_partial_response_is_no_lead() {
        let body =
            json!({ "event_id": "e", "event_type": "form_response_partial", "form_response": { "token": "t1" } });
        let read = deliveries(Provider::Typeform, &body);
        assert!(matches!(read[0].news, News::Aside(..)));
        assert_ne!(read[0].key, "t1", "the whole response comes under the same token");
    }
}
