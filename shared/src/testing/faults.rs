//! Faults between the SDK and a service: errors before, answers that get lost after, conflicts, throttling.
//!
//! They stand where the network does, below the SDK: its retries, its tokens and our own code meet them as they would meet
//! the real thing.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex, PoisonError},
};

use aws_sdk_dynamodb::config::{RuntimeComponents, SharedHttpClient};
use aws_smithy_runtime_api::{
    client::{
        http::{HttpClient, HttpConnector, HttpConnectorFuture, HttpConnectorSettings, SharedHttpConnector},
        orchestrator::{HttpRequest, HttpResponse},
        result::ConnectorError,
    },
    http::StatusCode,
};

/// What goes wrong with one request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// Nothing: the fault is planned for a later one.
    Nothing,
    /// The service never sees the request and answers 500.
    ErrorBefore,
    /// The service does what it was asked, and the answer gets lost.
    LostAnswer,
    /// The transaction met another one.
    Conflict,
}

/// An HTTP client that goes wrong as planned.
#[derive(Clone, Debug)]
pub struct Faults {
    inner: SharedHttpClient,
    planned: Planned,
    watched: Watched,
}

/// The requests to the table, from the moment that somebody watches them.
#[derive(Clone, Debug, Default)]
pub struct Watched(Arc<Mutex<Option<Requests>>>);

/// Operations, such as `GetItem`, and bodies.
pub type Requests = Vec<(String, Vec<u8>)>;

impl Watched {
    /// The requests so far: the operation, such as `GetItem`, and the body.
    pub fn take(&self) -> Requests {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).replace(Vec::new()).unwrap_or_default()
    }

    fn note(&self, target: &str, request: &HttpRequest) {
        if let (Some(requests), Some((_, operation))) =
            (self.0.lock().unwrap_or_else(PoisonError::into_inner).as_mut(), target.split_once("20120810."))
        {
            requests.push((operation.to_owned(), request.body().bytes().unwrap_or_default().to_vec()));
        }
    }
}

type Planned = Arc<Mutex<VecDeque<(&'static str, Fault)>>>;

impl Faults {
    /// A client that does what `inner` does until something is planned.
    pub fn new(inner: SharedHttpClient) -> Self {
        Self { inner, planned: Planned::default(), watched: Watched::default() }
    }

    /// Plans `fault` for the next requests of `operation`, such as `TransactWriteItems`, that many times.
    pub fn plan(&self, operation: &'static str, fault: Fault, times: usize) {
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        planned.extend(std::iter::repeat_n((operation, fault), times));
    }

    /// Begins to note the requests to the table.
    pub fn watch(&self) -> Watched {
        self.watched.take();
        self.watched.clone()
    }

    /// How many planned faults have not happened yet.
    pub fn left(&self) -> usize {
        self.planned.lock().unwrap_or_else(PoisonError::into_inner).len()
    }
}

impl HttpClient for Faults {
    fn http_connector(&self, settings: &HttpConnectorSettings, components: &RuntimeComponents) -> SharedHttpConnector {
        let inner = self.inner.http_connector(settings, components);
        SharedHttpConnector::new(Connector { inner, planned: Arc::clone(&self.planned), watched: self.watched.clone() })
    }
}

#[derive(Debug)]
struct Connector {
    inner: SharedHttpConnector,
    planned: Planned,
    watched: Watched,
}

impl HttpConnector for Connector {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or_default().to_owned();
        self.watched.note(&target, &request);
        let mut planned = self.planned.lock().unwrap_or_else(PoisonError::into_inner);
        let next = planned.iter().position(|(operation, _)| target.ends_with(operation));
        let fault = next.and_then(|position| planned.remove(position)).map(|(_, fault)| fault);
        drop(planned);
        match fault {
            None | Some(Fault::Nothing) => self.inner.call(request),
            Some(Fault::ErrorBefore) => HttpConnectorFuture::ready(answer(500, "InternalServerError", "")),
            Some(Fault::Conflict) => {
                let reasons = r#","CancellationReasons":[{"Code":"TransactionConflict"},{"Code":"None"}]"#;
                HttpConnectorFuture::ready(answer(400, "TransactionCanceledException", reasons))
            }
            Some(Fault::LostAnswer) => {
                let done = self.inner.call(request);
                HttpConnectorFuture::new(async move {
                    done.await?;
                    Err(ConnectorError::io("the connection was reset".into()))
                })
            }
        }
    }
}

fn answer(status: u16, code: &str, more: &str) -> Result<HttpResponse, ConnectorError> {
    let body = format!(r#"{{"__type":"com.amazonaws.dynamodb.v20120810#{code}","message":"planned"{more}}}"#);
    let status = StatusCode::try_from(status).map_err(|error| ConnectorError::other(error.into(), None))?;
    Ok(HttpResponse::new(status, body.into()))
}
