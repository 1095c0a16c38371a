//! A setting that was set.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::{
    secrets::LiveSecret,
    store::{Access, Entity, Key, Place},
};

/// What a setting was set to. One that went back to its default stays, with neither value nor secrets: its version counts on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SettingValue {
    /// Which setting.
    pub key: String,
    /// The value of a plain one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Value>,
    /// What is kept of a secret one; the newest first, two at most.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub secrets: Vec<LiveSecret>,
}

impl SettingValue {
    /// The default holds.
    pub fn unset(key: &str) -> Self {
        Self { key: key.to_owned(), value: None, secrets: Vec::new() }
    }

    /// Whether anything else than the default holds.
    pub fn is_set(&self) -> bool {
        self.value.is_some() || !self.secrets.is_empty()
    }
}

impl Entity for SettingValue {
    const TYPE: &'static str = "setting";
    // No list: the code knows every key, and a batch reads them all, strongly.
    const ACCESS: &'static [Access] = &[("one setting; all of them in one batch", "SETTING#<key> / A")];
    const AUDITED: bool = true;
    const SECRET: &'static [&'static str] = &["secrets"];
    type Ref = String;

    fn reference(&self) -> String {
        self.key.clone()
    }

    fn place(key: &String) -> Place {
        Place::head(Key::new("SETTING").with(key))
    }
}
