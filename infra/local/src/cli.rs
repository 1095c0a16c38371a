//! The command line.

use std::{path::PathBuf, process::ExitCode};

use clap::{Parser, Subcommand};
use jiff::Timestamp;
use shared::{BusinessTime, config::SETTINGS, fanout};

use crate::{Outcome, banner, data::Folder, machine::Machine, samples, server};

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
    /// Works on the stored events
    Events {
        #[command(subcommand)]
        command: Events,
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
        Some(Command::Events { command: Events::Redrive { from, to } }) => redrive(from, to).await,
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
