//! The table's stream, as Lambda polls it: filters, batches, partial answers, retries, the on-failure queue, checkpoints.

use std::{sync::Arc, time::Duration};

use aws_sdk_dynamodbstreams::{
    Client, Config,
    config::{BehaviorVersion, Region},
    types::{Record, ShardIteratorType},
};
use embedded::dynamo::Dynamo;
use serde_json::{json, value::to_raw_value};
use shared::{
    App, Error, Result, cloud,
    runtime::{Function, StreamMapping},
};
use tokio::{sync::watch, time::sleep};

use crate::{
    activity::Activity,
    data::Checkpoints,
    queues,
    stream_event::{self, Origin, sequence_number},
};

/// The most records that are read at once.
const PAGE: i32 = 1000;
/// How long a poller rests after it found nothing.
const REST: Duration = Duration::from_millis(100);
/// The first pause before a batch is tried again; it doubles each time.
const FIRST_PAUSE: Duration = Duration::from_millis(200);
/// How often the stream is trimmed behind its readers.
const TRIM_EVERY: Duration = Duration::from_secs(5);
/// How often expired items are cleaned away, in trims.
const SWEEP_EVERY: u64 = 12;

/// Feeds a function from the stream.
pub struct Poller {
    app: App,
    client: Client,
    function: Function,
    mapping: StreamMapping,
    number: usize,
    activity: Arc<Activity>,
    checkpoints: Arc<Checkpoints>,
}

impl Poller {
    /// A poller that has not begun; `number` is its own among the pollers.
    pub fn new(
        app: &App,
        function: &Function,
        mapping: StreamMapping,
        number: usize,
        activity: &Arc<Activity>,
        checkpoints: &Arc<Checkpoints>,
    ) -> Self {
        let aws = &app.config.aws;
        let mut config = Config::builder()
            .behavior_version(BehaviorVersion::latest())
            .region(Region::new(aws.region.clone()))
            .credentials_provider(cloud::credentials(aws))
            .http_client(cloud::http_client(&app.config.aws));
        config.set_endpoint_url(aws.dynamodb.clone());
        Self {
            app: app.clone(),
            client: Client::from_conf(config.build()),
            function: function.clone(),
            mapping,
            number,
            activity: Arc::clone(activity),
            checkpoints: Arc::clone(checkpoints),
        }
    }

    /// Polls until told to stop. Whatever goes wrong, it goes on from its checkpoint.
    pub async fn run(self, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow() {
            let followed = tokio::select! {
                followed = self.follow(stop.clone()) => followed,
                _ = stop.changed() => return,
            };
            if let Err(error) = followed {
                tracing::warn!(function = self.function.name, "the stream is read again: {}", error.chain());
                sleep(FIRST_PAUSE).await;
            }
        }
    }

    /// Follows the shard from the checkpoint on.
    async fn follow(&self, stop: watch::Receiver<bool>) -> Result<()> {
        let origin = self.origin().await?;
        let mut iterator = Some(self.iterator(&origin).await?);
        while let Some(current) = iterator.take() {
            if *stop.borrow() {
                return Ok(());
            }
            let request = self.client.get_records().shard_iterator(current).limit(PAGE);
            let page = request.send().await.map_err(|e| Error::unavailable("the stream", e))?;
            iterator = page.next_shard_iterator;
            let records = page.records.unwrap_or_default();
            match records.last() {
                None => {
                    self.activity.found_nothing(self.number);
                    sleep(REST).await;
                }
                Some(last) => {
                    self.activity.worked();
                    let chosen: Vec<&Record> = records
                        .iter()
                        .filter(|record| stream_event::is_chosen(record, self.mapping.patterns))
                        .collect();
                    for batch in chosen.chunks(self.mapping.batch_size) {
                        self.handle(batch, &origin).await?;
                    }
                    self.checkpoint(&sequence_number(last))?;
                }
            }
        }
        Ok(())
    }

