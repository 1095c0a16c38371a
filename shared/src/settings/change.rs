//! Changing settings.

use serde_json::{Map, Value};

use super::{Kind, Setting, SettingValue, definition, load};
use crate::{
    App, Error, FieldError, Result,
    event::{Actor, Announcement},
    secrets::rotate,
    store::{Entity as _, Saved},
};

/// Settings may be changed by several people at once; so often a change without a version is applied anew.
const MAX_ATTEMPTS: u32 = 5;

/// What somebody wants a setting to be.
pub enum Wish {
    /// This, as it is kept; a secret becomes the newest.
    Value(Value),
    /// The default.
    Default,
    /// Of a secret the newest alone.
    NewestAlone,
}

/// A setting, and what somebody wants it to be.
pub struct Wished {
    /// Which setting.
    pub setting: &'static Setting,
    /// What it shall be.
    pub wish: Wish,
}

/// Wants `setting` to be `value`; null is the default.
///
/// # Errors
/// `Invalid`, naming the field `value`.
pub fn wish(setting: &'static Setting, value: Value) -> Result<Wished> {
    read(setting, "value", &value).map_err(|fault| Error::Invalid { fields: vec![fault] })
}

/// Wants each setting that `values` names to have the value beside it.
///
/// # Errors
/// `Malformed` with `unknown_field`, naming every key that is none; `Invalid`, with every value that is not right.
pub fn wishes(values: &Map<String, Value>) -> Result<Vec<Wished>> {
    let (known, unknown): (Vec<_>, Vec<_>) =
        values.iter().map(|(key, value)| (key, definition::find(key), value)).partition(|(_, found, _)| found.is_ok());
    if !unknown.is_empty() {
        let names: Vec<String> = unknown.iter().map(|(key, ..)| format!("`{key}`")).collect();
        let message = format!("unknown settings: {}; there are: {}", names.join(", "), definition::keys());
        return Err(Error::malformed("unknown_field", message));
    }
    let (mut wished, mut faults) = (Vec::new(), Vec::new());
    for (key, setting, value) in known {
        match read(setting?, key, value) {
            Ok(wish) => wished.push(wish),
            Err(fault) => faults.push(fault),
        }
    }
    if faults.is_empty() { Ok(wished) } else { Err(Error::Invalid { fields: faults }) }
}

fn read(setting: &'static Setting, field: &str, value: &Value) -> Result<Wished, FieldError> {
    if value.is_null() {
        return Ok(Wished { setting, wish: Wish::Default });
    }
    let kept = setting.kind.normalize(value).map_err(|advice| FieldError::new(field, advice))?;
    Ok(Wished { setting, wish: Wish::Value(kept) })
}

/// Makes settings what `wished` says, in one transaction with one Event; what is so already is not written.
///
/// `version` is the one that every record must have, where who asks says so; 0 is one that was never set.
///
/// # Errors
/// `Stale` when a record has another version, `Refused` with `no_secret`, and those of the vault and the store.
pub async fn change(app: &App, actor: Actor, wished: &[Wished], version: Option<u64>) -> Result<()> {
    let mut attempt = 1;
    loop {
        match change_once(app, actor.clone(), wished, version).await {
            Err(Error::Stale { .. }) if version.is_none() && attempt < MAX_ATTEMPTS => attempt += 1,
            changed => return changed,
        }
    }
}

async fn change_once(app: &App, actor: Actor, wished: &[Wished], version: Option<u64>) -> Result<()> {
    let saved = load(app, wished.iter().map(|wished| wished.setting)).await?;
    let mut tx = app.store.tx();
    let mut subject = None;
    for Wished { setting, wish } in wished {
        let saved: Option<&Saved<SettingValue>> = saved.get(setting.key);
        if version.is_some_and(|version| version != saved.map_or(0, |saved| saved.meta.version)) {
            return Err(Error::Stale { entity: SettingValue::TYPE, id: setting.key.to_owned() });
        }
        let before = saved.map_or_else(|| SettingValue::unset(setting.key), |saved| saved.value.clone());
        let next = next(app, setting, &before, wish).await?;
        if next == before {
            continue;
        }
        tx = match saved {
            Some(saved) => tx.update(saved, &next),
            None => tx.create_over(&before, &next),
        };
        subject.get_or_insert(next);
    }
    // Of several, the Event is about the first, and tells of all.
    let Some(subject) = subject else { return Ok(()) };
    let written = tx.commit(Announcement::about("updated", &subject, actor)).await;
    wished.iter().for_each(|wished| app.settings.forget(wished.setting));
    match written {
        // Somebody was first to set it.
        Err(Error::AlreadyExists { entity, id }) => Err(Error::Stale { entity, id }),
        other => other,
    }
}

async fn next(app: &App, setting: &Setting, before: &SettingValue, wish: &Wish) -> Result<SettingValue> {
    let is_secret = setting.kind == Kind::Secret;
    Ok(match wish {
        Wish::Default => SettingValue::unset(setting.key),
        Wish::NewestAlone if !is_secret => {
            return Err(Error::refused("no_secret", format!("{} is no secret: nothing of it is live", setting.key)));
        }
        Wish::NewestAlone => {
            SettingValue { secrets: before.secrets.iter().take(1).cloned().collect(), ..before.clone() }
        }
        Wish::Value(value) if is_secret => {
            let text = value.as_str().unwrap_or_default();
            let secrets = rotate(app, &setting.owner(), &before.secrets, text).await?;
            SettingValue { secrets, ..before.clone() }
        }
        Wish::Value(value) => SettingValue { value: Some(value.clone()), ..before.clone() },
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn of(values: Value) -> Result<Vec<Wished>> {
        wishes(values.as_object().unwrap())
    }

    #[test]
    fn every_key_that_is_none_is_told() {
        let error = of(json!({ "colour": 1, "company_name": "", "shape": 2 })).err().unwrap();
        assert_eq!(error.code(), "unknown_field");
        let text = error.to_string();
        assert!(text.contains("`colour`, `shape`") && text.contains("cal_com_link"), "{text}");
    }

    #[test]
    fn every_value_that_is_not_right_is_told() {
        let wrong =
            json!({ "admin_email": "nobody", "cal_com_link": "", "company_name": "", "default_region": "Mars" });
        let Err(Error::Invalid { fields }) = of(wrong) else { panic!("not refused") };
        let names: Vec<&str> = fields.iter().map(|fault| fault.field.as_str()).collect();
        assert_eq!(names, ["admin_email", "company_name", "default_region"]);
    }

    #[tokio::test]
    async fn two_who_set_the_same_at_once_are_both_heard() {
        let world = crate::testing::world().await;
        let set = async |name: &str| {
            let wished = wish(definition::find("company_name").unwrap(), name.into()).unwrap();
            change(&world.app, Actor::System("test"), &[wished], None).await
        };
        let (one, two) = tokio::join!(set("One"), set("Two"));
        assert!(one.is_ok() && two.is_ok());
        let saved = world.app.store.load::<SettingValue>(&"company_name".to_owned()).await.unwrap();
        assert_eq!(saved.meta.version, 2);
    }
}
