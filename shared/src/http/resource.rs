//! List, create, read, change, tombstone, restore: written once, for every record type that wants them.

use std::{marker::PhantomData, pin::Pin, sync::Arc};

use axum::{
    Json,
    extract::{FromRequestParts, Path},
    http::{HeaderMap, HeaderValue, Method, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{Body, Idempotency, ListQuery, Routes, allowed, body};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    identity::{Caller, Permission},
    store::{Entity, ListRequest, Listed, Page, Saved, list},
};

/// A record type with the usual routes. What differs between record types is only what follows.
pub trait Resource: Listed<Ref = Id<Self>> {
    /// What people can set.
    type Input: Serialize + DeserializeOwned + Send;

    /// What people have set.
    fn input(&self) -> Self::Input;

    /// Checks what people want to set.
    ///
    /// # Errors
    /// `Invalid`, with every fault.
    fn check(input: &Self::Input) -> Result<()>;

    /// A new record, and what is shown of it only once.
    fn create(id: Id<Self>, input: Self::Input, app: &App) -> (Self, Map<String, Value>);

    /// The record with another input.
    #[must_use]
    fn with(&self, input: Self::Input) -> Self;

    /// Called when this process has changed the record.
    fn changed(_app: &App, _id: Id<Self>) {}
}

/// A record as the API shows it, with its version.
#[derive(Debug)]
pub struct Shown {
    /// Its id.
    pub id: String,
    /// Its version, for the ETag.
    pub version: u64,
    /// Its fields.
    pub fields: Map<String, Value>,
}

impl Shown {
    /// Shows a record, without what is secret.
    ///
    /// # Errors
    /// `Internal` when the record is no object.
    pub fn of<E: Entity>(saved: &Saved<E>) -> Result<Self> {
        let mut fields = saved.to_json()?;
        fields.retain(|name, _| !E::SECRET.contains(&name.as_str()));
        Ok(Self { id: E::label(&saved.reference()), version: saved.meta.version, fields })
    }

    /// The answer that shows it.
    pub fn answer(self, status: StatusCode, location: Option<String>) -> Response {
        let mut response = (status, Json(self.fields)).into_response();
        let headers = response.headers_mut();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.version)) {
            headers.insert(header::ETAG, tag);
        }
        if let Some(location) = location.and_then(|location| HeaderValue::from_str(&location).ok()) {
            headers.insert(header::LOCATION, location);
        }
        response
    }
}

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A POST: who asks, with which key and body.
pub struct Creation<'a> {
    caller: &'a Caller,
    route: &'a str,
    key: Option<String>,
    body: Value,
}

/// The operations with the record type hidden, so that handlers are compiled once and not once a record type.
pub trait Crud: Send + Sync {
    /// The permission that a method needs.
    fn permission(&self, method: &Method) -> (&'static str, bool);
    /// One page.
    fn list<'a>(&'a self, app: &'a App, request: &'a ListRequest) -> Answer<'a, Page>;
    /// A new record.
    fn create<'a>(&'a self, app: &'a App, creation: Creation<'a>) -> Answer<'a, Shown>;
    /// One record.
    fn read<'a>(&'a self, app: &'a App, id: &'a str) -> Answer<'a, Shown>;
    /// A merge patch (RFC 7396); `version` is what `If-Match` demands.
    fn update<'a>(
        &'a self,
        app: &'a App,
        caller: &'a Caller,
        id: &'a str,
        version: Option<u64>,
        patch: Value,
    ) -> Answer<'a, Shown>;
    /// Tombstones.
    fn remove<'a>(&'a self, app: &'a App, caller: &'a Caller, id: &'a str) -> Answer<'a, ()>;
    /// Brings back.
    fn restore<'a>(&'a self, app: &'a App, caller: &'a Caller, id: &'a str) -> Answer<'a, Shown>;
}

/// A record type, the permission to read it and the permission to write it.
struct Of<E, R, W>(PhantomData<E>, PhantomData<R>, PhantomData<W>);

