//! Queues, as Lambda polls them: batches, partial answers, redelivery, dead-letter queues.

use std::{collections::BTreeSet, sync::Arc};

use aws_sdk_sqs::{
    Client,
    types::{Message, MessageSystemAttributeName, QueueAttributeName},
};
use serde_json::{Value, json, value::to_raw_value};
use shared::{
    App, Error, Result,
    queue::{self, Queue},
    runtime::Function,
};
use tokio::sync::watch;

use crate::activity::Activity;

/// After so many deliveries a message goes to the dead-letter queue.
const MAX_RECEIVES: u32 = 5;
/// Seconds for which a message that was delivered is not delivered again.
const VISIBILITY: u32 = 60;
/// The most messages of a batch.
const BATCH: i32 = 10;

/// Makes the queue `name` and its dead-letter queue, and answers the URL.
///
/// # Errors
/// `Unavailable` when the queues do not answer.
pub async fn create(sqs: &Client, name: &str) -> Result<String> {
    let dead = create_plain(sqs, &format!("{name}-dlq")).await?;
    let attributes =
        sqs.get_queue_attributes().queue_url(dead).attribute_names(QueueAttributeName::QueueArn).send().await;
    let attributes = attributes.map_err(|e| Error::unavailable("the queue", e))?.attributes.unwrap_or_default();
    let arn = attributes
        .get(&QueueAttributeName::QueueArn)
        .ok_or_else(|| Error::unavailable("the queue", "a queue without an ARN"))?;
    let redrive = json!({ "deadLetterTargetArn": arn, "maxReceiveCount": MAX_RECEIVES });
    let request =
        sqs.create_queue().queue_name(name).attributes(QueueAttributeName::RedrivePolicy, redrive.to_string());
    let request = request.attributes(QueueAttributeName::VisibilityTimeout, VISIBILITY.to_string());
    let made = request.send().await.map_err(|e| Error::unavailable("the queue", e))?;
    made.queue_url.ok_or_else(|| Error::unavailable("the queue", "a queue without a URL"))
}

/// Makes the queue `name`, without a dead-letter queue, and answers the URL.
///
/// # Errors
/// `Unavailable` when the queues do not answer.
pub async fn create_plain(sqs: &Client, name: &str) -> Result<String> {
    let made = sqs.create_queue().queue_name(name).send().await.map_err(|e| Error::unavailable("the queue", e))?;
    made.queue_url.ok_or_else(|| Error::unavailable("the queue", "a queue without a URL"))
}

/// Whether no message waits or is being worked on.
pub async fn are_empty(app: &App) -> bool {
    use QueueAttributeName::{ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible};
    for queue in Queue::ALL {
        let Ok(url) = queue::url(app, *queue) else { return false };
        let request = app.sqs.get_queue_attributes().queue_url(url).attribute_names(QueueAttributeName::All);
        let Ok(output) = request.send().await else { return false };
        let attributes = output.attributes.unwrap_or_default();
        let waiting = [ApproximateNumberOfMessages, ApproximateNumberOfMessagesNotVisible];
        if waiting.iter().any(|name| attributes.get(name).is_none_or(|count| count != "0")) {
            return false;
        }
    }
    true
}

/// Feeds a function from its queue.
pub struct Poller {
    app: App,
    function: Function,
    queue: Queue,
    activity: Arc<Activity>,
}

impl Poller {
    /// A poller that has not begun.
    pub fn new(app: &App, function: &Function, queue: Queue, activity: &Arc<Activity>) -> Self {
        Self { app: app.clone(), function: function.clone(), queue, activity: Arc::clone(activity) }
    }

    /// Polls until told to stop.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let polled = tokio::select! {
                polled = self.poll() => polled,
                _ = stop.changed() => return,
            };
            let Err(error) = polled else { continue };
            tracing::error!(queue = self.queue.name(), "a queue cannot be polled: {}", error.chain());
            tokio::time::sleep(std::time::Duration::from_secs(1)).await;
        }
    }

    async fn poll(&self) -> Result<()> {
        let url = queue::url(&self.app, self.queue)?;
        let request = self.app.sqs.receive_message().queue_url(url).max_number_of_messages(BATCH).wait_time_seconds(10);
        let request = request.message_system_attribute_names(MessageSystemAttributeName::All);
        let messages =
            request.send().await.map_err(|e| Error::unavailable("the queue", e))?.messages.unwrap_or_default();
        if messages.is_empty() {
            return Ok(());
        }
        self.activity.worked();
        let event = to_raw_value(&self.event(&messages)).map_err(|e| Error::internal("writing an event", e))?;
        let failed = match self.function.invoke(&self.app, &event).await {
            Ok(answer) => failures(&answer),
            Err(error) => {
                tracing::error!(queue = self.queue.name(), "an invocation failed: {}", error.chain());
                messages.iter().filter_map(|message| message.message_id.clone()).collect()
            }
        };
        for message in &messages {
            let again = message.message_id.as_ref().is_some_and(|id| failed.contains(id));
            self.finish(url, message, again).await?;
        }
        Ok(())
    }

    /// Deletes a message, or lets it come again, each time a second later: nobody wants to wait the whole visibility
    /// timeout on a laptop.
    async fn finish(&self, url: &str, message: &Message, again: bool) -> Result<()> {
        let handle = message.receipt_handle.clone().unwrap_or_default();
        if again {
            let seconds = i32::try_from(receives(message)).unwrap_or(i32::MAX) - 1;
            let request = self.app.sqs.change_message_visibility().queue_url(url).receipt_handle(handle);
            let changed = request.visibility_timeout(seconds).send().await;
            return changed.map(drop).map_err(|e| Error::unavailable("the queue", e));
        }
        let deleted = self.app.sqs.delete_message().queue_url(url).receipt_handle(handle).send().await;
        deleted.map(drop).map_err(|e| Error::unavailable("the queue", e))
    }

    /// The event that Lambda would send.
    fn event(&self, messages: &[Message]) -> Value {
        let region = &self.app.config.aws.region;
        let arn = format!("arn:aws:sqs:{region}:000000000000:{}", self.queue.name());
        let record = |message: &Message| {
            let attributes =
                message.attributes.iter().flatten().map(|(name, value)| (name.as_str().to_owned(), json!(value)));
            json!({
                "messageId": message.message_id, "receiptHandle": message.receipt_handle, "body": message.body,
                "attributes": attributes.collect::<serde_json::Map<_, _>>(), "messageAttributes": {},
                "md5OfBody": message.md5_of_body, "eventSource": "aws:sqs", "eventSourceARN": arn, "awsRegion": region,
            })
        };
        json!({ "Records": messages.iter().map(record).collect::<Vec<_>>() })
    }
}

fn receives(message: &Message) -> u32 {
    let attributes = message.attributes.as_ref();
    let count = attributes.and_then(|all| all.get(&MessageSystemAttributeName::ApproximateReceiveCount));
    count.and_then(|count| count.parse().ok()).unwrap_or(1)
}

/// The ids that a function reported as failed.
pub fn failures(answer: &Value) -> BTreeSet<String> {
    let failures = answer["batchItemFailures"].as_array().into_iter().flatten();
    failures.filter_map(|failure| failure["itemIdentifier"].as_str().map(str::to_owned)).collect()
}
