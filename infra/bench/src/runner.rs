//! The local runner under load.

use std::{
    fmt::Write as _,
    io::{BufRead as _, BufReader},
    net::TcpListener,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

use shared::setup;

use crate::{
    Outcome, load,
    process::{cpu, memory, millis, quantile},
};

/// So many leads are posted by so many clients.
const ROUNDS: &[(usize, usize)] = &[(1, 2_000), (32, 4_000)];

/// A runner, ended when dropped.
struct Runner {
    process: Child,
    port: u16,
    ready: Duration,
}

impl Runner {
    fn start(program: &Path, folder: &Path) -> Outcome<Self> {
        let port = TcpListener::bind("127.0.0.1:0")?.local_addr()?.port();
        let began = Instant::now();
        let mut command = Command::new(program);
        command.env_clear().env("PORTICO_DATA", folder).env("PORTICO_PORT", port.to_string()).env("RUST_LOG", "warn");
        let mut process = command.current_dir(folder).stdout(Stdio::piped()).stderr(Stdio::null()).spawn()?;
        let told = process.stdout.take().and_then(|stdout| BufReader::new(stdout).lines().next());
        told.ok_or("the runner ended before it was up")??;
        Ok(Self { process, port, ready: began.elapsed() })
    }
}

impl Drop for Runner {
    fn drop(&mut self) {
        // It fails for a process that has ended, which is what is wanted.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// The runner's figures, as a table.
pub(crate) async fn measure(program: &Path) -> Outcome<String> {
    let folder = tempfile::tempdir()?;
    let first = Runner::start(program, folder.path())?.ready;
    let runner = Runner::start(program, folder.path())?;
    let pid = runner.process.id();
    let form = setup::website_form().to_string();
    let idle = memory(pid)?;
    let mut text = format!(
        "The local runner, released build: ready after {:.0} ms at the first start, {:.0} ms later; {idle:.0} MB idle. Table, bucket and\n\
         queues are in its process; the processor time of their threads is told apart.\n\n\
         | clients | leads | leads a second | p50 | p99 | CPU a lead, its own | CPU a lead, emulators | memory |\n\
         |---|---|---|---|---|---|---|---|\n",
        millis(first),
        millis(runner.ready),
    );
    // Who comes first pays for what is made once.
    load::post(runner.port, &form, 1, 100, "warm").await?;
    for (clients, leads) in ROUNDS {
        let (before, began) = (cpu(pid)?, Instant::now());
        let mut taken = load::post(runner.port, &form, *clients, *leads, &clients.to_string()).await?;
        let elapsed = began.elapsed();
        let after = cpu(pid)?;
        let count = u32::try_from(taken.len())?;
        writeln!(
            text,
            "| {clients} | {count} | {:.0} | {:.1} ms | {:.1} ms | {:.2} ms | {:.2} ms | {:.0} MB |",
            f64::from(count) / elapsed.as_secs_f64(),
            millis(quantile(&mut taken, 0.5)),
            millis(quantile(&mut taken, 0.99)),
            millis((after.own - before.own) / count),
            millis((after.emulators - before.emulators) / count),
            memory(pid)?,
        )?;
    }
    Ok(text)
}
