//! Every sample in `events/` is a raw Lambda event, and reaches its function.

use std::path::{Path, PathBuf};

use serde_json::{Value, value::RawValue};

use crate::support::Portico;

pub(crate) fn samples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../events");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    files
}

/// The function that a sample is for, and the sample.
pub(crate) fn sample_of(file: &Path) -> (String, Box<RawValue>) {
    (function_of(file), serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap())
}

/// The sample as somebody sends it who has signed in.
pub(crate) fn signed_in(event: &RawValue, token: &str) -> Box<RawValue> {
    serde_json::from_str(&event.get().replace("<access token>", token)).unwrap()
}

/// The function that a sample is for: its name up to the first dot.
fn function_of(file: &Path) -> String {
    file.file_name().unwrap().to_str().unwrap().split('.').next().unwrap().to_owned()
}

#[tokio::test]
async fn every_sample_reaches_its_function_and_is_handled() {
    let portico = Portico::new().await;
    shared::setup::sample_forms(portico.app()).await.unwrap();
    let mut token = String::new();
    for file in samples() {
        let (name, event) = sample_of(&file);
        let event = signed_in(&event, &token);
        let function = bootstrap::functions().into_iter().find(|function| function.name == name);
        let function = function.unwrap_or_else(|| panic!("{} names no function", file.display()));
        let answer: Value = function.invoke(portico.app(), &event).await.unwrap();
        let body: Value = answer["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
        token = body["access_token"].as_str().map_or(token, str::to_owned);
        let status = answer["statusCode"].as_u64();
        assert!(status.is_none_or(|status| (200..300).contains(&status)), "{}: {answer}", file.display());
        let failures = answer["batchItemFailures"].as_array().map_or(0, Vec::len);
        assert_eq!(failures, 0, "{}: {answer}", file.display());
    }
}

#[test]
fn every_trigger_of_every_function_has_a_sample() {
    let samples: Vec<(String, Value)> = samples()
        .iter()
        .map(|file| (function_of(file), serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()))
        .collect();
    for function in bootstrap::functions() {
        let mine = || samples.iter().filter(|(name, _)| name == function.name).map(|(_, event)| event);
        let from = |source: &str| mine().any(|event| event["Records"][0]["eventSource"] == source);
        assert!(function.routes.is_none() || mine().any(|event| event["version"] == "2.0"), "{} http", function.name);
        assert!(function.queue.is_none() || from("aws:sqs"), "{} queue", function.name);
        assert!(function.stream.is_none() || from("aws:dynamodb"), "{} stream", function.name);
        let schedule = function.schedule.map(|(schedule, _)| schedule.name);
        for command in function.commands {
            assert!(mine().any(|event| event["command"] == command.name), "{} {}", function.name, command.name);
        }
        assert!(
            schedule.is_none_or(|name| mine().any(|event| event["schedule"] == name)),
            "{} schedule",
            function.name
        );
    }
}

#[tokio::test]
async fn one_bad_message_does_not_fail_its_neighbours() {
    let portico = Portico::new().await;
    let event = serde_json::json!({ "Records": [
        { "messageId": "poison", "body": "<html>", "eventSource": "aws:sqs" },
        { "messageId": "unknown", "body": "{\"type\":\"receipt.pending.v9\"}", "eventSource": "aws:sqs" },
    ]});
    let event = serde_json::value::to_raw_value(&event).unwrap();
    let answer = form_webhook::function().invoke(portico.app(), &event).await.unwrap();
    assert_eq!(
        answer,
        serde_json::json!({ "batchItemFailures": [{ "itemIdentifier": "poison" }, { "itemIdentifier": "unknown" }] })
    );
}

#[tokio::test]
async fn an_event_of_another_trigger_is_refused() {
    let portico = Portico::new().await;
    for event in [
        r#"{"schedule":"sweep"}"#,
        r#"{"command":"set_up"}"#,
        r#"{"Records":[{"eventSource":"aws:s3"}]}"#,
        r#"{"Records":[]}"#,
    ] {
        let event: Box<RawValue> = serde_json::from_str(event).unwrap();
        assert_eq!(form_webhook::function().invoke(portico.app(), &event).await.unwrap_err().code(), "bad_event");
    }
}

#[tokio::test]
async fn a_window_is_answered_with_a_state_and_its_end_too() {
    let portico = Portico::new().await;
    for file in samples().iter().filter(|file| function_of(file) == "stream-counters") {
        let event: Box<RawValue> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
        let answer = stream_counters::function().invoke(portico.app(), &event).await.unwrap();
        // Lambda counts an answer without a state as a failed call.
        assert_eq!(answer, serde_json::json!({ "batchItemFailures": [], "state": {} }), "{}", file.display());
    }
}
