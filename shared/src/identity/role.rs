//! Roles: named sets of permissions. Those that there are from the start are a table in the program, so that a new version
//! with new permissions needs no migration; others are records.

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{
    Caller, Grants,
    Scope::{self, All, Own, Team},
};
use crate::{
    App, Error, FieldError, Id, Result, WallTime,
    http::Resource,
    remembered::Remembered,
    store::{Access, Entity, Key, Listed, Meta, Place, Places, Saved, Summary, Tx, summary_row},
};

/// The role of whoever the business belongs to.
pub(super) const OWNER: &str = "owner";
/// The role of a machine: it cannot sign in, and its keys say what it may do.
pub(super) const SERVICE: &str = "service";

/// The roles that there are from the start, in the order of the columns below.
pub const PREDEFINED: [(&str, &str); 7] = [
    (OWNER, "Whose business it is: may do everything."),
    ("admin", "May do everything, but to owners."),
    ("manager", "Sees everything and changes what is the team's."),
    ("operator", "Works with every lead."),
    ("approver", "Sees every lead and decides what is written."),
    ("user", "Works with his own leads."),
    (SERVICE, "A machine, which does what its keys allow."),
];

const NONE: Option<Scope> = None;
const OWN: Option<Scope> = Some(Own);
const TEAM: Option<Scope> = Some(Team);
const ALL: Option<Scope> = Some(All);

