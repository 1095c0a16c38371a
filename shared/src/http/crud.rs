//! The operations of the generic routes, with the record type hidden.

use std::{marker::PhantomData, pin::Pin, sync::Arc};

use axum::http::Method;
use serde_json::Value;

use super::{Patch, Resource, Shown, body};
use crate::{
    App, Error, Id, Result,
    event::Announcement,
    identity::{Caller, Permission, View},
    store::{ListRequest, Page, Saved},
};

type Answer<'a, T> = Pin<Box<dyn Future<Output = Result<T>> + Send + 'a>>;

/// Who asks, and what he sees.
#[derive(Clone, Copy)]
pub(super) struct Asking<'a> {
    pub(super) app: &'a App,
    pub(super) caller: &'a Caller,
    pub(super) view: &'a View,
}

/// The operations with the record type hidden, so that handlers are compiled once and not once a record type.
pub(super) trait Crud: Send + Sync {
    /// The permission that a method needs.
    fn permission(&self, method: &Method) -> (&'static str, bool);
    /// One page.
    fn list<'a>(&'a self, asking: Asking<'a>, request: &'a ListRequest) -> Answer<'a, Page>;
    /// A new record.
    fn create<'a>(&'a self, asking: Asking<'a>, body: Value) -> Answer<'a, Shown>;
    /// One record.
    fn read<'a>(&'a self, asking: Asking<'a>, id: &'a str) -> Answer<'a, Shown>;
    /// A merge patch (RFC 7396); `version` is what `If-Match` demands, here and below.
    fn update<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>, patch: Patch) -> Answer<'a, Shown>;
    /// Tombstones.
    fn remove<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>) -> Answer<'a, ()>;
    /// Brings back.
    fn restore<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>) -> Answer<'a, Shown>;
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
    async fn create_record(asking: Asking<'_>, body: Value) -> Result<Shown> {
        let Asking { app, caller, .. } = asking;
        let input: E::Input = body::read(body)?;
        E::check(&input)?;
        let (record, once) = E::create(app.id(), input, caller, app).await?;
        let tx = record.beside(None, caller, app, app.store.tx().create(&record)).await?;
        tx.commit(Announcement::about("created", &record, caller.actor())).await?;
        E::changed(app, record.reference());
        let saved = app.store.load::<E>(&record.reference()).await?;
        let mut shown = Shown::resource(app, &saved)?;
        shown.fields.extend(once);
        Ok(shown)
    }

    async fn update_record(asking: Asking<'_>, id: Id<E>, version: Option<u64>, patch: &Patch) -> Result<Shown> {
        let Asking { app, caller, view } = asking;
        for attempt in 1.. {
            let saved = view.load::<E>(app, &id).await?;
            saved.demand(version)?;
            let input: E::Input = patch.applied_to(&saved.input())?;
            E::check(&input)?;
            let next = saved.value.with(input, caller, app).await?;
            let tx = next.beside(Some(&saved), caller, app, app.store.tx().update(&saved, &next)).await?;
            match tx.commit(Announcement::about("updated", &next, caller.actor())).await {
                Err(Error::Stale { .. }) if version.is_none() && attempt < MAX_PATCHES => {}
                Err(error) => return Err(error),
                Ok(()) => break,
            }
        }
        Self::show(app, id).await
    }

    async fn remove_record(asking: Asking<'_>, id: Id<E>, version: Option<u64>) -> Result<()> {
        let Asking { app, caller, view } = asking;
        let saved = view.load::<E>(app, &id).await?;
        saved.demand(version)?;
        let tx = E::removed(&saved, caller, app, app.store.tx().tombstone(&saved)).await?;
        tx.commit(Announcement::about("tombstoned", &saved.value, caller.actor())).await?;
        E::changed(app, id);
        Ok(())
    }

    async fn restore_record(asking: Asking<'_>, id: Id<E>, version: Option<u64>) -> Result<Shown> {
        let Asking { app, caller, view } = asking;
        let not_found = || Error::NotFound { entity: E::TYPE, id: id.to_string() };
        let saved: Saved<E> = app.store.get::<E>(&id).await?.ok_or_else(not_found)?;
        view.check(app, &saved).await?;
        saved.demand(version)?;
        if saved.meta.deleted_at.is_some() {
            let tx = E::restored(&saved, caller, app, app.store.tx().restore(&saved, &saved.revived())).await?;
            tx.commit(Announcement::about("restored", &saved.value, caller.actor())).await?;
        }
        Self::show(app, id).await
    }

    /// What was written, as it is now.
    async fn show(app: &App, id: Id<E>) -> Result<Shown> {
        E::changed(app, id);
        Shown::resource(app, &app.store.load::<E>(&id).await?)
    }
}

impl<E: Resource, R: Permission, W: Permission> Crud for Of<E, R, W> {
    fn permission(&self, method: &Method) -> (&'static str, bool) {
        if method == Method::GET { (R::NAME, R::FRESH) } else { (W::NAME, W::FRESH) }
    }

    fn list<'a>(&'a self, asking: Asking<'a>, request: &'a ListRequest) -> Answer<'a, Page> {
        Box::pin(async move { E::page(asking.view, asking.app, request).await })
    }

    fn create<'a>(&'a self, asking: Asking<'a>, body: Value) -> Answer<'a, Shown> {
        Box::pin(Self::create_record(asking, body))
    }

    fn read<'a>(&'a self, asking: Asking<'a>, id: &'a str) -> Answer<'a, Shown> {
        Box::pin(async move { Shown::resource(asking.app, &asking.view.load::<E>(asking.app, &id.parse()?).await?) })
    }

    fn update<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>, patch: Patch) -> Answer<'a, Shown> {
        Box::pin(async move { Self::update_record(asking, id.parse()?, version, &patch).await })
    }

    fn remove<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>) -> Answer<'a, ()> {
        Box::pin(async move { Self::remove_record(asking, id.parse()?, version).await })
    }

    fn restore<'a>(&'a self, asking: Asking<'a>, id: &'a str, version: Option<u64>) -> Answer<'a, Shown> {
        Box::pin(async move { Self::restore_record(asking, id.parse()?, version).await })
    }
}
