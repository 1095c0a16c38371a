//! `cargo run -p bench` builds what is shipped, measures it, prints a table and writes it into `docs/performance.md`.
//!
//! The functions run as Lambda would run them, each in a process of its own behind the Runtime API; the local runner as its
//! users start it. The emulators of the functions are in this process, and so in none of their figures.

mod build;
mod functions;
mod load;
mod process;
mod runner;
mod tls;

use std::path::{Path, PathBuf};

/// What may end the bench, with words for a person.
type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;

const BEGIN: &str = "<!-- written by `cargo run -p bench` -->\n";
const END: &str = "<!-- end -->\n";

#[tokio::main]
async fn main() -> Outcome<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize()?;
    let binaries = build::release(&root)?;
    let functions = functions::measure(&binaries).await?;
    let runner = runner::measure(&binaries.join("portico")).await?;
    let made = format!("{}\n{functions}\n{runner}", build::machine(&root)?);
    say(&made);
    write(&root.join("docs/performance.md"), &made)
}

#[expect(clippy::print_stdout, reason = "the table is what it is run for")]
fn say(text: &str) {
    println!("{text}");
}

fn write(file: &PathBuf, made: &str) -> Outcome<()> {
    let text = std::fs::read_to_string(file)?;
    let (before, rest) = text.split_once(BEGIN).ok_or("docs/performance.md has lost its mark")?;
    let (_, after) = rest.split_once(END).ok_or("docs/performance.md has lost its mark")?;
    Ok(std::fs::write(file, format!("{before}{BEGIN}{made}{END}{after}"))?)
}
