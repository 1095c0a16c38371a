//! A server on threads of its own: what the three emulators have in common.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::thread;
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket};
use tokio::runtime::{Builder, Handle, Runtime};
use tokio::sync::{oneshot, watch};

use crate::Error;

/// How long a request in flight may delay the end of the server.
const GRACE: Duration = Duration::from_secs(1);

/// Threads for work that blocks, of the same name: files, and what tends the database.
const BLOCKING_THREADS: usize = 8;

/// Connections waiting to be accepted.
const BACKLOG: u32 = 1024;

/// A running server. Dropping it stops the server soon; [`Server::shutdown`] also waits for it.
#[derive(Debug)]
pub(crate) struct Server {
    endpoint: String,
    runtime: Handle,
    // Dropping the sender is the signal, so no path of leaving can forget it.
    stop: watch::Sender<()>,
    thread: thread::JoinHandle<()>,
}

/// Tells a server to stop.
#[derive(Clone, Debug)]
pub(crate) struct Stop(watch::Receiver<()>);

impl Stop {
    /// Resolves when the server is to stop.
    pub(crate) async fn requested(mut self) {
        // Nothing is ever sent: the error says that the sender is gone.
        while self.0.changed().await.is_ok() {}
    }

    async fn overdue(self) {
        self.requested().await;
        tokio::time::sleep(GRACE).await;
    }
}

impl Server {
    /// Starts a thread called `name` with a runtime of its own and lets it open the state, listen and serve. Returns
    /// once the port is bound.
    ///
    /// A copy of the state is kept until the runtime is gone: whatever it guards is not in use any more by then.
    ///
    /// One thread serves: with two, the emulators took no less time for the same requests, and more CPU.
    ///
    /// # Errors
    /// Those of `open`, and [`Error::Start`].
    pub(crate) async fn start<T, O, S, F>(name: &'static str, open: O, serve: S) -> Result<(Self, T), Error>
    where
        T: Clone + Send + 'static,
        O: FnOnce(SocketAddr) -> Result<T, Error> + Send + 'static,
        S: FnOnce(T, TcpListener, Stop) -> F + Send + 'static,
        F: Future<Output = ()>,
    {
        let (stop, stopped) = watch::channel(());
        let (started, start) = oneshot::channel();
        let thread = thread::Builder::new()
            .name(name.to_owned())
            .spawn(move || run(name, open, serve, Stop(stopped), started))?;
        let started = start.await.map_err(|_| Error::Stopped)??;
        let endpoint = format!("http://{}", started.address);
        Ok((Self { endpoint, runtime: started.runtime, stop, thread }, started.state))
    }

    pub(crate) fn endpoint(&self) -> &str {
        &self.endpoint
    }

    /// The server's runtime, for work that belongs on its threads.
    pub(crate) fn runtime(&self) -> &Handle {
        &self.runtime
    }

    /// Stops the server and waits for its thread.
    pub(crate) async fn shutdown(self) {
        drop(self.stop);
        let thread = self.thread;
        // Joining blocks, and the caller's runtime may have a single thread.
        let ended = tokio::task::spawn_blocking(move || thread.join()).await;
        if !matches!(ended, Ok(Ok(()))) {
            tracing::error!(endpoint = self.endpoint, "the emulator's thread panicked");
        }
    }
}

/// What the thread hands to the one who started it.
struct Started<T> {
    address: SocketAddr,
    runtime: Handle,
    state: T,
}

fn run<T, O, S, F>(
    name: &'static str,
    open: O,
    serve: S,
    stop: Stop,
    started: oneshot::Sender<Result<Started<T>, Error>>,
) where
    T: Clone,
    O: FnOnce(SocketAddr) -> Result<T, Error>,
    S: FnOnce(T, TcpListener, Stop) -> F,
    F: Future<Output = ()>,
{
    let prepared = prepare(name, open);
    let (runtime, listener, address, state) = match prepared {
        Ok(prepared) => prepared,
        Err(error) => {
            // Nobody waits any more if the caller gave up.
            let _ = started.send(Err(error));
            return;
        }
    };
    let told = started.send(Ok(Started { address, runtime: runtime.handle().clone(), state: state.clone() }));
    if told.is_ok() {
        let served = state.clone();
        runtime.block_on(async {
            tokio::select! {
                () = serve(served, listener, stop.clone()) => {}
                () = stop.overdue() => {}
            }
        });
    }
    runtime.shutdown_timeout(GRACE);
    drop(state);
}

fn prepare<T>(
    name: &'static str,
    open: impl FnOnce(SocketAddr) -> Result<T, Error>,
) -> Result<(Runtime, TcpListener, SocketAddr, T), Error> {
    let runtime = runtime(name)?;
    let listener = runtime.block_on(async { listen() })?;
    let address = listener.local_addr()?;
    let state = open(address)?;
    Ok((runtime, listener, address, state))
}

fn runtime(name: &'static str) -> io::Result<Runtime> {
    Builder::new_current_thread().thread_name(name).max_blocking_threads(BLOCKING_THREADS).enable_all().build()
}

fn listen() -> io::Result<TcpListener> {
    let socket = TcpSocket::new_v4()?;
    // Accepted connections inherit it. Without, the last part of a large answer waits 40 ms for an acknowledgement.
    socket.set_nodelay(true)?;
    socket.bind((Ipv4Addr::LOCALHOST, 0).into())?;
    socket.listen(BACKLOG)
}
