//! A server that speaks as OpenAI's does, and says what it is told to: the truth, or not.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use serde_json::{Value, json};
use shared::{
    App,
    ai::{AgentRun, ask},
    config::Ai,
    reading::Said,
    runtime::Deadline,
    testing::{World, world},
};
use wiremock::{Mock, MockServer, Request, Respond, ResponseTemplate, matchers::any};

/// A workspace that asks the fake.
pub(crate) struct Model {
    pub(crate) world: World,
    server: MockServer,
    planned: Planned,
}

/// What it answers, one after the other; the last answer is given again and again.
#[derive(Clone, Default)]
struct Planned {
    answers: Arc<Mutex<Vec<ResponseTemplate>>>,
    next: Arc<AtomicUsize>,
}

impl Respond for Planned {
    fn respond(&self, _request: &Request) -> ResponseTemplate {
        let answers = self.answers.lock().unwrap();
        let at = self.next.fetch_add(1, Ordering::SeqCst).min(answers.len() - 1);
        answers[at].clone()
    }
}

impl Model {
    /// A fake that answers so.
    pub(crate) async fn answering(answers: impl IntoIterator<Item = ResponseTemplate>) -> Self {
        let server = MockServer::start().await;
        let planned = Planned::default();
        *planned.answers.lock().unwrap() = answers.into_iter().collect();
        Mock::given(any()).respond_with(planned.clone()).mount(&server).await;
        let model = Self { world: world().await, server, planned };
        let url = format!("{}/v1", model.server.uri());
        model.with(|ai| {
            ai.base_url = Some(url);
            ai.timeout = Duration::from_secs(5);
        })
    }

    /// The same, with other settings.
    pub(crate) fn with(mut self, change: impl FnOnce(&mut Ai)) -> Self {
        let mut config = (*self.world.app.config).clone();
        change(&mut config.ai);
        self.world.app.config = config.into();
        self
    }

    /// From now on it answers so.
    pub(crate) fn answers(&self, answer: ResponseTemplate) {
        *self.planned.answers.lock().unwrap() = vec![answer];
    }

    pub(crate) fn app(&self) -> &App {
        &self.world.app
    }

    pub(crate) fn uri(&self) -> String {
        self.server.uri()
    }

    pub(crate) async fn ask(&self, text: &str) -> (Option<Said>, AgentRun) {
        ask(self.app(), text, None, Deadline::NONE).await
    }

    /// What it was asked so far.
    pub(crate) async fn requests(&self) -> Vec<Request> {
        self.server.received_requests().await.unwrap()
    }
}

/// The body of a request.
pub(crate) fn body(request: &Request) -> Value {
    serde_json::from_slice(&request.body).unwrap()
}

/// An answer with this content.
pub(crate) fn content(content: impl Into<Value>) -> ResponseTemplate {
    message(json!({ "role": "assistant", "content": content.into() }), "stop")
}

/// An answer with this message, which ends so.
pub(crate) fn message(message: Value, finish_reason: &str) -> ResponseTemplate {
    let choice = json!({ "index": 0, "message": message, "finish_reason": finish_reason });
    let usage = json!({ "prompt_tokens": 400, "completion_tokens": 90, "total_tokens": 490 });
    ResponseTemplate::new(200).set_body_json(json!({
        "id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [choice], "usage": usage,
    }))
}

/// An answer that speaks of one person.
pub(crate) fn person(quotes: Value) -> String {
    json!({ "is_lead": true, "people": [quotes] }).to_string()
}

/// An error as OpenAI words it.
pub(crate) fn error(status: u16, message: &str, code: Option<&str>) -> ResponseTemplate {
    let error = json!({ "message": message, "type": null, "param": null, "code": code });
    ResponseTemplate::new(status).set_body_json(json!({ "error": error }))
}
