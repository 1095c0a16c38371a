//! Folds Events into the counters. A function of its own, because Lambda feeds a function from a stream once.

use shared::{
    App, metrics,
    runtime::{BatchFailure, Function, Pattern, StreamBatch, StreamMapping},
};

const MAPPING: StreamMapping = StreamMapping {
    patterns: &[Pattern { events: &["INSERT"], kind: "event", attribute: None }],
    batch_size: 1_000,
    max_retries: 5,
    tumbling_window_seconds: Some(30),
};

/// The function.
pub fn function() -> Function {
    Function { stream: Some((MAPPING, |app, batch| Box::pin(fold(app, batch)))), ..Function::new("stream-counters") }
}

async fn fold(app: &App, batch: StreamBatch) -> shared::Result<Option<BatchFailure>> {
    metrics::fold(app, &batch).await?;
    Ok(None)
}