/// What the roles of the start may do: a line a permission, a column a role.
#[rustfmt::skip]
const TABLE: &[(&str, [Option<Scope>; 7])] = &[
    //                  owner admin manager operator approver user service
    ("leads:read",     [ALL,  ALL,  ALL,    ALL,     ALL,     OWN,  ALL]),
    ("leads:write",    [ALL,  ALL,  TEAM,   ALL,     NONE,    OWN,  ALL]),
    ("receipts:read",  [ALL,  ALL,  ALL,    ALL,     ALL,     NONE, NONE]),
    ("receipts:write", [ALL,  ALL,  ALL,    ALL,     NONE,    NONE, NONE]),
    ("evidence:read",  [ALL,  ALL,  ALL,    ALL,     ALL,     OWN,  NONE]),
    ("writebacks:read",        [ALL,  ALL,  ALL,    ALL,     ALL,     OWN,  NONE]),
    ("writebacks:approve",     [ALL,  ALL,  TEAM,   NONE,    ALL,     NONE, NONE]),
    ("writebacks:approve_low", [ALL,  ALL,  TEAM,   ALL,     ALL,     NONE, NONE]),
    ("runs:read",      [ALL,  ALL,  ALL,    ALL,     ALL,     OWN,  NONE]),
    ("policies:read",  [ALL,  ALL,  ALL,    ALL,     ALL,     NONE, NONE]),
    ("policies:write", [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("forms:read",     [ALL,  ALL,  ALL,    ALL,     NONE,    NONE, NONE]),
    ("forms:write",    [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("users:read",     [ALL,  ALL,  TEAM,   NONE,    NONE,    OWN,  NONE]),
    ("users:write",    [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("roles:read",     [ALL,  ALL,  ALL,    NONE,    NONE,    NONE, NONE]),
    ("roles:write",    [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("keys:read",      [ALL,  ALL,  TEAM,   NONE,    NONE,    OWN,  NONE]),
    ("keys:write",     [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("settings:read",  [ALL,  ALL,  ALL,    NONE,    NONE,    NONE, NONE]),
    ("settings:write", [ALL,  ALL,  NONE,   NONE,    NONE,    NONE, NONE]),
    ("audit:read",     [ALL,  ALL,  TEAM,   NONE,    ALL,     OWN,  NONE]),
    ("session:own",    [ALL,  ALL,  ALL,    ALL,     ALL,     ALL,  NONE]),
];

/// What the role called `name` may do, if it is one of those that there are from the start.
pub fn predefined(name: &str) -> Option<Grants> {
    let column = PREDEFINED.iter().position(|(known, _)| *known == name)?;
    Some(TABLE.iter().filter_map(|(permission, scopes)| Some((*permission, scopes[column]?))).collect())
}

/// A role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Role {
    /// Derived from the name, which is therefore unique.
    pub id: Id<Role>,
    /// What people set of it.
    #[serde(flatten)]
    pub input: RoleInput,
    /// Whether there was it from the start: such a role cannot be changed.
    #[serde(default)]
    pub is_predefined: bool,
}

/// What people set of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleInput {
    /// Of lower case letters, digits, `-` and `_`; it stays.
    pub name: String,
    /// For people.
    #[serde(default)]
    pub description: String,
    /// The permissions, each with the records that it holds for.
    #[serde(default)]
    pub grants: Grants,
}

impl Role {
    /// The id of the role called `name`.
    pub fn id_of(name: &str) -> Id<Self> {
        Id::derived(&["role", name])
    }

    /// The roles that there are from the start, as records that a list can show.
    pub fn predefined() -> impl Iterator<Item = Self> {
        PREDEFINED.iter().map(|(name, description)| Self {
            id: Self::id_of(name),
            input: RoleInput {
                name: (*name).to_owned(),
                description: (*description).to_owned(),
                grants: Grants::default(),
            },
            is_predefined: true,
        })
    }

    /// What the role called `name` allows, and until when that may be remembered. With `fresh`, past the cache. A role that
    /// is gone allows nothing.
    pub(super) async fn grants_of(app: &App, name: &str, fresh: bool) -> Result<(Grants, WallTime)> {
        let now = app.wall_now();
        let until = now.plus(FRESH_FOR);
        if let Some(grants) = predefined(name) {
            return Ok((grants, until));
        }
        if !fresh && let Some(known) = app.roles.0.recall(&Self::id_of(name), now) {
            return Ok(known);
        }
        let role = app.store.get::<Self>(&Self::id_of(name)).await?;
        let grants = role.filter(|role| role.meta.deleted_at.is_none()).map(|role| role.value.input.grants);
        let grants = grants.unwrap_or_default();
        app.roles.0.remember(Self::id_of(name), grants.clone(), until);
        Ok((grants, until))
    }

    /// Whether a user may be given the role called `name`.
    pub(super) async fn exists(app: &App, name: &str) -> Result<bool> {
        if predefined(name).is_some() {
            return Ok(true);
        }
        Ok(app.store.get::<Self>(&Self::id_of(name)).await?.is_some_and(|role| role.meta.deleted_at.is_none()))
    }

    fn changeable(&self) -> Result<()> {
        if self.is_predefined {
            return Err(Error::refused("predefined", "this role cannot be changed; make another one"));
        }
        Ok(())
    }
}

impl Entity for Role {
    const TYPE: &'static str = "role";
    const ACCESS: &'static [Access] = &[
        ("one role, by the id that derives from its name", "ROLE#<id> / A"),
        ("all roles, newest first", "gsi2 ROLE / <created>#<id>"),
    ];
    const AUDITED: bool = true;
    type Ref = Id<Role>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("ROLE").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new(Self::LIST), Key::timed(meta.created_at, self.id))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        let RoleInput { name, description, .. } = &self.input;
        summary_row(json!({
            "id": self.id, "name": name, "description": description, "is_predefined": self.is_predefined,
        }))
    }
}

impl Listed for Role {
    const LIST: &'static str = "ROLE";
}

impl Resource for Role {
    type Input = RoleInput;

    fn input(&self) -> RoleInput {
        self.input.clone()
    }

    fn check(input: &RoleInput) -> Result<()> {
        let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "-_".contains(c);
        let mut fields = input.grants.faults("grants");
        if !(2..=40).contains(&input.name.len()) || !input.name.chars().all(is_name) {
            fields.push(FieldError::new("name", "give 2 to 40 lower case letters, digits, `-` or `_`"));
        }
        if input.description.chars().count() > 500 {
            fields.push(FieldError::new("description", "give 500 characters at most"));
        }
        if fields.is_empty() { Ok(()) } else { Err(Error::Invalid { fields }) }
    }

    async fn create(_: Id<Self>, input: RoleInput, by: &Caller, _: &App) -> Result<(Self, Map<String, Value>)> {
        by.may_give(&input.grants)?;
        Ok((Self { id: Self::id_of(&input.name), input, is_predefined: false }, Map::new()))
    }

    async fn with(&self, input: RoleInput, by: &Caller, _: &App) -> Result<Self> {
        self.changeable()?;
        if input.name != self.input.name {
            return Err(Error::invalid("name", "the name of a role stays; make another role"));
        }
        // Who may not give what a role allows may not take it away either.
        by.may_give(&self.input.grants)?;
        by.may_give(&input.grants)?;
        Ok(Self { input, ..self.clone() })
    }

    async fn beside<'t>(&self, _: Option<&Saved<Self>>, by: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        Ok(tx.unchanged(&by.user))
    }

    async fn removed<'t>(saved: &Saved<Self>, by: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        saved.changeable()?;
        by.may_give(&saved.input.grants)?;
        Ok(tx.unchanged(&by.user))
    }

    async fn restored<'t>(saved: &Saved<Self>, by: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        by.may_give(&saved.input.grants)?;
        Ok(tx.unchanged(&by.user))
    }

    fn show(&self, _: &App, fields: &mut Map<String, Value>) {
        if let Some(grants) = predefined(&self.input.name) {
            fields.insert("grants".to_owned(), json!(grants));
        }
    }

    fn changed(app: &App, id: Id<Self>) {
        app.roles.0.forget(&id);
        // Whoever has the role may do something else now.
        app.callers.forget_all();
    }
}

/// How long a role is remembered.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);

/// Remembers what roles allow.
#[derive(Clone, Default)]
pub struct RoleCache(Remembered<Id<Role>, Grants>);

#[cfg(test)]
mod tests {
    use super::*;
    use crate::identity::permissions;

    #[test]
    fn the_table_has_a_line_for_every_permission() {
        let lines: Vec<&str> = TABLE.iter().map(|(name, _)| *name).collect();
        let known: Vec<&str> = permissions::ALL.iter().map(|known| known.name).collect();
        assert_eq!(lines, known);
        for (name, _) in PREDEFINED {
            assert!(predefined(name).unwrap().faults("grants").is_empty(), "{name}");
        }
    }

    #[test]
    fn an_owner_may_do_what_there_is_to_do_and_nothing_else() {
        let owner = predefined(OWNER).unwrap();
        assert!(permissions::ALL.iter().all(|known| owner.scope(known.name) == Some(All)));
        assert_eq!(owner.scope("universe:destroy"), None);
        assert!(PREDEFINED.iter().all(|(name, _)| owner.cover(&predefined(name).unwrap())));
    }
}
