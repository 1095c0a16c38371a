//! Who may be a user, and what becomes of a user: the rules and the writes behind the generic routes.
//!
//! Nobody gives or takes what he may not do himself, for all records; owners are changed by owners; nobody locks himself
//! out. Since an owner can only be removed by another one, who must still be an owner when that is written, there is always
//! one.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Caller, Grants, Login, Purpose, Role, Team, User, View, link, login::sign_in_address, role::OWNER};
use crate::{
    App, Error, FieldError, Id, Result,
    http::Resource,
    settings,
    store::{Entity as _, ListRequest, Page, Saved, Tx},
};

/// What people set of a user.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UserInput {
    /// What the user signs in with.
    pub email: String,
    /// For people.
    pub full_name: String,
    /// The name of the role.
    pub role: String,
    /// What the user may do beyond the role.
    #[serde(default)]
    pub grants: Grants,
    /// The team.
    #[serde(default)]
    pub team_id: Option<Id<Team>>,
    /// Where a picture is: an https address.
    #[serde(default)]
    pub avatar_url: Option<String>,
    /// One who is not active cannot sign in, and is signed out.
    #[serde(default = "yes")]
    pub is_active: bool,
}

fn yes() -> bool {
    true
}

/// What is wrong with what people say of a user's name and picture.
pub(super) fn faults(full_name: &str, avatar_url: Option<&str>) -> Vec<FieldError> {
    let mut fields = Vec::new();
    if !(1..=200).contains(&full_name.trim().chars().count()) {
        fields.push(FieldError::new("full_name", "give a name of at most 200 characters"));
    }
    if avatar_url
        .is_some_and(|url| !url.starts_with("https://") || url.len() > 500 || url.contains(char::is_whitespace))
    {
        fields.push(FieldError::new("avatar_url", "give an https address of at most 500 characters"));
    }
    fields
}

impl UserInput {
    /// The address as it is stored, if the business lets its users have such a one.
    async fn address(&self, app: &App) -> Result<String> {
        let address = sign_in_address(&self.email).map_err(|reason| Error::invalid("email", reason))?;
        let domains = app.settings.get(app, &settings::ALLOWED_EMAIL_DOMAINS).await?;
        if domains.is_empty() || domains.iter().any(|domain| address.ends_with(&format!("@{domain}"))) {
            return Ok(address);
        }
        let why = format!("users have addresses of {}; see the setting allowed_email_domains", domains.join(", "));
        Err(Error::invalid("email", why))
    }

    async fn check_references(&self, app: &App) -> Result<()> {
        if Role::exists(app, &self.role).await? {
            return Ok(());
        }
        Err(Error::invalid("role", "there is no such role; GET /api/admin/roles tells which there are"))
    }
}

impl User {
    /// All that it may do.
    pub(super) async fn all_grants(&self, app: &App) -> Result<Grants> {
        Ok(Role::grants_of(app, &self.role, true).await?.0.and(&self.grants))
    }

    /// Whether `by` may make what was `before` into this.
    async fn permit(&self, before: Option<&Self>, by: &Caller, app: &App) -> Result<()> {
        let is_owners = self.role == OWNER || before.is_some_and(|before| before.role == OWNER);
        if is_owners && !by.is_owner() {
            return Err(Error::Forbidden {
                code: "owners_only",
                message: "only an owner makes or changes an owner".to_owned(),
            });
        }
        by.may_give(&self.all_grants(app).await?)?;
        let Some(before) = before else { return Ok(()) };
        by.may_give(&before.all_grants(app).await?)?;
        let keeps = (&self.role, &self.grants, self.is_active, self.team_id)
            == (&before.role, &before.grants, before.is_active, before.team_id);
        if before.id == by.user.id && !keeps {
            return Err(own_account());
        }
        Ok(())
    }
}

fn own_account() -> Error {
    Error::refused("own_account", "nobody changes his own role or ends his own account: ask somebody else to do it")
}

/// Checks that who asks is still who he was; his own record is written anyway.
fn still<'t>(by: &Caller, user: Id<User>, tx: Tx<'t>) -> Tx<'t> {
    if by.user.id == user { tx } else { tx.unchanged(&by.user) }
}

/// Moves a user from one team to another.
async fn moved<'t>(from: Option<Id<Team>>, to: Option<Id<Team>>, app: &App, mut tx: Tx<'t>) -> Result<Tx<'t>> {
    if from == to {
        return Ok(tx);
    }
    if let Some(team) = to {
        let team = app.store.get::<Team>(&team).await?.filter(|team| team.meta.deleted_at.is_none());
        let team = team.ok_or_else(|| Error::invalid("team_id", "there is no such team"))?;
        tx = tx.update(&team, &team.joined()?);
    }
    if let Some(team) = from
        && let Some(team) = app.store.get::<Team>(&team).await?
    {
        tx = tx.update(&team, &team.left());
    }
    Ok(tx)
}

impl Resource for User {
    type Input = UserInput;

    fn input(&self) -> UserInput {
        let Self { email, full_name, role, grants, team_id, avatar_url, is_active, .. } = self.clone();
        UserInput { email, full_name, role, grants, team_id, avatar_url, is_active }
    }

