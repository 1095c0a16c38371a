//! API keys: how a machine shows who it is. A key is a part of what its user may do, never more.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use subtle::ConstantTimeEq as _;
use uuid::Uuid;

use super::{Grants, User, known, permission::Permission as _, permissions::OwnSession};
use crate::{
    App, BusinessTime, Error, FieldError, Id, Result, WallTime,
    evidence::sha256,
    random::Random,
    store::{Access, Entity, Index, Key, Listed, Meta, Part, Place, Places, Summary, summary_row},
};

/// What the text of every key begins with.
pub(super) const PREFIX: &str = "pk_";
/// The bytes of the part that is shown of a key.
const TAG: usize = 5;
/// The bytes of its secret.
const SECRET: usize = 32;
/// The last use is written at most so often.
const USED_EVERY: SignedDuration = SignedDuration::from_mins(1);

/// An API key. Its hash only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ApiKey {
    /// The key.
    pub id: Id<ApiKey>,
    /// For people.
    pub name: String,
    /// What it begins with, to tell keys apart.
    pub key_prefix: String,
    /// SHA-256 of the key, base64url.
    pub hash: String,
    /// On whose behalf it acts.
    pub user_id: Id<User>,
    /// Who issued it.
    pub issued_by: Id<User>,
    /// The permissions, each as far as its user holds it.
    pub scopes: Vec<String>,
    /// Until when it is good.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expires_at: Option<WallTime>,
    /// When it was revoked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revoked_at: Option<BusinessTime>,
    /// When it was last used, to the minute.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_used_at: Option<WallTime>,
}

/// What people say of a new key.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct KeyInput {
    /// For people.
    pub name: String,
    /// The permissions, by name.
    pub scopes: Vec<String>,
    /// On whose behalf it acts; the issuer, if it is not given.
    #[serde(default)]
    pub user_id: Option<Id<User>>,
    /// Until when it is good; without an end, if it is not given.
    #[serde(default)]
    pub expires_at: Option<WallTime>,
}

/// What a key says.
pub(super) struct KeyText {
    pub(super) id: Id<ApiKey>,
    pub(super) user: Id<User>,
    text: String,
}

impl KeyText {
    fn made(id: Id<ApiKey>, user: Id<User>, random: &Random) -> Self {
        let mut bytes = id.uuid().as_bytes().to_vec();
        bytes.extend(user.uuid().as_bytes());
        bytes.extend(random.bytes::<SECRET>());
        let tag = URL_SAFE_NO_PAD.encode(random.bytes::<TAG>());
        Self { id, user, text: format!("{PREFIX}{tag}.{}", URL_SAFE_NO_PAD.encode(bytes)) }
    }

    /// Reads a key.
    pub(super) fn read(text: &str) -> Result<Self> {
        let (_, rest) = text.split_once('.').ok_or(Error::Unauthenticated)?;
        let bytes = URL_SAFE_NO_PAD.decode(rest).map_err(|_| Error::Unauthenticated)?;
        let (id, rest) = bytes.split_at_checked(16).ok_or(Error::Unauthenticated)?;
        let (user, secret) = rest.split_at_checked(16).ok_or(Error::Unauthenticated)?;
        if secret.len() != SECRET {
            return Err(Error::Unauthenticated);
        }
        let uuid = |bytes| Uuid::from_slice(bytes).map_err(|_| Error::Unauthenticated);
        Ok(Self { id: Id::from_uuid(uuid(id)?), user: Id::from_uuid(uuid(user)?), text: text.to_owned() })
    }

    fn hash(&self) -> String {
        sha256(self.text.as_bytes())
    }

    /// What is shown of the key.
    fn prefix(&self) -> String {
        self.text.chars().take_while(|c| *c != '.').collect()
    }
}

