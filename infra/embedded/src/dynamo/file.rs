//! The database behind the emulator and the lock on its file.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::path::{self, Path};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use dynoxide::Database;

use crate::Error;

/// An open database. Copies share it.
#[derive(Clone)]
pub(super) struct Store {
    // Dropped before the lock: the file is closed when the next one may open it.
    pub(super) database: Database,
    /// What SQLite calls it: a path, or the address of a database in memory.
    pub(super) name: Arc<str>,
    _lock: Option<Arc<File>>,
}

impl fmt::Debug for Store {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Store").field("name", &self.name).finish_non_exhaustive()
    }
}

impl Store {
    pub(super) fn open(file: &Path) -> Result<Self, Error> {
        let refused = |error: std::io::Error| Error::open(file, error);
        // Absolute, or SQLite would take a name that begins with `file:` for an address.
        let absolute = path::absolute(file).map_err(refused)?;
        let name = absolute.to_str().ok_or_else(|| Error::open(file, "the path is not UTF-8"))?;
        if let Some(folder) = absolute.parent() {
            fs::create_dir_all(folder).map_err(refused)?;
        }
        let lock = lock(&absolute)?;
        let database = Database::new(name).map_err(|error| Error::open(file, error))?;
        // Leaving the mode for bulk loads is the one way to `synchronous = NORMAL`, which saves a flush a transaction.
        database
            .enable_bulk_loading()
            .and_then(|()| database.disable_bulk_loading())
            .map_err(|error| Error::open(file, error))?;
        Ok(Self { database, name: name.into(), _lock: Some(Arc::new(lock)) })
    }

    pub(super) fn memory() -> Result<Self, Error> {
        static COUNT: AtomicU64 = AtomicU64::new(0);
        // A name that begins with a slash can be opened a second time, by the code that tends the streams.
        let name = format!("file:/dynamo-{}?vfs=memdb", COUNT.fetch_add(1, Ordering::Relaxed));
        let database = Database::new(&name).map_err(|error| Error::open(&name, error))?;
        Ok(Self { database, name: name.into(), _lock: None })
    }
}

/// Locks a file beside `file`, which the system unlocks when the process ends, however it ends.
///
/// Not the file itself: SQLite has locks of its own there.
fn lock(file: &Path) -> Result<File, Error> {
    let mut name = file.as_os_str().to_owned();
    name.push(".lock");
    let opened = File::options().create(true).truncate(false).write(true).open(&name);
    let lock = opened.map_err(|error| Error::open(&name, error))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(Error::InUse(file.to_owned())),
        Err(TryLockError::Error(error)) => Err(Error::open(&name, error)),
    }
}
