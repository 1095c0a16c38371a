//! The settings there are: one flat list. `docs/settings.md` is made of it.

use std::{marker::PhantomData, ops::Deref};

use secrecy::SecretString;
use serde_json::{Value, json};

use super::Kind;
use crate::{Error, Result, config::Config, store::Entity as _};

/// What is known of a setting before anybody sets it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// Its name in the API and in the table. Stored, so never renamed.
    pub key: &'static str,
    /// What its value is.
    pub kind: Kind,
    /// What it does.
    pub meaning: &'static str,
    fallback: Fallback,
}

/// A setting whose value is a `T`: who reads it gets the right type, and a wrong key does not compile.
#[derive(Debug)]
pub struct Definition<T> {
    setting: Setting,
    value: PhantomData<fn() -> T>,
}

/// The type of a setting that is a secret. There is no such value: a secret is opened where it is needed, and shown nowhere.
#[derive(Clone, Copy, Debug)]
pub enum Secret {}

/// What holds where nothing is set.
#[derive(Clone, Copy, Debug)]
enum Fallback {
    /// This text.
    Text(&'static str),
    /// A list without entries.
    NoEntries,
    /// What the environment says under this name.
    Environment(&'static str, fn(&Config) -> &String),
    /// The secret that the environment has under this name.
    SecretOfEnvironment(&'static str, fn(&Config) -> Option<&SecretString>),
}

/// Who is told of what an administrator must know.
pub const ADMIN_EMAIL: Definition<String> = text(
    "admin_email",
    Kind::Email,
    Fallback::Environment("PORTICO_ADMIN_EMAIL", |config| &config.admin_email),
    "Who is told of what an administrator must know.",
);

/// The domains whose addresses a user may have; none means any.
pub const ALLOWED_EMAIL_DOMAINS: Definition<Vec<String>> = Definition {
    setting: Setting {
        key: "allowed_email_domains",
        kind: Kind::Domains,
        meaning: "The domains whose addresses a user may have; an empty list is any.",
        fallback: Fallback::NoEntries,
    },
    value: PhantomData,
};

/// Where people book a call.
pub const CAL_COM_LINK: Definition<String> =
    text("cal_com_link", Kind::Url, Fallback::Text(""), "Where people book a call with the business.");

/// What the business calls itself.
pub const COMPANY_NAME: Definition<String> = text(
    "company_name",
    Kind::Text,
    Fallback::Text("Portico"),
    "What the business calls itself; once it is set, it stands above the hosted pages of forms.",
);

/// The country whose phone numbers need no prefix, where a form names none.
pub const DEFAULT_REGION: Definition<String> = text(
    "default_region",
    Kind::Country,
    Fallback::Environment("DEFAULT_REGION", |config| &config.default_region),
    "ISO 3166 code of the country whose phone numbers need no prefix, where a form names none.",
);

/// In which zone «tomorrow» is counted, where nobody says another one.
pub const DEFAULT_TIMEZONE: Definition<String> = text(
    "default_timezone",
    Kind::TimeZone,
    Fallback::Environment("DEFAULT_TIMEZONE", |config| &config.default_timezone),
    "IANA name of the time zone in which «tomorrow» is counted, where nobody says another one.",
);

/// What Lead Ads are signed with.
pub const FACEBOOK_APP_SECRET: Definition<Secret> = secret(
    "facebook_app_secret",
    Fallback::SecretOfEnvironment("FACEBOOK_APP_SECRET", |config| config.facebook.app_secret.as_ref()),
    "The secret of the Facebook app, with which Lead Ads are signed.",
);

/// What the answers of Lead Ads are asked for with.
pub const FACEBOOK_PAGE_TOKEN: Definition<Secret> = secret(
    "facebook_page_token",
    Fallback::SecretOfEnvironment("FACEBOOK_PAGE_TOKEN", |config| config.facebook.page_token.as_ref()),
    "The token of the page, with the permission `leads_retrieval`.",
);

/// What Facebook says in its handshake.
pub const FACEBOOK_VERIFY_TOKEN: Definition<Secret> = secret(
    "facebook_verify_token",
    Fallback::SecretOfEnvironment("FACEBOOK_VERIFY_TOKEN", |config| config.facebook.verify_token.as_ref()),
    "What Facebook says when it is told of the address of the webhook.",
);

/// What a model is asked with.
pub const OPENAI_API_KEY: Definition<Secret> = secret(
    "openai_api_key",
    Fallback::SecretOfEnvironment("OPENAI_API_KEY", |config| config.ai.api_key.as_ref()),
    "The key with which a model is asked; without it only one is whose address `OPENAI_BASE_URL` names.",
);

/// Every setting there is, by key.
pub const ALL: &[Setting] = &[
    ADMIN_EMAIL.setting,
    ALLOWED_EMAIL_DOMAINS.setting,
    CAL_COM_LINK.setting,
    COMPANY_NAME.setting,
    DEFAULT_REGION.setting,
    DEFAULT_TIMEZONE.setting,
    FACEBOOK_APP_SECRET.setting,
    FACEBOOK_PAGE_TOKEN.setting,
    FACEBOOK_VERIFY_TOKEN.setting,
    OPENAI_API_KEY.setting,
];

/// The setting called `key`.
///
/// # Errors
/// `NotFound`, with the keys that exist.
pub fn find(key: &str) -> Result<&'static Setting> {
    let known = || format!("`{key}` (there are: {})", keys());
    ALL.iter()
        .find(|setting| setting.key == key)
        .ok_or_else(|| Error::NotFound { entity: super::SettingValue::TYPE, id: known() })
}

/// The keys of all settings, for people.
pub(super) fn keys() -> String {
    ALL.iter().map(|setting| setting.key).collect::<Vec<_>>().join(", ")
}

const fn text(key: &'static str, kind: Kind, fallback: Fallback, meaning: &'static str) -> Definition<String> {
    Definition { setting: Setting { key, kind, meaning, fallback }, value: PhantomData }
}

const fn secret(key: &'static str, fallback: Fallback, meaning: &'static str) -> Definition<Secret> {
    Definition { setting: Setting { key, kind: Kind::Secret, meaning, fallback }, value: PhantomData }
}

impl<T> Deref for Definition<T> {
    type Target = Setting;

    fn deref(&self) -> &Setting {
        &self.setting
    }
}

impl Setting {
    /// The value that holds where nothing is set; null for a secret.
    pub fn default(&self, config: &Config) -> Value {
        match self.fallback {
            Fallback::Text(text) => text.into(),
            Fallback::NoEntries => json!([]),
            Fallback::Environment(_, get) => get(config).as_str().into(),
            Fallback::SecretOfEnvironment(..) => Value::Null,
        }
    }

    /// The secret that holds where nothing is set.
    pub(super) fn default_secret<'c>(&self, config: &'c Config) -> Option<&'c SecretString> {
        match self.fallback {
            Fallback::SecretOfEnvironment(_, get) => get(config),
            Fallback::Text(_) | Fallback::NoEntries | Fallback::Environment(..) => None,
        }
    }

