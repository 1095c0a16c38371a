//! List, create, read, change, tombstone, restore: written once, for every record type that wants them.

use std::sync::Arc;

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Body, Idempotency, ListQuery, Path, Routes, allowed,
    crud::{self, Creation, Crud},
};
use crate::{
    App, Error, Id, Result,
    identity::{Caller, Permission},
    store::{Entity, Listed, Page, Saved, Tx},
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
    ///
    /// # Errors
    /// `Invalid` for what only shows now, and what the app's parts answer with.
    fn create(
        id: Id<Self>,
        input: Self::Input,
        app: &App,
    ) -> impl Future<Output = Result<(Self, Map<String, Value>)>> + Send;

    /// The record with another input.
    ///
    /// # Errors
    /// Those of [`Self::create`].
    fn with(&self, input: Self::Input, app: &App) -> impl Future<Output = Result<Self>> + Send;

    /// Adds what is written beside the record when it is new, or was `before`.
    fn beside<'t>(&self, _before: Option<&Self>, tx: Tx<'t>) -> Tx<'t> {
        tx
    }

    /// Adds what is shown of the record beside its fields.
    fn show(&self, _app: &App, _fields: &mut Map<String, Value>) {}

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

    /// Shows a record of a resource, with what it shows beside its fields.
    ///
    /// # Errors
    /// Those of [`Self::of`].
    pub fn resource<E: Resource>(app: &App, saved: &Saved<E>) -> Result<Self> {
        let mut shown = Self::of(saved)?;
        saved.show(app, &mut shown.fields);
        Ok(shown)
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

/// The routes of `E` at `path`; reading needs `R`, writing `W`.
pub fn resource<E: Resource, R: Permission, W: Permission>(path: &str) -> Routes {
    let crud = crud::of::<E, R, W>();
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
///
/// # Errors
/// `Malformed` with `bad_if_match` for what is no ETag of ours.
pub fn if_match(headers: &HeaderMap) -> Result<Option<u64>> {
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
