//! The loop of a Lambda function.

use std::panic::AssertUnwindSafe;

use futures_util::FutureExt as _;
pub use lambda_runtime::Error as RuntimeError;
use lambda_runtime::{Diagnostic, LambdaEvent, service_fn};
use serde_json::value::RawValue;
use tracing_subscriber::{
    Layer as _,
    filter::{LevelFilter, Targets},
    layer::SubscriberExt as _,
    util::SubscriberInitExt as _,
};

use super::Function;
use crate::{
    App, Error,
    config::{self, Config},
};

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
        let invoked = AssertUnwindSafe(ready.invoke(&event.payload, event.context)).catch_unwind().await;
        let panicked = |_| Err(Error::internal("an invocation", "a panic; where it happened stands in the log"));
        invoked.unwrap_or_else(panicked).map_err(|error| {
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
    let read = |text: &str| text.parse::<Targets>().ok();
    let mut filter = config::log_filter().and_then(|text| read(&text)).or_else(|| read(default)).unwrap_or_default();
    // Below that they write whole events and bodies, whatever is asked for.
    let most = filter.default_level().map_or(LevelFilter::INFO, |level| level.min(LevelFilter::INFO));
    for target in
        ["aws_runtime", "aws_sdk", "aws_sigv4", "aws_smithy", "hyper", "lambda_http", "lambda_runtime", "reqwest"]
    {
        filter = filter.with_target(target, most);
    }
    let lines = tracing_subscriber::fmt::layer().with_writer(std::io::stderr).with_target(false);
    let lines = if json { lines.json().with_filter(filter).boxed() } else { lines.with_filter(filter).boxed() };
    // A second call, as in tests, changes nothing.
    let _ = tracing_subscriber::registry().with(lines).try_init();
}
