//! What somebody may do: permissions, each with the records that it holds for.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::permission::{Permission as _, known, permissions::OwnSession};
use crate::FieldError;

/// For which records a permission holds. The later one holds for more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Those that one owns.
    Own,
    /// Those that anybody in one's team owns.
    Team,
    /// All.
    All,
}

/// Permissions by name, each with its scope.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Grants(BTreeMap<String, Scope>);

impl Grants {
    /// For which records the permission called `name` holds, if it does.
    pub fn scope(&self, name: &str) -> Option<Scope> {
        self.0.get(name).copied()
    }

    /// Whether everything that `other` allows is allowed here too.
    pub fn cover(&self, other: &Self) -> bool {
        other.0.iter().all(|(name, scope)| self.scope(name).is_some_and(|held| held >= *scope))
    }

    /// The same permissions, for all records; without what everybody who signs in has anyway.
    pub(super) fn for_all(&self) -> Self {
        let given = self.0.keys().filter(|name| *name != OwnSession::NAME);
        Self(given.map(|name| (name.clone(), Scope::All)).collect())
    }

    /// What either of the two allows.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (name, scope) in &other.0 {
            let held = self.0.entry(name.clone()).or_insert(*scope);
            *held = (*held).max(*scope);
        }
        self
    }

    /// Only what is called one of `names`.
    #[must_use]
    pub fn narrowed(mut self, names: &[String]) -> Self {
        self.0.retain(|name, _| names.contains(name));
        self
    }

    /// Whether nothing is allowed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What is wrong with them as the value of `field`.
    pub(super) fn faults(&self, field: &str) -> Vec<FieldError> {
        let fault = |(name, scope): (&String, &Scope)| match known(name) {
            None => Some(FieldError::new(format!("{field}.{name}"), "there is no such permission")),
            Some(known) if !known.is_scoped && *scope != Scope::All => {
                Some(FieldError::new(format!("{field}.{name}"), "this permission is held for `all` or not at all"))
            }
            Some(_) => None,
        };
        self.0.iter().filter_map(fault).collect()
    }
}

impl<const N: usize> From<[(&str, Scope); N]> for Grants {
    fn from(grants: [(&str, Scope); N]) -> Self {
        grants.into_iter().collect()
    }
}

impl<'a> FromIterator<(&'a str, Scope)> for Grants {
    fn from_iter<I: IntoIterator<Item = (&'a str, Scope)>>(grants: I) -> Self {
        Self(grants.into_iter().map(|(name, scope)| (name.to_owned(), scope)).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_covers_less_and_not_the_other_way_round() {
        let all = Grants::from([("leads:read", Scope::All), ("leads:write", Scope::Team)]);
        let less = Grants::from([("leads:read", Scope::Own)]);
        assert!(all.cover(&less) && all.cover(&all) && !less.cover(&all));
        assert!(!all.cover(&Grants::from([("leads:write", Scope::All)])));
        assert!(!all.cover(&Grants::from([("forms:read", Scope::All)])));
        assert_eq!(less.and(&all), all);
        assert_eq!(all.narrowed(&["leads:read".to_owned()]), Grants::from([("leads:read", Scope::All)]));
    }

    #[test]
    fn what_is_no_permission_or_cannot_be_held_in_part_is_a_fault() {
        let wrong = Grants::from([("leads:read", Scope::Own), ("forms:read", Scope::Own), ("moon:walk", Scope::All)]);
        let fields: Vec<String> = wrong.faults("grants").into_iter().map(|fault| fault.field).collect();
        assert_eq!(fields, ["grants.forms:read", "grants.moon:walk"]);
    }
}
