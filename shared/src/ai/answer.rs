//! What a server's answer comes to.

use serde_json::{Map, Value};

use crate::reading::{Quotes, Said};

/// More people than one message speaks for.
const MAX_PEOPLE: usize = 20;
/// More characters than one thing is said in.
const MAX_QUOTE: usize = 500;
/// What small models write instead of null.
const NOTHING: &[&str] = &["", "null", "none", "n/a", "unknown", "-"];
/// So many beginnings of an object are tried in an answer that has other words around it.
const MAX_TRIES: usize = 20;

/// What a server's answer comes to.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer {
    /// Quotes.
    Said(Said),
    /// The model does not want to.
    Refused,
    /// There were more words than it may use; perhaps some of them are whole.
    Truncated(Option<Said>),
    /// Something else, as it came.
    Invalid(String),
}

/// What a call has cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Usage {
    pub(super) input: u64,
    pub(super) output: u64,
}

/// Reads an answer of `/chat/completions`.
pub(super) fn read(reply: &Value) -> Answer {
    let choice = reply.pointer("/choices/0").unwrap_or(&Value::Null);
    let message = choice.get("message").unwrap_or(&Value::Null);
    let is_refused = message.get("refusal").and_then(Value::as_str).is_some_and(|words| !words.is_empty());
    let reason = choice.get("finish_reason").and_then(Value::as_str).unwrap_or_default().to_ascii_lowercase();
    if is_refused || reason == "content_filter" {
        return Answer::Refused;
    }
    let content = content(message);
    let found = json_in(&content).and_then(|value| said(&value));
    if reason == "length" || reason == "max_tokens" {
        return Answer::Truncated(found.or_else(|| closed(&content)));
    }
    found.or_else(|| bare(&content)).map_or(Answer::Invalid(content), Answer::Said)
}

/// What the server says that the call has cost; none where it does not say.
pub(super) fn usage(reply: &Value) -> Option<Usage> {
    let usage = reply.get("usage")?;
    let count = |names: [&str; 2]| names.iter().find_map(|name| usage.get(name)?.as_u64());
    let input = count(["prompt_tokens", "input_tokens"])?;
    let output = count(["completion_tokens", "output_tokens"])?;
    // A sum of any number of them must not overflow.
    Some(Usage { input: input.min(u64::from(u32::MAX)), output: output.min(u64::from(u32::MAX)) })
}

/// The words of the answer: a text, a list of texts, or what a tool was called with.
fn content(message: &Value) -> String {
    let text = match message.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        Some(object @ Value::Object(_)) => object.to_string(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => String::new(),
    };
    if !text.trim().is_empty() {
        return text;
    }
    let called = ["/tool_calls/0/function/arguments", "/function_call/arguments"];
    match called.into_iter().find_map(|at| message.pointer(at)) {
        Some(Value::String(text)) => text.clone(),
        Some(other) => other.to_string(),
        None => String::new(),
    }
}

/// The words without what the model thought before them.
fn spoken(content: &str) -> &str {
    content.rsplit_once("</think>").map_or(content, |(_, spoken)| spoken)
}

/// The first object with our keys, whatever stands around it.
fn json_in(content: &str) -> Option<Value> {
    let spoken = spoken(content);
    for (start, _) in spoken.match_indices('{').take(MAX_TRIES) {
        let mut values = serde_json::Deserializer::from_str(&spoken[start..]).into_iter::<Value>();
        if let Some(Ok(value)) = values.next()
            && said(&value).is_some()
        {
            return Some(value);
        }
    }
    None
}

/// People without the object around them, as models give them that are told the form in words: a list, or one alone. Only
/// what the answer begins with, because the first of several people is also one alone.
fn bare(content: &str) -> Option<Said> {
    let spoken = spoken(content);
    let start = spoken.find(['{', '['])?;
    let mut values = serde_json::Deserializer::from_str(&spoken[start..]).into_iter::<Value>();
    only_people(values.next()?.ok()?)
}

fn only_people(value: Value) -> Option<Said> {
    let listed = match value {
        Value::Array(people) => people,
        person @ Value::Object(_) => vec![person],
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => return None,
    };
    let mut people = people(&listed);
    people.retain(|person| person.count() > 0);
    (!people.is_empty()).then_some(Said { is_lead: true, people })
}

