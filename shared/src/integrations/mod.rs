//! What connects Portico to the world outside: forms, and the receipts of all that came in.

mod form;
mod receipt;

pub use form::{DuplicatePolicy, Form, FormInput};
pub use receipt::{Disposition, Receipt, ReceiptState, WAITING_SHARDS};
