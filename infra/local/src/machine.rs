//! The machine: emulators, table, bucket and queues, the app on them, and the pollers.

use std::{sync::Arc, time::Duration};

use embedded::{credentials, dynamo::Dynamo, s3::S3, sqs::Sqs};
use serde_json::{Value, value::RawValue};
use shared::{
    App, Error,
    config::Config,
    queue::Queue,
    runtime::Function,
    setup::{self, Setup},
    store::create_table,
};
use tokio::{sync::watch, task::JoinSet};

use crate::{
    Outcome,
    activity::Activity,
    data::{Checkpoints, Folder, setting},
    queues, schedules, streams,
};

/// How long `/_local/idle` and the end of a command wait for work to be done.
pub const PATIENCE: Duration = Duration::from_secs(30);

/// Everything that runs.
pub struct Machine {
    /// What the functions are given.
    pub app: App,
    /// Every function there is.
    pub functions: Arc<Vec<Function>>,
    /// What the first start made.
    pub setup: Setup,
    /// The data folder.
    pub folder: Folder,
    activity: Arc<Activity>,
    emulators: (Dynamo, S3, Sqs),
    stop: watch::Sender<bool>,
    tasks: JoinSet<()>,
}

impl Machine {
    /// Starts everything on the data in `folder`. `port` is where the runner listens, 0 if it does not.
    ///
    /// # Errors
    /// In words for a person, when a setting is not right or the folder cannot be used.
    pub async fn start(mut folder: Folder, port: u16) -> Outcome<Self> {
        folder.announce(port)?;
        let (table, objects) = (folder.path().join("table.db"), folder.path().join("objects"));
        let (dynamo, s3, sqs) = tokio::try_join!(Dynamo::open(&table), S3::open(&objects), Sqs::start())?;
        let secret_key = folder.path().join("secret.key");
        let config = Config::read(|name| match name {
            "AWS_ENDPOINT_URL_DYNAMODB" => Some(dynamo.endpoint().to_owned()),
            "AWS_ENDPOINT_URL_S3" => Some(s3.endpoint().to_owned()),
            "AWS_ENDPOINT_URL_SQS" => Some(sqs.endpoint().to_owned()),
            "AWS_ACCESS_KEY_ID" => Some(credentials::ACCESS_KEY_ID.to_owned()),
            "AWS_SECRET_ACCESS_KEY" => Some(credentials::SECRET_ACCESS_KEY.to_owned()),
            "AWS_REGION" => Some(credentials::REGION.to_owned()),
            "AWS_SESSION_TOKEN" => None,
            "PUBLIC_URL" => setting(name).or_else(|| Some(format!("http://localhost:{port}"))),
            "SECRET_KEY_FILE" => setting(name).or_else(|| Some(secret_key.display().to_string())),
            other => setting(other),
        })?;
        let app = furnish(App::new(config), &dynamo).await?;
        let setup = setup::set_up(&app).await?;
        let functions = Arc::new(bootstrap::functions());
        let pollers = functions.iter().filter(|function| function.stream.is_some()).count();
        let (stop, _) = watch::channel(false);
        let activity = Arc::new(Activity::new(pollers));
        let emulators = (dynamo, s3, sqs);
        Ok(Self { app, functions, setup, folder, activity, emulators, stop, tasks: JoinSet::new() })
    }

