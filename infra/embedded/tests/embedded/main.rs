//! The emulators under real SDK clients.

mod dynamo;
mod s3;
mod sqs;
mod streams;

// Fixtures are test code too: the attribute says so to the lints, which allow a test to panic.
#[cfg(test)]
mod clients;
#[cfg(test)]
mod table;
