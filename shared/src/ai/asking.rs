//! One piece of a text: at most two answers of the server, and a few refusals until it is known how it wants to be asked.

use std::time::Duration;

use jiff::SignedDuration;
use serde_json::Value;
use tokio::time::{Instant, sleep};

use super::{
    AgentRun, Outcome, Rung,
    answer::{self, Answer, Usage},
    cache,
    call::call,
    dialect::Dialect,
    endpoint::Endpoint,
    failure::Failure,
    prompt::{self, Question},
    tokens,
};
use crate::{App, Error, reading::Said};

/// The most calls for a piece.
const MAX_CALLS: u32 = 2;
/// A call that has less time is not begun.
const LEAST: Duration = Duration::from_millis(100);
/// The longest pause before the second call. A server that wants a longer one is left alone.
const MAX_PAUSE: Duration = Duration::from_secs(2);
/// The pause where the server wants none, with as much again at random.
const PAUSE_MILLIS: u64 = 200;
/// How long it is remembered how a server wants to be asked.
const REMEMBERED_FOR: SignedDuration = SignedDuration::from_hours(6);

/// What was said of a piece.
pub(super) struct Heard {
    pub(super) said: Said,
    pub(super) was_cached: bool,
}

/// Why nothing, or not all, was said of it.
#[derive(Debug)]
pub(super) struct Trouble {
    pub(super) outcome: Outcome,
    pub(super) error: Option<String>,
    pub(super) partly: Option<Said>,
}

impl Trouble {
    pub(super) fn of(outcome: Outcome) -> Self {
        Self { outcome, error: None, partly: None }
    }
}

/// The table or a setting: the model is not to blame, and does without.
impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        tracing::warn!("the model was not asked: {}", error.chain());
        Self { error: Some(format!("ours {}", error.code())), ..Self::of(Outcome::Unavailable) }
    }
}

impl From<&Failure> for Trouble {
    fn from(failure: &Failure) -> Self {
        let outcome = if *failure == Failure::Timeout { Outcome::Timeout } else { Outcome::Unavailable };
        Self { error: Some(failure.to_string()), ..Self::of(outcome) }
    }
}

/// What it has cost so far.
pub(super) struct Tally {
    attempts: u32,
    usage: Option<Usage>,
    rung: Option<Rung>,
}

impl Tally {
    pub(super) fn note(&self, run: &mut AgentRun) {
        run.attempts = self.attempts;
        run.rung = self.rung;
        run.input_tokens = self.usage.map(|usage| usage.input);
        run.output_tokens = self.usage.map(|usage| usage.output);
    }

    /// Another call; what it has cost is not known where the server does not say.
    fn add(&mut self, used: Option<Usage>) {
        let sum = |a: u64, b: u64| a.saturating_add(b);
        self.usage = self
            .usage
            .zip(used)
            .map(|(all, one)| Usage { input: sum(all.input, one.input), output: sum(all.output, one.output) });
    }
}

/// Asks one server for all pieces of a text.
pub(super) struct Asking<'a> {
    app: &'a App,
    client: reqwest::Client,
    endpoint: Endpoint,
    ends: Option<Instant>,
    pub(super) tally: Tally,
}

/// How far the conversation about a piece has come.
struct Turn {
    dialect: Dialect,
    /// Whether the server has answered in this dialect before.
    is_known: bool,
    /// Whether it has refused another one just now.
    has_refused: bool,
    calls: u32,
    wrong: Option<String>,
}

impl<'a> Asking<'a> {
    pub(super) async fn new(app: &'a App, endpoint: Endpoint, ends: Option<Instant>) -> Result<Self, Error> {
        let client = app.web.client().await?.clone();
        let usage = Some(Usage { input: 0, output: 0 });
        Ok(Self { app, client, endpoint, ends, tally: Tally { attempts: 0, usage, rung: None } })
    }

    /// What the model says of a piece, now or before.
    pub(super) async fn piece(&mut self, piece: &str) -> Result<Heard, Trouble> {
        let key = cache::key(self.app, &self.endpoint, piece).await?;
        if let Some(said) = cache::recall(self.app, &key, piece).await? {
            return Ok(Heard { said, was_cached: true });
        }
        if !self.app.ai.breaker.admits(&self.endpoint.identity, self.app.wall_now()) {
            return Err(Trouble::of(Outcome::BreakerOpen));
        }
        let said = self.converse(piece).await?;
        cache::keep(self.app, key, piece, &said).await;
        Ok(Heard { said, was_cached: false })
    }

    async fn converse(&mut self, piece: &str) -> Result<Said, Trouble> {
        let known = self.app.ai.dialects.recall(&self.endpoint.identity, self.app.wall_now());
        let dialect = known.map(|(dialect, _)| dialect);
        let mut turn = Turn {
            dialect: dialect.unwrap_or_default(),
            is_known: dialect.is_some(),
            has_refused: false,
            calls: 0,
            wrong: None,
        };
        loop {
            turn.calls += 1;
            match self.once(piece, &turn).await? {
                Ok(reply) => {
                    if let Some(said) = self.understand(&reply, &mut turn)? {
                        return Ok(said);
                    }
                }
                Err(failure) => self.recover(&failure, &mut turn).await?,
            }
        }
    }

