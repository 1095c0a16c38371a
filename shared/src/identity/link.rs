//! One-time links by which somebody chooses a password: an invitation, or because the old one is lost.
//!
//! A user has one link of each purpose at most: a new one ends the one before. Of a link its hash is stored; the link itself
//! stands in the mail alone.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{
    Caller, Login, Password, User, guess,
    login::{may_sign_in, sign_in_address},
    password, users,
};
use crate::{
    App, BusinessTime, Error, Id, Result, WallTime,
    event::{Actor, Announcement},
    evidence::sha256,
    outbox::Outgoing,
    settings,
    store::{Access, Entity, Key, Place, Saved, Tx},
};

/// How long an invitation is good for.
const INVITED_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);
/// How long a lost password can be replaced.
const RESET_FOR: SignedDuration = SignedDuration::from_hours(1);
/// So long a link for a lost password is not replaced: else whoever asks again and again would make each mail void before it
/// is read.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(10);
/// How long the answer to a lost password takes, whether the address is known or not.
const ANSWER_AFTER: std::time::Duration = std::time::Duration::from_millis(700);
/// The bytes of a link's secret.
const SECRET: usize = 32;

/// What a link is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Purpose {
    /// To begin.
    Invitation,
    /// To replace a password that is lost.
    Reset,
}

impl Purpose {
    const ALL: [Self; 2] = [Self::Invitation, Self::Reset];

    fn lasts(self) -> SignedDuration {
        match self {
            Self::Invitation => INVITED_FOR,
            Self::Reset => RESET_FOR,
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Invitation => "welcome",
            Self::Reset => "reset",
        }
    }

    fn key(self) -> &'static str {
        match self {
            Self::Invitation => "invitation",
            Self::Reset => "reset",
        }
    }

    fn subject(self, company: &str) -> String {
        match self {
            Self::Invitation => format!("You are invited to {company}"),
            Self::Reset => format!("A new password for {company}"),
        }
    }

    fn body(self, name: &str, company: &str, admin: &str, url: &str) -> String {
        match self {
            Self::Invitation => format!(
                "Hello {name},\n\nyou are invited to work with the customers of {company}. Choose a password here within seven days:\n\n{url}\n\n\
                 Who can help: {admin}\n"
            ),
            Self::Reset => format!(
                "Hello {name},\n\nsomebody, probably you, asked for a new password. Choose it here within an hour:\n\n{url}\n\n\
                 If it was not you, do nothing: your password is as it was.\n\n\
                 Who can help: {admin}\n"
            ),
        }
    }
}

/// A link. Its hash only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PasswordLink {
    /// Whose password it sets.
    pub user_id: Id<User>,
    /// What it is for.
    pub purpose: Purpose,
    /// SHA-256 of the token, base64url; none when it was used or withdrawn.
    pub hash: Option<String>,
    /// Until when it is good.
    pub expires_at: WallTime,
}

impl PasswordLink {
    fn admits(&self, token: &str, now: WallTime) -> bool {
        let is_it = |hash: &String| bool::from(hash.as_bytes().ct_eq(sha256(token.as_bytes()).as_bytes()));
        now < self.expires_at && self.hash.as_ref().is_some_and(is_it)
    }

    /// Whether it is good still, and was sent a moment ago.
    fn is_young(&self, now: WallTime) -> bool {
        let sent_at = self.expires_at.plus(-self.purpose.lasts());
        self.hash.is_some() && now < sent_at.plus(KEPT_FOR)
    }

    fn ended(&self) -> Self {
        Self { hash: None, ..self.clone() }
    }
}

impl Entity for PasswordLink {
    const TYPE: &'static str = "password_link";
    const ACCESS: &'static [Access] = &[("the link by which a user chooses a password", "U#<id> / LINK#<purpose>")];
    const SECRET: &'static [&'static str] = &["hash"];
    type Ref = (Id<User>, Purpose);

    fn reference(&self) -> Self::Ref {
        (self.user_id, self.purpose)
    }

    fn place((user, purpose): &Self::Ref) -> Place {
        Place::new(Key::new("U").with(user), Key::new("LINK").with(purpose.key()))
    }
}

