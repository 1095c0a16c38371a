//! DynamoDB on SQLite, in a file or in memory.
//!
//! Conditions, transactions with their reasons, indexes, streams and consumed capacity are those of the cloud. It never
//! throttles, never conflicts between transactions and never reads stale; idempotency tokens are forgotten with the
//! process.
//!
//! Two chores belong to whoever runs it for long: deleting stream records behind the readers ([`Dynamo::trim_stream`]),
//! where the cloud forgets them after a day, and deleting what has expired ([`Dynamo::sweep_ttl`]).

mod file;
mod streams;

use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use dynoxide::server::serve_with_shutdown;
use tokio::net::TcpListener;

use crate::Error;
use crate::server::{Server, Stop};
use file::Store;

/// Fifteen characters, the most a thread's name shows in `/proc`.
const THREAD: &str = "emulator-dynamo";

/// A running DynamoDB. Copies share it; dropping the last stops it soon, [`Dynamo::shutdown`] also waits.
#[derive(Clone, Debug)]
pub struct Dynamo {
    endpoint: Arc<str>,
    running: Arc<Mutex<Option<Running>>>,
}

#[derive(Debug)]
struct Running {
    store: Store,
    server: Server,
}

impl Dynamo {
    /// Opens the file, creating it and its folder if need be.
    ///
    /// What was acknowledged survives `kill -9`, but not the loss of power: SQLite hands each transaction to the system
    /// and leaves it to write it out.
    ///
    /// # Errors
    /// [`Error::InUse`] while another has the file open, [`Error::Open`] if it cannot be used, [`Error::Start`] without
    /// a thread or a port.
    pub async fn open(file: &Path) -> Result<Self, Error> {
        let file = file.to_owned();
        Self::start(move || Store::open(&file)).await
    }

    /// Starts an empty one that is gone with the process.
    ///
    /// # Errors
    /// [`Error::Start`] without a thread or a port.
    pub async fn memory() -> Result<Self, Error> {
        Self::start(Store::memory).await
    }

    async fn start(open: impl FnOnce() -> Result<Store, Error> + Send + 'static) -> Result<Self, Error> {
        let (server, store) = Server::start(THREAD, |_| open(), serve).await?;
        Ok(Self { endpoint: server.endpoint().into(), running: Arc::new(Mutex::new(Some(Running { store, server }))) })
    }

    /// The address for an SDK client, `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// Indexes the stream records, without which every write to a table with a stream searches all of them.
    ///
    /// May be called at any time and again; the indexes stay with the file.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Stopped`].
    pub async fn index_streams(&self) -> Result<(), Error> {
        self.work(|store| streams::index(&store)).await
    }

    /// Deletes the stream records of `table` up to and including `sequence_number`; returns how many.
    ///
    /// The newest record of a stream always stays, for the emulator counts on from it. A reader that has seen
    /// `sequence_number` goes on after it as if nothing had happened, where the cloud answers `TrimmedDataAccess`.
    ///
    /// # Errors
    /// [`Error::SequenceNumber`] if it is none, [`Error::Database`], [`Error::Stopped`].
    pub async fn trim_stream(&self, table: &str, sequence_number: &str) -> Result<usize, Error> {
        let last = streams::stored(sequence_number)?;
        let table = table.to_owned();
        self.work(move |store| streams::trim(&store, &table, last)).await
    }

    /// Deletes the items whose time to live has passed, from every table; returns how many.
    ///
    /// Their stream records name a user, as in the cloud, but an SDK finds its type and principal empty: the emulator
    /// spells those fields as a Lambda event does.
    ///
    /// # Errors
    /// [`Error::Database`], [`Error::Stopped`].
    pub async fn sweep_ttl(&self) -> Result<usize, Error> {
        self.work(|store| store.database.sweep_ttl().map_err(Error::database)).await
    }

    /// Lets the requests in flight end, stops serving and closes the file, also under the copies of this one.
    pub async fn shutdown(self) {
        let running = self.running.lock().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Running { store, server }) = running {
            // The server's thread closes the file: it must hold the last copy.
            drop(store);
            server.shutdown().await;
        }
    }

    /// Does blocking work on the emulator's threads.
    async fn work<T: Send + 'static>(
        &self,
        work: impl FnOnce(Store) -> Result<T, Error> + Send + 'static,
    ) -> Result<T, Error> {
        let task = {
            let running = self.running.lock().unwrap_or_else(PoisonError::into_inner);
            let running = running.as_ref().ok_or(Error::Stopped)?;
            let store = running.store.clone();
            running.server.runtime().spawn_blocking(move || work(store))
        };
        task.await.map_err(|_| Error::Stopped)?
    }
}

async fn serve(store: Store, listener: TcpListener, stop: Stop) {
    if let Err(error) = serve_with_shutdown(listener, store.database, stop.requested()).await {
        tracing::error!(error, "the DynamoDB emulator stopped serving");
    }
}
