//! `cargo run -q -p eval -- FILE.jsonl` reads every text of a file of cases and compares what was read with what a person
//! read: a table for each field, and the checks that must never fail. With `--model` the model that the environment names
//! reads too, and what it changes and costs stands below.

mod case;
mod change;
mod check;
#[cfg(test)]
mod guard;
mod model;
mod score;
mod show;
mod speed;

use std::{cell::RefCell, fs, path::PathBuf, time::Instant};

use clap::{Parser, ValueEnum};
use shared::reading::{Context, Reading, read};

use self::{case::Case, change::Changes, model::Model, show::Report};

/// What may end it, with words for a person.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

/// Whatever reads: the rules today, the rules and a model behind the same door.
type Reader<'a> = &'a dyn Fn(&str, &Context<'_>) -> Reading;

/// Measures what is read out of texts.
#[derive(Parser)]
struct Arguments {
    /// Cases, one JSON object a line.
    file: Option<PathBuf>,
    /// The table again for each language or channel.
    #[arg(long, value_enum)]
    by: Option<By>,
    /// One case by its id: its text, what a person read, what was read.
    #[arg(long)]
    only: Option<String>,
    /// What differs, case by case.
    #[arg(long)]
    failures: bool,
    /// The figures as JSON.
    #[arg(long)]
    json: bool,
    /// Adds what the model of `OPENAI_BASE_URL`, `OPENAI_MODEL` and `OPENAI_API_KEY` points at.
    #[arg(long, conflicts_with = "by")]
    model: bool,
    /// No more than so many cases, evenly spread over the file.
    #[arg(long)]
    limit: Option<usize>,
    /// How long short, long and hostile texts take; needs no file.
    #[arg(long)]
    speed: bool,
}

/// What cases are grouped by.
#[derive(Clone, Copy, ValueEnum)]
enum By {
    Lang,
    Channel,
}

fn main() -> Outcome<()> {
    let arguments = Arguments::parse();
    if arguments.speed {
        say(&speed::measure(&read));
        return Ok(());
    }
    let file = arguments.file.as_ref().ok_or("which file? `eval FILE.jsonl`")?;
    let cases = spread(case::all(&fs::read_to_string(file)?)?, arguments.limit);
    if !arguments.model {
        return run(&arguments, &cases, &read);
    }
    let model = Model::of_environment()?;
    let changes = RefCell::new(Changes::default());
    run(&arguments, &cases, &|text, context| {
        let both = model.read(text, context);
        if let Some(case) = cases.iter().find(|case| case.text == text) {
            changes.borrow_mut().add(case, &read(text, context), &both);
        }
        both
    })?;
    if !arguments.json {
        let changes = changes.into_inner();
        say(&format!("{}\n{}", changes.table(), model.costs()));
        if arguments.failures {
            say(&changes.all.join("\n"));
        }
    }
    Ok(())
}

fn run(arguments: &Arguments, cases: &[Case], reader: Reader<'_>) -> Outcome<()> {
    if let Some(id) = &arguments.only {
        let case = cases.iter().find(|case| case.id == *id).ok_or("no case has this id")?;
        say(&show::one(case, &reader(&case.text, &case.context()?)));
        return Ok(());
    }
    let report = measure(cases, reader)?;
    if arguments.json {
        say(&serde_json::to_string_pretty(&report.json())?);
        return Ok(());
    }
    say(&report.table());
    if let Some(by) = arguments.by {
        let group = |case: &Case| match by {
            By::Lang => case.lang.clone(),
            By::Channel => case.channel.clone(),
        };
        say(&show::groups(cases, &group, &|some| measure(some, reader))?);
    }
    if arguments.failures {
        say(&report.failures.join("\n"));
    }
    Ok(())
}

/// So many of the cases, with as many between any two of them.
fn spread(cases: Vec<Case>, limit: Option<usize>) -> Vec<Case> {
    let all = cases.len();
    let wanted = limit.unwrap_or(all).min(all);
    let is_one = |at: usize| (at * wanted) % all < wanted;
    cases.into_iter().enumerate().filter(|(at, _)| is_one(*at)).map(|(_, case)| case).collect()
}

fn measure(cases: &[Case], reader: Reader<'_>) -> Outcome<Report> {
    let mut report = Report::default();
    for case in cases {
        let context = case.context()?;
        let begun = Instant::now();
        let reading = reader(&case.text, &context);
        report.took(case.text.len(), begun.elapsed());
        report.add(case, &reading);
    }
    Ok(report)
}

#[expect(clippy::print_stdout, reason = "the table is what it is run for")]
fn say(text: &str) {
    println!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_of_many_cases_are_spread_over_all() {
        let line = |id: usize| {
            format!(
                r#"{{"id": "{id}", "channel": "sms", "lang": "en", "region": "US", "now": "2026-11-18T09:30:00", "tz": "UTC",
                "text": "", "gold": {{"is_lead": false}}}}"#
            )
            .replace('\n', " ")
        };
        let cases = case::all(&(0..10).map(line).collect::<Vec<_>>().join("\n")).unwrap();
        let ids = |limit| spread(cases.clone(), limit).into_iter().map(|case| case.id).collect::<Vec<_>>().join(" ");
        assert_eq!((ids(Some(3)), ids(Some(5))), ("0 4 7".to_owned(), "0 2 4 6 8".to_owned()));
        assert_eq!((ids(None).len(), ids(Some(99)).len(), ids(Some(0)).len()), (19, 19, 0));
    }
}
