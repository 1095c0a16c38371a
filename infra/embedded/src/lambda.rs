//! One execution environment of Lambda: a bootstrap as a process of its own, behind the Runtime API
//! (<https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html>).
//!
//! The process is given nothing but the variables that Lambda sets and those that it is started with. Its deadline is
//! real: who has not answered by then is killed, as in the cloud.

use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use http_body_util::{BodyExt as _, Full};
use hyper::body::{Bytes, Incoming};
use hyper::service::service_fn;
use hyper::{Method, Request, Response, StatusCode};
use tokio::sync::{Mutex as AsyncMutex, mpsc, oneshot, watch};

use crate::server::Server;
use crate::{Error, credentials, http};

const THREAD: &str = "emulator-lambda";
const VERSION: &str = "/2018-06-01/runtime/";
/// How long a process may take to end by itself.
const FINISH: Duration = Duration::from_secs(10);
/// So often a process that says nothing is looked after.
const GLANCE: Duration = Duration::from_millis(20);

/// What came of an invocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The function's answer.
    Returned(Bytes),
    /// The function says that it failed: `errorType` and `errorMessage`, as JSON.
    Failed(Bytes),
    /// The deadline passed; the process is gone.
    TimedOut,
    /// The process ended instead of answering.
    Exited,
}

struct Invocation {
    id: String,
    event: Bytes,
    deadline: u128,
    answer: oneshot::Sender<Answer>,
}

/// What the process and the one who invokes it share.
struct State {
    invocations: AsyncMutex<mpsc::Receiver<Invocation>>,
    current: Mutex<Option<(String, oneshot::Sender<Answer>)>>,
    ready: watch::Sender<bool>,
}

/// An execution environment. Dropping it kills the process.
#[derive(Debug)]
pub struct Lambda {
    server: Server,
    process: Process,
    invocations: mpsc::Sender<Invocation>,
    ready: watch::Receiver<bool>,
    count: u64,
}

impl Lambda {
    /// Starts `program` as the function `handler`, with these variables beside those of Lambda.
    ///
    /// # Errors
    /// [`Error::Start`] when it cannot be started.
    pub async fn start(
        mut program: Command,
        handler: &str,
        variables: impl IntoIterator<Item = (String, String)>,
    ) -> Result<Self, Error> {
        let (invocations, received) = mpsc::channel(1);
        let (ready, is_ready) = watch::channel(false);
        let state = Arc::new(State { invocations: AsyncMutex::new(received), current: Mutex::default(), ready });
        let serve = |state: Arc<State>, listener, stop| {
            http::serve(service_fn(move |request| serve(Arc::clone(&state), request)), listener, stop)
        };
        let (server, _) = Server::start(THREAD, |_| Ok(state), serve).await?;
        let address = server.endpoint().trim_start_matches("http://").to_owned();
        program.env_clear().stdin(Stdio::null()).envs([
            ("AWS_LAMBDA_RUNTIME_API", address.as_str()),
            ("AWS_LAMBDA_FUNCTION_NAME", handler),
            ("AWS_LAMBDA_FUNCTION_VERSION", "$LATEST"),
            ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "256"),
            ("AWS_LAMBDA_LOG_GROUP_NAME", "/aws/lambda/function"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "stream"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "on-demand"),
            ("AWS_REGION", credentials::REGION),
            ("AWS_ACCESS_KEY_ID", credentials::ACCESS_KEY_ID),
            ("AWS_SECRET_ACCESS_KEY", credentials::SECRET_ACCESS_KEY),
            ("_HANDLER", handler),
            ("PATH", "/usr/bin:/bin"),
            ("LANG", "en_US.UTF-8"),
            ("TZ", ":UTC"),
        ]);
        let process = Process(program.envs(variables).spawn()?);
        Ok(Self { server, process, invocations, ready: is_ready, count: 0 })
    }

    /// Waits until the process has asked for its first event: INIT is over.
    ///
    /// # Errors
    /// [`Error::Stopped`] when it ends before.
    pub async fn initialised(&mut self) -> Result<(), Error> {
        let mut ready = self.ready.clone();
        tokio::select! {
            biased;
            ready = ready.wait_for(|ready| *ready) => ready.map(drop).map_err(|_| Error::Stopped),
            () = self.process.ended() => Err(Error::Stopped),
        }
    }

    /// The id of the process.
    pub fn process_id(&self) -> u32 {
        self.process.0.id()
    }

    /// Gives the function an event, and `timeout` to answer it.
    ///
    /// # Errors
    /// [`Error::Stopped`] when the process has ended before.
    #[expect(clippy::disallowed_methods, reason = "the deadline of a real process is real")]
    pub async fn invoke(&mut self, event: impl Into<Bytes>, timeout: Duration) -> Result<Answer, Error> {
        // As in the cloud, INIT is not counted.
        self.initialised().await?;
        self.count += 1;
        let (answer, answered) = oneshot::channel();
        let deadline = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default() + timeout;
        let id = format!("8476a536-e9f4-11e8-9739-{:012x}", self.count);
        let invocation = Invocation { id, event: event.into(), deadline: deadline.as_millis(), answer };
        self.invocations.send(invocation).await.map_err(|_| Error::Stopped)?;
        tokio::select! {
            // An answer counts, also of a process that ends with it.
            biased;
            answer = answered => answer.map_err(|_| Error::Stopped),
            () = tokio::time::sleep(timeout) => {
                self.process.kill();
                Ok(Answer::TimedOut)
            }
            () = self.process.ended() => Ok(Answer::Exited),
        }
    }

    /// Gives the function no more events, and waits until the process has ended by itself.
    pub async fn finish(self) {
        let Self { server, mut process, invocations, .. } = self;
        drop(invocations);
        if tokio::time::timeout(FINISH, process.ended()).await.is_err() {
            tracing::warn!("a function did not end by itself");
        }
        drop(process);
        server.shutdown().await;
    }

    /// Kills the process and stops serving.
    pub async fn shutdown(self) {
        drop(self.process);
        self.server.shutdown().await;
    }
}

