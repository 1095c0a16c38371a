//! A batch of a queue: each record decoded by itself, so that a bad one does not fail its neighbours.

use serde::Deserialize;
use serde_json::{Value, json, value::RawValue};

use super::{Deadline, QueueHandler};
use crate::{App, Error, Result, queue::Message};

#[derive(Deserialize)]
struct Record {
    #[serde(rename = "messageId")]
    message_id: String,
    body: String,
}

/// Handles each record and reports those that must come again.
///
/// A record that will never succeed is reported too: SQS moves it to the dead-letter queue, where it is not lost. What the
/// deadline leaves no time for comes again, and what was done by then does not.
pub(super) async fn handle(app: &App, records: &[&RawValue], handler: QueueHandler, deadline: Deadline) -> Value {
    let mut failures = Vec::new();
    for record in records {
        let Ok(record) = serde_json::from_str::<Record>(record.get()) else {
            tracing::error!("a record of a queue has no id or no body; it is dropped");
            continue;
        };
        let handled = deadline.hold(app, handle_one(app, &record, handler)).await.and_then(|handled| handled);
        if let Err(error) = handled {
            if error.is_retryable() {
                tracing::warn!(
                    message.id = record.message_id,
                    error.code = error.code(),
                    "will retry: {}",
                    error.chain()
                );
            } else {
                tracing::error!(message.id = record.message_id, error.code = error.code(), "failed: {}", error.chain());
            }
            failures.push(json!({ "itemIdentifier": record.message_id }));
        }
    }
    json!({ "batchItemFailures": failures })
}

async fn handle_one(app: &App, record: &Record, handler: QueueHandler) -> Result<()> {
    let message: Message = serde_json::from_str(&record.body).map_err(|e| Error::internal("reading a message", e))?;
    handler(app, message).await
}
