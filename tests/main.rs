//! Routers on a real embedded table, journeys across functions, and checks that nothing was left out.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and figures are shown"
)]
#![expect(clippy::wildcard_enum_match_arm, reason = "the SDK's enums are not ours to list")]

mod access;
mod ai;
mod ai_failures;
mod audit;
mod auth;
mod browser;
mod budgets;
mod capture;
mod chain;
mod console;
mod coverage;
mod crud;
mod docs;
mod fake_openai;
mod fanout;
mod faults;
mod forms;
mod idempotency;
mod keys;
mod links;
mod lists;
mod policies;
mod proposing;
mod providers;
mod replay;
mod reverts;
mod roundtrip;
mod samples;
mod secrets;
mod settings;
mod support;
mod template;
mod users;
mod visibility;
mod words;
mod workflow;