    fn check(input: &UserInput) -> Result<()> {
        let mut fields = faults(&input.full_name, input.avatar_url.as_deref());
        fields.extend(input.grants.faults("grants"));
        if let Err(reason) = sign_in_address(&input.email) {
            fields.push(FieldError::new("email", reason));
        }
        if fields.is_empty() { Ok(()) } else { Err(Error::Invalid { fields }) }
    }

    async fn create(id: Id<Self>, input: UserInput, by: &Caller, app: &App) -> Result<(Self, Map<String, Value>)> {
        input.check_references(app).await?;
        let email = input.address(app).await?;
        let UserInput { full_name, role, grants, team_id, avatar_url, is_active, .. } = input;
        let user = Self {
            id,
            email,
            full_name: full_name.trim().to_owned(),
            role,
            grants,
            team_id,
            avatar_url,
            joined_at: None,
            last_login_at: None,
            sessions_epoch: 0,
            is_active,
        };
        user.permit(None, by, app).await?;
        Ok((user, Map::new()))
    }

    async fn with(&self, input: UserInput, by: &Caller, app: &App) -> Result<Self> {
        if input.role != self.role {
            input.check_references(app).await?;
        }
        let email = if input.email == self.email { self.email.clone() } else { input.address(app).await? };
        let UserInput { full_name, role, grants, team_id, avatar_url, is_active, .. } = input;
        let full_name = full_name.trim().to_owned();
        let mut next = Self { email, full_name, role, grants, team_id, avatar_url, is_active, ..self.clone() };
        next.permit(Some(self), by, app).await?;
        if next.is_machine() != self.is_machine() && self.joined_at.is_some() {
            return Err(Error::invalid("role", "a person does not become a machine; make another user"));
        }
        // Who is let go, or known by another address, is signed out everywhere in the same moment.
        if (self.is_active && !next.is_active) || self.email != next.email {
            next.sessions_epoch += 1;
        }
        Ok(next)
    }

    async fn beside<'t>(&self, before: Option<&Saved<Self>>, by: &Caller, app: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        let tx = still(by, self.id, tx);
        let mut tx = moved(before.and_then(|before| before.team_id), self.team_id, app, tx).await?;
        if before.is_none_or(|before| before.email != self.email) {
            tx = tx.create(&Login { email: self.email.clone(), user_id: self.id });
        }
        if before.is_none() && !self.is_machine() && self.is_active {
            // A person who is new is invited; a machine is not.
            tx = link::issued(app, self, Purpose::Invitation, tx).await?;
        }
        if let Some(before) = before
            && before.email != self.email
        {
            tx = tx.delete(&app.store.load::<Login>(&before.email).await?);
        }
        if before.is_some_and(|before| before.sessions_epoch != self.sessions_epoch) || self.is_machine() {
            tx = link::withdrawn(app, self.id, tx).await?;
        }
        Ok(tx)
    }

    async fn removed<'t>(saved: &Saved<Self>, by: &Caller, app: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        if saved.id == by.user.id {
            return Err(own_account());
        }
        saved.permit(Some(&saved.value), by, app).await?;
        let tx = still(by, saved.id, tx).delete(&app.store.load::<Login>(&saved.email).await?);
        let tx = link::withdrawn(app, saved.id, tx).await?;
        moved(saved.team_id, None, app, tx).await
    }

    async fn restored<'t>(saved: &Saved<Self>, by: &Caller, app: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        saved.permit(Some(&saved.value), by, app).await?;
        if let Some(login) = app.store.get::<Login>(&saved.email).await? {
            let holder = app.store.get::<Self>(&login.user_id).await?;
            let name = holder.map(|holder| holder.value.full_name).unwrap_or_default();
            let message = format!("the address is that of {name} ({}) now: give that user another one", login.user_id);
            return Err(Error::refused("email_taken", message));
        }
        Ok(still(by, saved.id, tx).create(&Login { email: saved.email.clone(), user_id: saved.id }))
    }

    /// Without a team, and signed in nowhere.
    fn revived(&self) -> Self {
        Self { team_id: None, sessions_epoch: self.sessions_epoch + 1, ..self.clone() }
    }

    async fn page(view: &View, app: &App, request: &ListRequest) -> Result<Page> {
        let Some(owners) = view.owners(app).await? else {
            return view.list::<Self>(app, request, &Default::default()).await;
        };
        // A team is small: one page.
        let mut found = owners.iter().fold(app.store.batch(), |batch, id| batch.want::<Self>(id)).fetch().await?;
        let mut users = Vec::new();
        for id in &owners {
            users.extend(found.take::<Self>(id)?.filter(|user| user.meta.deleted_at.is_none()));
        }
        users.sort_by(|a, b| a.email.cmp(&b.email));
        let items = users.iter().filter_map(|user| user.summary(&user.meta)).collect();
        Ok(Page { items, next_cursor: None })
    }

    fn show(&self, _: &App, fields: &mut Map<String, Value>) {
        fields.insert("grants".to_owned(), json!(self.grants));
    }

    fn changed(app: &App, id: Id<Self>) {
        app.callers.forget_user(id);
    }
}
