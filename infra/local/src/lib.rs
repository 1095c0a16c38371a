//! Portico on one machine: every function in one process, on embedded DynamoDB, S3 and SQS, with real SDK clients.
//!
//! The pollers turn queue messages, stream records and schedules into the very events that Lambda sends, and honour what
//! the functions answer: partial batches, retries, on-failure queues, checkpoints.

pub mod activity;
pub mod banner;
pub mod cli;
pub mod data;
pub mod local_api;
pub mod machine;
pub mod parse;
pub mod queues;
pub mod samples;
pub mod schedules;
pub mod server;
pub mod sign;
pub mod stream_event;
pub mod streams;

/// The result of what may end the runner, with words for a person.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error + Send + Sync>>;
