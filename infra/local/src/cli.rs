//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use shared::{
    BusinessTime,
    audit::{self, Hash, Period},
    config::SETTINGS,
    event::Actor,
    fanout,
};

use crate::{
    Outcome, banner,
    data::Folder,
    machine::Machine,
    parse::{self, Words},
    samples, server,
};

/// Portico on one machine: a CRM front door with its database, object store and queues in one process.
///
/// Without a command it serves until it is stopped with Ctrl-C. The first start makes the administrator, whose password is
/// printed once, and a form to try; data is kept in the folder that PORTICO_DATA names.
#[derive(Parser)]
#[command(name = "portico", version, after_long_help = settings(), after_help = "`--help` also lists the settings.")]
struct Cli {
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Subcommand)]
enum Command {
    /// Plays one sample through the real function, and prints its answer
    Send {
        /// A raw Lambda event; the function is the part of the file's name before the first dot
        file: PathBuf,
    },
    /// Plays every sample of the folder `events`
    Demo,
    /// Shows what the rules read out of a text, with the words underlined; nothing is kept
    Parse(Words),
    /// Works on the stored events
    Events {
        #[command(subcommand)]
        command: Events,
    },
    /// Holds the audit trail against its seals, or exports it
    Audit {
        #[command(subcommand)]
        command: Audit,
    },
}

#[derive(Subcommand)]
enum Audit {
    /// Recomputes all seals from the beginning; fails where something is not as it was sealed
    Verify {
        /// A chain value that was kept elsewhere, and must occur
        #[arg(long, allow_hyphen_values = true)]
        head: Option<Hash>,
    },
    /// Writes events as JSON lines, in the order of time
    Export {
        /// From this time on, such as 2026-03-02T09:00:00Z
        #[arg(long)]
        from: Timestamp,
        /// Until before this time
        #[arg(long)]
        to: Timestamp,
    },
}

#[derive(Subcommand)]
enum Events {
    /// Routes again what lacks a mark: list rows, messages to queues
    Redrive {
        /// From this time on, such as 2026-03-02T09:00:00Z
        #[arg(long)]
        from: Timestamp,
        /// Until before this time
        #[arg(long)]
        to: Timestamp,
    },
}

/// The settings, for the long help.
fn settings() -> String {
    let lines =
        SETTINGS.iter().map(|setting| format!("  {:<26} {} [{}]", setting.name, setting.meaning, setting.default));
    format!(
        "Settings (environment variables; the addresses and keys of AWS are the runner's own):\n{}",
        lines.collect::<Vec<_>>().join("\n")
    )
}

/// Runs the command, and says in one sentence what went wrong.
pub async fn run() -> ExitCode {
    let cli = Cli::parse();
    // The emulators tell of every queue that they make, and of every condition that does not hold.
    shared::runtime::start_logs(false, "info,dynoxide=error,rustack_sqs_core=warn");
    let outcome = match cli.command {
        None => server::serve().await,
        Some(Command::Send { file }) => samples::send(&file).await,
        Some(Command::Demo) => samples::demo().await,
        Some(Command::Parse(words)) => parse::parse(&words),
        Some(Command::Events { command: Events::Redrive { from, to } }) => redrive(from, to).await,
        Some(Command::Audit { command: Audit::Verify { head } }) => verify(head).await,
        Some(Command::Audit { command: Audit::Export { from, to } }) => export(from, to).await,
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            banner::complain(&format!("portico: {error}"));
            ExitCode::FAILURE
        }
    }
}

async fn redrive(from: Timestamp, to: Timestamp) -> Outcome<()> {
    let machine = Machine::start(Folder::lock()?, 0).await?;
    let routed = fanout::redrive_between(&machine.app, BusinessTime::new(from), BusinessTime::new(to)).await?;
    machine.stop().await;
    banner::say(&format!("{routed} events were routed"));
    Ok(())
}

async fn verify(head: Option<Hash>) -> Outcome<()> {
    let machine = Machine::start(Folder::lock()?, 0).await?;
    let report = audit::verify(&machine.app, head).await;
    machine.stop().await;
    let report = report?;
    banner::say(&serde_json::to_string_pretty(&report)?);
    if report.is_whole { Ok(()) } else { Err("the audit trail is not as it was sealed".into()) }
}

async fn export(from: Timestamp, to: Timestamp) -> Outcome<()> {
    let machine = Machine::start(Folder::lock()?, 0).await?;
    let period = Period { from: BusinessTime::new(from), to: BusinessTime::new(to) };
    audit::announce_export(&machine.app, Actor::System("portico"), period).await?;
    let mut rest = None;
    loop {
        let part = audit::export(&machine.app, period, rest).await?;
        banner::write(&part.lines);
        rest = part.rest;
        if rest.is_none() {
            break;
        }
    }
    machine.stop().await;
    Ok(())
}
