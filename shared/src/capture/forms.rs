//! Form configurations, cached: a form is read once a minute and not once a lead.

use jiff::SignedDuration;

use crate::{
    App, Error, Id, Result,
    integrations::Form,
    remembered::Remembered,
    store::{Entity as _, Saved},
};

/// How long a form may be out of date.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// A refusal that rests on an older memory than that is looked into: a secret may have been rotated just now.
const DOUBTFUL_AFTER: SignedDuration = SignedDuration::from_secs(2);
/// Remembers forms, also those that do not exist.
#[derive(Clone, Default)]
pub struct FormCache(Remembered<Id<Form>, Option<Saved<Form>>>);

impl FormCache {
    /// The form with this id, at most a minute old.
    ///
    /// # Errors
    /// `NotFound` when there is none or it is not active, and those of the store.
    pub async fn active(&self, app: &App, id: Id<Form>) -> Result<Saved<Form>> {
        let form = match self.0.recall(&id, app.wall_now()) {
            Some((known, _)) => known,
            None => {
                let found = app.store.get::<Form>(&id).await?.filter(|form| form.meta.deleted_at.is_none());
                self.0.remember(id, found.clone(), app.wall_now().plus(FRESH_FOR));
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
        let until = self.0.recall(&id, app.wall_now()).map(|(_, until)| until);
        if until.is_some_and(|until| until.since(&app.wall_now()) > FRESH_FOR - DOUBTFUL_AFTER) {
            return Ok(None);
        }
        self.forget(id);
        self.active(app, id).await.map(Some)
    }

    /// Forgets a form, because this very process has changed it.
    pub fn forget(&self, id: Id<Form>) {
        self.0.forget(&id);
    }
}