    /// Begins to poll queues and the stream, and to tick if `ticking`.
    ///
    /// # Errors
    /// When the checkpoints cannot be read.
    pub async fn poll(&mut self, ticking: bool) -> Outcome<()> {
        let checkpoints = Arc::new(Checkpoints::open(self.folder.path())?);
        let mut names = Vec::new();
        for function in self.functions.iter() {
            if let Some((queue, _)) = function.queue {
                let poller = queues::Poller::new(&self.app, function, queue, &self.activity);
                self.tasks.spawn(poller.run(self.stop.subscribe()));
            }
            if let Some((mapping, _)) = function.stream {
                let poller =
                    streams::Poller::new(&self.app, function, mapping, names.len(), &self.activity, &checkpoints);
                self.tasks.spawn(poller.run(self.stop.subscribe()));
                names.push(function.name);
            }
            if let (Some((schedule, _)), true) = (function.schedule, ticking) {
                let run = schedules::run(self.app.clone(), function.clone(), schedule, self.stop.subscribe());
                self.tasks.spawn(run);
            }
        }
        let chores = streams::chores(
            self.emulators.0.clone(),
            self.app.config.table.clone(),
            checkpoints,
            names,
            self.stop.subscribe(),
        );
        self.tasks.spawn(chores);
        Ok(())
    }

    /// The parts that requests need.
    pub fn handle(&self) -> Handle {
        Handle { app: self.app.clone(), functions: Arc::clone(&self.functions), activity: Arc::clone(&self.activity) }
    }

    /// Stops the pollers after what they are doing, then the emulators.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        let ended = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(Duration::from_secs(1), ended).await.is_err() {
            tracing::warn!("a poller did not end in time; what it was doing will be done again");
        }
        let (dynamo, s3, sqs) = self.emulators;
        tokio::join!(dynamo.shutdown(), s3.shutdown(), sqs.shutdown());
    }
}

/// Makes the table, the bucket and the queues, unless they are there.
async fn furnish(mut app: App, dynamo: &Dynamo) -> Outcome<App> {
    let table = async {
        create_table(app.store.client(), &app.config.table).await?;
        dynamo.index_streams().await.map_err(|error| Error::internal("indexing the stream", error))
    };
    let bucket = async {
        let exists = app.s3.head_bucket().bucket(&app.config.bucket).send().await.is_ok();
        if !exists {
            let made = app.s3.create_bucket().bucket(&app.config.bucket).send().await;
            made.map_err(|error| Error::unavailable("the evidence store", error))?;
        }
        Ok(())
    };
    let urls = async {
        let mut urls = Vec::new();
        for queue in Queue::ALL {
            urls.push((*queue, queues::create(&app.sqs, queue.name()).await?));
        }
        Ok(urls)
    };
    let ((), (), urls) = tokio::try_join!(table, bucket, urls)?;
    app.config = Arc::new(Config { queues: urls, ..(*app.config).clone() });
    Ok(app)
}

/// What requests to `/_local/*` work with.
#[derive(Clone)]
pub struct Handle {
    /// What the functions are given.
    pub app: App,
    /// Every function there is.
    pub functions: Arc<Vec<Function>>,
    activity: Arc<Activity>,
}

impl Handle {
    /// The function called `name`.
    ///
    /// # Errors
    /// `NotFound`.
    pub fn function(&self, name: &str) -> shared::Result<&Function> {
        let found = self.functions.iter().find(|function| function.name == name);
        found.ok_or_else(|| Error::NotFound { entity: "function", id: name.to_owned() })
    }

    /// Plays a raw Lambda event through a function.
    ///
    /// # Errors
    /// What the function answers with.
    pub async fn invoke(&self, name: &str, event: &RawValue) -> shared::Result<Value> {
        self.activity.worked();
        self.function(name)?.invoke(&self.app, event).await
    }

    /// Calls every scheduled function once.
    ///
    /// # Errors
    /// What a function answers with.
    pub async fn tick_all(&self) -> shared::Result<()> {
        for function in self.functions.iter() {
            if let Some((schedule, _)) = function.schedule {
                function.invoke(&self.app, &schedules::event(schedule)?).await?;
            }
        }
        Ok(())
    }

    /// Waits until every queue and the stream are drained.
    ///
    /// # Errors
    /// `Unavailable` when that takes longer than 30 seconds.
    pub async fn idle(&self) -> shared::Result<()> {
        if self.activity.settle(PATIENCE, &self.app).await {
            Ok(())
        } else {
            Err(Error::unavailable("the runner", "queues and stream are not drained within 30 seconds"))
        }
    }
}
