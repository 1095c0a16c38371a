//! Until when an invocation must be over. Lambda ends it without an answer; a moment before, we answer ourselves.

use std::time::Duration;

use jiff::SignedDuration;
use lambda_http::Context;

use crate::{App, Error, Result, WallTime};

/// So long before Lambda's own deadline an invocation is given up: enough to answer, and to write a line of log.
const MARGIN_MILLIS: i64 = 300;

/// So long an HTTP request may take; the API's gateway gives it up after 30 s (AWS service quota).
const GATEWAY: SignedDuration = SignedDuration::from_secs(28);

/// Until when an invocation must be over, if ever.
#[derive(Clone, Copy, Debug)]
pub struct Deadline(Option<WallTime>);

impl Deadline {
    /// There is none: in the local runner, and in tests.
    pub const NONE: Self = Self(None);

    /// This moment.
    pub fn at(moment: WallTime) -> Self {
        Self(Some(moment))
    }

    /// The deadline of the invocation that `context` tells of.
    pub fn of(context: &Context) -> Self {
        let millis = i64::try_from(context.deadline).unwrap_or(i64::MAX);
        Self((millis > 0).then(|| WallTime::from_millis(millis.saturating_sub(MARGIN_MILLIS))))
    }

    /// The same for an HTTP request: the gateway waits half a minute at most, however long the function may run.
    #[must_use]
    pub fn of_http(self, app: &App) -> Self {
        let gateway = app.wall_now().plus(GATEWAY);
        Self(self.0.map(|deadline| deadline.min(gateway)))
    }

    /// How long there is until then; none where there is no end.
    pub(crate) fn left(self, app: &App) -> Option<Duration> {
        self.0.map(|deadline| Duration::try_from(deadline.since(&app.wall_now())).unwrap_or_default())
    }

    /// What `work` comes to, if that is in time. What it has asked of others by then may happen all the same.
    ///
    /// # Errors
    /// `Unavailable` when it is not.
    pub async fn hold<T>(self, app: &App, work: impl Future<Output = T>) -> Result<T> {
        let Some(left) = self.left(app) else { return Ok(work.await) };
        tokio::time::timeout(left, work).await.map_err(|_| Error::unavailable("portico", "the time is up"))
    }
}
