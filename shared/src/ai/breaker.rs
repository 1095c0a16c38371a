//! A server that does not answer is left alone for a while. Remembered by the process: another one finds out for itself.

use std::sync::{Arc, Mutex, PoisonError};

use jiff::SignedDuration;

use super::failure::Failure;
use crate::WallTime;

/// After so many failures in a row it is left alone …
const MAX_FAILURES: u32 = 5;
/// … for so long, and then asked once.
const PAUSE: SignedDuration = SignedDuration::from_secs(60);
/// A key that is wrong, a quota that is spent, and a server that says so itself: for so long at most.
const LONG_PAUSE: SignedDuration = SignedDuration::from_mins(5);

#[derive(Default)]
struct State {
    /// Which address, model and key it is about: another one begins anew.
    identity: String,
    failures: u32,
    until: Option<WallTime>,
}

/// Whether the server is left alone.
#[derive(Clone, Default)]
pub(super) struct Breaker(Arc<Mutex<State>>);

impl Breaker {
    /// Whether the server may be asked now. After a pause one asker is let through, and others wait for what he finds.
    pub(super) fn admits(&self, identity: &str, now: WallTime) -> bool {
        self.with(identity, |state| match state.until {
            None => true,
            Some(until) if now < until => false,
            Some(_) => {
                state.until = Some(now.plus(PAUSE));
                true
            }
        })
    }

    /// It answered.
    pub(super) fn answered(&self, identity: &str) {
        self.with(identity, |state| {
            state.failures = 0;
            state.until = None;
        });
    }

    /// It did not.
    pub(super) fn failed(&self, identity: &str, failure: &Failure, now: WallTime) {
        self.with(identity, |state| {
            state.failures = state.failures.saturating_add(1);
            let pause = pause_after(failure).or((state.failures >= MAX_FAILURES).then_some(PAUSE));
            if let Some(pause) = pause {
                state.until = Some(now.plus(pause));
            }
        });
    }

    fn with<T>(&self, identity: &str, change: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if state.identity != identity {
            *state = State { identity: identity.to_owned(), ..State::default() };
        }
        change(&mut state)
    }
}

/// How long to wait after this one failure already.
fn pause_after(failure: &Failure) -> Option<SignedDuration> {
    let Failure::Said(no) = failure else { return None };
    let wanted = no.retry_after.and_then(|wanted| SignedDuration::try_from(wanted).ok());
    match no.status.as_u16() {
        401 | 403 => Some(LONG_PAUSE),
        429 if !failure.is_passing() => Some(LONG_PAUSE),
        429 | 503 => wanted.map(|wanted| wanted.min(LONG_PAUSE)),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use http::StatusCode;

    use super::*;

    fn at(seconds: i64) -> WallTime {
        WallTime::from_millis(seconds * 1_000)
    }

    fn no(status: u16, retry_after: Option<u64>) -> Failure {
        Failure::said(StatusCode::from_u16(status).unwrap(), retry_after.map(Duration::from_secs), b"")
    }

    #[test]
    fn after_five_failures_in_a_row_it_is_left_alone_for_a_minute_and_then_asked_once() {
        let breaker = Breaker::default();
        for _ in 0..4 {
            breaker.failed("a", &Failure::Timeout, at(0));
        }
        assert!(breaker.admits("a", at(0)));
        breaker.failed("a", &no(500, None), at(0));
        assert!(!breaker.admits("a", at(59)));
        assert!(breaker.admits("a", at(60)) && !breaker.admits("a", at(60)), "one is let through");
        breaker.failed("a", &Failure::Timeout, at(61));
        assert!(!breaker.admits("a", at(120)) && breaker.admits("a", at(121)));
        breaker.answered("a");
        assert!(breaker.admits("a", at(121)) && breaker.admits("a", at(121)));
    }

    #[test]
    fn a_wrong_key_counts_at_once_and_another_key_begins_anew() {
        let breaker = Breaker::default();
        breaker.failed("a", &no(401, None), at(0));
        assert!(!breaker.admits("a", at(299)) && breaker.admits("b", at(1)));
    }

    #[test]
    fn a_server_that_wants_an_hour_gets_five_minutes() {
        let breaker = Breaker::default();
        breaker.failed("a", &no(429, Some(3_600)), at(0));
        assert!(!breaker.admits("a", at(299)) && breaker.admits("a", at(300)));
        breaker.answered("a");
        breaker.failed("a", &no(429, Some(2)), at(0));
        assert!(!breaker.admits("a", at(1)) && breaker.admits("a", at(2)));
        breaker.answered("a");
        breaker.failed("a", &no(429, Some(u64::MAX)), at(0));
        assert!(breaker.admits("a", at(300)), "no number is too large");
    }
}
