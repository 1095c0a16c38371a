//! What a function is, and what it does with a raw Lambda event.

use axum::Router;
use lambda_http::{Adapter, Context, LambdaEvent, request::LambdaRequest};
use serde::Deserialize;
use serde_json::{Value, value::RawValue};
use tower::Service as _;

use super::{CommandHandler, Deadline, Pattern, QueueHandler, ScheduleHandler, StreamHandler, batch, stream};
use crate::{App, Error, Result, http::Routes, queue::Queue};

/// A Lambda function: its name and all that triggers it.
#[derive(Clone)]
pub struct Function {
    /// The name of the function, of its crate and of its folder.
    pub name: &'static str,
    /// What it serves over HTTP.
    pub routes: Option<Routes>,
    /// The queue that feeds it.
    pub queue: Option<(Queue, QueueHandler)>,
    /// What it takes from the table's stream.
    pub stream: Option<(StreamMapping, StreamHandler)>,
    /// When it is called without a cause.
    pub schedule: Option<(Schedule, ScheduleHandler)>,
    /// What an operator may ask of it by invoking it himself.
    pub commands: &'static [Command],
}

/// What an operator may ask of a function: `{"command": "set_up"}`. Who may invoke the function may do it.
#[derive(Clone, Copy, Debug)]
pub struct Command {
    /// What the event says.
    pub name: &'static str,
    /// Carries it out.
    pub handler: CommandHandler,
}

/// How a function is fed from the table's stream.
#[derive(Clone, Copy, Debug)]
pub struct StreamMapping {
    /// A record that matches one of these reaches the function.
    pub patterns: &'static [Pattern],
    /// The most records of a batch.
    pub batch_size: usize,
    /// How often a batch is tried again before its records go to the on-failure queue.
    pub max_retries: u32,
    /// Whether the function must be told the shard, which Lambda does with a tumbling window.
    pub tumbling_window_seconds: Option<u32>,
}

/// When a function is called without a cause.
#[derive(Clone, Copy, Debug)]
pub struct Schedule {
    /// The name of the schedule.
    pub name: &'static str,
    /// Seconds between two calls.
    pub every_seconds: u64,
}

/// What tells the kinds of events apart.
#[derive(Deserialize)]
struct Shape<'a> {
    #[serde(rename = "Records", borrow)]
    records: Option<Vec<&'a RawValue>>,
    schedule: Option<String>,
    command: Option<String>,
}

#[derive(Deserialize)]
struct RecordShape {
    #[serde(rename = "eventSource")]
    event_source: String,
}

impl Function {
    /// A function that nothing triggers yet.
    pub fn new(name: &'static str) -> Self {
        Self { name, routes: None, queue: None, stream: None, schedule: None, commands: &[] }
    }

    /// The function on `app`, with its router built: once for a process that handles many events.
    pub fn on(&self, app: &App) -> Ready {
        let router = self.routes.clone().map(|routes| routes.router(app.clone()));
        Ready { function: self.clone(), app: app.clone(), router }
    }

    /// Handles one raw Lambda event. For many, see [`Self::on`].
    ///
    /// # Errors
    /// Those of [`Ready::invoke`].
    pub async fn invoke(&self, app: &App, event: &RawValue) -> Result<Value> {
        self.on(app).invoke(event, Context::default()).await
    }
}

/// A function that is ready for events.
#[derive(Clone)]
pub struct Ready {
    function: Function,
    app: App,
    router: Option<Router>,
}

impl Ready {
    /// Handles a raw Lambda event of any of the function's triggers, and answers what Lambda would be answered.
    ///
    /// # Errors
    /// `Malformed` for an event that the function is not triggered by; what the handler itself answers with; `Unavailable`
    /// when the time that `context` gives is up.
    pub async fn invoke(&self, event: &RawValue, context: Context) -> Result<Value> {
        let app = &self.app;
        let deadline = Deadline::of(&context);
        let shape: Shape<'_> = serde_json::from_str(event.get())
            .map_err(|e| Error::malformed("bad_event", format!("not a Lambda event: {e}")))?;
        if let Some(name) = shape.schedule {
            let (_, handler) = self
                .function
                .schedule
                .filter(|(schedule, _)| schedule.name == name)
                .ok_or_else(|| self.foreign("schedule"))?;
            deadline.hold(app, handler(app)).await??;
            return Ok(Value::Null);
        }
        if let Some(name) = shape.command {
            let known = self.function.commands.iter().find(|command| command.name == name);
            let command = known.ok_or_else(|| self.foreign("command"))?;
            return deadline.hold(app, (command.handler)(app)).await?;
        }
        let Some(records) = shape.records else {
            return self.http(event, context).await;
        };
        let source = records.first().and_then(|record| serde_json::from_str::<RecordShape>(record.get()).ok());
        match source.as_ref().map(|record| record.event_source.as_str()) {
            Some("aws:sqs") => {
                let (_, handler) = self.function.queue.ok_or_else(|| self.foreign("queue"))?;
                Ok(batch::handle(app, &records, handler, deadline).await)
            }
            Some("aws:dynamodb") => {
                let (mapping, handler) = self.function.stream.ok_or_else(|| self.foreign("stream"))?;
                let batch = stream::read(event)?;
                let failures: Vec<_> = deadline.hold(app, handler(app, batch)).await??.into_iter().collect();
                Ok(stream::answer(&failures, mapping))
            }
            // A tumbling window ends with a call without records.
            None if records.is_empty() => match self.function.stream {
                Some((mapping, _)) => Ok(stream::answer(&[], mapping)),
                None => Err(self.foreign("source of records")),
            },
            Some(_) | None => Err(self.foreign("source of records")),
        }
    }

    async fn http(&self, event: &RawValue, context: Context) -> Result<Value> {
        let router = self.router.clone().ok_or_else(|| self.foreign("HTTP request"))?;
        let request: LambdaRequest = serde_json::from_str(event.get())
            .map_err(|e| Error::malformed("bad_event", format!("not an HTTP event: {e}")))?;
        // A router is always ready. The adapter is not `Sync`, so it is gone before its answer is awaited.
        let answering = Adapter::from(router).call(LambdaEvent::new(request, context));
        let response = answering.await.unwrap_or_else(|never| match never {});
        serde_json::to_value(response).map_err(|e| Error::internal("writing an HTTP answer", e))
    }

    fn foreign(&self, what: &str) -> Error {
        Error::malformed("bad_event", format!("the function {} is not triggered by such a {what}", self.function.name))
    }
}
