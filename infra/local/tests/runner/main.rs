//! The runner as its users meet it: a process, its answers, its end.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod audit;
mod client;
mod lifecycle;
mod local_api;
mod pollers;
mod process;
mod samples;
