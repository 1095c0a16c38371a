//! Teams: whose records some see together.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Caller, User, View};
use crate::{
    App, Error, FieldError, Id, Result,
    http::Resource,
    store::{
        Access, Entity, Index, Key, ListRequest, Listed, Meta, Page, Part, Place, Places, Saved, Summary, Tx,
        summary_row,
    },
};

/// The most members: a list of the team reads a list of each.
pub(super) const MAX_MEMBERS: u32 = 25;

/// A team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Team {
    /// The team.
    pub id: Id<Team>,
    /// What people set of it.
    #[serde(flatten)]
    pub input: TeamInput,
    /// How many belong to it.
    #[serde(default)]
    pub size: u32,
}

/// What people set of a team.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamInput {
    /// For people.
    pub name: String,
    /// Who leads it, and sees what its members own where his role lets him see his team's.
    pub manager_id: Option<Id<User>>,
}

impl Team {
    /// The partition of `gsi1` that holds its members.
    pub(super) fn members_key(id: Id<Self>) -> Key {
        Key::new("TEAM").with(id).with("U")
    }

    /// The partition of `gsi1` that holds the teams that somebody leads.
    pub(super) fn led_key(manager: Id<User>) -> Key {
        Key::new("LED").with(manager)
    }

    /// The team with one member more.
    pub(super) fn joined(&self) -> Result<Self> {
        if self.size >= MAX_MEMBERS {
            let why = format!("this team has {MAX_MEMBERS} members, and cannot have more");
            return Err(Error::invalid("team_id", why));
        }
        Ok(Self { size: self.size + 1, ..self.clone() })
    }

    /// The team with one member less.
    pub(super) fn left(&self) -> Self {
        Self { size: self.size.saturating_sub(1), ..self.clone() }
    }
}

impl Entity for Team {
    const TYPE: &'static str = "team";
    const ACCESS: &'static [Access] = &[
        ("one team", "TEAM#<id> / A"),
        ("the teams that somebody leads", "gsi1 LED#<user> / <created>#<id>"),
        ("all teams, newest first", "gsi2 TEAM / <created>#<id>"),
    ];
    const AUDITED: bool = true;
    type Ref = Id<Team>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("TEAM").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let order = Key::timed(meta.created_at, self.id);
        let led = self.input.manager_id.map(|manager| Place::new(Self::led_key(manager), order.clone()));
        Places { gsi1: led, gsi2: Some(Place::new(Key::new(Self::LIST), order)) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        let TeamInput { name, manager_id } = &self.input;
        summary_row(json!({ "id": self.id, "name": name, "manager_id": manager_id, "size": self.size }))
    }
}

impl Listed for Team {
    const LIST: &'static str = "TEAM";

    fn owners(&self) -> Vec<Id<User>> {
        self.input.manager_id.into_iter().collect()
    }

    fn of_owner(owner: Id<User>) -> Option<Part> {
        Some((Index::Gsi1, Self::led_key(owner)))
    }

    fn team(&self) -> Option<Id<Self>> {
        Some(self.id)
    }
}

async fn check_manager(app: &App, input: &TeamInput) -> Result<()> {
    let Some(manager) = input.manager_id else { return Ok(()) };
    let found = app.store.get::<User>(&manager).await?.filter(|user| user.meta.deleted_at.is_none());
    found.map(drop).ok_or_else(|| Error::invalid("manager_id", "there is no such user"))
}

impl Resource for Team {
    type Input = TeamInput;

    fn input(&self) -> TeamInput {
        self.input.clone()
    }

    fn check(input: &TeamInput) -> Result<()> {
        if (1..=100).contains(&input.name.trim().chars().count()) {
            return Ok(());
        }
        Err(Error::Invalid { fields: vec![FieldError::new("name", "give a name of at most 100 characters")] })
    }

    async fn create(id: Id<Self>, input: TeamInput, _: &Caller, app: &App) -> Result<(Self, Map<String, Value>)> {
        check_manager(app, &input).await?;
        Ok((Self { id, input, size: 0 }, Map::new()))
    }

    async fn with(&self, input: TeamInput, _: &Caller, app: &App) -> Result<Self> {
        if input.manager_id != self.input.manager_id {
            check_manager(app, &input).await?;
        }
        Ok(Self { input, ..self.clone() })
    }

    async fn beside<'t>(&self, _: Option<&Saved<Self>>, by: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        Ok(tx.unchanged(&by.user))
    }

    async fn page(view: &View, app: &App, request: &ListRequest) -> Result<Page> {
        let teams = view.teams(app).await?;
        if teams.is_empty() {
            return view.list::<Self>(app, request, &Default::default()).await;
        }
        let mut found = teams.iter().fold(app.store.batch(), |batch, id| batch.want::<Self>(id)).fetch().await?;
        let mut items = Vec::new();
        for id in &teams {
            let team = found.take::<Self>(id)?.filter(|team| team.meta.deleted_at.is_none());
            items.extend(team.and_then(|team| team.summary(&team.meta)));
        }
        Ok(Page { items, next_cursor: None })
    }

    async fn removed<'t>(saved: &Saved<Self>, by: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        if saved.size > 0 {
            return Err(Error::refused("team_has_members", "give its members another team first"));
        }
        Ok(tx.unchanged(&by.user))
    }
}
