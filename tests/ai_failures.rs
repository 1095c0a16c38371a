//! A model's server in bad days: how often it was called, and what came of it.

use std::time::{Duration, Instant};

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    ai::{Outcome, Rung, ask},
    runtime::Deadline,
};
use wiremock::ResponseTemplate;

use crate::{
    ai::{TEXT, ann, asked, believed, everything_of_ann},
    fake_openai::{Model, body, content, error, message},
};

#[tokio::test]
async fn what_is_whole_of_an_answer_that_broke_off_is_taken() {
    let cut = format!("{},{{\"full_name\":\"Bo", ann().strip_suffix("]}").unwrap());
    let broken = message(json!({ "content": cut }), "length");
    assert_eq!(asked([broken]).await, (1, Outcome::Truncated, None, everything_of_ann()));
    let empty = message(json!({ "content": "" }), "length");
    assert_eq!(asked([empty]).await, (1, Outcome::Truncated, None, json!([])));
}

#[tokio::test]
async fn a_refusal_is_not_argued_with() {
    let refusal = message(json!({ "content": null, "refusal": "I cannot help with that." }), "stop");
    assert_eq!(asked([refusal]).await, (1, Outcome::Refused, None, json!([])));
    let filtered = message(json!({ "content": "" }), "content_filter");
    assert_eq!(asked([filtered]).await, (1, Outcome::Refused, None, json!([])));
}

#[tokio::test]
async fn prose_is_answered_once_with_the_form_in_words() {
    let prose = || content("I found Ann Lee, who wants a roof!");
    assert_eq!(asked([prose()]).await, (2, Outcome::Invalid, None, json!([])));
    let model = Model::answering([prose(), content(ann())]).await;
    let (said, run) = model.ask(TEXT).await;
    assert_eq!((run.outcome, run.rung, run.attempts), (Outcome::Ok, Some(Rung::JsonObject), 2));
    assert_eq!(believed(TEXT, said.as_ref()).1, everything_of_ann());
    let again = body(&model.requests().await[1]);
    let messages = again["messages"].as_array().unwrap();
    assert_eq!((messages.len(), &messages[2]["role"]), (4, &json!("assistant")));
    assert!(messages[3]["content"].as_str().unwrap().contains("next_action_due"));
}

#[tokio::test]
async fn a_server_without_schemas_is_found_out_once() {
    let no = |what: &str| error(400, &format!("This {what} type is unavailable now"), Some("invalid_request_error"));
    let model = Model::answering([no("response_format"), no("response_format"), content(ann())]).await;
    let (_, run) = model.ask(TEXT).await;
    assert_eq!((run.outcome, run.rung, run.attempts), (Outcome::Ok, Some(Rung::Plain), 3));
    let (_, next) = model.ask("another text").await;
    assert_eq!((next.outcome, next.rung, next.attempts), (Outcome::Ok, Some(Rung::Plain), 1));
    model.answers(no("response_format"));
    let (_, changed) = model.ask("a third text").await;
    assert_eq!((changed.outcome, changed.attempts), (Outcome::Unavailable, 1));
}

#[tokio::test]
async fn what_a_server_refuses_is_known_whatever_its_model_says() {
    let no = || error(400, "response_format is not supported", None);
    let model = Model::answering([no(), no(), content("I found Ann Lee!")]).await;
    assert_eq!(model.ask(TEXT).await.1.attempts, 4);
    assert_eq!(model.ask(TEXT).await.1.attempts, 2);
}

#[tokio::test]
async fn a_model_that_thinks_is_asked_in_its_own_way() {
    let no =
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.";
    let model = Model::answering([error(400, no, Some("unsupported_parameter")), content(ann())]).await;
    let (_, run) = model.ask(TEXT).await;
    assert_eq!((run.outcome, run.rung, run.attempts), (Outcome::Ok, Some(Rung::JsonSchema), 2));
    let asked = body(&model.requests().await[1]);
    assert_eq!(
        (&asked["max_completion_tokens"], asked.get("max_tokens"), asked.get("temperature")),
        (&json!(2_000), None, None)
    );
}

#[tokio::test]
async fn a_server_that_hangs_is_left_when_its_time_is_over() {
    let model = Model::answering([content(ann()).set_delay(Duration::from_secs(30))]).await;
    let model = model.with(|ai| ai.timeout = Duration::from_millis(250));
    let begun = Instant::now();
    let (said, run) = model.ask(TEXT).await;
    assert_eq!((said, run.outcome, run.attempts), (None, Outcome::Timeout, 1));
    assert_eq!((run.error.as_deref(), run.input_tokens), (Some("timeout"), None), "what it cost is not known");
    assert!(begun.elapsed() < Duration::from_secs(5) && run.latency_ms >= 250);
}

