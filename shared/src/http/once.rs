//! `Idempotency-Key` on every POST of the API: the same key with the same body is the same request, and gets its answer.

use std::collections::BTreeMap;

use axum::{
    Json, Router,
    body::Body,
    extract::Request,
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header, request::Parts},
    middleware::Next,
    response::{IntoResponse as _, Response},
};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Limited};
use serde_json::Value;
use tower::ServiceExt as _;

use super::{API_MAX, allowed};
use crate::{
    App, Error, Result,
    identity::Caller,
    store::{Answered, Entity as _, Idempotency, Once},
};

/// The most characters of a key.
const MAX_KEY: usize = 200;
/// How often, and how long each time, a repeat waits for the answer of the first.
const MAX_WAITS: usize = 20;
const WAIT: std::time::Duration = std::time::Duration::from_millis(50);
/// Tells a client that it was answered before.
const REPLAYED: HeaderName = HeaderName::from_static("idempotency-replayed");

/// What a request with a key carries to its handler.
#[derive(Clone)]
pub(super) struct Keyed {
    /// Who is asking, looked up past the cache.
    pub(super) caller: Caller,
    /// The app, with a store that writes the key together with the first command.
    pub(super) app: App,
}

/// The routes, as they are asked once more for what a request with a known key has led to.
#[derive(Clone)]
pub(super) struct Again(pub(super) Router);

