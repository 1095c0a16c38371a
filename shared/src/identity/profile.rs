//! What everybody may change of himself.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Caller, User, users};
use crate::{App, Error, Result, event::Announcement, store::Saved};

/// What everybody may change of himself.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProfileInput {
    /// For people.
    pub full_name: String,
    /// Where a picture is: an https address.
    #[serde(default)]
    pub avatar_url: Option<String>,
}

impl ProfileInput {
    /// As it is.
    pub fn of(user: &User) -> Self {
        Self { full_name: user.full_name.clone(), avatar_url: user.avatar_url.clone() }
    }
}

/// Changes the caller's own name and picture.
///
/// # Errors
/// `Invalid`, with every fault; `Stale` when `version` is another one; those of the store.
pub async fn change_profile(app: &App, by: &Caller, input: ProfileInput, version: Option<u64>) -> Result<Saved<User>> {
    by.user.demand(version)?;
    let ProfileInput { full_name, avatar_url } = input;
    let fields = users::faults(&full_name, avatar_url.as_deref());
    if !fields.is_empty() {
        return Err(Error::Invalid { fields });
    }
    let next = User { full_name: full_name.trim().to_owned(), avatar_url, ..by.user.value.clone() };
    app.store.tx().update(&by.user, &next).commit(Announcement::about("updated", &next, by.actor())).await?;
    app.callers.forget_user(next.id);
    app.store.load::<User>(&next.id).await
}
