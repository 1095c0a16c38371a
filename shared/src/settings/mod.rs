//! Settings of the workspace: changed through the API, kept in the table, remembered for a minute. What a process must know
//! before it can ask the table stands in its environment ([`crate::config`]).

mod cache;
mod change;
mod definition;
mod kind;
mod show;
mod value;

use std::collections::BTreeMap;

pub use cache::SettingCache;
pub use change::{Wish, Wished, change, wish, wishes};
pub use definition::{
    ADMIN_EMAIL, ALL, ALLOWED_EMAIL_DOMAINS, CAL_COM_LINK, COMPANY_NAME, DEFAULT_REGION, DEFAULT_TIMEZONE, Definition,
    FACEBOOK_APP_SECRET, FACEBOOK_PAGE_TOKEN, FACEBOOK_VERIFY_TOKEN, OPENAI_API_KEY, Secret, Setting, find,
};
pub use kind::Kind;
pub use show::{Shown, show_all, show_one};
pub use value::SettingValue;

use crate::{App, Result, store::Saved};

/// What the table has of these settings, past the cache.
async fn load(
    app: &App,
    settings: impl Iterator<Item = &Setting> + Clone,
) -> Result<BTreeMap<String, Saved<SettingValue>>> {
    let wanted =
        settings.clone().fold(app.store.batch(), |batch, setting| batch.want::<SettingValue>(&setting.key.to_owned()));
    let mut found = wanted.fetch().await?;
    let mut values = BTreeMap::new();
    for setting in settings {
        let key = setting.key.to_owned();
        if let Some(saved) = found.take::<SettingValue>(&key)? {
            values.insert(key, saved);
        }
    }
    Ok(values)
}