/// Answers a POST with a known key as it was answered; all others go on.
pub(super) async fn once(app: &App, again: Again, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    // Who signs in or sets a password is answered with what nobody keeps, and says what nobody may keep, hashed or not.
    let is_ours = request.method() == Method::POST && path.starts_with("/api/") && !path.starts_with("/api/auth/");
    let key = match key(request.headers()) {
        Ok(Some(key)) if is_ours => key,
        Ok(_) => return next.run(request).await,
        Err(error) => return error.into_response(),
    };
    match allowed::caller(app, request.headers(), true).await {
        Ok(caller) => keyed(app, again, caller, key, request, next).await.unwrap_or_else(Error::into_response),
        // Who is nobody is told so by the handler.
        Err(Error::Unauthenticated) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

async fn keyed(app: &App, again: Again, by: Caller, key: String, request: Request, next: Next) -> Result<Response> {
    let (mut parts, body) = request.into_parts();
    let Ok(body) = Limited::new(body, API_MAX).collect().await else {
        return Err(Error::TooLarge { limit: API_MAX });
    };
    let body = body.to_bytes();
    let hash = app.cursors.sign(&app.store, "once", &body).await?;
    let key = Idempotency::new(by.user.id, parts.uri.path(), key, hash, app.wall_now());
    let known = app.store.get::<Idempotency>(&key.reference()).await?;
    let former = match known {
        Some(first) if !first.is_over(app.wall_now()) => return repeat(app, &again, &parts, first.value, &key).await,
        former => former,
    };
    let once = Once::new(key, former);
    let mut app_of_request = app.clone();
    app_of_request.store = app.store.clone().keyed(once.clone());
    parts.extensions.insert(Keyed { caller: by, app: app_of_request });
    let asked = parts.clone();
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;
    if !response.status().is_success() && !once.is_written() {
        // Two at once: the other one was faster, and its answer is the answer.
        let first = app.store.get::<Idempotency>(&once.key.reference()).await?;
        return match first.filter(|first| !first.is_over(app.wall_now())) {
            Some(first) => repeat(app, &again, &asked, first.value, &once.key).await,
            None => Ok(response),
        };
    }
    let (response, body) = taken(response).await?;
    note(app, &once, &response, &body).await;
    Ok(response.map(|()| Body::from(body)))
}

/// The `Idempotency-Key` of a request, if it carries one.
///
/// # Errors
/// `Malformed` for a key that is empty or too long.
pub fn key(headers: &HeaderMap) -> Result<Option<String>> {
    let Some(value) = headers.get("idempotency-key") else {
        return Ok(None);
    };
    match value.to_str() {
        Ok(key) if !key.is_empty() && key.len() <= MAX_KEY => Ok(Some(key.to_owned())),
        Ok(_) | Err(_) => Err(Error::malformed(
            "bad_idempotency_key",
            format!("give an Idempotency-Key of 1 to {MAX_KEY} ASCII characters"),
        )),
    }
}

async fn taken(response: Response) -> Result<(Response<()>, Bytes)> {
    let (parts, body) = response.into_parts();
    let body = body.collect().await.map_err(|e| Error::internal("reading an answer", e))?;
    Ok((Response::from_parts(parts, ()), body.to_bytes()))
}

/// Notes what was answered. What the request was to do is done: that this fails is no reason to fail it.
async fn note(app: &App, once: &Once, response: &Response<()>, body: &Bytes) {
    let text = |name: HeaderName| response.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answered = Answered {
        status: response.status().as_u16(),
        location: text(header::LOCATION),
        etag: text(header::ETAG),
        ids: ids(body),
    };
    let noted = async {
        let tx = app.store.tx();
        let tx = if once.is_written() {
            let written = app.store.load::<Idempotency>(&once.key.reference()).await?;
            let next = Idempotency { answered: Some(answered), ..written.value.clone() };
            tx.update(&written, &next)
        } else {
            // It changed nothing; still, the same request gets the same answer.
            let key = Idempotency { answered: Some(answered), ..once.key.clone() };
            once.instead(key).join(None, tx)
        };
        tx.commit_unannounced("what was answered is no news").await
    };
    if let Err(error) = noted.await {
        tracing::warn!(error.code = error.code(), "an answer is not noted on its key: {}", error.chain());
    }
}

/// The ids in an answer, by the names of their fields.
fn ids(body: &Bytes) -> BTreeMap<String, String> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(body) else {
        return BTreeMap::new();
    };
    let is_id = |name: &str| name == "id" || name.ends_with("_id");
    let ids = fields.into_iter().filter(|(name, _)| is_id(name));
    ids.filter_map(|(name, value)| Some((name, value.as_str()?.to_owned()))).collect()
}

/// The answer of the first request: what it showed is shown as it is now, without what is shown once.
async fn repeat(
    app: &App,
    again: &Again,
    parts: &Parts,
    mut first: Idempotency,
    key: &Idempotency,
) -> Result<Response> {
    if first.body != key.body {
        return Err(Error::invalid("Idempotency-Key", "this key was used for another body; use a new one"));
    }
    // It is done, and is being answered in this moment.
    for _ in 0..MAX_WAITS {
        if first.answered.is_some() {
            break;
        }
        tokio::time::sleep(WAIT).await;
        first = app.store.load::<Idempotency>(&first.reference()).await?.value;
    }
    let Some(answered) = &first.answered else {
        // It was done, and nobody knows how it was answered.
        let ids: BTreeMap<&str, &String> = first.record_id.iter().map(|id| ("id", id)).collect();
        return Ok(([(REPLAYED, HeaderValue::from_static("true"))], Json(ids)).into_response());
    };
    let status = StatusCode::from_u16(answered.status).unwrap_or(StatusCode::OK);
    if !status.is_success() {
        let message = format!(
            "the first request with this key was answered {status} after it had begun to write; look at the record, and \
             use a new key"
        );
        return Err(Error::refused("broke_off", message));
    }
    let mut response = match shown_at(parts.uri.path(), answered) {
        Some(address) => again.show(address, &parts.headers).await,
        None => None,
    }
    .unwrap_or_else(|| {
        if status == StatusCode::NO_CONTENT { status.into_response() } else { Json(&answered.ids).into_response() }
    });
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(REPLAYED, HeaderValue::from_static("true"));
    if let Some(Ok(location)) = answered.location.as_deref().map(HeaderValue::from_str) {
        headers.insert(header::LOCATION, location);
    }
    Ok(response)
}

/// Where the record is that the answer showed: the one that was made, or the one that something was done to.
fn shown_at<'a>(path: &'a str, answered: &'a Answered) -> Option<&'a str> {
    let acted_on = || path.rsplit_once('/').map(|(record, _)| record);
    answered.location.as_deref().or_else(|| answered.etag.as_ref().and_then(|_| acted_on()))
}

impl Again {
    /// What a GET of `address` shows to the same caller, if it shows something.
    async fn show(&self, address: &str, headers: &HeaderMap) -> Option<Response> {
        let token = headers.get(header::AUTHORIZATION)?;
        let request = Request::get(address).header(header::AUTHORIZATION, token).body(Body::empty()).ok()?;
        let response = self.0.clone().oneshot(request).await.unwrap_or_else(|never| match never {});
        response.status().is_success().then_some(response)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_showed_what_was_made_or_what_was_acted_on() {
        let answered = |location: Option<&str>, etag: Option<&str>| Answered {
            status: 200,
            location: location.map(str::to_owned),
            etag: etag.map(str::to_owned),
            ids: BTreeMap::new(),
        };
        assert_eq!(shown_at("/api/x", &answered(Some("/api/x/1"), Some("1"))), Some("/api/x/1"));
        assert_eq!(shown_at("/api/x/1/rotate", &answered(None, Some("2"))), Some("/api/x/1"));
        assert_eq!(shown_at("/api/x/1/test", &answered(None, None)), None);
    }

    #[test]
    fn only_ids_are_kept_of_an_answer() {
        let body =
            Bytes::from_static(br#"{"id": "1", "lead_id": "2", "secret": "s", "person_id": null, "n": {"id": "3"}}"#);
        assert_eq!(
            ids(&body).into_iter().collect::<Vec<_>>(),
            [("id".into(), "1".into()), ("lead_id".into(), "2".into())]
        );
    }
}
