//! Permissions: each a type, so that a handler that needs one says so in its signature.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A permission. Asking for [`crate::http::Allowed`] of it is the check.
pub trait Permission: Send + Sync + 'static {
    /// Its name in roles, keys and errors.
    const NAME: &'static str;
    /// Whether a logout or a deactivation holds at once, and not only within the minute that callers are cached.
    const FRESH: bool;
}

/// The permissions there are.
pub mod permissions {
    use super::Permission;

    macro_rules! permissions {
        ($($(#[$doc:meta])* $name:ident = $text:literal, fresh: $fresh:literal;)*) => {
            $($(#[$doc])*
            #[derive(Clone, Copy, Debug)]
            pub enum $name {}

            impl Permission for $name {
                const NAME: &'static str = $text;
                const FRESH: bool = $fresh;
            })*

            /// The names of all permissions.
            pub const ALL: &[&str] = &[$($text),*];
        };
    }

    permissions! {
        /// To see leads and people.
        LeadsRead = "leads:read", fresh: false;
        /// To see receipts.
        ReceiptsRead = "receipts:read", fresh: false;
        /// To replay, release and retry receipts.
        ReceiptsWrite = "receipts:write", fresh: true;
        /// To see the exact bytes of what came in.
        EvidenceRead = "evidence:read", fresh: false;
        /// To see forms.
        FormsRead = "forms:read", fresh: true;
        /// To make and change forms.
        FormsWrite = "forms:write", fresh: true;
        /// To read the audit trail.
        AuditRead = "audit:read", fresh: true;
        /// To see and end one's own session.
        OwnSession = "session:own", fresh: true;
    }
}

/// What a user is. Each role is a set of permissions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Whose business it is: may do everything.
    Owner,
}

impl Role {
    /// Whether the role holds the permission called `name`.
    pub fn grants(self, name: &str) -> bool {
        match self {
            Self::Owner => permissions::ALL.contains(&name),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_may_do_what_there_is_to_do_and_nothing_else() {
        assert!(permissions::ALL.iter().all(|name| Role::Owner.grants(name)));
        assert!(!Role::Owner.grants("universe:destroy"));
    }
}
