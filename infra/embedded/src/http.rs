//! Serving HTTP/1.1 connections of a hyper service.

use std::error::Error as StdError;
use std::pin::pin;
use std::time::Duration;

use hyper::body::{Body, Incoming};
use hyper::server::conn::http1;
use hyper::service::HttpService;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinSet;

use crate::server::Stop;

type BoxError = Box<dyn StdError + Send + Sync>;

/// How long to wait after a failed accept: it fails when file descriptors run out, and would do so in a busy loop.
const ACCEPT_PAUSE: Duration = Duration::from_millis(50);

/// Serves `service` on every connection until asked to stop, then lets running requests end.
pub(crate) async fn serve<S>(service: S, listener: TcpListener, stop: Stop)
where
    S: HttpService<Incoming> + Clone + Send + 'static,
    S::Future: Send,
    S::Error: Into<BoxError>,
    S::ResBody: Send + 'static,
    <S::ResBody as Body>::Data: Send,
    <S::ResBody as Body>::Error: Into<BoxError>,
{
    let mut connections = JoinSet::new();
    let mut stopped = pin!(stop.clone().requested());
    loop {
        tokio::select! {
            () = &mut stopped => break,
            Some(_) = connections.join_next() => {}
            accepted = listener.accept() => match accepted {
                Ok((stream, _)) => {
                    connections.spawn(connection(service.clone(), stream, stop.clone()));
                }
                Err(error) => {
                    tracing::warn!(error = %error, "an emulator could not accept a connection");
                    tokio::time::sleep(ACCEPT_PAUSE).await;
                }
            },
        }
    }
    drop(listener);
    while connections.join_next().await.is_some() {}
}

async fn connection<S>(service: S, stream: TcpStream, stop: Stop)
where
    S: HttpService<Incoming>,
    S::Error: Into<BoxError>,
    S::ResBody: 'static,
    <S::ResBody as Body>::Error: Into<BoxError>,
{
    // Inherited from the listener on Linux; elsewhere it is not.
    let _ = stream.set_nodelay(true);
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = stop.requested() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        // A client that goes away in the middle of a request is no fault of the emulator.
        tracing::debug!(error = %error, "a connection to an emulator broke off");
    }
}