/// The people that are whole in an answer that broke off.
fn closed(content: &str) -> Option<Said> {
    let spoken = spoken(content);
    let start = spoken.find(['{', '['])?;
    let ends = spoken.rmatch_indices('}').map(|(end, _)| end).take(MAX_TRIES);
    ends.filter(|end| *end > start).find_map(|end| {
        let whole = &spoken[start..=end];
        let mended: Value = serde_json::from_str(&format!("{whole}]}}")).ok().or_else(|| {
            let is_list = whole.starts_with('[');
            is_list.then(|| serde_json::from_str(&format!("{whole}]")).ok()).flatten()
        })?;
        said(&mended).or_else(|| only_people(mended))
    })
}

/// Reads the quotes as far as they are any: other keys are left out, other types count as null. Every quote is held against
/// the text afterwards, so nothing is gained by being stricter.
fn said(value: &Value) -> Option<Said> {
    let object = value.as_object()?;
    let people = match object.get("people") {
        Some(Value::Array(listed)) => people(listed),
        Some(Value::Object(person)) => vec![quotes(person)],
        Some(Value::Null) => Vec::new(),
        Some(Value::Bool(_) | Value::Number(_) | Value::String(_)) | None => return None,
    };
    let is_lead = match object.get("is_lead") {
        Some(Value::Bool(is_lead)) => *is_lead,
        Some(Value::String(word)) => word.eq_ignore_ascii_case("true") || word.eq_ignore_ascii_case("yes"),
        Some(_) | None => !people.is_empty(),
    };
    Some(Said { is_lead, people })
}

fn people(listed: &[Value]) -> Vec<Quotes> {
    listed.iter().filter_map(Value::as_object).take(MAX_PEOPLE).map(quotes).collect()
}

fn quotes(person: &Map<String, Value>) -> Quotes {
    let mut quotes = Quotes::default();
    for (name, slot) in quotes.slots() {
        *slot = person.get(name).and_then(quote);
    }
    quotes
}