/// A process that does not outlive this.
#[derive(Debug)]
struct Process(Child);

impl Process {
    /// Resolves when the process has ended by itself.
    async fn ended(&mut self) {
        while matches!(self.0.try_wait(), Ok(None)) {
            tokio::time::sleep(GLANCE).await;
        }
    }

    fn kill(&mut self) {
        // It fails for a process that has ended, which is what is wanted.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill();
    }
}

async fn serve(state: Arc<State>, request: Request<Incoming>) -> Result<Response<Full<Bytes>>, hyper::Error> {
    let path = request.uri().path().strip_prefix(VERSION).unwrap_or_default().to_owned();
    if request.method() == Method::GET && path == "invocation/next" {
        return Ok(next(&state).await);
    }
    let body = request.into_body().collect().await?.to_bytes();
    let (id, what) = path.strip_prefix("invocation/").and_then(|rest| rest.split_once('/')).unwrap_or_default();
    let answer = match what {
        "response" => Answer::Returned(body),
        "error" => Answer::Failed(body),
        // An error in INIT: the process ends by itself after it.
        _ => return Ok(status(StatusCode::ACCEPTED)),
    };
    let current = state.current.lock().unwrap_or_else(PoisonError::into_inner).take_if(|(current, _)| current == id);
    let Some((_, told)) = current else { return Ok(status(StatusCode::BAD_REQUEST)) };
    // Who asked may have given up.
    let _ = told.send(answer);
    Ok(status(StatusCode::ACCEPTED))
}

async fn next(state: &State) -> Response<Full<Bytes>> {
    state.ready.send_replace(true);
    let Some(invocation) = state.invocations.lock().await.recv().await else { return status(StatusCode::GONE) };
    let Invocation { id, event, deadline, answer } = invocation;
    let response = Response::builder()
        .header("lambda-runtime-aws-request-id", &id)
        .header("lambda-runtime-deadline-ms", deadline.to_string())
        .header("lambda-runtime-invoked-function-arn", "arn:aws:lambda:eu-west-1:000000000000:function:function")
        .header("lambda-runtime-trace-id", "Root=1-5bef4de7-ad49b0e87f6ef6c87fc2e700;Parent=9a9197af755a6419;Sampled=0")
        .header("content-type", "application/json")
        .body(Full::new(event));
    *state.current.lock().unwrap_or_else(PoisonError::into_inner) = Some((id, answer));
    response.unwrap_or_else(|_| status(StatusCode::INTERNAL_SERVER_ERROR))
}

fn status(status: StatusCode) -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = status;
    response
}