    /// One call, whose tokens are set aside before and settled afterwards.
    async fn once(&mut self, piece: &str, turn: &Turn) -> Result<Result<Value, Failure>, Trouble> {
        let limit = self.limit().ok_or(Trouble::from(&Failure::Timeout))?;
        let question = Question { model: &self.endpoint.model, text: piece, wrong: turn.wrong.clone() };
        let bytes = piece.len() + turn.wrong.as_ref().map_or(0, String::len);
        let estimate = tokens::estimate(bytes, prompt::max_output(turn.dialect));
        let reserved = tokens::reserve(self.app, estimate).await?;
        let reserved = reserved.ok_or(Trouble::of(Outcome::BudgetSpent))?;
        let request = question.request(turn.dialect, &self.app.random);
        self.tally.attempts += 1;
        self.tally.rung = Some(turn.dialect.rung);
        let result = call(&self.client, &self.endpoint, &request, limit).await;
        let used = match &result {
            Ok(reply) => answer::usage(reply),
            Err(failure) if failure.may_have_cost() => None,
            Err(_) => Some(Usage { input: 0, output: 0 }),
        };
        self.tally.add(used);
        // Where it is not known, what was set aside stays.
        reserved.settle(self.app, used.map_or(estimate, |used| used.input + used.output)).await;
        Ok(result)
    }

    /// What the answer says; none where the server is to be asked once more.
    fn understand(&self, reply: &Value, turn: &mut Turn) -> Result<Option<Said>, Trouble> {
        self.app.ai.breaker.answered(&self.endpoint.identity);
        if turn.has_refused {
            // What it refuses is known from now on, whatever the model makes of the rest.
            self.remember(turn.dialect);
            turn.is_known = true;
        }
        match answer::read(reply) {
            Answer::Said(said) => {
                self.remember(turn.dialect);
                Ok(Some(said))
            }
            Answer::Refused => Err(Trouble::of(Outcome::Refused)),
            Answer::Truncated(partly) => Err(Trouble { partly, ..Trouble::of(Outcome::Truncated) }),
            Answer::Invalid(_) if turn.calls >= MAX_CALLS => Err(Trouble::of(Outcome::Invalid)),
            Answer::Invalid(wrong) => {
                turn.wrong = Some(wrong);
                // A server may take a schema and not care.
                if !turn.is_known {
                    turn.dialect.rung = turn.dialect.rung.lower().unwrap_or(turn.dialect.rung);
                }
                Ok(None)
            }
        }
    }

    fn remember(&self, dialect: Dialect) {
        let until = self.app.wall_now().plus(REMEMBERED_FOR);
        self.app.ai.dialects.remember(self.endpoint.identity.clone(), dialect, until);
    }

    /// Waits, or asks in another way, where that may help.
    async fn recover(&self, failure: &Failure, turn: &mut Turn) -> Result<(), Trouble> {
        if let (false, Some(next)) = (turn.is_known, turn.dialect.after(failure)) {
            // A refusal is quick and costs no tokens, and comes once for each server: it is no call.
            turn.dialect = next;
            turn.has_refused = true;
            turn.calls -= 1;
            return Ok(());
        }
        let (identity, now) = (&self.endpoint.identity, self.app.wall_now());
        self.app.ai.breaker.failed(identity, failure, now);
        if turn.dialect.after(failure).is_some() {
            // It has changed its mind: next time it is found out anew.
            self.app.ai.dialects.forget(identity);
        }
        match self.pause(failure) {
            Some(pause) if turn.calls < MAX_CALLS => {
                sleep(pause).await;
                Ok(())
            }
            Some(_) | None => Err(Trouble::from(failure)),
        }
    }

    /// How long to wait before the same is asked again; none where that would not help, or takes too long.
    fn pause(&self, failure: &Failure) -> Option<Duration> {
        if !failure.is_passing() {
            return None;
        }
        let wanted = if let Failure::Said(no) = failure { no.retry_after } else { None };
        let ours = Duration::from_millis(PAUSE_MILLIS + self.app.random.below(PAUSE_MILLIS));
        let pause = wanted.unwrap_or(ours);
        let has_time = self.ends.is_none_or(|ends| Instant::now() + pause.min(MAX_PAUSE) + LEAST < ends);
        (pause <= MAX_PAUSE && has_time).then_some(pause)
    }

    /// How long the next call may take; none where there is no time for it.
    fn limit(&self) -> Option<Duration> {
        let own = self.app.config.ai.timeout;
        let left = self.ends.map_or(own, |ends| ends.saturating_duration_since(Instant::now()).min(own));
        (left >= LEAST).then_some(left)
    }
}
