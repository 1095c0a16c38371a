//! Counters: folded from Events, so that a dashboard never counts.

mod dashboard;
mod fold;

pub use dashboard::{Dashboard, dashboard, totals};
pub use fold::{Counts, counts_of, fold};
