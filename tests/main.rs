//! Routers on a real embedded table, journeys across functions, and checks that nothing was left out.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a test that cannot go on has failed, and figures are shown"
)]
#![expect(clippy::wildcard_enum_match_arm, reason = "the SDK's enums are not ours to list")]

mod audit;
mod auth;
mod budgets;
mod capture;
mod coverage;
mod crud;
mod docs;
mod fanout;
mod faults;
mod forms;
mod lists;
mod providers;
mod replay;
mod roundtrip;
mod samples;
mod support;
mod template;
