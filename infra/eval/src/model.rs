//! The rules, and behind them the model that the environment names: what it adds, and what it costs.

use std::{
    cell::RefCell,
    collections::BTreeMap,
    fmt::Write as _,
    time::{Duration, Instant},
};

use jiff::SignedDuration;
use shared::{
    ai::{AgentRun, ask},
    config::Config,
    reading::{Context, Reading, read},
    runtime::Deadline,
    testing::{World, world},
};
use tokio::runtime::Runtime;

use crate::Outcome;

/// More tokens than any measurement takes: a day's limit is not what is measured.
const TOKENS: u64 = 1_000_000_000;

/// A model, and what was asked of it.
pub(crate) struct Model {
    runtime: Runtime,
    world: World,
    ledger: RefCell<Ledger>,
}

/// What it has cost.
#[derive(Default)]
struct Ledger {
    outcomes: BTreeMap<String, usize>,
    input: u64,
    output: u64,
    calls: u32,
    /// Texts of which the server did not say what they cost.
    untold: usize,
    quotes: usize,
    dropped: usize,
    times: Vec<Duration>,
}

impl Model {
    /// The model that `OPENAI_BASE_URL`, `OPENAI_MODEL` and `OPENAI_API_KEY` name, on a table that is gone afterwards.
    pub(crate) fn of_environment() -> Outcome<Self> {
        let ai = Config::from_env()?.ai;
        if ai.base_url.is_none() && ai.api_key.is_none() {
            return Err("which model? set OPENAI_BASE_URL, or OPENAI_API_KEY".into());
        }
        let runtime = Runtime::new()?;
        let mut world = runtime.block_on(world());
        let mut config = (*world.app.config).clone();
        config.ai = ai;
        config.ai.daily_tokens = TOKENS;
        world.app.config = config.into();
        Ok(Self { runtime, world, ledger: RefCell::default() })
    }

    /// Reads a text by rules, and adds what the model points at.
    pub(crate) fn read(&self, text: &str, context: &Context<'_>) -> Reading {
        let mut reading = read(text, context);
        let begun = Instant::now();
        let (said, run) = self.runtime.block_on(ask(&self.world.app, text, None, Deadline::NONE));
        // The clock of the table stands still: without this a server that has failed would never be asked again.
        self.world.advance(SignedDuration::try_from(begun.elapsed()).unwrap_or_default());
        let quotes = said.iter().flat_map(|said| &said.people).map(shared::reading::Quotes::count).sum();
        let dropped = said.map_or(0, |said| reading.add(text, context, &said));
        self.ledger.borrow_mut().note(&run, begun.elapsed(), quotes, dropped);
        reading
    }

    /// What it has cost so far.
    pub(crate) fn costs(&self) -> String {
        self.ledger.borrow().told()
    }
}

impl Ledger {
    fn note(&mut self, run: &AgentRun, time: Duration, quotes: usize, dropped: usize) {
        let outcome = serde_json::to_value(run.outcome).ok();
        let outcome = outcome.as_ref().and_then(|name| name.as_str()).unwrap_or("unknown");
        let error = run.error.as_deref().map(|error| format!(" ({error})")).unwrap_or_default();
        *self.outcomes.entry(format!("{outcome}{error}")).or_default() += 1;
        self.untold += usize::from(run.input_tokens.is_none());
        self.input += run.input_tokens.unwrap_or(0);
        self.output += run.output_tokens.unwrap_or(0);
        self.calls += run.attempts;
        self.quotes += quotes;
        self.dropped += dropped;
        self.times.push(time);
    }

    fn told(&self) -> String {
        let Self { input, output, calls, untold, quotes, dropped, .. } = self;
        let outcomes: Vec<String> = self.outcomes.iter().map(|(name, times)| format!("{times} {name}")).collect();
        let mut told = format!("model            {}\n", outcomes.join(", "));
        let each = |tokens: &u64| tokens / u64::try_from((self.times.len() - untold).max(1)).unwrap_or(1);
        let _ = writeln!(told, "calls            {calls} for {} texts", self.times.len());
        let _ =
            write!(told, "tokens           {input} in, {output} out; {} in, {} out a text", each(input), each(output));
        let _ = writeln!(told, "{}", if *untold > 0 { format!("; not told of {untold}") } else { String::new() });
        let _ = writeln!(told, "quotes           {quotes}, of which {dropped} dropped");
        let mut times = self.times.clone();
        times.sort_unstable();
        if let (Some(min), Some(max)) = (times.first(), times.last()) {
            let _ =
                writeln!(told, "time of it       min {min:.1?}, median {:.1?}, max {max:.1?}", times[times.len() / 2]);
        }
        told
    }
}
