//! What surrounds every route: a request id, one log line, problems for all that goes wrong, safe headers.

use std::{collections::HashMap, panic::AssertUnwindSafe, sync::Arc};

use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderName, HeaderValue, header},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse as _, Response},
};
use futures_util::FutureExt as _;
use tracing::Instrument as _;

use super::{
    Problem,
    once::{self, Again},
    problem,
};
use crate::{App, Error, runtime::Deadline};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
/// The most characters of a request id that a client gives.
const MAX_REQUEST_ID: usize = 64;

/// Shows a problem to a person.
pub type Face = fn(&Problem) -> Response;

/// What the edge knows.
#[derive(Clone)]
struct Edge {
    app: App,
    /// How problems of a route are shown, where it is not as problems of the API.
    faces: Arc<HashMap<String, Face>>,
}

/// The routes on `app`, with the edge around them. A route with a face answers pages, whatever goes wrong.
pub fn layered(routes: Router<App>, faces: HashMap<String, Face>, app: App) -> Router {
    let again = Again(routes.clone().with_state(app.clone()));
    routes
        .fallback(async || Error::NotFound { entity: "route", id: "at this address".to_owned() })
        .method_not_allowed_fallback(async || {
            let problem = Problem {
                status: 405,
                title: "Method Not Allowed",
                code: "method_not_allowed",
                detail: "this address answers other methods; see the header Allow".to_owned(),
                ..Problem::blank()
            };
            problem::answer(problem)
        })
        .layer(from_fn_with_state((app.clone(), again), repeated))
        .layer(from_fn_with_state(Edge { app: app.clone(), faces: faces.into() }, edge))
        .with_state(app)
}

async fn repeated(State((app, again)): State<(App, Again)>, request: Request, next: Next) -> Response {
    once::once(&app, again, request, next).await
}

async fn edge(State(Edge { app, faces }): State<Edge>, request: Request, next: Next) -> Response {
    let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(|id| is_id(id));
    let id = given.map_or_else(|| app.id::<Request>().to_string(), str::to_owned);
    // The route and not the path: an address may hold a secret.
    let route = request.extensions().get::<MatchedPath>().map_or("none", MatchedPath::as_str).to_owned();
    let span = tracing::info_span!("request", request.id = %id, http.method = %request.method(), http.route = &route);
    let deadline =
        request.extensions().get::<lambda_http::Context>().map_or(Deadline::NONE, Deadline::of).of_http(&app);
    let answering = AssertUnwindSafe(next.run(request)).catch_unwind().instrument(span.clone());
    let mut response = match deadline.hold(&app, answering).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => {
            Error::internal("answering a request", "a panic; where it happened stands in the log").into_response()
        }
        Err(late) => late.into_response(),
    };
    if let Some(mut problem) = response.extensions_mut().remove::<Problem>() {
        problem.request_id = Some(id.clone());
        // What the handler added stays: which methods are allowed, which site's script may read the answer.
        let mut headers = std::mem::take(response.headers_mut());
        for of_the_body in [header::CONTENT_LENGTH, header::CONTENT_TYPE, header::WWW_AUTHENTICATE] {
            headers.remove(of_the_body);
        }
        response = faces.get(&route).map_or_else(|| problem::answer(problem.clone()), |face| face(&problem));
        response.headers_mut().extend(headers);
    }
    span.in_scope(|| tracing::info!(http.status = response.status().as_u16(), "answered"));
    let headers = response.headers_mut();
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if let Ok(id) = HeaderValue::from_str(&id) {
        headers.insert(REQUEST_ID, id);
    }
    response.into_response()
}

/// Whether a client's request id can go into a log line as it is.
fn is_id(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_REQUEST_ID
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
}
