//! Tending the emulator's table of stream records through a connection of our own.
//!
//! It must be of the same SQLite library as the emulator's: two libraries in one process lose each other's file locks.

use std::time::Duration;

use rusqlite::{Connection, params};

use super::file::Store;
use crate::Error;

/// What the emulator adds to a stored sequence number to give it the 21 digits of the cloud's.
const OFFSET: u128 = 100_000_000_000_000_000_000;

/// Records deleted at a time. Writers wait meanwhile: some milliseconds.
const BATCH: usize = 500;

/// How long to wait for a writer.
const BUSY: Duration = Duration::from_secs(10);

/// The emulator asks each of these questions on every write and every read of a stream, in just these expressions.
const INDEXES: &str = "
    CREATE INDEX IF NOT EXISTS _stream_records_by_table
        ON _stream_records (table_name, CAST(sequence_number AS INTEGER));
    CREATE INDEX IF NOT EXISTS _stream_records_by_shard
        ON _stream_records (table_name, shard_id, CAST(sequence_number AS INTEGER));";

const NEWEST: &str = "SELECT MAX(CAST(sequence_number AS INTEGER)) FROM _stream_records WHERE table_name = ?1";

const DELETE: &str = "
    DELETE FROM _stream_records WHERE id IN (
        SELECT id FROM _stream_records
        WHERE table_name = ?1 AND CAST(sequence_number AS INTEGER) <= ?2
        ORDER BY CAST(sequence_number AS INTEGER) LIMIT ?3)";

/// The stored form of a sequence number.
pub(super) fn stored(sequence_number: &str) -> Result<i64, Error> {
    let number = sequence_number.parse().ok().and_then(|number: u128| number.checked_sub(OFFSET));
    number
        .and_then(|number| i64::try_from(number).ok())
        .ok_or_else(|| Error::SequenceNumber(sequence_number.to_owned()))
}

pub(super) fn index(store: &Store) -> Result<(), Error> {
    connect(store).and_then(|connection| connection.execute_batch(INDEXES)).map_err(Error::database)
}

pub(super) fn trim(store: &Store, table: &str, last: i64) -> Result<usize, Error> {
    let trim = || -> rusqlite::Result<usize> {
        let connection = connect(store)?;
        let newest: Option<i64> = connection.query_row(NEWEST, [table], |row| row.get(0))?;
        let Some(newest) = newest else { return Ok(0) };
        // The emulator numbers on from the newest record. With none left it would number from the clock, and numbers
        // would go back when the clock does.
        let last = last.min(newest - 1);
        let mut delete = connection.prepare(DELETE)?;
        let mut deleted = 0;
        loop {
            let batch = delete.execute(params![table, last, BATCH])?;
            deleted += batch;
            if batch < BATCH {
                return Ok(deleted);
            }
        }
    };
    trim().map_err(Error::database)
}

fn connect(store: &Store) -> rusqlite::Result<Connection> {
    let connection = Connection::open(&*store.name)?;
    connection.busy_timeout(BUSY)?;
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sequence_number_is_stored_without_its_offset() {
        assert_eq!(stored("100001700000000000001").unwrap(), 1_700_000_000_000_001);
    }

    #[test]
    fn what_the_emulator_never_issues_is_refused() {
        for text in ["", "x", "17", "-1", "99999999999999999999", "999999999999999999999"] {
            assert!(matches!(stored(text), Err(Error::SequenceNumber(_))), "{text}");
        }
    }
}
