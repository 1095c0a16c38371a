//! Who may do what.

mod authenticate;
mod devices;
mod grants;
mod guess;
mod key;
mod keys;
mod link;
mod login;
mod password;
mod permission;
mod profile;
mod role;
mod session;
mod team;
mod token;
mod user;
mod users;
mod view;

pub use authenticate::{Caller, CallerCache, Credential, authenticate};
pub use devices::{change_password, end_session, sessions};
pub use grants::{Grants, Scope};
pub use key::{ApiKey, KeyInput};
pub use keys::{issue_key, rename_key, revoke_key};
pub use link::{PasswordLink, Purpose, forgot, invite, link_of, redeem};
pub use login::{Device, FirstAdmin, Granted, first_admin, login, logout, refresh};
pub use password::Password;
pub use permission::{Known, Permission, known, permissions};
pub use profile::{ProfileInput, change_profile};
pub use role::{PREDEFINED, Role, RoleCache, RoleInput, predefined};
pub use session::Session;
pub use team::{Team, TeamInput};
pub use user::{Login, User};
pub use users::UserInput;
pub use view::View;