impl ApiKey {
    /// A key as `input` wants it, and its text, which is shown this once.
    pub(super) fn issued(input: KeyInput, user: Id<User>, by: Id<User>, app: &App) -> (Self, String) {
        let KeyInput { name, scopes, expires_at, .. } = input;
        let text = KeyText::made(app.id(), user, &app.random);
        let key = Self {
            id: text.id,
            name: name.trim().to_owned(),
            key_prefix: text.prefix(),
            hash: text.hash(),
            user_id: user,
            issued_by: by,
            scopes,
            expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        (key, text.text)
    }

    /// Whether `text` is this key, and good now.
    pub(super) fn admits(&self, text: &KeyText, now: WallTime) -> bool {
        self.is_alive(now)
            && text.user == self.user_id
            && bool::from(self.hash.as_bytes().ct_eq(text.hash().as_bytes()))
    }

    /// Whether it is neither revoked nor expired.
    pub fn is_alive(&self, now: WallTime) -> bool {
        self.revoked_at.is_none() && self.expires_at.is_none_or(|end| now < end)
    }

    /// What it allows, of what its user may do now.
    pub(super) fn grants(&self, of_user: Grants) -> Grants {
        of_user.narrowed(&self.scopes)
    }

    /// Notes that it was used, unless that was noted within the minute. Nothing fails with it.
    pub(super) async fn note_use(&self, app: &App) {
        let now = app.wall_now();
        if self.last_used_at.is_some_and(|at| now < at.plus(USED_EVERY)) {
            return;
        }
        let time = |at: WallTime| aws_sdk_dynamodb::types::AttributeValue::S(at.to_string());
        let values = [(":now", time(now)), (":before", time(now.plus(-USED_EVERY)))];
        let noted = app
            .store
            .update_if(
                &Self::place(&self.id),
                "SET last_used_at = :now, l.last_used_at = :now",
                "attribute_exists(l) AND (attribute_not_exists(last_used_at) OR last_used_at <= :before)",
                [].into(),
                values.map(|(name, value)| (name.to_owned(), value)).into(),
            )
            .await;
        if let Err(error) = noted {
            tracing::warn!(error.code = error.code(), "a key's use is not noted: {}", error.chain());
        }
    }
}

impl KeyInput {
    /// Checks it but for what the issuer may give.
    pub(super) fn check(&self, now: WallTime) -> Result<()> {
        let mut fields = Vec::new();
        fields.extend(name_fault(&self.name));
        if self.scopes.is_empty() {
            fields.push(FieldError::new("scopes", "give one permission at least, such as leads:read"));
        }
        for name in &self.scopes {
            if known(name).is_none() {
                fields.push(FieldError::new("scopes", format!("there is no permission `{}`", shortened(name))));
            } else if name == OwnSession::NAME {
                fields.push(FieldError::new("scopes", "a key has no session"));
            }
        }
        if self.expires_at.is_some_and(|end| end <= now) {
            fields.push(FieldError::new("expires_at", "this time is over"));
        }
        if fields.is_empty() { Ok(()) } else { Err(Error::Invalid { fields }) }
    }
}

/// What is wrong with the name of a key.
pub(super) fn name_fault(name: &str) -> Option<FieldError> {
    let is_name = (1..=255).contains(&name.trim().chars().count());
    (!is_name).then(|| FieldError::new("name", "give a name of at most 255 characters"))
}

fn shortened(text: &str) -> String {
    text.chars().take(60).collect()
}

/// The partition of the keys of a user.
fn of_user(user: Id<User>) -> Key {
    Key::new("UKEY").with(user)
}

impl Entity for ApiKey {
    const TYPE: &'static str = "api_key";
    const ACCESS: &'static [Access] = &[
        ("the key that a machine shows", "K#<id> / A"),
        ("the keys of a user, newest first", "gsi1 UKEY#<user> / <created>#<id>"),
        ("all keys, newest first", "gsi2 KEY / <created>#<id>"),
    ];
    const AUDITED: bool = true;
    const SECRET: &'static [&'static str] = &["hash"];
    type Ref = Id<ApiKey>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("K").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let order = Key::timed(meta.created_at, self.id);
        Places {
            gsi1: Some(Place::new(of_user(self.user_id), order.clone())),
            gsi2: Some(Place::new(Key::new(Self::LIST), order)),
        }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "name": self.name, "key_prefix": self.key_prefix, "user_id": self.user_id,
            "scopes": self.scopes, "expires_at": self.expires_at, "revoked_at": self.revoked_at,
            "last_used_at": self.last_used_at,
        }))
    }
}

impl Listed for ApiKey {
    const LIST: &'static str = "KEY";

    fn owners(&self) -> Vec<Id<User>> {
        vec![self.user_id]
    }

    fn of_owner(owner: Id<User>) -> Option<Part> {
        Some((Index::Gsi1, of_user(owner)))
    }
}
