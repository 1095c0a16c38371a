//! A form: a door through which leads come, and its policy.

mod field;
mod input;
mod mapping;
mod secret;

pub use field::{FieldKind, FormField};
pub(crate) use input::is_web;
pub use input::{DuplicatePolicy, FormInput};
pub use mapping::FormMapping;
use serde::{Deserialize, Serialize};
use serde_dynamo::AttributeValue;
use serde_json::{Map, Value, json};

use super::Provider;
use crate::{
    App, BusinessTime, Error, Id, Result,
    http::Resource,
    identity::Caller,
    secrets::{LiveSecret, rotate},
    store::{Access, Entity, Index, Item, Key, Listed, Meta, Place, Places, Query, Saved, Summary, Tx, summary_row},
};

/// A source of leads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The form; part of its address.
    pub id: Id<Form>,
    /// What people can set.
    #[serde(flatten)]
    pub input: FormInput,
    /// Counts the changes of `field_map`: receipts say under which one they were read. Each is kept ([`FormMapping`]).
    pub mapping_version: u32,
    /// What senders prove themselves with; the newest first.
    pub secrets: Vec<LiveSecret>,
}

impl Form {
    /// A new form, and its secret where one was made, which is shown once.
    ///
    /// # Errors
    /// `Invalid` for a secret that could be guessed, and those of the vault.
    pub async fn new(app: &App, id: Id<Self>, mut input: FormInput) -> Result<(Self, Option<String>)> {
        let given = input.secret.take();
        let form = Self { id, input, mapping_version: 1, secrets: Vec::new() };
        if form.input.provider == Provider::Facebook {
            return Ok((form, None));
        }
        form.with_secret(app, given.as_deref()).await
    }

    /// The form with one more secret: the one that is given, or else one that is made and shown once. The one before
    /// stays live, an older one does not.
    ///
    /// # Errors
    /// Those of [`Self::new`].
    pub async fn with_secret(&self, app: &App, given: Option<&str>) -> Result<(Self, Option<String>)> {
        let Some(text) = given else {
            let (secret, text) = secret::made(app, self.id, self.input.provider).await?;
            return Ok((Self { secrets: secret.before(&self.secrets), ..self.clone() }, Some(text)));
        };
        secret::check(text)?;
        let secrets = rotate(app, &self.secret_owner(), &self.secrets, text).await?;
        Ok((Self { secrets, ..self.clone() }, None))
    }

    /// What the vault calls the owner of the form's secrets.
    pub fn secret_owner(&self) -> String {
        secret::owner(self.id)
    }

    /// The form with its newest secret alone.
    #[must_use]
    pub fn with_newest_secret(&self) -> Self {
        Self { secrets: self.secrets.iter().take(1).cloned().collect(), ..self.clone() }
    }

    /// Where submissions of the form are sent.
    pub fn url(&self, public_url: &str) -> String {
        match self.input.provider {
            Provider::Native => format!("{public_url}/forms/{}", self.id),
            Provider::Facebook => format!("{public_url}/hooks/forms/facebook"),
            // Its sender can neither sign nor be told a header: the secret is part of the address.
            Provider::Jotform => format!("{public_url}/hooks/forms/jotform/{}/{{secret}}", self.id),
            provider @ (Provider::Typeform
            | Provider::Tally
            | Provider::Webflow
            | Provider::GoogleAds
            | Provider::Calendly
            | Provider::Calcom
            | Provider::Generic) => format!("{public_url}/hooks/forms/{provider}/{}", self.id),
        }
    }

    /// Adds the field map to what `tx` writes, where it is another one than that of the form `before`.
    pub fn with_mapping<'t>(&self, before: Option<&Self>, tx: Tx<'t>) -> Tx<'t> {
        if before.is_some_and(|before| before.mapping_version == self.mapping_version) {
            return tx;
        }
        tx.create(&FormMapping::of(self))
    }

    /// The active form that takes the submissions to the provider's own form `external_id`: the one that names it, else
    /// the one that names none.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn of_external(app: &App, provider: Provider, external_id: &str) -> Result<Option<Id<Self>>> {
        for id in [external_id, ""] {
            let query = Query { limit: 10, ..Query::new(Index::Gsi1, external_key(provider, id)) };
            for row in app.store.query(query).await?.items {
                let Some(AttributeValue::S(pk)) = row.get("pk") else { continue };
                let Some(Ok(form)) = pk.strip_prefix("FORM#").map(str::parse) else { continue };
                match app.forms.active(app, form).await {
                    Ok(_) => return Ok(Some(form)),
                    Err(Error::NotFound { .. }) => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(None)
    }
}

fn external_key(provider: Provider, external_id: &str) -> Key {
    Key::new("XFORM").with(provider).with(external_id)
}

impl Entity for Form {
    const TYPE: &'static str = "form";
    const SHAPE: u32 = 2;
    const ACCESS: &'static [Access] = &[
        ("one form", "FORM#<id> / A"),
        (
            "the form for a provider's own form, where all of them call one address",
            "gsi1 XFORM#<provider>#<external id> / <created>#<id>",
        ),
        ("all forms, newest first", "gsi2 FORM / <created>#<id>"),
    ];
    const AUDITED: bool = true;
    const SECRET: &'static [&'static str] = &["secrets"];
    type Ref = Id<Form>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("FORM").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let order = Key::timed(meta.created_at, self.id);
        let external = || external_key(self.input.provider, self.input.external_id.as_deref().unwrap_or_default());
        let gsi1 = (self.input.provider == Provider::Facebook).then(|| Place::new(external(), order.clone()));
        Places { gsi1, gsi2: Some(Place::new(Key::new(Self::LIST), order)) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "name": self.input.name, "provider": self.input.provider,
            "duplicate_policy": self.input.duplicate_policy, "is_active": self.input.is_active,
        }))
    }

    fn upgrade(item: &mut Item, _from: u32) -> Result<()> {
        // Shape 1 had one key, of which the hash was kept.
        let Some(AttributeValue::S(hash)) = item.remove("key_hash") else {
            return Err(Error::internal("reading a form", "a form of the first shape without its key"));
        };
        let since = match item.get("_created_at") {
            Some(AttributeValue::N(millis)) => BusinessTime::from_millis(millis.parse().unwrap_or_default()),
            _ => BusinessTime::from_millis(0),
        };
        let secrets = serde_dynamo::to_attribute_value(vec![LiveSecret::of_hash(hash, since)]);
        let secrets = secrets.map_err(|error| Error::internal("reading a form", error))?;
        item.insert("secrets".to_owned(), secrets);
        item.insert("mapping_version".to_owned(), AttributeValue::N("1".to_owned()));
        Ok(())
    }
}

