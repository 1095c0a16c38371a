//! What the system says of a process.

use std::{fs, time::Duration};

use crate::Outcome;

/// Processor time of every thread so far, by whether the thread is an emulator's.
pub(crate) struct Cpu {
    pub(crate) own: Duration,
    pub(crate) emulators: Duration,
}

/// The processor time of the process so far.
pub(crate) fn cpu(pid: u32) -> Outcome<Cpu> {
    let (mut own, mut emulators) = (0, 0);
    for task in fs::read_dir(format!("/proc/{pid}/task"))? {
        let task = task?.path();
        // A thread may end meanwhile.
        let (Ok(stat), Ok(name)) = (fs::read_to_string(task.join("schedstat")), fs::read_to_string(task.join("comm")))
        else {
            continue;
        };
        let nanos: u64 = stat.split(' ').next().unwrap_or_default().parse()?;
        if name.starts_with("emulator") { emulators += nanos } else { own += nanos }
    }
    Ok(Cpu { own: Duration::from_nanos(own), emulators: Duration::from_nanos(emulators) })
}

/// The most memory that the process has had, in megabytes.
pub(crate) fn memory(pid: u32) -> Outcome<f64> {
    let status = fs::read_to_string(format!("/proc/{pid}/status"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).ok_or("the system tells no VmHWM")?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse()?;
    Ok(kilobytes / 1024.0)
}

/// The value below which `part` of the samples lie.
pub(crate) fn quantile(samples: &mut [Duration], part: f64) -> Duration {
    samples.sort();
    #[expect(
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        clippy::cast_precision_loss,
        reason = "an index"
    )]
    let at = (samples.len() as f64 * part) as usize;
    samples.get(at.min(samples.len().saturating_sub(1))).copied().unwrap_or_default()
}

pub(crate) fn millis(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1000.0
}
