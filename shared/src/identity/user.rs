//! Somebody who works with Portico.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Role;
use crate::{
    Id,
    store::{Access, Entity, Key, Meta, Place, Places, Summary, summary_row},
};

/// A user.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct User {
    /// The user.
    pub id: Id<User>,
    /// Normalised; what the user signs in with.
    pub email: String,
    /// For people.
    pub full_name: String,
    /// What the user may do.
    pub role: Role,
    /// Ends, when it is raised, every session that began before.
    #[serde(default)]
    pub sessions_epoch: u32,
    /// One who is not active cannot sign in, and is signed out.
    pub is_active: bool,
}

impl Entity for User {
    const TYPE: &'static str = "user";
    const ACCESS: &'static [Access] = &[("one user", "U#<id> / A"), ("all users, by email", "gsi2 USER / <email>")];
    const AUDITED: bool = true;
    type Ref = Id<User>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("U").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new("USER"), Key::value(&self.email))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(serde_json::json!({
            "id": self.id, "email": self.email, "full_name": self.full_name, "role": self.role, "is_active": self.is_active,
        }))
    }
}

/// Makes an address belong to one user, and finds the user of an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Login {
    /// Normalised.
    pub email: String,
    /// Whose it is.
    pub user_id: Id<User>,
}

impl Entity for Login {
    const TYPE: &'static str = "login";
    const ACCESS: &'static [Access] = &[("the user who signs in with an address", "LOGIN#<email> / A")];
    type Ref = String;

    fn reference(&self) -> String {
        self.email.clone()
    }

    fn place(email: &String) -> Place {
        Place::head(Key::new("LOGIN").with(email))
    }

    fn label(_: &String) -> String {
        "of this email".to_owned()
    }
}