impl Listed for Form {
    const LIST: &'static str = "FORM";
}

impl Resource for Form {
    type Input = FormInput;

    fn input(&self) -> FormInput {
        self.input.clone()
    }

    fn check(input: &FormInput) -> Result<()> {
        input.check()
    }

    async fn create(id: Id<Self>, input: FormInput, _: &Caller, app: &App) -> Result<(Self, Map<String, Value>)> {
        let (form, made) = Self::new(app, id, input).await?;
        let once = made.map(|secret| ("secret".to_owned(), secret.into()));
        Ok((form, once.into_iter().collect()))
    }

    fn show(&self, app: &App, fields: &mut Map<String, Value>) {
        fields.insert("url".to_owned(), self.url(&app.config.public_url).into());
        fields.insert("secrets".to_owned(), json!(self.secrets.iter().map(LiveSecret::shown).collect::<Vec<_>>()));
    }

    async fn beside<'t>(&self, before: Option<&Saved<Self>>, _: &Caller, _: &App, tx: Tx<'t>) -> Result<Tx<'t>> {
        Ok(self.with_mapping(before.map(|before| &before.value), tx))
    }

    fn changed(app: &App, id: Id<Self>) {
        app.forms.forget(id);
    }

    async fn with(&self, mut input: FormInput, _: &Caller, app: &App) -> Result<Self> {
        if input.provider != self.input.provider {
            return Err(Error::invalid("provider", "this cannot be changed; make another form"));
        }
        let given = input.secret.take();
        let mended = u32::from(input.field_map != self.input.field_map);
        let next = Self { mapping_version: self.mapping_version + mended, input, ..self.clone() };
        match given {
            Some(secret) => next.with_secret(app, Some(&secret)).await.map(|(next, _)| next),
            None => Ok(next),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::world;

    #[tokio::test]
    async fn two_secrets_are_live_and_a_third_ends_the_first() {
        let world = world().await;
        let app = &world.app;
        let input = FormInput { provider: Provider::Typeform, ..FormInput::named("F") };
        let (form, first) = Form::new(app, app.id(), input).await.unwrap();
        let (form, second) = form.with_secret(app, None).await.unwrap();
        let holds = async |form: &Form, key: &Option<String>| {
            for secret in &form.secrets {
                if secret.is(app, &form.secret_owner(), key.as_deref().unwrap()).await.unwrap() {
                    return true;
                }
            }
            false
        };
        assert!(holds(&form, &first).await && holds(&form, &second).await);
        let (form, third) = form.with_secret(app, None).await.unwrap();
        assert!(!holds(&form, &first).await && holds(&form, &second).await && holds(&form, &third).await);
        let form = form.with_newest_secret();
        assert!(!holds(&form, &second).await && holds(&form, &third).await);
        assert_eq!(form.with_secret(app, Some("short")).await.unwrap_err().code(), "invalid_fields");
    }

    #[tokio::test]
    async fn a_form_of_the_first_shape_keeps_its_key() {
        let world = world().await;
        let app = &world.app;
        let (form, key) = Form::new(app, app.id(), FormInput::named("F")).await.unwrap();
        let meta = Meta::new(app.now());
        let mut item = crate::store::encode(&form, &meta).unwrap();
        item.insert("_shape".to_owned(), AttributeValue::N("1".to_owned()));
        item.remove("secrets");
        item.remove("mapping_version");
        item.insert(
            "key_hash".to_owned(),
            AttributeValue::S(crate::evidence::sha256(key.as_deref().unwrap().as_bytes())),
        );
        let read = crate::store::decode::<Form>(item).unwrap().value;
        assert!(read.secrets[0].is(app, &form.secret_owner(), &key.unwrap()).await.unwrap());
    }

    #[tokio::test]
    async fn a_form_that_a_newer_program_has_written_is_not_read_as_if_it_were_older() {
        let world = world().await;
        let (form, _) = Form::new(&world.app, world.app.id(), FormInput::named("F")).await.unwrap();
        let mut item = crate::store::encode(&form, &Meta::new(world.app.now())).unwrap();
        item.insert("_shape".to_owned(), AttributeValue::N((Form::SHAPE + 1).to_string()));
        assert_eq!(crate::store::decode::<Form>(item).unwrap_err().code(), "internal");
    }
}
