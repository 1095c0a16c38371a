//! Asking for a permission is the check: a handler that takes [`Allowed`] cannot be reached without it.

use std::marker::PhantomData;

use axum::{
    extract::FromRequestParts,
    http::{HeaderMap, header, request::Parts},
};

use crate::{
    App, Error, Result,
    identity::{Caller, Permission, authenticate},
};

/// A caller who holds the permission `P`.
#[derive(Clone, Debug)]
pub struct Allowed<P> {
    /// Who is asking.
    pub caller: Caller,
    permission: PhantomData<fn() -> P>,
}

impl<P: Permission> FromRequestParts<App> for Allowed<P> {
    type Rejection = Error;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self> {
        let caller = allow(app, &parts.headers, P::NAME, P::FRESH).await?;
        Ok(Self { caller, permission: PhantomData })
    }
}

/// The caller, if it holds the permission called `name`.
///
/// # Errors
/// `Unauthenticated` without a good token, `Forbidden` without the permission.
pub(super) async fn allow(app: &App, headers: &HeaderMap, name: &'static str, fresh: bool) -> Result<Caller> {
    let value =
        headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).ok_or(Error::Unauthenticated)?;
    let (scheme, token) = value.split_once(' ').ok_or(Error::Unauthenticated)?;
    if !scheme.eq_ignore_ascii_case("bearer") {
        return Err(Error::Unauthenticated);
    }
    let caller = authenticate(app, token.trim(), fresh).await?;
    if caller.user.role.grants(name) { Ok(caller) } else { Err(Error::lacks(name)) }
}