/// The routes of `E` at `path`; reading needs `R`, writing `W`.
pub fn resource<E: Resource, R: Permission, W: Permission>(path: &str) -> Routes {
    let crud: Arc<dyn Crud> = Arc::new(Of::<E, R, W>(PhantomData, PhantomData, PhantomData));
    let one = format!("{path}/{{id}}");
    Routes::new()
        .get(path, list_all)
        .post(path, create)
        .get(&one, read)
        .patch(&one, update)
        .delete(&one, remove)
        .post(&format!("{one}/restore"), restore)
        .with(crud)
}

/// A record may be written by several people at once; so often a patch without `If-Match` is applied anew.
const MAX_PATCHES: u32 = 5;

impl<E: Resource, R: Permission, W: Permission> Of<E, R, W> {
    async fn create_record(app: &App, creation: Creation<'_>) -> Result<Shown> {
        let Creation { caller, route, key, body } = creation;
        let text = body.to_string();
        let input: E::Input = body::read(body)?;
        E::check(&input)?;
        let (record, once) = E::create(app.id(), input, app);
        let id = E::label(&record.reference());
        let remembered =
            key.map(|key| Idempotency::new(caller.user.id, route, key, text.as_bytes(), id, app.wall_now()));
        let tx = app.store.tx().create(&record);
        let tx = remembered.iter().fold(tx, |tx, remembered| tx.create(remembered));
        match (tx.commit(Self::announce("created", &record, caller)).await, remembered) {
            (Ok(()), _) => {
                E::changed(app, record.reference());
                let mut shown = Shown::of(&app.store.load::<E>(&record.reference()).await?)?;
                shown.fields.extend(once);
                Ok(shown)
            }
            (Err(Error::AlreadyExists { entity, .. }), Some(remembered)) if entity == Idempotency::TYPE => {
                let first = app.store.load::<Idempotency>(&remembered.reference()).await?;
                let id = first.repeat(&remembered)?;
                Shown::of(&app.store.load::<E>(&id.parse()?).await?)
            }
            (Err(error), _) => Err(error),
        }
    }

    async fn update_record(
        app: &App,
        caller: &Caller,
        id: Id<E>,
        version: Option<u64>,
        patch: &Value,
    ) -> Result<Shown> {
        for attempt in 1.. {
            let saved = app.store.load::<E>(&id).await?;
            if version.is_some_and(|version| version != saved.meta.version) {
                return Err(Error::Stale { entity: E::TYPE, id: id.to_string() });
            }
            let mut merged =
                serde_json::to_value(saved.input()).map_err(|e| Error::internal("patching a record", e))?;
            json_patch::merge(&mut merged, patch);
            let input: E::Input = body::read(merged)?;
            E::check(&input)?;
            let next = saved.value.with(input);
            let tx = app.store.tx().update(&saved, &next);
            match tx.commit(Self::announce("updated", &next, caller)).await {
                Err(Error::Stale { .. }) if version.is_none() && attempt < MAX_PATCHES => {}
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        E::changed(app, id);
        Shown::of(&app.store.load::<E>(&id).await?)
    }

    async fn remove_record(app: &App, caller: &Caller, id: Id<E>) -> Result<()> {
        let saved = app.store.load::<E>(&id).await?;
        let announcement = Self::announce("tombstoned", &saved.value, caller);
        app.store.tx().tombstone(&saved).commit(announcement).await?;
        E::changed(app, id);
        Ok(())
    }

    async fn restore_record(app: &App, caller: &Caller, id: Id<E>) -> Result<Shown> {
        let not_found = || Error::NotFound { entity: E::TYPE, id: id.to_string() };
        let saved = app.store.get::<E>(&id).await?.ok_or_else(not_found)?;
        if saved.meta.deleted_at.is_some() {
            let announcement = Self::announce("restored", &saved.value, caller);
            app.store.tx().restore(&saved).commit(announcement).await?;
            E::changed(app, id);
        }
        Shown::of(&app.store.load::<E>(&id).await?)
    }

    fn announce(verb: &'static str, record: &E, caller: &Caller) -> Announcement {
        Announcement::about(verb, record, Actor::User(caller.user.id))
    }
}

impl<E: Resource, R: Permission, W: Permission> Crud for Of<E, R, W> {
    fn permission(&self, method: &Method) -> (&'static str, bool) {
        if method == Method::GET { (R::NAME, R::FRESH) } else { (W::NAME, W::FRESH) }
    }

    fn list<'a>(&'a self, app: &'a App, request: &'a ListRequest) -> Answer<'a, Page> {
        Box::pin(async { list::<E>(&app.store, &app.cursors, request, &Default::default()).await })
    }

