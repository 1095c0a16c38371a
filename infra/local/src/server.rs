//! Serving until told to stop.

use std::net::{Ipv4Addr, SocketAddr};

use axum::serve::ListenerExt as _;
use shared::http::Routes;
use tokio::{
    net::TcpListener,
    signal::unix::{SignalKind, signal},
};

use crate::{
    Outcome, banner,
    data::{Folder, setting},
    local_api,
    machine::Machine,
};

/// Starts everything, says so, and serves until Ctrl-C or SIGTERM.
///
/// # Errors
/// In words for a person: a port that is taken, a folder that is used, a setting that is not right.
pub async fn serve() -> Outcome<()> {
    // Listened for from the first moment on: who asks while everything starts is heard too.
    let (stopping, leaving) = (stopped()?, stopped()?);
    let folder = Folder::lock()?;
    let listener = listen().await?;
    let port = listener.local_addr()?.port();
    let mut machine = Machine::start(folder, port).await?;
    machine.poll(true).await?;
    let routes = machine.functions.iter().filter_map(|function| function.routes.clone());
    let router = routes.fold(Routes::new(), Routes::merge).router(machine.app.clone());
    let router = router.merge(local_api::router(machine.handle()));
    let address = format!("http://localhost:{port}");
    banner::say(&banner::welcome(&address, &machine.setup, &machine.app.config.admin_email, &machine.folder));
    let listener = listener.tap_io(|socket| {
        // Answers are small: waiting to fill a packet costs more than it saves.
        let _ = socket.set_nodelay(true);
    });
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, service).with_graceful_shutdown(stopping);
    // A client that keeps its connection open must not keep the runner from ending.
    let grace = async {
        leaving.await;
        tokio::time::sleep(std::time::Duration::from_secs(1)).await;
    };
    tokio::select! {
        served = async { served.await } => served?,
        () = grace => {}
    }
    machine.stop().await;
    Ok(())
}

async fn listen() -> Outcome<TcpListener> {
    let port = setting("PORTICO_PORT").unwrap_or_else(|| "8787".to_owned());
    let port: u16 = port.parse().map_err(|_| format!("PORTICO_PORT is `{port}`; give a port such as 8787"))?;
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    TcpListener::bind(address)
        .await
        .map_err(|error| format!("{address} cannot be listened on ({error}); set PORTICO_PORT to another port").into())
}

/// Ends when somebody asks the process to.
fn stopped() -> Outcome<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupted, mut terminated) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupted.recv() => {}
            _ = terminated.recv() => {}
        }
    })
}