fn quote(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Number(number) => number.to_string(),
        Value::Array(values) => values.first()?.as_str()?.to_owned(),
        Value::Null | Value::Bool(_) | Value::Object(_) => return None,
    };
    let is_nothing = NOTHING.iter().any(|word| text.trim().eq_ignore_ascii_case(word));
    let is_quote = !is_nothing && text.chars().count() <= MAX_QUOTE;
    is_quote.then_some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    const GOOD: &str = r#"{"is_lead":true,"people":[{"full_name":"Ann Lee","email":null}]}"#;

    fn reply(message: Value, reason: &str) -> Value {
        json!({ "choices": [{ "index": 0, "message": message, "finish_reason": reason }] })
    }

    fn reads(content: &str) -> Answer {
        read(&reply(json!({ "role": "assistant", "content": content }), "stop"))
    }

    fn ann() -> Said {
        let ann = Quotes { full_name: Some("Ann Lee".into()), ..Quotes::default() };
        Said { is_lead: true, people: vec![ann] }
    }

    #[test]
    fn an_answer_is_found_whatever_stands_around_it() {
        for content in [
            GOOD.to_owned(),
            format!("```json\n{GOOD}\n```"),
            format!("<think>The schema is {{\"people\": []}}, so…</think>\n{GOOD}"),
            format!("Here is {{the}} JSON:\n{GOOD}\nIs there anything else?"),
            format!("\u{feff}{GOOD}"),
        ] {
            assert_eq!(reads(&content), Answer::Said(ann()), "{content}");
        }
    }

    #[test]
    fn other_servers_put_it_elsewhere() {
        let parts = json!({ "content": [{ "type": "text", "text": GOOD }] });
        let tool = json!({ "content": null, "tool_calls": [{ "function": { "name": "said", "arguments": GOOD } }] });
        let object: Value = serde_json::from_str(GOOD).unwrap();
        for message in [parts, tool, json!({ "content": object }), json!({ "function_call": { "arguments": GOOD } })] {
            assert_eq!(read(&reply(message, "")), Answer::Said(ann()));
        }
    }

    #[test]
    fn wrong_types_missing_and_other_keys_are_read_as_far_as_they_go() {
        let odd = r#"{"people":[{"full_name":"Ann Lee","phone":["x"],"age":7,"email":{"a":1},"need":"","budget":"None"},"Bob",null]}"#;
        let Answer::Said(said) = reads(odd) else { panic!("not read") };
        let phone = Some("x".to_owned());
        assert_eq!(said, Said { is_lead: true, people: vec![Quotes { phone, ..ann().people[0].clone() }] });
        let number = r#"{"is_lead":"yes","people":{"phone":4155550134}}"#;
        let Answer::Said(said) = reads(number) else { panic!("not read") };
        assert_eq!((said.is_lead, said.people[0].phone.as_deref()), (true, Some("4155550134")));
    }

    #[test]
    fn people_without_the_object_around_them_are_people() {
        let bo = Quotes { full_name: Some("Bo".into()), ..Quotes::default() };
        let both = Said { is_lead: true, people: vec![ann().people[0].clone(), bo] };
        let list = r#"[{"full_name":"Ann Lee","email":null},{"full_name":"Bo"},{"colour":"red"}]"#;
        for content in [list.to_owned(), format!("```json\n{list}\n```")] {
            assert_eq!(reads(&content), Answer::Said(both.clone()), "{content}");
        }
        assert_eq!(reads(r#"{"full_name":"Ann Lee","email":null}"#), Answer::Said(ann()));
        // An object that is not whole is not its first person.
        let broken = r#"{"people":[{"full_name":"Ann Lee"},]}"#;
        assert_eq!(reads(broken), Answer::Invalid(broken.to_owned()));
        let cut = r#"[{"full_name":"Ann Lee"},{"full_name":"B"#;
        assert_eq!(read(&reply(json!({ "content": cut }), "length")), Answer::Truncated(Some(ann())));
    }

    #[test]
    fn what_is_no_answer_is_invalid_or_refused() {
        for content in
            ["", "I cannot see any leads.", "{}", "[]", "null", "[1]", r#"{"people":"Ann"}"#, "{\"people\":["]
        {
            assert_eq!(reads(content), Answer::Invalid(content.to_owned()));
        }
        assert_eq!(read(&reply(json!({ "refusal": "No.", "content": null }), "stop")), Answer::Refused);
        assert_eq!(read(&reply(json!({ "content": GOOD }), "content_filter")), Answer::Refused);
        assert_eq!(read(&Value::Null), Answer::Invalid(String::new()));
    }

    #[test]
    fn of_an_answer_that_broke_off_the_whole_people_are_taken() {
        let cut = r#"{"is_lead":true,"people":[{"full_name":"Ann Lee"},{"full_name":"Bo"#;
        assert_eq!(read(&reply(json!({ "content": cut }), "length")), Answer::Truncated(Some(ann())));
        assert_eq!(read(&reply(json!({ "content": "{\"is_lead\":true,\"peo" }), "length")), Answer::Truncated(None));
        assert_eq!(read(&reply(json!({ "content": null }), "length")), Answer::Truncated(None));
    }

    #[test]
    fn more_than_anybody_says_is_left_out() {
        let person = json!({ "full_name": "x".repeat(501), "need": "y" });
        let many = json!({ "is_lead": true, "people": vec![person; 1_000] }).to_string();
        let Answer::Said(said) = reads(&many) else { panic!("not read") };
        assert_eq!((said.people.len(), &said.people[0].full_name), (MAX_PEOPLE, &None));
    }

    #[test]
    fn what_was_used_is_what_the_server_says_if_it_says_so() {
        let usage = |usage: Value| super::usage(&json!({ "usage": usage })).map(|u| (u.input, u.output));
        assert_eq!(usage(json!({ "prompt_tokens": 7, "completion_tokens": 3 })), Some((7, 3)));
        assert_eq!(usage(json!({ "input_tokens": u64::MAX, "output_tokens": 0 })), Some((u64::from(u32::MAX), 0)));
        assert_eq!(usage(json!({ "prompt_tokens": -1, "completion_tokens": 3 })), None);
        assert_eq!(usage(json!({})), None);
    }

    proptest! {
        #[test]
        fn no_answer_breaks_it(content in "(\\PC|[{}\\[\\]\":,\\\\]|</?think>|```){0,200}", reason in "stop|length") {
            read(&reply(json!({ "content": content }), &reason));
        }
    }

    #[test]
    fn brackets_without_end_are_read_in_no_time() {
        for hostile in ["{".repeat(300_000), "[".repeat(300_000), "{\"people\":[".repeat(50_000), "}".repeat(300_000)] {
            assert!(matches!(reads(&hostile), Answer::Invalid(_)));
            read(&reply(json!({ "content": hostile }), "length"));
        }
    }
}
