//! The app of a request.

use std::convert::Infallible;

use axum::{extract::FromRequestParts, http::request::Parts};

use super::once::Keyed;
use crate::App;

/// The app of this request. axum's own would be the app of the process, whose store knows nothing of the request's
/// `Idempotency-Key`.
#[derive(Clone)]
pub struct State<A = App>(pub A);

impl FromRequestParts<App> for State<App> {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, Infallible> {
        let keyed = parts.extensions.get::<Keyed>();
        Ok(Self(keyed.map_or_else(|| app.clone(), |keyed| keyed.app.clone())))
    }
}