/// Invites a user who has not joined yet once more: the invitation before is void.
///
/// # Errors
/// `Refused` with `joined_already`, and for a machine; `Stale` when `version` is another one; those of the store.
pub async fn invite(app: &App, user: &Saved<User>, by: &Caller, version: Option<u64>) -> Result<()> {
    user.demand(version)?;
    if user.joined_at.is_some() {
        return Err(Error::refused(
            "joined_already",
            "this user has a password; a lost one is replaced at the sign-in",
        ));
    }
    if !may_sign_in(user) {
        return Err(Error::refused("cannot_sign_in", "a machine, or who is not active, has nothing to sign in to"));
    }
    let tx = issued(app, user, Purpose::Invitation, app.store.tx().unchanged(user)).await?;
    tx.commit(Announcement::new("user.invited", &user.value, by.actor())).await
}

/// Sends a link to whoever lost the password of the account `email`. Who asks learns nothing: answer and time are those of
/// an address that nobody has. A link that was sent a moment ago is not sent again.
///
/// # Errors
/// `TooMany` for a network address that keeps asking; those of the store.
pub async fn forgot(app: &App, email: &str, from: Option<&str>) -> Result<()> {
    let address = sign_in_address(email).unwrap_or_else(|_| "nobody".to_owned());
    guess::admit_forgotten(app, from).await?;
    let (done, ()) = tokio::join!(send_to(app, &address), tokio::time::sleep(ANSWER_AFTER));
    if let Err(error) = done {
        // The answer is the same, also now: an error would tell that there was something to do.
        tracing::error!(error.code = error.code(), "a link was not sent: {}", error.chain());
    }
    Ok(())
}

async fn send_to(app: &App, address: &str) -> Result<()> {
    let Some(login) = app.store.get::<Login>(&address.to_owned()).await? else { return Ok(()) };
    let link = (login.user_id, Purpose::Reset);
    let mut found = app.store.batch().want::<User>(&login.user_id).want::<PasswordLink>(&link).fetch().await?;
    let Some(user) = found.take::<User>(&login.user_id)?.filter(may_sign_in) else { return Ok(()) };
    if found.take::<PasswordLink>(&link)?.is_some_and(|link| link.is_young(app.wall_now())) {
        return Ok(());
    }
    let tx = issued(app, &user, Purpose::Reset, app.store.tx().unchanged(&user)).await?;
    tx.commit(Announcement::new("user.reset_asked", &user.value, Actor::System("forgot"))).await
}

/// Adds a link to what `tx` writes, and the mail that carries it.
pub(super) async fn issued<'t>(app: &App, user: &User, purpose: Purpose, tx: Tx<'t>) -> Result<Tx<'t>> {
    let mut bytes = user.id.uuid().as_bytes().to_vec();
    bytes.extend(app.random.bytes::<SECRET>());
    let token = URL_SAFE_NO_PAD.encode(bytes);
    let hash = sha256(token.as_bytes());
    let expires_at = app.wall_now().plus(purpose.lasts());
    let link = PasswordLink { user_id: user.id, purpose, hash: Some(hash.clone()), expires_at };
    let tx = match app.store.get::<PasswordLink>(&link.reference()).await? {
        Some(former) => tx.update(&former, &link),
        None => tx.create(&link),
    };
    let company = app.settings.get(app, &settings::COMPANY_NAME).await?;
    let admin = app.settings.get(app, &settings::ADMIN_EMAIL).await?;
    let url = format!("{}/{}/{token}", app.config.public_url, purpose.path());
    let message = Outgoing {
        id: Id::derived(&["password link", &hash]),
        channel: "email".to_owned(),
        to: user.email.clone(),
        subject: Some(purpose.subject(&company)),
        body: purpose.body(&user.full_name, &company, &admin, &url),
    };
    Ok(app.outbox.post(message, app.now(), tx))
}

