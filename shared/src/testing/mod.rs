//! A workspace of its own for each test: an embedded table, bucket and queues, clocks that stand still, ids that repeat.

mod faults;

use std::{
    path::Path,
    sync::{Mutex, PoisonError},
};

use aws_sdk_dynamodb::config::SharedHttpClient;
use embedded::{credentials, dynamo::Dynamo, s3::S3, sqs::Sqs};
pub use faults::{Fault, Faults, Requests, Watched};
use jiff::{SignedDuration, Timestamp};
use tempfile::TempDir;

use crate::{
    App, Error, Result,
    clock::WallClock,
    cloud::{Clients, http_client},
    config::{Aws, Config},
    event::Event,
    queue::Queue,
    random::Random,
    runtime::{StreamBatch, StreamRecord},
    store::{Entity as _, Item, Meter, create_table, decode},
};

/// Monday 2 March 2026, 09:00 UTC: the wall and the business time of every test, until it moves them.
pub const NOW: Timestamp = Timestamp::constant(1_772_442_000, 0);

/// A workspace. Dropped with its test.
pub struct World {
    /// What handlers are given.
    pub app: App,
    /// Notes every request to the table.
    pub meter: Meter,
    /// What goes wrong between the SDK and the services.
    pub faults: Faults,
    _dynamo: Dynamo,
    seen: Mutex<Vec<String>>,
    _s3: S3,
    _sqs: Sqs,
    folder: TempDir,
}

/// Starts a workspace.
///
/// # Panics
/// When an emulator does not start.
#[expect(clippy::expect_used, reason = "a test that cannot start has failed")]
pub async fn world() -> World {
    let folder = tempfile::tempdir().expect("a folder for objects");
    let dynamo = Dynamo::memory().await.expect("the table's emulator");
    let s3 = S3::open(folder.path()).await.expect("the evidence store's emulator");
    let sqs = Sqs::start().await.expect("the queues' emulator");
    let mut config = Config::read(|_| None).expect("the default settings");
    config.aws = Aws {
        region: credentials::REGION.to_owned(),
        dynamodb: Some(dynamo.endpoint().to_owned()),
        kms: None,
        s3: Some(s3.endpoint().to_owned()),
        sqs: Some(sqs.endpoint().to_owned()),
        ca_bundle: None,
        access_key_id: credentials::ACCESS_KEY_ID.to_owned(),
        secret_access_key: credentials::SECRET_ACCESS_KEY.into(),
        session_token: None,
    };
    config.secret_key_file = Some(folder.path().join("secret.key"));
    let faults = Faults::new(http_client(&config.aws));
    let clients = Clients::over(&config.aws, SharedHttpClient::new(faults.clone()));
    create_table(&clients.dynamodb, &config.table).await.expect("the table");
    clients.s3.create_bucket().bucket(&config.bucket).send().await.expect("the bucket");
    for queue in Queue::ALL {
        let made = clients.sqs.create_queue().queue_name(queue.name()).send().await.expect("a queue");
        config.queues.push((*queue, made.queue_url.unwrap_or_default()));
    }
    let meter = Meter::default();
    let mut app = App::assemble(config, clients, WallClock::fixed(NOW), Random::seeded(7));
    app.store = app.store.metered(meter.clone());
    World { app, meter, faults, _dynamo: dynamo, seen: Mutex::default(), _s3: s3, _sqs: sqs, folder }
}

impl World {
    /// The variables that lead another process to this workspace.
    pub fn variables(&self) -> Vec<(String, String)> {
        let config = &self.app.config;
        let secret = config.secret_key_file.as_ref().map(|file| file.display().to_string());
        let mut variables: Vec<(String, Option<String>)> = vec![
            ("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), config.aws.dynamodb.clone()),
            ("AWS_ENDPOINT_URL_S3".to_owned(), config.aws.s3.clone()),
            ("AWS_ENDPOINT_URL_SQS".to_owned(), config.aws.sqs.clone()),
            ("SECRET_KEY_FILE".to_owned(), secret),
        ];
        variables.extend(config.queues.iter().map(|(queue, url)| (queue.setting().to_owned(), Some(url.clone()))));
        variables.into_iter().filter_map(|(name, value)| Some((name, value?))).collect()
    }

    /// A folder that is gone with the workspace.
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    /// Lets time pass, on both clocks.
    pub fn advance(&self, by: SignedDuration) {
        self.app.wall.advance(by);
    }

    /// Every Event so far, oldest first, as a batch of the stream.
    ///
    /// # Errors
    /// When the table does not answer.
    pub async fn events(&self) -> Result<StreamBatch> {
        let mut records = Vec::new();
        let mut pages =
            self.app.store.client().scan().table_name(self.app.store.table()).into_paginator().items().send();
        while let Some(item) = pages.next().await {
            let item = Item::from(item.map_err(|e| Error::unavailable("the database", e))?);
            if let Ok(event) = decode::<Event>(item.clone()) {
                records.push((event.id.to_string(), item));
            }
        }
        records.sort_by(|a, b| a.0.cmp(&b.0));
        // The clock stands still, so ids alone do not tell what came later: what was seen before keeps its number.
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let mut records: Vec<StreamRecord> = records
            .into_iter()
            .map(|(id, new_image)| {
                let position = seen.iter().position(|known| *known == id).unwrap_or_else(|| {
                    seen.push(id);
                    seen.len() - 1
                });
                StreamRecord { sequence_number: format!("{position:06}"), new_image }
            })
            .collect();
        records.sort_by(|a, b| a.sequence_number.cmp(&b.sequence_number));
        Ok(StreamBatch { shard_id: Some("shard-0".to_owned()), records })
    }

    /// Does what the stream would have done by now: rows, messages, counters.
    ///
    /// # Errors
    /// When something of it fails.
    pub async fn settle(&self) -> Result<()> {
        let batch = self.events().await?;
        crate::metrics::fold(&self.app, &batch).await?;
        match crate::fanout::route_batch(&self.app, batch).await {
            None => Ok(()),
            Some(failure) => {
                Err(Error::internal("settling", format!("{} of {}", failure.sequence_number, Event::TYPE)))
            }
        }
    }
}
