//! Who may do what.

mod authenticate;
mod devices;
mod guess;
mod login;
mod password;
mod permission;
mod session;
mod token;
mod user;

pub use authenticate::{Caller, SessionCache, authenticate};
pub use devices::{change_password, end_session, sessions};
pub use login::{Device, FirstAdmin, Granted, first_admin, login, logout, refresh};
pub use password::Password;
pub use permission::{Permission, Role, permissions};
pub use session::Session;
pub use user::{Login, User};
