//! Issuing, changing and revoking API keys.

use super::{ApiKey, Caller, KeyInput, User, View, key};
use crate::{App, Error, Id, Result, event::Announcement, identity::Credential, store::Saved};

/// Issues a key, and tells its text, which is shown this once.
///
/// Its scopes are some of what the issuer may do, and of what the user may on whose behalf it acts: the issuer, or a machine.
///
/// # Errors
/// `Invalid`, with every fault; `Forbidden` for a scope beyond what the issuer may do; those of the store.
pub async fn issue_key(app: &App, by: &Caller, view: &View, input: KeyInput) -> Result<(Saved<ApiKey>, String)> {
    // A key that could issue keys would live on in them.
    by.session()?;
    input.check(app.wall_now())?;
    let user = match input.user_id.filter(|id| *id != by.user.id) {
        None => by.user.clone(),
        Some(_) if !view.is_all() => {
            return Err(Error::invalid("user_id", "you may issue keys for yourself only"));
        }
        Some(id) => {
            let found = app.store.get::<User>(&id).await?.filter(|user| user.meta.deleted_at.is_none());
            let machine = found.filter(|user| user.is_machine() && user.is_active);
            machine.ok_or_else(|| Error::invalid("user_id", "give an active user of the role `service`, or none"))?
        }
    };
    let of_user = user.all_grants(app).await?;
    if user.id != by.user.id {
        by.may_give(&of_user.clone().narrowed(&input.scopes))?;
    }
    if let Some(lacking) = input.scopes.iter().find(|name| of_user.scope(name).is_none()) {
        return Err(Error::Forbidden {
            code: "beyond_own_grants",
            message: format!("whoever the key acts for lacks the permission {lacking}"),
        });
    }
    let (key, text) = ApiKey::issued(input, user.id, by.user.id, app);
    let tx = app.store.tx().create(&key).unchanged(&by.user);
    let tx = if user.id == by.user.id { tx } else { tx.unchanged(&user) };
    tx.commit(Announcement::about("issued", &key, by.actor())).await?;
    Ok((app.store.load::<ApiKey>(&key.id).await?, text))
}

/// Gives a key another name.
///
/// # Errors
/// `NotFound` for one that is not seen, `Stale` when `version` is another one, `Invalid` for no name; those of the store.
pub async fn rename_key(
    app: &App,
    by: &Caller,
    view: &View,
    id: Id<ApiKey>,
    name: &str,
    version: Option<u64>,
) -> Result<Saved<ApiKey>> {
    let key = view.load::<ApiKey>(app, &id).await?;
    key.demand(version)?;
    if let Some(fault) = key::name_fault(name) {
        return Err(Error::Invalid { fields: vec![fault] });
    }
    let next = ApiKey { name: name.trim().to_owned(), ..key.value.clone() };
    app.store.tx().update(&key, &next).commit(Announcement::about("updated", &next, by.actor())).await?;
    app.store.load::<ApiKey>(&id).await
}

/// Revokes a key: from now on it is refused, and for good. A second time it changes nothing.
///
/// # Errors
/// `NotFound` for one that is not seen, `Stale` when `version` is another one; those of the store.
pub async fn revoke_key(app: &App, by: &Caller, view: &View, id: Id<ApiKey>, version: Option<u64>) -> Result<()> {
    let key = view.load::<ApiKey>(app, &id).await?;
    key.demand(version)?;
    if key.revoked_at.is_some() {
        return Ok(());
    }
    let next = ApiKey { revoked_at: Some(app.now()), ..key.value.clone() };
    app.store.tx().update(&key, &next).commit(Announcement::about("revoked", &next, by.actor())).await?;
    app.callers.forget(Credential::Key(id));
    Ok(())
}
