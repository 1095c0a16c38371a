//! Somebody who works with Portico, or a machine that does.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Grants, Team, role::SERVICE};
use crate::{
    BusinessTime, Id,
    store::{Access, Entity, Key, Listed, Meta, Part, Place, Places, RawWrite, Summary, summary_row},
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
    /// The name of the role.
    pub role: String,
    /// What the user may do beyond the role.
    #[serde(default, skip_serializing_if = "Grants::is_empty")]
    pub grants: Grants,
    /// The team.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub team_id: Option<Id<Team>>,
    /// Where a picture is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub avatar_url: Option<String>,
    /// When the user first chose a password; before that, there is an invitation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub joined_at: Option<BusinessTime>,
    /// When the user last signed in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_login_at: Option<BusinessTime>,
    /// Ends, when it is raised, every session that began before.
    #[serde(default)]
    pub sessions_epoch: u32,
    /// One who is not active cannot sign in, and is signed out.
    pub is_active: bool,
}

impl User {
    /// Notes that the user signs in, as long as he still may: his version stays, because nothing that people set has changed.
    pub(super) fn signed_in(&self, now: BusinessTime) -> RawWrite {
        let text = |value: String| AttributeValue::S(value);
        RawWrite {
            place: Self::place(&self.id),
            update: "SET last_login_at = :now".to_owned(),
            condition: Some(
                "is_active = :true AND sessions_epoch = :epoch AND attribute_not_exists(#deleted)".to_owned(),
            ),
            names: [("#deleted".to_owned(), "_deleted_at".to_owned())].into(),
            values: HashMap::from([
                (":now".to_owned(), text(now.to_string())),
                (":true".to_owned(), AttributeValue::Bool(true)),
                (":epoch".to_owned(), AttributeValue::N(self.sessions_epoch.to_string())),
            ]),
        }
    }

    /// Whether it is a machine, which cannot sign in.
    pub fn is_machine(&self) -> bool {
        self.role == SERVICE
    }
}

impl Entity for User {
    const TYPE: &'static str = "user";
    const ACCESS: &'static [Access] = &[
        ("one user", "U#<id> / A"),
        ("the members of a team, by email", "gsi1 TEAM#<team>#U / <email>"),
        ("all users, by email", "gsi2 USER / <email>"),
    ];
    const AUDITED: bool = true;
    const SECRET: &'static [&'static str] = &["sessions_epoch"];
    type Ref = Id<User>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("U").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let order = Key::value(&self.email);
        let member = self.team_id.map(|team| Place::new(Team::members_key(team), order.clone()));
        Places { gsi1: member, gsi2: Some(Place::new(Key::new(Self::LIST), order)) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(serde_json::json!({
            "id": self.id, "email": self.email, "full_name": self.full_name, "role": self.role, "team_id": self.team_id,
            "avatar_url": self.avatar_url, "joined_at": self.joined_at, "is_active": self.is_active,
        }))
    }
}

impl Listed for User {
    const LIST: &'static str = "USER";
    const DESCENDING: bool = false;

    /// Everybody is his own.
    fn owners(&self) -> Vec<Id<User>> {
        vec![self.id]
    }

    /// There is no list of one; see [`crate::http::Resource::page`].
    fn of_owner(_: Id<User>) -> Option<Part> {
        None
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
