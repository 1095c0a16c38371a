//! The folder of all data: its lock, and the checkpoints of the stream's pollers.

use std::{
    collections::BTreeMap,
    fs::{self, File, TryLockError},
    io::{Read as _, Seek as _, Write as _},
    path::{Path, PathBuf},
    sync::{Mutex, PoisonError},
};

use crate::Outcome;

/// The data folder, while this process holds its lock.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    lock: File,
}

/// Who holds the lock.
#[derive(Debug, thiserror::Error)]
#[error("the folder {} is used by another runner (process {pid}); stop it, or set PORTICO_DATA to another folder", .folder.display())]
pub struct Held {
    folder: PathBuf,
    /// Its process.
    pub pid: u32,
    /// The port that it listens on; 0 if it does not.
    pub port: u16,
}

/// A setting of the environment, if it is set.
#[expect(clippy::disallowed_methods, reason = "the runner's own settings, documented in shared::config")]
pub fn setting(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

impl Folder {
    /// Locks the folder that `PORTICO_DATA` names, making it first if need be.
    ///
    /// # Errors
    /// Those of [`Self::lock_at`].
    pub fn lock() -> Outcome<Self> {
        Self::lock_at(PathBuf::from(setting("PORTICO_DATA").unwrap_or_else(|| ".portico".to_owned())))
    }

    /// Locks the folder `path`, making it first if need be.
    ///
    /// # Errors
    /// [`Held`] when another process holds it; what the file system says.
    pub fn lock_at(path: PathBuf) -> Outcome<Self> {
        let fail = |error: std::io::Error| format!("the folder {} cannot be used: {error}", path.display());
        fs::create_dir_all(&path).map_err(fail)?;
        let mut lock = File::options()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path.join("lock"))
            .map_err(fail)?;
        match lock.try_lock() {
            Ok(()) => Ok(Self { path, lock }),
            Err(TryLockError::WouldBlock) => {
                let mut text = String::new();
                let _ = lock.read_to_string(&mut text);
                let mut numbers = text.split_whitespace();
                let pid = numbers.next().and_then(|pid| pid.parse().ok()).unwrap_or_default();
                let port = numbers.next().and_then(|port| port.parse().ok()).unwrap_or_default();
                Err(Held { folder: path, pid, port }.into())
            }
            Err(TryLockError::Error(error)) => Err(fail(error).into()),
        }
    }

    /// Writes who holds the lock, and the port that it listens on, into the lock's file.
    ///
    /// # Errors
    /// What the file system says.
    pub fn announce(&mut self, port: u16) -> Outcome<()> {
        self.lock.set_len(0)?;
        self.lock.rewind()?;
        writeln!(self.lock, "{} {port}", std::process::id())?;
        Ok(())
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// How far each function has handled the stream. Written after the batch was handled, so that a crash in between repeats it.
#[derive(Debug)]
pub struct Checkpoints {
    file: PathBuf,
    positions: Mutex<BTreeMap<String, String>>,
}

impl Checkpoints {
    /// Reads the checkpoints of `folder`; none yet, if there is no file.
    ///
    /// # Errors
    /// When the file is there and cannot be read.
    pub fn open(folder: &Path) -> Outcome<Self> {
        let file = folder.join("checkpoints.json");
        let positions = match fs::read(&file) {
            Ok(bytes) => {
                serde_json::from_slice(&bytes).map_err(|error| format!("{} cannot be read: {error}", file.display()))?
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => BTreeMap::new(),
            Err(error) => return Err(format!("{} cannot be read: {error}", file.display()).into()),
        };
        Ok(Self { file, positions: Mutex::new(positions) })
    }

    /// The last record that `function` has handled.
    pub fn of(&self, function: &str) -> Option<String> {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner).get(function).cloned()
    }

    /// Notes that `function` has handled everything up to `sequence_number`.
    ///
    /// # Errors
    /// What the file system says.
    pub fn advance(&self, function: &str, sequence_number: &str) -> Outcome<()> {
        let mut positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        positions.insert(function.to_owned(), sequence_number.to_owned());
        // A reader sees the old file or the new one, never half of one.
        let beside = self.file.with_extension("new");
        let mut file = File::create(&beside)?;
        file.write_all(&serde_json::to_vec(&*positions)?)?;
        file.sync_data()?;
        fs::rename(&beside, &self.file)?;
        Ok(())
    }

    /// The record that all of `functions` have handled; none while one has handled nothing.
    pub fn smallest(&self, functions: &[&str]) -> Option<String> {
        let positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        let all: Option<Vec<&String>> = functions.iter().map(|function| positions.get(*function)).collect();
        all?.into_iter().min_by_key(|number| (number.len(), (*number).clone())).cloned()
    }
}
