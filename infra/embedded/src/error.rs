//! The error of starting and tending an emulator.

use std::error::Error as StdError;
use std::io;
use std::path::PathBuf;

/// Why an emulator could not be started or tended.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// Another emulator, here or in another process, has the file open.
    #[error("{} is in use by another process", .0.display())]
    InUse(PathBuf),

    /// The file or folder cannot be read, written or understood.
    #[error("cannot open {}", path.display())]
    Open {
        /// The file or folder.
        path: PathBuf,
        /// What the system or the emulator said.
        source: Box<dyn StdError + Send + Sync>,
    },

    /// No thread, runtime or loopback port was to be had.
    #[error("cannot start the emulator")]
    Start(#[from] io::Error),

    /// The emulator was shut down, or its work panicked.
    #[error("the emulator has stopped")]
    Stopped,

    /// The text is not a sequence number the emulator could have issued.
    #[error("{0:?} is not a sequence number of this stream")]
    SequenceNumber(String),

    /// The emulator's file refused the work.
    #[error("the emulator's database failed")]
    Database(#[source] Box<dyn StdError + Send + Sync>),
}

impl Error {
    pub(crate) fn open(path: impl Into<PathBuf>, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Open { path: path.into(), source: source.into() }
    }

    pub(crate) fn database(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self::Database(source.into())
    }
}
