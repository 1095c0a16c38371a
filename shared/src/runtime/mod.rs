//! The only place that knows Lambda: what a function is triggered by, and how an event reaches its handler.
//!
//! The same [`Function`] runs behind the Lambda Runtime API and in the local runner, which makes the very events that
//! Lambda would send.

mod batch;
mod deadline;
mod function;
mod lambda;
mod stream;

pub use deadline::Deadline;
pub use function::{Command, Function, Ready, Schedule, StreamMapping};
pub use lambda::{RuntimeError, run, start_logs};
pub use stream::{BatchFailure, Pattern, StreamBatch, StreamRecord};

use crate::{App, Result};

/// What a handler of a queue, a stream or a schedule answers.
pub type Handling<'a, T> = std::pin::Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;
/// Handles one message of a queue.
pub type QueueHandler = for<'a> fn(&'a App, crate::queue::Message) -> Handling<'a, ()>;
/// Handles a batch of the table's stream; answers with the first record that must come again.
pub type StreamHandler = for<'a> fn(&'a App, StreamBatch) -> Handling<'a, Option<BatchFailure>>;
/// Carries out a command, and answers what the operator who gave it is told.
pub type CommandHandler = for<'a> fn(&'a App) -> Handling<'a, serde_json::Value>;
/// Handles a tick of a schedule.
pub type ScheduleHandler = for<'a> fn(&'a App) -> Handling<'a, ()>;
