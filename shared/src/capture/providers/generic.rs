//! Any sender of signed JSON. Nested fields are named by their path, such as `data.contact.email`.

use serde_json::{Map, Value};

use super::{Delivery, News};
use crate::{
    Result,
    capture::{Content, Field, is_ours, object},
    evidence::sha256,
    inbound::Verified,
    integrations::Form,
};

/// Deeper than that, a value is kept as it is.
const MAX_DEPTH: usize = 6;

pub(super) fn read(request: &Verified, form: Option<&Form>) -> Result<Vec<Delivery>> {
    let mut fields = Vec::new();
    flatten("", object(&request.bytes)?, MAX_DEPTH, &mut fields);
    let path = form.and_then(|form| form.input.key_field.as_deref());
    let named = path.and_then(|path| fields.iter().find(|field: &&Field| field.name == path));
    let named = named.and_then(|field| match &field.value {
        Value::String(text) if !text.is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::String(_) | Value::Array(_) | Value::Object(_) => None,
    });
    // Without a name of its own, a request is the same as one with the same bytes.
    let key = named.or_else(|| request.key.clone()).unwrap_or_else(|| sha256(&request.bytes));
    Ok(vec![Delivery::new(key, News::Answers(Content { fields, files: Vec::new() }))])
}

fn flatten(path: &str, object: Map<String, Value>, depth: usize, into: &mut Vec<Field>) {
    for (name, value) in object {
        let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
        if depth > 0 && value.as_object().is_some_and(|inner| !inner.is_empty()) {
            let Value::Object(inner) = value else { continue };
            flatten(&path, inner, depth - 1, into);
            continue;
        }
        // The last part alone may say what it is; an answer keeps its whole path.
        into.push(Field::new(&path, value).titled(is_ours(&name).then_some(name.as_str())));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn nested_fields_are_named_by_their_path() {
        let body = json!({ "id": 7, "data": { "contact": { "email": "a@example.com", "tags": ["x", { "y": 1 }] }, "empty": {} } });
        let read = deliveries(Provider::Generic, &body);
        let News::Answers(content) = &read[0].news else { panic!("no answers") };
        let read_as: Vec<(&str, &Value)> =
            content.fields.iter().map(|field| (field.name.as_str(), &field.value)).collect();
        let wanted = [
            ("id", json!(7)),
            ("data.contact.email", json!("a@example.com")),
            ("data.contact.tags", json!(["x", { "y": 1 }])),
            ("data.empty", json!({})),
        ];
        assert_eq!(read_as, wanted.iter().map(|(name, value)| (*name, value)).collect::<Vec<_>>());
        assert_eq!(read[0].key, sha256(body.to_string().as_bytes()));
    }
}
