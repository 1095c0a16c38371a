//! The operations of the generic routes, with the record type hidden.

use std::{marker::PhantomData, pin::Pin, sync::Arc};

use axum::http::Method;
use serde_json::Value;

use super::{Idempotency, Resource, Shown, body};
use crate::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    identity::{Caller, Permission},
    store::{Entity, ListRequest, Page, list},
};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// A POST: who asks, with which key and body.
pub(super) struct Creation<'a> {
    pub(super) caller: &'a Caller,
    pub(super) route: &'a str,
    pub(super) key: Option<String>,
    pub(super) body: Value,
}

/// The operations with the record type hidden, so that handlers are compiled once and not once a record type.
pub(super) trait Crud: Send + Sync {
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

/// The operations on `E`; reading needs `R`, writing `W`.
pub(super) fn of<E: Resource, R: Permission, W: Permission>() -> Arc<dyn Crud> {
    Arc::new(Of::<E, R, W>(PhantomData, PhantomData, PhantomData))
}

/// A record may be written by several people at once; so often a patch without `If-Match` is applied anew.
const MAX_PATCHES: u32 = 5;

impl<E: Resource, R: Permission, W: Permission> Of<E, R, W> {
    async fn create_record(app: &App, creation: Creation<'_>) -> Result<Shown> {
        let Creation { caller, route, key, body } = creation;
        let text = body.to_string();
        let input: E::Input = body::read(body)?;
        E::check(&input)?;
        let (record, once) = E::create(app.id(), input, app).await?;
        let id = E::label(&record.reference());
        let remembered =
            key.map(|key| Idempotency::new(caller.user.id, route, key, text.as_bytes(), id, app.wall_now()));
        let announcement = || Self::announce("created", &record, caller);
        let tx = record.beside(None, app.store.tx().create(&record));
        let mut made = remembered.iter().fold(tx, |tx, remembered| tx.create(remembered)).commit(announcement()).await;
        if let (Err(Error::AlreadyExists { entity, .. }), Some(remembered)) = (&made, &remembered)
            && *entity == Idempotency::TYPE
        {
            let first = app.store.load::<Idempotency>(&remembered.reference()).await?;
            if !first.is_over(app.wall_now()) {
                let id = first.repeat(remembered)?;
                return Shown::resource(app, &app.store.load::<E>(&id.parse()?).await?);
            }
            // Cleaning comes late: the key is free again.
            let tx = record.beside(None, app.store.tx().create(&record));
            made = tx.update(&first, remembered).commit(announcement()).await;
        }
        made?;
        E::changed(app, record.reference());
        let mut shown = Shown::resource(app, &app.store.load::<E>(&record.reference()).await?)?;
        shown.fields.extend(once);
        Ok(shown)
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
            let next = saved.value.with(input, app).await?;
            let tx = next.beside(Some(&saved.value), app.store.tx().update(&saved, &next));
            match tx.commit(Self::announce("updated", &next, caller)).await {
                Err(Error::Stale { .. }) if version.is_none() && attempt < MAX_PATCHES => {}
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        E::changed(app, id);
        Shown::resource(app, &app.store.load::<E>(&id).await?)
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
        Shown::resource(app, &app.store.load::<E>(&id).await?)
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
        Box::pin(async move { Shown::resource(app, &app.store.load::<E>(&id.parse()?).await?) })
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
