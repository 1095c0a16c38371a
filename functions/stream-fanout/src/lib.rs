//! Routes Events to queues and writes list and name rows, from the table's stream; every minute, what the stream lost.

use shared::{
    App, audit, fanout,
    runtime::{Function, Pattern, Schedule, StreamBatch, StreamMapping},
};

const MAPPING: StreamMapping = StreamMapping {
    patterns: &[Pattern { events: &["INSERT"], kind: "event", attribute: None }],
    batch_size: 100,
    max_retries: 5,
    tumbling_window_seconds: None,
};

const SWEEP: Schedule = Schedule { name: "sweep", every_seconds: 60 };

/// The function.
pub fn function() -> Function {
    Function {
        stream: Some((MAPPING, |app, batch| Box::pin(route(app, batch)))),
        schedule: Some((SWEEP, |app| Box::pin(sweep(app)))),
        ..Function::new("stream-fanout")
    }
}

async fn route(app: &App, batch: StreamBatch) -> shared::Result<Option<shared::runtime::BatchFailure>> {
    Ok(fanout::route_batch(app, batch).await)
}

async fn sweep(app: &App) -> shared::Result<()> {
    // Each of them, whatever becomes of the others.
    let (receipts, events) = (fanout::sweep_waiting(app).await, fanout::redrive(app).await);
    let sealed = audit::seal_hours(app).await;
    let (receipts, events, _) = (receipts?, events?, sealed?);
    if receipts + events > 0 {
        tracing::info!(receipts, events, "drove again what was pending");
    }
    Ok(())
}
