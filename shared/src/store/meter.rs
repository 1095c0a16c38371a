//! Counts what an operation costs: round trips, and the units that the table says it consumed.

use std::sync::{Arc, Mutex, PoisonError};

use aws_sdk_dynamodb::types::ConsumedCapacity;

/// One request to the table.
#[derive(Clone, Debug, PartialEq)]
pub struct Operation {
    /// The API's name of it.
    pub name: &'static str,
    /// Capacity units consumed, on the table and on its indexes.
    pub units: f64,
}

impl Operation {
    /// A request called `name` that consumed `consumed`.
    pub fn new<'a>(name: &'static str, consumed: impl Iterator<Item = &'a ConsumedCapacity>) -> Self {
        Self { name, units: consumed.filter_map(ConsumedCapacity::capacity_units).sum() }
    }

    /// Whether it writes.
    pub fn writes(&self) -> bool {
        !matches!(self.name, "GetItem" | "BatchGetItem" | "Query")
    }
}

/// Notes requests as they are made. Clones share their notes.
#[derive(Clone, Debug, Default)]
pub struct Meter(Arc<Mutex<Vec<Operation>>>);

impl Meter {
    pub(super) fn note(&self, operation: Operation) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(operation);
    }

    /// Takes the notes, and begins anew.
    pub fn take(&self) -> Vec<Operation> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}
