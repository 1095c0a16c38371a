//! The form of the answer, as a schema and in words: both made of [`Said`], so that neither can fall behind.

use schemars::generate::SchemaSettings;
use serde_json::{Map, Value};

use crate::reading::Said;

/// What no strict schema may have, or what slows engines that turn it into a grammar.
const LEFT_OUT: &[&str] = &["$schema", "title", "format", "default", "minimum", "maximum", "maxLength", "maxItems"];

/// The schema in the subset that strict servers take: all inlined, every key required, no others, null where there is nothing.
pub(super) fn strict() -> Value {
    let settings = SchemaSettings::draft2020_12().with(|settings| {
        settings.inline_subschemas = true;
        settings.meta_schema = None;
    });
    let mut schema = settings.into_generator().into_root_schema_for::<Said>().to_value();
    tighten(&mut schema);
    schema
}

fn tighten(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            // A property may be called so too; then it is a schema, and no word.
            object.retain(|key, value| value.is_object() || !LEFT_OUT.contains(&key.as_str()));
            if let Some(properties) = object.get("properties").and_then(Value::as_object) {
                let keys: Vec<Value> = properties.keys().map(|key| key.as_str().into()).collect();
                object.insert("required".to_owned(), keys.into());
                object.insert("additionalProperties".to_owned(), false.into());
            }
            object.values_mut().for_each(tighten);
        }
        Value::Array(values) => values.iter_mut().for_each(tighten),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
}

/// The form in words: the keys, and what stands at each. No example: its values would come back as answers.
pub(super) fn in_words(schema: &Value) -> String {
    fn keys(object: Option<&Value>) -> Vec<&str> {
        object.and_then(Value::as_object).map(Map::keys).into_iter().flatten().map(String::as_str).collect()
    }
    let person = keys(schema.pointer("/properties/people/items/properties"));
    let outer = keys(schema.get("properties"));
    format!(
        "Answer with one JSON object on one line and nothing else. Its keys are {}. `is_lead` is true or false; `people` is a list of \
         objects, each with the keys {}, and at each key a text or null.",
        outer.join(", "),
        person.join(", "),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_key_is_required_and_no_other_is_allowed() {
        let schema = strict();
        let person = &schema["properties"]["people"]["items"];
        for object in [&schema, person] {
            assert_eq!(object["additionalProperties"], false);
            let keys: Vec<&String> = object["properties"].as_object().unwrap().keys().collect();
            let required: Vec<&str> = object["required"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
            assert_eq!(keys, required);
        }
        assert_eq!(person["properties"]["email"]["type"], serde_json::json!(["string", "null"]));
        assert_eq!(person["required"][0], "full_name", "in the order of the struct");
    }

    #[test]
    fn the_schema_has_nothing_that_servers_refuse_or_are_slow_with() {
        let text = strict().to_string();
        for word in ["$ref", "$defs", "\"title\"", "maxLength", "maxItems", "\"format\"", "$schema"] {
            assert!(!text.contains(word), "{word}: {text}");
        }
    }

    #[test]
    fn the_words_name_every_key() {
        let schema = strict();
        let words = in_words(&schema);
        for key in schema["properties"]["people"]["items"]["properties"].as_object().unwrap().keys() {
            assert!(words.contains(key.as_str()), "{key}");
        }
    }
}
