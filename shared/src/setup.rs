//! What the first start makes, so that there is something to sign in to and something to fill in.

use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    identity::{FirstAdmin, first_admin},
    integrations::{Form, FormInput},
};

/// What is there after the first start.
pub struct Setup {
    /// The first administrator, if it was made now.
    pub admin: Option<FirstAdmin>,
    /// The form called «Website».
    pub form_id: Id<Form>,
}

/// Makes the first administrator and the first form, unless they exist.
///
/// # Errors
/// Those of the store, and `Malformed` for an administrator's address that is none.
pub async fn set_up(app: &App) -> Result<Setup> {
    let form_id = website_form();
    if app.store.get::<Form>(&form_id).await?.is_none() {
        let (form, _key) = Form::with_key(form_id, FormInput::named("Website"), &app.random);
        let announcement = Announcement::about("created", &form, Actor::System("setup"));
        match app.store.tx().create(&form).commit(announcement).await {
            Ok(()) | Err(Error::AlreadyExists { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(Setup { admin: first_admin(app).await?, form_id })
}

/// The id of the form that the first start makes: always the same, so that samples can name it.
pub fn website_form() -> Id<Form> {
    Id::derived(&["form", "website"])
}
