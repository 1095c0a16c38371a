//! Who is signed in at the console, by cookies.

use axum::{
    extract::FromRequestParts,
    http::{Method, request::Parts},
    response::{IntoResponse as _, Redirect, Response},
};

use super::{Cookies, Sender, local_path};
use crate::{
    App, Error, Id, Result,
    identity::{Caller, Session, authenticate, refresh},
};

/// Somebody who is signed in. Who is not is sent to the sign-in page, and from there back to where he wanted to go.
#[derive(Clone, Debug)]
pub struct SignedIn {
    /// Who is asking.
    pub caller: Caller,
    /// The session of the cookies.
    pub session: Id<Session>,
}

impl Sender for SignedIn {
    const PURPOSE: &'static str = "csrf session";

    fn bound_to(&self) -> String {
        self.session.to_string()
    }
}

impl FromRequestParts<App> for SignedIn {
    type Rejection = Response;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Response> {
        let resumed = async { Cookies::from_request_parts(parts, app).await?.resume(app).await };
        match resumed.await {
            Ok(Some(caller)) => match caller.session() {
                Ok(session) => Ok(Self { caller, session }),
                // A key in a cookie: no sign-in has put it there.
                Err(_) => Err(to_sign_in(parts)),
            },
            Ok(None) => Err(to_sign_in(parts)),
            Err(error) => Err(error.into_response()),
        }
    }
}

impl Cookies {
    /// Whom the cookies sign in. When the access token is over, the refresh token is exchanged, and the answer sets both anew.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn resume(&self, app: &App) -> Result<Option<Caller>> {
        let by_access = match self.access() {
            Some(token) => unless_refused(authenticate(app, token, true).await)?,
            None => None,
        };
        if by_access.is_some() {
            return Ok(by_access);
        }
        let granted = match self.refresh() {
            Some(token) => unless_refused(refresh(app, token).await)?,
            None => None,
        };
        if let Some(granted) = granted {
            self.keep(&granted);
            return unless_refused(authenticate(app, &granted.access_token, true).await);
        }
        if self.access().or(self.refresh()).is_some() {
            self.forget();
        }
        Ok(None)
    }
}

/// A token that is not good signs nobody in; everything else that goes wrong is a fault.
fn unless_refused<T>(result: Result<T>) -> Result<Option<T>> {
    match result {
        Ok(found) => Ok(Some(found)),
        Err(Error::Unauthenticated) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Only what shows something can be gone back to.
fn to_sign_in(parts: &Parts) -> Response {
    let is_shown = parts.method == Method::GET || parts.method == Method::HEAD;
    let wanted = parts.uri.path_and_query().filter(|_| is_shown).and_then(|path| local_path(path.as_str()));
    let to = match wanted {
        Some(path) => {
            format!("/login?next={}", form_urlencoded::byte_serialize(path.as_bytes()).collect::<String>())
        }
        None => "/login".to_owned(),
    };
    Redirect::to(&to).into_response()
}
