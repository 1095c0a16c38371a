//! Form configurations, cached: a form is read once a minute and not once a lead.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::SignedDuration;

use crate::{
    App, Error, Id, Result, WallTime,
    integrations::Form,
    store::{Entity as _, Saved},
};

/// How long a form may be out of date.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// A refusal that rests on an older memory than that is looked into: a secret may have been rotated just now.
const DOUBTFUL_AFTER: SignedDuration = SignedDuration::from_secs(2);
/// The most forms that are remembered, so that made-up ids cannot fill the memory.
const MAX_FORMS: usize = 1_000;

type Known = (Option<Saved<Form>>, WallTime);

/// Remembers forms, also those that do not exist.
#[derive(Clone, Default)]
pub struct FormCache(Arc<Mutex<HashMap<Id<Form>, Known>>>);

impl FormCache {
    /// The form with this id, at most a minute old.
    ///
    /// # Errors
    /// `NotFound` when there is none or it is not active, and those of the store.
    pub async fn active(&self, app: &App, id: Id<Form>) -> Result<Saved<Form>> {
        let form = match self.recall(id, app.wall_now()) {
            Some(known) => known,
            None => {
                let found = app.store.get::<Form>(&id).await?.filter(|form| form.meta.deleted_at.is_none());
                self.remember(id, found.clone(), app.wall_now());
                found
            }
        };
        form.filter(|form| form.input.is_active)
            .ok_or_else(|| Error::NotFound { entity: Form::TYPE, id: id.to_string() })
    }

    /// The form as it is now, if what is remembered of it, also that there is none, is old enough to be wrong.
    ///
    /// # Errors
    /// Those of [`Self::active`].
    pub async fn renewed(&self, app: &App, id: Id<Form>) -> Result<Option<Saved<Form>>> {
        let until = self.0.lock().unwrap_or_else(PoisonError::into_inner).get(&id).map(|(_, until)| *until);
        if until.is_some_and(|until| until.since(&app.wall_now()) > FRESH_FOR - DOUBTFUL_AFTER) {
            return Ok(None);
        }
        self.forget(id);
        self.active(app, id).await.map(Some)
    }

    /// Forgets a form, because this very process has changed it.
    pub fn forget(&self, id: Id<Form>) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&id);
    }

    fn recall(&self, id: Id<Form>, now: WallTime) -> Option<Option<Saved<Form>>> {
        let forms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        forms.get(&id).filter(|(_, until)| now < *until).map(|(form, _)| form.clone())
    }

    fn remember(&self, id: Id<Form>, form: Option<Saved<Form>>, now: WallTime) {
        let mut forms = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if forms.len() >= MAX_FORMS {
            forms.clear();
        }
        forms.insert(id, (form, now.plus(FRESH_FOR)));
    }
}
