//! Until when an invocation must be over. Lambda ends it without an answer; a moment before, we answer ourselves.

use std::time::Duration;

use lambda_http::Context;

use crate::{App, Error, Result, WallTime};

/// So long before Lambda's own deadline an invocation is given up: enough to answer, and to write a line of log.
const MARGIN_MILLIS: i64 = 300;

/// Until when an invocation must be over, if ever.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<WallTime>);

impl Deadline {
    /// There is none: in the local runner, and in tests.
    pub const NONE: Self = Self(None);

    /// The deadline of the invocation that `context` tells of.
    pub fn of(context: &Context) -> Self {
        let millis = i64::try_from(context.deadline).unwrap_or(i64::MAX);
        Self((millis > 0).then(|| WallTime::from_millis(millis.saturating_sub(MARGIN_MILLIS))))
    }

    /// What `work` comes to, if that is in time. What it has asked of others by then may happen all the same.
    ///
    /// # Errors
    /// `Unavailable` when it is not.
    pub async fn hold<T>(self, app: &App, work: impl Future<Output = T>) -> Result<T> {
        let Some(deadline) = self.0 else { return Ok(work.await) };
        let left = Duration::try_from(deadline.since(&app.wall_now())).unwrap_or_default();
        tokio::time::timeout(left, work).await.map_err(|_| Error::unavailable("portico", "the time is up"))
    }
}
