//! Schedules: the calls that come without a cause.

use std::time::Duration;

use serde_json::{
    json,
    value::{RawValue, to_raw_value},
};
use shared::{
    App, Error, Result,
    runtime::{Function, Schedule},
};
use tokio::{
    sync::watch,
    time::{MissedTickBehavior, interval},
};

/// The event that the cloud's scheduler is configured to send.
///
/// # Errors
/// None that is known.
pub fn event(schedule: Schedule) -> Result<Box<RawValue>> {
    to_raw_value(&json!({ "schedule": schedule.name })).map_err(|e| Error::internal("writing an event", e))
}

/// Calls the function in its rhythm until told to stop. A call that fails is logged, and the next one comes.
pub async fn run(app: App, function: Function, schedule: Schedule, mut stop: watch::Receiver<bool>) {
    let mut ticks = interval(Duration::from_secs(schedule.every_seconds));
    ticks.set_missed_tick_behavior(MissedTickBehavior::Skip);
    while !*stop.borrow() {
        tokio::select! {
            _ = ticks.tick() => {}
            _ = stop.changed() => return,
        }
        let ticked = match event(schedule) {
            Ok(event) => function.invoke(&app, &event).await,
            Err(error) => Err(error),
        };
        if let Err(error) = ticked {
            tracing::error!(schedule = schedule.name, "a tick failed: {}", error.chain());
        }
    }
}
