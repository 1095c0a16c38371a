//! Asking for a permission is the check: a handler that takes [`Allowed`] cannot be reached without it.

use std::marker::PhantomData;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use super::once::Keyed;
use crate::{
    App, Error, Result,
    identity::{Caller, Permission, View, authenticate},
};

/// A caller who holds the permission `P`.
#[derive(Clone, Debug)]
pub struct Allowed<P> {
    /// Who is asking.
    pub caller: Caller,
    /// The records that the permission holds for.
    pub view: View,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> FromRequestParts<App> for Allowed<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let (caller, view) = allow(app, parts, P::NAME, P::FRESH).await?;
        Ok(Self { caller, view, permission: PhantomData })
    }
}

/// The caller, if it holds the permission called `name`, and the records that it holds for.
///
/// # Errors
/// `Unauthenticated` without a good token, `Forbidden` without the permission.
pub(super) async fn allow(app: &App, parts: &Parts, name: &'static str, fresh: bool) -> Result<(Caller, View)> {
    let caller = match parts.extensions.get::<Keyed>() {
        // Looked up just now, past the cache.
        Some(keyed) => keyed.caller.clone(),
        None => caller(app, &parts.headers, fresh).await?,
    };
    let view = caller.view(name)?;
    Ok((caller, view))
}

/// Whose token the request carries.
///
/// # Errors
/// `Unauthenticated` without a good one.
pub(super) async fn caller(app: &App, headers: &HeaderMap, fresh: bool) -> Result<Caller> {
    let value =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(Error::Unauthenticated)?;
    let (scheme, token) = value.split_once(' ').ok_or(Error::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::Unauthenticated);
    }
    authenticate(app, token.trim(), fresh).await
}
