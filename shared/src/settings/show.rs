//! Settings as the API shows them.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::{ALL, Kind, Setting, SettingValue, load};
use crate::{
    App, BusinessTime, Result,
    secrets::{Fingerprint, LiveSecret},
    store::Saved,
};

/// A setting, as it is shown. Of a secret there is no value, only what tells it from others.
#[derive(Debug, Serialize, JsonSchema)]
#[schemars(rename = "Setting")]
pub struct Shown {
    /// Its name.
    key: &'static str,
    /// What its value is.
    kind: Kind,
    /// What it does.
    meaning: &'static str,
    /// What holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<Value>,
    /// What holds where nothing is set.
    #[serde(skip_serializing_if = "Option::is_none")]
    default: Option<Value>,
    /// Whether somebody has set it. A secret that is not set may be given by the environment.
    is_set: bool,
    /// The secrets that are live, the newest first.
    #[serde(skip_serializing_if = "Option::is_none")]
    fingerprints: Option<Vec<Fingerprint>>,
    /// When it was last changed; null if it never was.
    updated_at: Option<BusinessTime>,
    /// Counts the changes; also the `ETag`. 0 if it was never changed.
    pub version: u64,
}

impl Shown {
    fn of(app: &App, setting: &Setting, saved: Option<&Saved<SettingValue>>) -> Self {
        let is_secret = setting.kind == Kind::Secret;
        let default = (!is_secret).then(|| setting.default(&app.config));
        let live = saved.map(|saved| saved.secrets.as_slice()).unwrap_or_default().iter();
        Self {
            key: setting.key,
            kind: setting.kind,
            meaning: setting.meaning,
            value: saved.and_then(|saved| saved.value.value.clone()).or_else(|| default.clone()),
            default,
            is_set: saved.is_some_and(|saved| saved.is_set()),
            fingerprints: is_secret.then(|| live.map(LiveSecret::shown).collect()),
            updated_at: saved.map(|saved| saved.meta.updated_at),
            version: saved.map_or(0, |saved| saved.meta.version),
        }
    }
}

/// Every setting, by key, as it is now.
///
/// # Errors
/// Those of the store.
pub async fn show_all(app: &App) -> Result<Vec<Shown>> {
    let saved = load(app, ALL.iter()).await?;
    Ok(ALL.iter().map(|setting| Shown::of(app, setting, saved.get(setting.key))).collect())
}

/// One setting, as it is now.
///
/// # Errors
/// Those of the store.
pub async fn show_one(app: &App, setting: &Setting) -> Result<Shown> {
    let saved = app.store.get::<SettingValue>(&setting.key.to_owned()).await?;
    Ok(Shown::of(app, setting, saved.as_ref()))
}
