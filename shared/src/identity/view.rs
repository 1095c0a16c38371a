//! What somebody sees of the records of a kind. Loading and listing go through it, so that a handler cannot forget to ask.

use std::collections::HashMap;

use serde_dynamo::AttributeValue;

use super::{Caller, Scope, Team, User};
use crate::{
    App, Error, Id, Result,
    store::{self, Index, Item, Listed, Page, Part, Query, Saved},
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
        if self.is_all() || self.sees(app, &saved.owners()).await? {
            return Ok(());
        }
        Err(Error::NotFound { entity: E::TYPE, id: E::label(&saved.reference()) })
    }

    /// Whether somebody whose records are seen is among `owners`.
    async fn sees(&self, app: &App, owners: &[Id<User>]) -> Result<bool> {
        if owners.contains(&self.who) {
            return Ok(true);
        }
        let Some(team) = self.team.filter(|_| self.scope == Scope::Team) else {
            return Ok(false);
        };
        if owners.is_empty() {
            return Ok(false);
        }
        // Read as it is, and not from the list of the team's members, which lags.
        let mut found = owners.iter().fold(app.store.batch(), |batch, owner| batch.want::<User>(owner)).fetch().await?;
        for owner in owners {
            if found.take::<User>(owner)?.is_some_and(|user| user.team_id == Some(team)) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Those whose records are seen; none where that is everybody's.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn owners(&self, app: &App) -> Result<Option<Vec<Id<User>>>> {
        match (self.scope, self.team) {
            (Scope::All, _) => Ok(None),
            (Scope::Team, Some(team)) => {
                let mut owners = members(app, team).await?;
                if !owners.contains(&self.who) {
                    owners.push(self.who);
                }
                Ok(Some(owners))
            }
            (Scope::Own | Scope::Team, _) => Ok(Some(vec![self.who])),
        }
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
///
/// # Errors
/// Those of the store.
pub(super) async fn members(app: &App, team: Id<Team>) -> Result<Vec<Id<User>>> {
    let rows = app.store.query(Query::new(Index::Gsi1, Team::members_key(team))).await?.items;
    let id_of = |row: &Item| match row.get("pk") {
        Some(AttributeValue::S(pk)) => pk.strip_prefix("U#")?.parse().ok(),
        _ => None,
    };
    Ok(rows.iter().filter_map(id_of).collect())
}
