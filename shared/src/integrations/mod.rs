//! What connects Portico to the world outside: forms and who sends to them, and the receipts of all that came in.

mod form;
mod provider;
mod receipt;

pub(crate) use form::is_web;
pub use form::{DuplicatePolicy, FieldKind, Form, FormField, FormInput, FormMapping};
pub use provider::Provider;
pub use receipt::{Disposition, Receipt, ReceiptState, WAITING_SHARDS};