    fn create<'a>(&'a self, app: &'a App, creation: Creation<'a>) -> Answer<'a, Shown> {
        Box::pin(Self::create_record(app, creation))
    }

    fn read<'a>(&'a self, app: &'a App, id: &'a str) -> Answer<'a, Shown> {
        Box::pin(async move { Shown::of(&app.store.load::<E>(&id.parse()?).await?) })
    }

    fn update<'a>(
        &'a self,
        app: &'a App,
        caller: &'a Caller,
        id: &'a str,
        version: Option<u64>,
        patch: Value,
    ) -> Answer<'a, Shown> {
        Box::pin(async move { Self::update_record(app, caller, id.parse()?, version, &patch).await })
    }

    fn remove<'a>(&'a self, app: &'a App, caller: &'a Caller, id: &'a str) -> Answer<'a, ()> {
        Box::pin(async move { Self::remove_record(app, caller, id.parse()?).await })
    }

    fn restore<'a>(&'a self, app: &'a App, caller: &'a Caller, id: &'a str) -> Answer<'a, Shown> {
        Box::pin(async move { Self::restore_record(app, caller, id.parse()?).await })
    }
}

/// A caller who may use this method on this record type.
struct Permitted {
    app: App,
    caller: Caller,
    crud: Arc<dyn Crud>,
}

impl FromRequestParts<App> for Permitted {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let crud = parts.extensions.get::<Arc<dyn Crud>>().cloned();
        let crud = crud.ok_or_else(|| Error::internal("routing a request", "a resource without its type"))?;
        let (name, fresh) = crud.permission(&parts.method);
        let caller = allowed::allow(app, &parts.headers, name, fresh).await?;
        Ok(Self { app: app.clone(), caller, crud })
    }
}

async fn list_all(permitted: Permitted, ListQuery(request): ListQuery) -> Result<Json<Page>> {
    Ok(Json(permitted.crud.list(&permitted.app, &request).await?))
}

async fn create(permitted: Permitted, uri: Uri, headers: HeaderMap, Body(body): Body<Value>) -> Result<Response> {
    let creation = Creation { caller: &permitted.caller, route: uri.path(), key: Idempotency::key(&headers)?, body };
    let shown = permitted.crud.create(&permitted.app, creation).await?;
    let location = format!("{}/{}", uri.path(), shown.id);
    Ok(shown.answer(StatusCode::CREATED, Some(location)))
}

async fn read(permitted: Permitted, Path(id): Path<String>) -> Result<Response> {
    Ok(permitted.crud.read(&permitted.app, &id).await?.answer(StatusCode::OK, None))
}

async fn update(
    permitted: Permitted,
    Path(id): Path<String>,
    headers: HeaderMap,
    Body(patch): Body<Value>,
) -> Result<Response> {
    if !patch.is_object() {
        return Err(Error::malformed("bad_patch", "send a JSON merge patch: an object of the fields to change"));
    }
    let version = if_match(&headers)?;
    Ok(permitted
        .crud
        .update(&permitted.app, &permitted.caller, &id, version, patch)
        .await?
        .answer(StatusCode::OK, None))
}

async fn remove(permitted: Permitted, Path(id): Path<String>) -> Result<StatusCode> {
    permitted.crud.remove(&permitted.app, &permitted.caller, &id).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(permitted: Permitted, Path(id): Path<String>) -> Result<Response> {
    Ok(permitted.crud.restore(&permitted.app, &permitted.caller, &id).await?.answer(StatusCode::OK, None))
}

/// The version that `If-Match` demands; none for `*`.
fn if_match(headers: &HeaderMap) -> Result<Option<u64>> {
    let Some(value) = headers.get(header::IF_MATCH) else {
        return Ok(None);
    };
    let text = value.to_str().unwrap_or_default().trim();
    if text == "*" {
        return Ok(None);
    }
    let version = text.trim_start_matches("W/").trim_matches('"').parse();
    version.map(Some).map_err(|_| Error::malformed("bad_if_match", "give the ETag of the record as it was read"))
}
