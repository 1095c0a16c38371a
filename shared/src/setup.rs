//! What the first start makes, so that there is something to sign in to and something to fill in.

use crate::{
    App, Error, Id, Result, audit,
    event::{Actor, Announcement},
    identity::{FirstAdmin, Role, first_admin},
    integrations::{Form, FormInput, Provider},
    store::Entity,
    workflow::Policy,
};

/// What is there after the first start.
pub struct Setup {
    /// The first administrator, if it was made now.
    pub admin: Option<FirstAdmin>,
    /// The form called «Website».
    pub form_id: Id<Form>,
}

/// Makes the first administrator, the roles, the policies and the first form, unless they exist.
///
/// # Errors
/// Those of the store, and `Malformed` for an administrator's address that is none.
pub async fn set_up(app: &App) -> Result<Setup> {
    // Before the first Event, so that the chain covers it.
    audit::begin(app).await?;
    let form_id = website_form();
    make(app, &Form::new(app, form_id, FormInput::named("Website")).await?.0).await?;
    for role in Role::predefined() {
        make_record(app, &role).await?;
    }
    for policy in Policy::defaults() {
        make_record(app, &policy).await?;
    }
    Ok(Setup { admin: first_admin(app).await?, form_id })
}

/// The id of the form that the first start makes: always the same, so that samples can name it.
pub fn website_form() -> Id<Form> {
    Id::derived(&["form", "website"])
}

/// The secret of the forms that the samples of `events/` go to. It is no secret: such forms are made to try things out.
pub const SAMPLE_SECRET: &str = "a secret that everybody knows";

/// The id of the form that the samples of `provider` go to.
pub fn sample_form(provider: Provider) -> Id<Form> {
    Id::derived(&["form", "sample", provider.name()])
}

/// Makes the forms that the samples of `events/` go to, unless they exist. Whoever knows their secret, and everybody does, can
/// send to them: they are made where samples are played, and nowhere else.
///
/// # Errors
/// Those of the store.
pub async fn sample_forms(app: &App) -> Result<()> {
    for provider in Provider::ALL.iter().filter(|provider| **provider != Provider::Native) {
        let id = sample_form(*provider);
        let secret = (*provider != Provider::Facebook).then(|| SAMPLE_SECRET.to_owned());
        let input = FormInput { provider: *provider, secret, ..FormInput::named(&format!("Sample of {provider}")) };
        let (form, _) = Form::new(app, id, input).await?;
        make(app, &form).await?;
    }
    Ok(())
}

async fn make_record<E: Entity>(app: &App, record: &E) -> Result<()> {
    if app.store.get::<E>(&record.reference()).await?.is_some() {
        return Ok(());
    }
    let announcement = Announcement::about("created", record, Actor::System("setup"));
    match app.store.tx().create(record).commit(announcement).await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn make(app: &App, form: &Form) -> Result<()> {
    if app.store.get::<Form>(&form.id).await?.is_some() {
        return Ok(());
    }
    let announcement = Announcement::about("created", form, Actor::System("setup"));
    match form.with_mapping(None, app.store.tx().create(form)).commit(announcement).await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(()),
        Err(error) => Err(error),
    }
}
