//! Queues: tagged, versioned messages. A queue is a hint everywhere: what is pending stands in the table.

use aws_sdk_sqs::types::SendMessageBatchRequestEntry;
use serde::{Deserialize, Serialize};

use crate::{App, Error, Id, Result, integrations::Receipt, workflow::Extraction};

/// SQS takes so many messages in one request.
const BATCH: usize = 10;

/// A queue, called like the function that it feeds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    /// Receipts that wait to be worked on.
    FormWebhook,
    /// Texts that wait to be read.
    LeadParser,
}

impl Queue {
    /// Every queue.
    pub const ALL: &'static [Self] = &[Self::FormWebhook, Self::LeadParser];

    /// The name of the queue, of its function and of its folder.
    pub fn name(self) -> &'static str {
        match self {
            Self::FormWebhook => "form-webhook",
            Self::LeadParser => "lead-parser",
        }
    }

    /// The setting that holds its URL.
    pub fn setting(self) -> &'static str {
        match self {
            Self::FormWebhook => "QUEUE_FORM_WEBHOOK",
            Self::LeadParser => "QUEUE_LEAD_PARSER",
        }
    }
}

/// What travels through a queue. A version is never changed, only followed by another one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type")]
pub enum Message {
    /// A receipt waits to be worked on.
    #[serde(rename = "receipt.pending.v1")]
    ReceiptPending {
        /// Which one.
        receipt_id: Id<Receipt>,
    },
    /// A text waits to be read.
    #[serde(rename = "text.waiting.v1")]
    TextWaiting {
        /// Which one.
        extraction_id: Id<Extraction>,
    },
}

impl Message {
    /// Where it goes.
    pub fn queue(&self) -> Queue {
        match self {
            Self::ReceiptPending { .. } => Queue::FormWebhook,
            Self::TextWaiting { .. } => Queue::LeadParser,
        }
    }
}

/// Sends the messages, each to its queue.
///
/// # Errors
/// `Unavailable` when a queue does not take one, `Internal` when its URL is not set.
pub async fn send(app: &App, messages: &[Message]) -> Result<()> {
    for queue in Queue::ALL {
        let mine: Vec<&Message> = messages.iter().filter(|message| message.queue() == *queue).collect();
        for batch in mine.chunks(BATCH) {
            send_batch(app, *queue, batch).await?;
        }
    }
    Ok(())
}

async fn send_batch(app: &App, queue: Queue, batch: &[&Message]) -> Result<()> {
    let url = url(app, queue)?;
    let mut request = app.sqs.send_message_batch().queue_url(url);
    for (position, message) in batch.iter().enumerate() {
        let body = serde_json::to_string(message).map_err(|e| Error::internal("writing a message", e))?;
        let entry = SendMessageBatchRequestEntry::builder().id(position.to_string()).message_body(body);
        request = request.entries(entry.build().map_err(|e| Error::internal("writing a message", e))?);
    }
    let output = request.send().await.map_err(|e| Error::unavailable("the queue", e))?;
    match output.failed().first() {
        Some(failure) => Err(Error::unavailable("the queue", failure.code().to_owned())),
        None => Ok(()),
    }
}

/// The URL of a queue.
///
/// # Errors
/// `Internal`, naming the setting that is missing.
pub fn url(app: &App, queue: Queue) -> Result<&str> {
    let found = app.config.queues.iter().find(|(known, _)| *known == queue);
    found
        .map(|(_, url)| url.as_str())
        .ok_or_else(|| Error::internal("finding a queue", format!("the setting {} is missing", queue.setting())))
}
