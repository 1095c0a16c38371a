//! Pages for people: who is signed in by cookies, and forms that only a page of ours can have sent.
//!
//! A bearer token does not count here, and a cookie does not count at the API: the two never meet.

mod cookies;
mod local;
mod posted;
mod signed_in;

pub use cookies::Cookies;
pub(super) use cookies::set_cookies;
pub use local::local_path;
pub use posted::{Posted, Sender, Visitor};
pub use signed_in::SignedIn;
