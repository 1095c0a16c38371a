//! DynamoDB, S3, SQS and Lambda's Runtime API in this process, for one machine and for tests.
//!
//! Each emulator listens on a loopback port of the system's choosing and works on threads of its own, so that a real
//! SDK client talks to it as it would to the cloud: only the endpoint differs.
//!
//! | module | kept | behind it |
//! |---|---|---|
//! | [`dynamo`] | in a file, or in memory | `dynoxide` on SQLite |
//! | [`s3`] | in a folder | `s3s-fs` |
//! | [`sqs`] | in memory | `rustack-sqs` |
//! | [`lambda`] | – | ours: it runs a bootstrap as Lambda does |
//!
//! Requests are signed with the pair in [`credentials`]. Nothing here waits for the disk: what was acknowledged
//! survives the end of the process, `kill -9` included, but not the loss of power.

pub mod credentials;
pub mod dynamo;
mod error;
mod http;
pub mod lambda;
pub mod s3;
mod server;
pub mod sqs;

pub use error::Error;