    /// Hands a batch to the function, again from where it says, until it is through or given up.
    async fn handle(&self, batch: &[&Record], origin: &Origin) -> Result<()> {
        let (mut rest, mut retries, mut pause) = (batch, 0, FIRST_PAUSE);
        while !rest.is_empty() {
            let event = stream_event::event(rest, origin, &self.mapping);
            let event = to_raw_value(&event).map_err(|e| Error::internal("writing an event", e))?;
            let failed_at = match self.function.invoke(&self.app, &event).await {
                Ok(answer) => {
                    let failed = queues::failures(&answer);
                    rest.iter().position(|record| failed.contains(&sequence_number(record)))
                }
                Err(error) => {
                    tracing::warn!(function = self.function.name, "a batch failed: {}", error.chain());
                    Some(0)
                }
            };
            let Some(position) = failed_at else { return Ok(()) };
            if position > 0 {
                (retries, pause) = (0, FIRST_PAUSE);
            }
            rest = &rest[position..];
            if retries == self.mapping.max_retries {
                self.give_up(rest[0], origin).await?;
                (rest, retries, pause) = (&rest[1..], 0, FIRST_PAUSE);
                continue;
            }
            retries += 1;
            sleep(pause).await;
            pause *= 2;
        }
        Ok(())
    }

    /// Sends what Lambda would send about a record that it gives up to the on-failure queue.
    async fn give_up(&self, record: &Record, origin: &Origin) -> Result<()> {
        let name = format!("{}-dlq", self.function.name);
        tracing::error!(function = self.function.name, queue = name, "a record of the stream is given up");
        let number = sequence_number(record);
        let body = json!({
            "requestContext": { "functionArn": self.function.name, "condition": "RetryAttemptsExhausted" },
            "DDBStreamBatchInfo": {
                "shardId": origin.shard_id, "startSequenceNumber": number, "endSequenceNumber": number, "batchSize": 1,
                "streamArn": origin.arn,
            },
        });
        let url = queues::create_plain(&self.app.sqs, &name).await?;
        let sent = self.app.sqs.send_message().queue_url(url).message_body(body.to_string()).send().await;
        sent.map(drop).map_err(|e| Error::unavailable("the queue", e))
    }

    fn checkpoint(&self, number: &str) -> Result<()> {
        let advanced = self.checkpoints.advance(self.function.name, number);
        advanced.map_err(|error| Error::unavailable("the checkpoint's file", error))
    }

    async fn origin(&self) -> Result<Origin> {
        let fail = |what: &'static str| move || Error::unavailable("the stream", what);
        let table = self.app.store.client().describe_table().table_name(self.app.store.table()).send().await;
        let table = table.map_err(|e| Error::unavailable("the database", e))?;
        let arn = table.table().and_then(|table| table.latest_stream_arn()).ok_or_else(fail("the table has none"))?;
        let stream = self.client.describe_stream().stream_arn(arn).send().await;
        let stream = stream.map_err(|e| Error::unavailable("the stream", e))?;
        // The emulator's stream has one shard, which never closes.
        let shard = stream.stream_description().and_then(|stream| stream.shards().first());
        let shard_id = shard.and_then(|shard| shard.shard_id()).ok_or_else(fail("it has no shard"))?;
        Ok(Origin { arn: arn.to_owned(), shard_id: shard_id.to_owned(), region: self.app.config.aws.region.clone() })
    }

    async fn iterator(&self, origin: &Origin) -> Result<String> {
        let request = self.client.get_shard_iterator().stream_arn(&origin.arn).shard_id(&origin.shard_id);
        let request = match self.checkpoints.of(self.function.name) {
            Some(number) => request.shard_iterator_type(ShardIteratorType::AfterSequenceNumber).sequence_number(number),
            None => request.shard_iterator_type(ShardIteratorType::TrimHorizon),
        };
        let output = request.send().await.map_err(|e| Error::unavailable("the stream", e))?;
        output.shard_iterator.ok_or_else(|| Error::unavailable("the stream", "no iterator"))
    }
}

/// What the cloud does by itself: forgets stream records behind their readers, and expired items.
pub async fn chores(
    dynamo: Dynamo,
    table: String,
    checkpoints: Arc<Checkpoints>,
    functions: Vec<&'static str>,
    mut stop: watch::Receiver<bool>,
) {
    for round in 1.. {
        tokio::select! {
            () = sleep(TRIM_EVERY) => {}
            _ = stop.changed() => return,
        }
        if let Some(number) = checkpoints.smallest(&functions)
            && let Err(error) = dynamo.trim_stream(&table, &number).await
        {
            tracing::warn!("the stream cannot be trimmed: {error}");
        }
        if round % SWEEP_EVERY == 0
            && let Err(error) = dynamo.sweep_ttl().await
        {
            tracing::warn!("expired items cannot be cleaned away: {error}");
        }
    }
}
