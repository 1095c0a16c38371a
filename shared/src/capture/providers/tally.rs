//! Tally: <https://tally.so/help/webhooks>.

use serde_json::Value;

use super::{Delivery, News, list, required, text};
use crate::{
    Result,
    capture::{Content, Field, Kind, object},
    inbound::Verified,
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    let (event, id) = (required(&body, "/eventType")?, required(&body, "/eventId")?);
    if event != "FORM_RESPONSE" {
        return Ok(vec![Delivery::ignored(id, &event)]);
    }
    let key = text(&body, "/data/responseId").unwrap_or(id);
    let fields = list(&body, "/data/fields").iter().map(field).collect();
    Ok(vec![Delivery::new(key, News::Answers(Content { fields, files: Vec::new() }))])
}

fn field(field: &Value) -> Field {
    let name = text(field, "/key").unwrap_or_default();
    let kind = match text(field, "/type").as_deref() {
        Some("INPUT_EMAIL") => Kind::Email,
        Some("INPUT_PHONE_NUMBER") => Kind::Phone,
        _ => Kind::Any,
    };
    // Choices come as ids, and what they mean beside them.
    let options = list(field, "/options");
    let meaning = |id: &Value| options.iter().find(|option| option["id"] == *id).map(|option| option["text"].clone());
    let value = match field["value"].as_array().filter(|_| !options.is_empty()) {
        Some(chosen) => {
            let mut texts: Vec<Value> = chosen.iter().map(|id| meaning(id).unwrap_or_else(|| id.clone())).collect();
            if texts.len() == 1 { texts.remove(0) } else { Value::Array(texts) }
        }
        None => field["value"].clone(),
    };
    Field::new(&name, value).titled(text(field, "/label").as_deref()).of_kind(kind)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn choices_are_read_as_what_they_mean() {
        let options = json!([{ "id": "1", "text": "Roof" }, { "id": "2", "text": "Wall" }]);
        let body = json!({ "eventId": "e", "eventType": "FORM_RESPONSE", "data": { "responseId": "r", "fields": [
            { "key": "q1", "label": "What?", "type": "MULTIPLE_CHOICE", "value": ["2"], "options": options },
            { "key": "q2", "label": "Which?", "type": "CHECKBOXES", "value": ["1", "2", "9"], "options": options },
            { "key": "q3", "label": "Mail", "type": "INPUT_EMAIL", "value": "a@example.com" },
            { "key": "q4", "label": null, "type": "INPUT_TEXT", "value": null },
        ]}});
        let read = deliveries(Provider::Tally, &body);
        let News::Answers(content) = &read[0].news else { panic!("no answers") };
        let values: Vec<&Value> = content.fields.iter().map(|field| &field.value).collect();
        let wanted = [json!("Wall"), json!(["Roof", "Wall", "9"]), json!("a@example.com"), Value::Null];
        assert_eq!(values, wanted.iter().collect::<Vec<_>>());
        assert_eq!((read[0].key.as_str(), content.fields[2].kind), ("r", Kind::Email));
    }
}
