//! SQS in memory.
//!
//! Queues and messages are gone with the process. Queue URLs carry the port, which differs from start to start, so ask
//! for them by name. Signatures are not checked.

use std::sync::Arc;

use rustack_sqs_core::config::SqsConfig;
use rustack_sqs_core::handler::RustackSqsHandler;
use rustack_sqs_core::provider::RustackSqs;
use rustack_sqs_http::service::{SqsHttpConfig, SqsHttpService};

use crate::server::Server;
use crate::{Error, credentials, http};

const THREAD: &str = "emulator-sqs";

/// A running SQS. Dropping it stops it soon; [`Sqs::shutdown`] also waits.
#[derive(Debug)]
pub struct Sqs {
    server: Server,
}

impl Sqs {
    /// Starts without queues.
    ///
    /// # Errors
    /// [`Error::Start`] without a thread or a port.
    pub async fn start() -> Result<Self, Error> {
        let (server, _) = Server::start(THREAD, |address| Ok(service(address.port())), http::serve).await?;
        Ok(Self { server })
    }

    /// The address for an SDK client, `http://127.0.0.1:<port>`.
    pub fn endpoint(&self) -> &str {
        self.server.endpoint()
    }

    /// Stops serving. A long poll in flight is cut off after a second.
    pub async fn shutdown(self) {
        self.server.shutdown().await;
    }
}

fn service(port: u16) -> SqsHttpService<RustackSqsHandler> {
    let provider = RustackSqs::new(SqsConfig {
        default_region: credentials::REGION.to_owned(),
        // They make up the queue URLs.
        host: "127.0.0.1".to_owned(),
        port,
        ..SqsConfig::default()
    });
    SqsHttpService::new(Arc::new(RustackSqsHandler::new(Arc::new(provider))), SqsHttpConfig::default())
}
