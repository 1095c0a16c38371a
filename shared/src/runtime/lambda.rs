//! The loop of a Lambda function.

pub use lambda_runtime::Error as RuntimeError;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tracing_subscriber::EnvFilter;

use super::Function;
use crate::{App, config::Config};

/// Runs `function` until Lambda ends the process. INIT reads the settings, and one thing in the table: the connection is made
/// and encrypted while Lambda gives a whole processor to it.
///
/// # Errors
/// When a setting is not right, or the Runtime API does not answer.
pub async fn run(function: Function) -> Result<(), RuntimeError> {
    start_logs(true, "info");
    std::panic::set_hook(Box::new(tell_panic));
    let app = App::new(Config::from_env()?);
    app.store.prime().await;
    let ready = &function.on(&app);
    lambda_runtime::run(service_fn(async move |event: LambdaEvent<Box<RawValue>>| {
        ready.invoke(&event.payload, event.context).await.map_err(|error| {
            tracing::error!(error.code = error.code(), "an invocation failed: {}", error.chain());
            Diagnostic { error_type: error.code().to_owned(), error_message: error.to_string() }
        })
    }))
    .await
}

/// Tells where a panic happened and not what it says, which may be somebody's words.
fn tell_panic(panic: &std::panic::PanicHookInfo<'_>) {
    tracing::error!(at = panic.location().map(tracing::field::display), "panicked");
}

/// Begins to write logs to standard error, as `RUST_LOG` says, else as `default` does: one JSON object a line, or text.
pub fn start_logs(json: bool, default: &str) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_target(false);
    // A second call, as in tests, changes nothing.
    let _ = if json { logs.json().try_init() } else { logs.try_init() };
}