    /// What holds where nothing is set, as the reference says it.
    pub fn default_name(&self) -> String {
        match self.fallback {
            Fallback::Text(text) if !text.is_empty() => text.to_owned(),
            Fallback::Environment(name, _) | Fallback::SecretOfEnvironment(name, _) => format!("`{name}`"),
            Fallback::Text(_) | Fallback::NoEntries => "none".to_owned(),
        }
    }

    /// What the vault calls the owner of its secrets.
    pub(super) fn owner(&self) -> String {
        format!("setting/{}", self.key)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::SETTINGS;

    #[test]
    fn the_list_names_every_setting_once_and_in_order() {
        assert!(ALL.is_sorted_by(|a, b| a.key < b.key));
    }

    #[test]
    fn every_default_is_of_its_kind() {
        let environment = [("PORTICO_ADMIN_EMAIL", "Ann@Example.com"), ("DEFAULT_REGION", "DE")];
        let get =
            |name: &str| environment.iter().find(|(known, _)| *known == name).map(|(_, value)| (*value).to_owned());
        let config = Config::read(get).unwrap();
        for setting in ALL.iter().filter(|setting| setting.kind != Kind::Secret) {
            assert!(setting.kind.normalize(&setting.default(&config)).is_ok(), "{}", setting.key);
        }
        assert_eq!(
            (ADMIN_EMAIL.default(&config), DEFAULT_REGION.default(&config)),
            ("Ann@Example.com".into(), "DE".into())
        );
    }

    #[test]
    fn what_the_environment_says_is_a_setting_of_it() {
        for setting in ALL {
            let name = setting.default_name();
            if let Some(name) = name.strip_prefix('`') {
                assert!(SETTINGS.iter().any(|known| known.name == name.trim_end_matches('`')), "{name}");
            }
        }
    }
}