/// Ends the links of a user, together with what `tx` writes.
pub(super) async fn withdrawn<'t>(app: &App, user: Id<User>, tx: Tx<'t>) -> Result<Tx<'t>> {
    let links = Purpose::ALL.map(|purpose| (user, purpose));
    let mut found =
        links.iter().fold(app.store.batch(), |batch, link| batch.want::<PasswordLink>(link)).fetch().await?;
    let mut tx = tx;
    for link in links {
        if let Some(link) = found.take::<PasswordLink>(&link)?.filter(|link| link.hash.is_some()) {
            tx = tx.update(&link, &link.ended());
        }
    }
    Ok(tx)
}

/// The user whose password the link with this token sets, and what it is for.
///
/// # Errors
/// `Refused` with `link_over` for whatever is wrong with it; those of the store.
pub async fn link_of(app: &App, token: &str) -> Result<(Saved<User>, Purpose)> {
    let (user, link) = opened(app, token).await?;
    Ok((user, link.purpose))
}

async fn opened(app: &App, token: &str) -> Result<(Saved<User>, Saved<PasswordLink>)> {
    let over = || Error::refused("link_over", "this link was used, is too old, or was never good; ask for another one");
    let bytes = URL_SAFE_NO_PAD.decode(token).map_err(|_| over())?;
    let (id, secret) = bytes.split_at_checked(16).ok_or_else(over)?;
    let id = Id::from_uuid(Uuid::from_slice(id).map_err(|_| over())?);
    if secret.len() != SECRET {
        return Err(over());
    }
    let links = Purpose::ALL.map(|purpose| (id, purpose));
    let wanted = links.iter().fold(app.store.batch(), |batch, link| batch.want::<PasswordLink>(link));
    let mut found = wanted.want::<User>(&id).fetch().await?;
    let user = found.take::<User>(&id)?.filter(may_sign_in).ok_or_else(over)?;
    for link in links {
        let link = found.take::<PasswordLink>(&link)?.filter(|link| link.admits(token, app.wall_now()));
        if let Some(link) = link {
            return Ok((user, link));
        }
    }
    Err(over())
}

/// Sets the password, and the name where one is given, of the user whose link has this token. The link is used up, and every
/// session ends.
///
/// # Errors
/// `Refused` with `link_over`, `Invalid` for a password that is too short, `TooMany` for who guesses; those of the store.
pub async fn redeem(
    app: &App,
    token: &str,
    wanted: SecretString,
    full_name: Option<String>,
    from: Option<&str>,
) -> Result<()> {
    guess::admit_link(app, from).await?;
    password::check("new_password", &wanted)?;
    if let Some(name) = &full_name {
        let fields = users::faults(name, None);
        if !fields.is_empty() {
            return Err(Error::Invalid { fields });
        }
    }
    let (user, _) = opened(app, token).await?;
    let now: BusinessTime = app.now();
    let next = User {
        full_name: full_name.map_or_else(|| user.full_name.clone(), |name| name.trim().to_owned()),
        joined_at: user.joined_at.or(Some(now)),
        sessions_epoch: user.sessions_epoch + 1,
        ..user.value.clone()
    };
    let chosen = Password { user_id: user.id, hash: password::hash(wanted, &app.random).await? };
    // Whatever other link there is, it was for a password that is set now.
    let tx = withdrawn(app, user.id, app.store.tx().update(&user, &next)).await?;
    let tx = match app.store.get::<Password>(&user.id).await? {
        Some(former) => tx.update(&former, &chosen),
        None => tx.create(&chosen),
    };
    tx.commit(Announcement::new("user.password_set", &next, Actor::User(user.id))).await?;
    app.callers.forget_user(user.id);
    Ok(())
}
