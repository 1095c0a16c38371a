//! Settings, remembered: one is read once a minute and not once a request.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

use jiff::SignedDuration;
use secrecy::{ExposeSecret as _, SecretSlice};
use serde::de::DeserializeOwned;

use super::{Definition, Secret, Setting, SettingValue};
use crate::{App, Error, Result, WallTime};

/// How long a setting may be out of date.
const FRESH_FOR: SignedDuration = SignedDuration::from_secs(60);
/// How old a memory may be that is used because the table does not answer.
const USABLE_FOR: SignedDuration = SignedDuration::from_mins(10);
/// A refusal that rests on an older memory than that is looked into: a secret may have been rotated just now.
const DOUBTFUL_AFTER: SignedDuration = SignedDuration::from_secs(2);

#[derive(Clone)]
struct Known {
    value: SettingValue,
    read_at: WallTime,
}

/// Remembers settings, also those that are not set.
#[derive(Clone, Default)]
pub struct SettingCache(Arc<Mutex<HashMap<&'static str, Known>>>);

impl SettingCache {
    /// The value that holds, at most a minute old; ten, while the table does not answer.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer and nothing is remembered.
    pub async fn get<T: DeserializeOwned>(&self, app: &App, setting: &Definition<T>) -> Result<T> {
        let value = self.value(app, setting).await?.value.unwrap_or_else(|| setting.default(&app.config));
        serde_json::from_value(value).map_err(|error| Error::internal("reading a setting", error))
    }

    /// The value that somebody has set, where it is not the default that holds.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub async fn if_set<T: DeserializeOwned>(&self, app: &App, setting: &Definition<T>) -> Result<Option<T>> {
        let value = self.value(app, setting).await?.value;
        value.map(serde_json::from_value).transpose().map_err(|error| Error::internal("reading a setting", error))
    }

    /// The secrets that are live, the newest first: those that were set, else that of the environment, if it has one.
    ///
    /// # Errors
    /// Those of [`Self::get`], and those of the vault.
    pub async fn secrets(&self, app: &App, setting: &Definition<Secret>) -> Result<Vec<SecretSlice<u8>>> {
        let kept = self.value(app, setting).await?;
        if !kept.is_set() {
            let given = setting.default_secret(&app.config);
            return Ok(given.into_iter().map(|text| text.expose_secret().as_bytes().to_vec().into()).collect());
        }
        let mut secrets = Vec::new();
        for secret in &kept.secrets {
            secrets.push(secret.open(app, &setting.owner()).await?);
        }
        Ok(secrets)
    }

    /// Whether `is_right` holds for a live secret. Before it says no on the strength of a memory, it looks again, once in
    /// two seconds.
    ///
    /// # Errors
    /// Those of [`Self::secrets`]; `Unavailable` where there is no secret at all.
    pub async fn proves(
        &self,
        app: &App,
        setting: &Definition<Secret>,
        is_right: impl Fn(&[u8]) -> bool,
    ) -> Result<bool> {
        let is_one = |secrets: &[SecretSlice<u8>]| secrets.iter().any(|secret| is_right(secret.expose_secret()));
        let mut secrets = self.secrets(app, setting).await?;
        if !is_one(&secrets) && self.renew(app, setting).await? {
            secrets = self.secrets(app, setting).await?;
        }
        if secrets.is_empty() {
            return Err(Error::unavailable("the secret store", format!("the setting {} is missing", setting.key)));
        }
        Ok(is_one(&secrets))
    }

    /// Forgets a setting, because this very process has changed it.
    pub fn forget(&self, setting: &Setting) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(setting.key);
    }

    async fn value(&self, app: &App, setting: &Setting) -> Result<SettingValue> {
        let known = self.recall(setting);
        let age = |known: &Known| app.wall_now().since(&known.read_at);
        match known {
            Some(known) if age(&known) < FRESH_FOR => Ok(known.value),
            known => match self.read(app, setting).await {
                Err(error) if error.is_retryable() => match known {
                    Some(known) if age(&known) < USABLE_FOR => {
                        tracing::warn!(setting.key, "a setting is used as it was before: {}", error.chain());
                        Ok(known.value)
                    }
                    Some(_) | None => Err(error),
                },
                other => other,
            },
        }
    }

    /// Reads a setting anew, if what is remembered of it is old enough to be wrong; answers whether it did.
    async fn renew(&self, app: &App, setting: &Setting) -> Result<bool> {
        let is_doubtful = |known: Known| app.wall_now().since(&known.read_at) > DOUBTFUL_AFTER;
        if !self.recall(setting).is_none_or(is_doubtful) {
            return Ok(false);
        }
        self.read(app, setting).await.map(|_| true)
    }

    async fn read(&self, app: &App, setting: &Setting) -> Result<SettingValue> {
        let read_at = app.wall_now();
        let saved = app.store.get::<SettingValue>(&setting.key.to_owned()).await?;
        let value = saved.map_or_else(|| SettingValue::unset(setting.key), |saved| saved.value);
        let mut settings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        settings.insert(setting.key, Known { value: value.clone(), read_at });
        Ok(value)
    }

    fn recall(&self, setting: &Setting) -> Option<Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(setting.key).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        event::Actor,
        settings::{COMPANY_NAME, change, find, wish},
        testing::{Fault, World, world},
    };

    async fn name_it(app: &App, name: &str) {
        let wished = wish(find("company_name").unwrap(), name.into()).unwrap();
        change(app, Actor::System("test"), &[wished], None).await.unwrap();
    }

    async fn name(app: &App) -> Result<String> {
        app.settings.get(app, &COMPANY_NAME).await
    }

    /// The same workspace, as another process sees it.
    fn other(world: &World) -> App {
        App { settings: SettingCache::default(), ..world.app.clone() }
    }

    #[tokio::test]
    async fn a_change_shows_at_once_where_it_was_made_and_within_a_minute_elsewhere() {
        let world = world().await;
        let (app, other) = (&world.app, other(&world));
        assert_eq!((name(app).await.unwrap(), name(&other).await.unwrap()), ("Portico".into(), "Portico".into()));
        name_it(app, "Acme").await;
        assert_eq!((name(app).await.unwrap(), name(&other).await.unwrap()), ("Acme".into(), "Portico".into()));
        world.advance(SignedDuration::from_secs(59));
        assert_eq!(name(&other).await.unwrap(), "Portico");
        world.advance(SignedDuration::from_secs(1));
        assert_eq!(name(&other).await.unwrap(), "Acme");
        assert_eq!(other.settings.if_set(&other, &COMPANY_NAME).await.unwrap().as_deref(), Some("Acme"));
    }

    #[tokio::test]
    async fn what_is_not_set_is_remembered_too() {
        let world = world().await;
        name(&world.app).await.unwrap();
        world.meter.take();
        assert_eq!(world.app.settings.if_set(&world.app, &COMPANY_NAME).await.unwrap(), None);
        assert_eq!(world.meter.take().len(), 0);
    }

    #[tokio::test]
    async fn a_table_that_is_away_leaves_the_older_value_for_ten_minutes() {
        let world = world().await;
        let app = &world.app;
        // The SDK gives up after three attempts.
        let away = || world.faults.plan("GetItem", Fault::ErrorBefore, 3);
        away();
        assert_eq!(name(app).await.unwrap_err().code(), "unavailable", "a default that may be wrong is no answer");
        name_it(app, "Acme").await;
        assert_eq!(name(app).await.unwrap(), "Acme");
        world.advance(SignedDuration::from_secs(599));
        away();
        assert_eq!(name(app).await.unwrap(), "Acme");
        world.advance(SignedDuration::from_secs(1));
        away();
        assert_eq!((name(app).await.unwrap_err().code(), world.faults.left()), ("unavailable", 0));
    }
}
