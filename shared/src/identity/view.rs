//! What somebody sees of the records of a kind. Loading and listing go through it, so that a handler cannot forget to ask.

use std::collections::{BTreeSet, HashMap};

use serde_dynamo::AttributeValue;

use super::{Caller, Scope, Team, User};
use crate::{
    App, Error, Id, Result,
    store::{self, Index, Item, Key, Listed, Page, Part, Query, Saved},
};

/// What somebody sees of the records of a kind.
#[derive(Clone, Debug)]
pub struct View {
    scope: Scope,
    who: Id<User>,
    team: Option<Id<Team>>,
}

impl View {
    /// What `caller` sees with a permission of this scope.
    pub(super) fn new(caller: &Caller, scope: Scope) -> Self {
        Self { scope, who: caller.user.id, team: caller.user.team_id }
    }

    /// What Portico itself sees.
    pub fn everything() -> Self {
        Self { scope: Scope::All, who: Id::derived(&["nobody"]), team: None }
    }

    /// Who sees it.
    pub fn own(&self) -> Id<User> {
        self.who
    }

    /// Whether every record is seen.
    pub fn is_all(&self) -> bool {
        self.scope == Scope::All
    }

    /// One record, if it is seen.
    ///
    /// # Errors
    /// `NotFound` for a record that is not there, is tombstoned, or is somebody else's; those of the store.
    pub async fn load<E: Listed>(&self, app: &App, reference: &E::Ref) -> Result<Saved<E>> {
        let saved = app.store.load::<E>(reference).await?;
        self.check(app, &saved).await?;
        Ok(saved)
    }

    /// Whether a record that was loaded is seen.
    ///
    /// # Errors
    /// `NotFound` for one that is somebody else's; those of the store.
    pub async fn check<E: Listed>(&self, app: &App, saved: &Saved<E>) -> Result<()> {
        let owners = saved.owners();
        let is_teams = match saved.team() {
            Some(team) => self.team == Some(team),
            None => E::FREE_TO_TAKE && owners.is_empty(),
        };
        if self.is_all() || (self.scope == Scope::Team && is_teams) || self.sees(app, &owners).await? {
            return Ok(());
        }
        Err(Error::NotFound { entity: E::TYPE, id: E::label(&saved.reference()) })
    }

    /// Whether somebody whose records are seen is among `owners`.
    async fn sees(&self, app: &App, owners: &[Id<User>]) -> Result<bool> {
        if owners.contains(&self.who) {
            return Ok(true);
        }
        if self.scope != Scope::Team {
            return Ok(false);
        }
        // Read as it is, and not from the list of a team's members, which lags.
        let mut found = owners.iter().fold(app.store.batch(), |batch, owner| batch.want::<User>(owner)).fetch().await?;
        let mut teams = Vec::new();
        for owner in owners {
            teams.extend(found.take::<User>(owner)?.and_then(|user| user.team_id));
        }
        if teams.is_empty() || self.team.is_some_and(|team| teams.contains(&team)) {
            return Ok(!teams.is_empty());
        }
        Ok(led(app, self.who).await?.iter().any(|team| teams.contains(team)))
    }

    /// Those whose records are seen; none where that is everybody's.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn owners(&self, app: &App) -> Result<Option<Vec<Id<User>>>> {
        match self.scope {
            Scope::All => Ok(None),
            Scope::Own => Ok(Some(vec![self.who])),
            Scope::Team => {
                let mut owners = BTreeSet::from([self.who]);
                for team in self.teams(app).await? {
                    owners.extend(members(app, team).await?);
                }
                Ok(Some(owners.into_iter().collect()))
            }
        }
    }

    /// The teams whose members' records are seen: one's own, and those that one leads.
    pub(super) async fn teams(&self, app: &App) -> Result<BTreeSet<Id<Team>>> {
        if self.scope != Scope::Team {
            return Ok(BTreeSet::new());
        }
        Ok(led(app, self.who).await?.into_iter().chain(self.team).collect())
    }

    /// One page of what is seen. `counters` tells how many records stand under a value, where it is known.
    ///
    /// # Errors
    /// Those of [`store::list`].
    pub async fn list<E: Listed>(
        &self,
        app: &App,
        request: &store::ListRequest,
        counters: &HashMap<String, i64>,
    ) -> Result<Page> {
        let Some(owners) = self.owners(app).await? else {
            return store::list::<E>(&app.store, &app.cursors, request, counters).await;
        };
        let parts: Vec<Part> = owners.into_iter().filter_map(E::of_owner).collect();
        // Who is moved to another team goes on in the lists of that team.
        store::list_parts::<E>(&app.store, &app.cursors, request, &parts, &format!("{self:?}")).await
    }
}

/// The members of a team.
async fn members(app: &App, team: Id<Team>) -> Result<Vec<Id<User>>> {
    ids(app, Team::members_key(team), "U#").await
}

/// The teams that somebody leads.
async fn led(app: &App, who: Id<User>) -> Result<Vec<Id<Team>>> {
    ids(app, Team::led_key(who), "TEAM#").await
}

/// The ids of the records in a partition of `gsi1`.
async fn ids<E>(app: &App, pk: Key, prefix: &str) -> Result<Vec<Id<E>>> {
    let rows = app.store.query(Query::new(Index::Gsi1, pk)).await?.items;
    let id_of = |row: &Item| match row.get("pk") {
        Some(AttributeValue::S(pk)) => pk.strip_prefix(prefix)?.parse().ok(),
        _ => None,
    };
    Ok(rows.iter().filter_map(id_of).collect())
}
