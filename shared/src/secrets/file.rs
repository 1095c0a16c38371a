//! The data key in a file that nobody else reads.

use std::{
    io::{ErrorKind, Write as _},
    path::Path,
};

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};

use super::KEY_LEN;
use crate::{Error, Result, random::Random};

/// The key in `file`; with `random` one is made where there is none.
pub(super) fn read(file: &Path, random: Option<&Random>) -> Result<Vec<u8>> {
    match (std::fs::read(file), random) {
        (Err(error), Some(random)) if error.kind() == ErrorKind::NotFound => make(file, random),
        (read, _) => read.map_err(lost),
    }
}

/// Makes the key, readable by nobody else; another process that was faster wins.
fn make(file: &Path, random: &Random) -> Result<Vec<u8>> {
    use std::os::unix::fs::OpenOptionsExt as _;
    let fresh = random.bytes::<KEY_LEN>();
    let draft = file.with_extension(URL_SAFE_NO_PAD.encode(random.bytes::<8>()));
    let mut writing =
        std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft).map_err(lost)?;
    writing.write_all(&fresh).and_then(|()| writing.sync_all()).map_err(lost)?;
    // A link appears as a whole or not at all: nobody ever reads half a key.
    let linked = std::fs::hard_link(&draft, file);
    std::fs::remove_file(&draft).map_err(lost)?;
    match linked {
        Ok(()) => Ok(fresh.to_vec()),
        Err(error) if error.kind() == ErrorKind::AlreadyExists => std::fs::read(file).map_err(lost),
        Err(error) => Err(lost(error)),
    }
}

fn lost(error: std::io::Error) -> Error {
    Error::unavailable("the secret store", error)
}
