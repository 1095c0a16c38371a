//! One call of the server.

use std::time::Duration;

use async_openai::{Client, middleware::HttpRequestFactory};
use bytes::Bytes;
use http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use tokio::time::timeout;
use tower::service_fn;

use super::{endpoint::Endpoint, failure::Failure};

/// The most bytes of an answer. What a model has to say has a few hundred.
const MAX_ANSWER: usize = 1024 * 1024;

/// Asks `endpoint`, for so long.
pub(super) async fn call(
    client: &reqwest::Client,
    endpoint: &Endpoint,
    request: &Value,
    limit: Duration,
) -> Result<Value, Failure> {
    let http = client.clone();
    // The crate's own way loses the status of errors that are not OpenAI's, reads bodies without a limit, waits as long as
    // a server says, and logs what it cannot read: so all of that is done here, and it is given only what it can read.
    let service = service_fn(move |factory: HttpRequestFactory| fetch(http.clone(), factory, limit));
    let asked = Client::build(client.clone(), endpoint.clone()).with_http_service(service);
    match timeout(limit, asked.chat().create_byot(request)).await {
        Ok(answer) => Ok(answer?),
        Err(_) => Err(Failure::Timeout),
    }
}

async fn fetch(
    client: reqwest::Client,
    factory: HttpRequestFactory,
    limit: Duration,
) -> Result<reqwest::Response, Failure> {
    let mut request = factory.build().await?;
    *request.timeout_mut() = Some(limit);
    let mut response = client.execute(request).await.map_err(broken)?;
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if bytes.len() + chunk.len() > MAX_ANSWER {
            return Err(Failure::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    // A redirect is none of the two: where it leads is nobody's to say but the administrator's.
    if !response.status().is_success() {
        return Err(Failure::said(response.status(), retry_after(response.headers()), &bytes));
    }
    let answer: Value = serde_json::from_slice(&bytes).map_err(|_| Failure::NoJson)?;
    if let Some(status) = error_within(&answer) {
        return Err(Failure::said(status, None, &bytes));
    }
    Ok(http::Response::new(Bytes::from(bytes)).into())
}

/// The status of an error that came as a success. Routers to many providers do so.
fn error_within(answer: &Value) -> Option<StatusCode> {
    let error =
        [answer.get("error"), answer.pointer("/choices/0/error")].into_iter().flatten().find(|e| !e.is_null())?;
    let code = error.get("code").and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
    let status = code.and_then(|code| StatusCode::from_u16(code).ok()).filter(|status| !status.is_success());
    Some(status.unwrap_or(StatusCode::BAD_GATEWAY))
}

/// Seconds; a date is not read, and then the pause is ours to choose.
fn retry_after(headers: &HeaderMap) -> Option<Duration> {
    let seconds = headers.get(header::RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

fn broken(error: reqwest::Error) -> Failure {
    if error.is_timeout() { Failure::Timeout } else { Failure::Connection }
}