#[tokio::test]
async fn the_callers_deadline_counts_before_our_own() {
    let model = Model::answering([content(ann()).set_delay(Duration::from_secs(30))]).await;
    let deadline = |millis: i64| Deadline::at(model.app().wall_now().plus(SignedDuration::from_millis(millis)));
    let (_, run) = ask(model.app(), TEXT, None, deadline(400)).await;
    assert_eq!(run.outcome, Outcome::Timeout);
    let before = model.requests().await.len();
    let (_, late) = ask(model.app(), TEXT, None, deadline(10)).await;
    assert_eq!((late.outcome, late.attempts, model.requests().await.len()), (Outcome::Timeout, 0, before));
}

#[tokio::test]
async fn an_error_that_comes_as_a_success_is_one() {
    let within = |code: Value| {
        ResponseTemplate::new(200)
            .set_body_json(json!({ "error": { "message": "Provider returned error", "code": code } }))
    };
    let error = |name: &str| Some(name.to_owned());
    assert_eq!(asked([within(json!(400))]).await, (3, Outcome::Unavailable, error("http_400"), json!([])));
    assert_eq!(asked([within(json!(null))]).await, (2, Outcome::Unavailable, error("http_502"), json!([])));
    let (calls, outcome, ..) = asked([within(json!(502)), content(ann())]).await;
    assert_eq!((calls, outcome), (2, Outcome::Ok));
}

#[tokio::test]
async fn a_server_that_stumbles_is_asked_once_more() {
    let broken = || ResponseTemplate::new(500).set_body_string("oops");
    assert_eq!(asked([broken(), content(ann())]).await, (2, Outcome::Ok, None, everything_of_ann()));
    let busy = || ResponseTemplate::new(429).insert_header("retry-after", "0");
    assert_eq!(asked([busy(), content(ann())]).await, (2, Outcome::Ok, None, everything_of_ann()));
    let html = || ResponseTemplate::new(502).set_body_raw("<html>bad gateway</html>", "text/html");
    assert_eq!(asked([html()]).await, (2, Outcome::Unavailable, Some("http_502".into()), json!([])));
}

#[tokio::test]
async fn a_server_that_wants_an_hour_is_left_alone_for_five_minutes() {
    let model = Model::answering([error(429, "slow down", None).insert_header("retry-after", "3600")]).await;
    let begun = Instant::now();
    let (_, run) = model.ask(TEXT).await;
    assert_eq!((run.outcome, run.error.as_deref(), run.attempts), (Outcome::Unavailable, Some("http_429"), 1));
    assert!(begun.elapsed() < Duration::from_secs(5));
    model.answers(content(ann()));
    assert_eq!(model.ask(TEXT).await.1.outcome, Outcome::BreakerOpen);
    model.world.advance(SignedDuration::from_mins(5));
    assert_eq!(model.ask(TEXT).await.1.outcome, Outcome::Ok);
    assert_eq!(model.requests().await.len(), 2);
}

#[tokio::test]
async fn after_five_failures_in_a_row_nothing_is_asked_for_a_minute() {
    let model = Model::answering([ResponseTemplate::new(504)]).await;
    for attempts in [2, 2, 1] {
        let (_, run) = model.ask(TEXT).await;
        assert_eq!((run.outcome, run.attempts.min(attempts)), (Outcome::Unavailable, attempts));
    }
    let asked = model.requests().await.len();
    assert_eq!(model.ask(TEXT).await.1.outcome, Outcome::BreakerOpen);
    model.world.advance(SignedDuration::from_secs(60));
    model.answers(content(ann()));
    assert_eq!(model.ask(TEXT).await.1.outcome, Outcome::Ok);
    assert_eq!(model.requests().await.len(), asked + 1);
}

#[tokio::test]
async fn a_wrong_key_is_tried_once_and_its_words_are_not_kept() {
    let model =
        Model::answering([error(401, "Incorrect API key provided: sk-12345678", Some("invalid_api_key"))]).await;
    let (_, run) = model.ask(TEXT).await;
    assert_eq!((run.outcome, run.attempts), (Outcome::Unavailable, 1));
    assert_eq!(run.error.as_deref(), Some("http_401 invalid_api_key"));
    assert_eq!(model.ask(TEXT).await.1.outcome, Outcome::BreakerOpen);
}

#[tokio::test]
async fn two_megabytes_are_not_read_and_redirects_are_not_followed() {
    let large = content("x".repeat(2 * 1024 * 1024));
    assert_eq!(asked([large]).await, (1, Outcome::Unavailable, Some("answer_too_large".into()), json!([])));
    let html = ResponseTemplate::new(200).set_body_raw("<html>welcome</html>", "text/html");
    assert_eq!(asked([html]).await, (1, Outcome::Unavailable, Some("answer_is_no_json".into()), json!([])));
    let elsewhere = ResponseTemplate::new(307).insert_header("location", "/elsewhere");
    assert_eq!(asked([elsewhere]).await, (1, Outcome::Unavailable, Some("http_307".into()), json!([])));
}
