//! Building what is shipped, and saying where it was measured.

use std::{
    path::{Path, PathBuf},
    process::Command,
};

use crate::Outcome;

/// The names of the functions; those of the stream last, for the others make what it carries.
pub(crate) fn functions() -> Vec<&'static str> {
    let mut functions = bootstrap::functions();
    functions.sort_by_key(|function| (function.stream.is_some(), function.name));
    functions.iter().map(|function| function.name).collect()
}

/// Builds the release binaries and answers their folder.
///
/// The functions are built apart from the runner: what the runner needs of a common dependency must not end up in them.
pub(crate) fn release(root: &Path) -> Outcome<PathBuf> {
    cargo(root, &functions())?;
    let target = target(root)?;
    let kept = target.join("bench");
    std::fs::create_dir_all(&kept)?;
    for function in functions() {
        std::fs::copy(target.join("release").join(function), kept.join(function))?;
    }
    cargo(root, &["local"])?;
    std::fs::copy(target.join("release/portico"), kept.join("portico"))?;
    Ok(kept)
}

fn cargo(root: &Path, packages: &[&str]) -> Outcome<()> {
    let mut command = Command::new("cargo");
    command.args(["build", "--release", "--locked", "--quiet"]).current_dir(root);
    for package in packages {
        command.args(["-p", package]);
    }
    if command.status()?.success() { Ok(()) } else { Err("the build failed".into()) }
}

fn target(root: &Path) -> Outcome<PathBuf> {
    let output =
        Command::new("cargo").args(["metadata", "--no-deps", "--format-version=1"]).current_dir(root).output()?;
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout)?;
    Ok(metadata["target_directory"].as_str().ok_or("cargo tells no target folder")?.into())
}

/// The machine and the commit, for who compares.
pub(crate) fn machine(root: &Path) -> Outcome<String> {
    let cpus = std::fs::read_to_string("/proc/cpuinfo")?;
    let model = cpus.lines().find_map(|line| line.strip_prefix("model name")?.split_once(": ")).map(|(_, name)| name);
    let cores = std::thread::available_parallelism()?;
    let commit = Command::new("git").args(["rev-parse", "--short", "HEAD"]).current_dir(root).output()?;
    let commit = String::from_utf8(commit.stdout)?;
    Ok(format!("Commit {}, {cores} cores of {}.\n", commit.trim(), model.unwrap_or("an unknown processor")))
}
