//! List, create, read, change, tombstone, restore: written once, for every record type that wants them.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Json,
    extract::FromRequestParts,
    http::{HeaderValue, StatusCode, Uri, header, request::Parts},
    response::{IntoResponse as _, Response},
};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::{Map, Value};

use super::{
    Body, IfMatch, ListQuery, NoBody, Patch, Path, Routes, State, allowed,
    crud::{self, Asking, Crud},
};
use crate::{
    App, Error, Id, Result,
    identity::{Caller, Permission, View},
    store::{Entity, ListRequest, Listed, Page, Saved, Tx},
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
    /// `Invalid` for what only shows now, `Forbidden` for what this caller may not make, and what the app's parts answer with.
    fn create(
        id: Id<Self>,
        input: Self::Input,
        by: &Caller,
        app: &App,
    ) -> impl Future<Output = Result<(Self, Map<String, Value>)>> + Send;

    /// The record with another input.
    ///
    /// # Errors
    /// Those of [`Self::create`].
    fn with(&self, input: Self::Input, by: &Caller, app: &App) -> impl Future<Output = Result<Self>> + Send;

    /// Adds what is written beside the record when it is new, or was `before`.
    ///
    /// # Errors
    /// Those of [`Self::create`].
    fn beside<'t>(
        &self,
        _before: Option<&Saved<Self>>,
        _by: &Caller,
        _app: &App,
        tx: Tx<'t>,
    ) -> impl Future<Output = Result<Tx<'t>>> + Send {
        async { Ok(tx) }
    }

    /// Adds what is written when the record is tombstoned.
    ///
    /// # Errors
    /// `Refused` or `Forbidden` where it may not be; those of the store.
    fn removed<'t>(
        _saved: &Saved<Self>,
        _by: &Caller,
        _app: &App,
        tx: Tx<'t>,
    ) -> impl Future<Output = Result<Tx<'t>>> + Send {
        async { Ok(tx) }
    }

    /// Adds what is written when the record is brought back.
    ///
    /// # Errors
    /// Those of [`Self::removed`].
    fn restored<'t>(
        _saved: &Saved<Self>,
        _by: &Caller,
        _app: &App,
        tx: Tx<'t>,
    ) -> impl Future<Output = Result<Tx<'t>>> + Send {
        async { Ok(tx) }
    }

    /// What a record is when it is brought back.
    #[must_use]
    fn revived(&self) -> Self {
        self.clone()
    }

    /// One page of what is seen.
    ///
    /// # Errors
    /// Those of [`View::list`].
    fn page(view: &View, app: &App, request: &ListRequest) -> impl Future<Output = Result<Page>> + Send {
        async { view.list::<Self>(app, request, &HashMap::new()).await }
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
    view: View,
    crud: Arc<dyn Crud>,
}

impl Permitted {
    fn asking(&self) -> Asking<'_> {
        Asking { app: &self.app, caller: &self.caller, view: &self.view }
    }
}

impl FromRequestParts<App> for Permitted {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let crud = parts.extensions.get::<Arc<dyn Crud>>().cloned();
        let crud = crud.ok_or_else(|| Error::internal("routing a request", "a resource without its type"))?;
        let (name, fresh) = crud.permission(&parts.method);
        let (caller, view) = allowed::allow(app, parts, name, fresh).await?;
        let State(app) = State::from_request_parts(parts, app).await.unwrap_or_else(|never| match never {});
        Ok(Self { app, caller, view, crud })
    }
}

async fn list_all(permitted: Permitted, ListQuery(request): ListQuery) -> Result<Json<Page>> {
    Ok(Json(permitted.crud.list(permitted.asking(), &request).await?))
}

async fn create(permitted: Permitted, uri: Uri, Body(body): Body<Value>) -> Result<Response> {
    let shown = permitted.crud.create(permitted.asking(), body).await?;
    let location = format!("{}/{}", uri.path(), shown.id);
    Ok(shown.answer(StatusCode::CREATED, Some(location)))
}

async fn read(permitted: Permitted, Path(id): Path<String>) -> Result<Response> {
    Ok(permitted.crud.read(permitted.asking(), &id).await?.answer(StatusCode::OK, None))
}

async fn update(
    permitted: Permitted,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    patch: Patch,
) -> Result<Response> {
    Ok(permitted.crud.update(permitted.asking(), &id, version, patch).await?.answer(StatusCode::OK, None))
}

async fn remove(permitted: Permitted, Path(id): Path<String>, IfMatch(version): IfMatch) -> Result<StatusCode> {
    permitted.crud.remove(permitted.asking(), &id, version).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn restore(
    permitted: Permitted,
    Path(id): Path<String>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    Ok(permitted.crud.restore(permitted.asking(), &id, version).await?.answer(StatusCode::OK, None))
}
