//! Permissions: each a type, so that a handler that needs one says so in its signature.

/// A permission. Asking for [`crate::http::Allowed`] of it is the check.
pub trait Permission: Send + Sync + 'static {
    /// Its name in roles, keys and errors.
    const NAME: &'static str;
    /// Whether a logout or a deactivation holds at once, and not only within the minute that callers are cached.
    const FRESH: bool;
}

/// What is known of a permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Known {
    /// Its name in roles, keys and errors.
    pub name: &'static str,
    /// What it allows.
    pub meaning: &'static str,
    /// Whether it can be held for some records only: one's own, or those of one's team.
    pub is_scoped: bool,
}

/// What there is to know of the permission called `name`.
pub fn known(name: &str) -> Option<&'static Known> {
    permissions::ALL.iter().find(|known| known.name == name)
}

/// The permissions there are.
pub mod permissions {
    use super::{Known, Permission};

    macro_rules! permissions {
        ($(#[doc = $meaning:literal] $name:ident = $text:literal, fresh: $fresh:literal, scoped: $scoped:literal;)*) => {
            $(#[doc = $meaning]
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Permission for $name {
                const NAME: &'static str = $text;
                const FRESH: bool = $fresh;
            })*

            /// All permissions.
            pub const ALL: &[Known] =
                &[$(Known { name: $text, meaning: $meaning.trim_ascii(), is_scoped: $scoped }),*];
        };
    }

    permissions! {
        /// To see leads and people.
        LeadsRead = "leads:read", fresh: false, scoped: true;
        /// To change leads and people.
        LeadsWrite = "leads:write", fresh: true, scoped: true;
        /// To see receipts.
        ReceiptsRead = "receipts:read", fresh: false, scoped: false;
        /// To replay, release and retry receipts.
        ReceiptsWrite = "receipts:write", fresh: true, scoped: false;
        /// To see the exact bytes of what came in; in part, those of the leads that one sees.
        EvidenceRead = "evidence:read", fresh: false, scoped: true;
        /// To see what is proposed, and what was decided on it.
        WritebacksRead = "writebacks:read", fresh: false, scoped: true;
        /// To decide what is written, whatever its risk.
        WritebacksApprove = "writebacks:approve", fresh: true, scoped: true;
        /// To decide what is written where the risk is low.
        WritebacksApproveLow = "writebacks:approve_low", fresh: true, scoped: true;
        /// To see how texts were read, and what that cost; in part, those that one has asked for.
        RunsRead = "runs:read", fresh: false, scoped: true;
        /// To see policies.
        PoliciesRead = "policies:read", fresh: true, scoped: false;
        /// To make and change policies.
        PoliciesWrite = "policies:write", fresh: true, scoped: false;
        /// To see forms.
        FormsRead = "forms:read", fresh: true, scoped: false;
        /// To make and change forms.
        FormsWrite = "forms:write", fresh: true, scoped: false;
        /// To see users and teams.
        UsersRead = "users:read", fresh: true, scoped: true;
        /// To invite and change users, and to make teams.
        UsersWrite = "users:write", fresh: true, scoped: false;
        /// To see roles.
        RolesRead = "roles:read", fresh: true, scoped: false;
        /// To make and change roles.
        RolesWrite = "roles:write", fresh: true, scoped: false;
        /// To see API keys, never what they are.
        KeysRead = "keys:read", fresh: true, scoped: true;
        /// To issue and revoke API keys; in part, for oneself.
        KeysWrite = "keys:write", fresh: true, scoped: true;
        /// To see the settings of the workspace.
        SettingsRead = "settings:read", fresh: true, scoped: false;
        /// To change the settings of the workspace.
        SettingsWrite = "settings:write", fresh: true, scoped: false;
        /// To read the audit trail; in part, what one has done oneself, or one's team.
        AuditRead = "audit:read", fresh: true, scoped: true;
        /// To see and end one's own sessions, and to change one's own name and password.
        OwnSession = "session:own", fresh: true, scoped: false;
    }
}
