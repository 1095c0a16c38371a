//! Asking other services over HTTPS: one client, TLS on ring, Mozilla's authorities, no redirects, answers of limited size.

use std::{sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderMap, StatusCode};
use tokio::sync::OnceCell;

use crate::{Error, Result};

/// How long a service has to answer.
const TIMEOUT: Duration = Duration::from_secs(10);
/// The most bytes of an answer.
const MAX_ANSWER: usize = 1024 * 1024;

/// What a service answered.
#[derive(Clone, Debug)]
pub struct WebAnswer {
    /// The HTTP status.
    pub status: StatusCode,
    /// As the service calls the bytes.
    pub content_type: String,
    /// Exactly what came.
    pub bytes: Bytes,
}

/// Asks other services. Built when it is first needed: most functions never do.
#[derive(Clone, Default)]
pub struct Web(Arc<OnceCell<reqwest::Client>>);

impl Web {
    /// The client itself, for who asks by other means than [`Self::get`].
    pub(crate) async fn client(&self) -> Result<&reqwest::Client> {
        self.0.get_or_try_init(async || build()).await
    }

    /// Gets `url`, with these headers.
    ///
    /// # Errors
    /// `Unavailable` for `service` when it does not answer in time or answers too much.
    pub async fn get(&self, service: &'static str, url: &str, headers: HeaderMap) -> Result<WebAnswer> {
        // The address may hold a token: an error must not tell it.
        let fail = |error: reqwest::Error| Error::unavailable(service, error.without_url());
        let client = self.client().await?;
        let mut response = client.get(url).headers(headers).send().await.map_err(fail)?;
        let content_type = response.headers().get(http::header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        let content_type = content_type.unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(fail)? {
            if bytes.len() + chunk.len() > MAX_ANSWER {
                return Err(Error::unavailable(service, "the answer is larger than a megabyte"));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(WebAnswer { status: response.status(), content_type, bytes: bytes.into() })
    }
}

fn build() -> Result<reqwest::Client> {
    let fail = |error| Error::internal("building the HTTP client", error);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let roots = rustls::RootCertStore { roots: webpki_roots::TLS_SERVER_ROOTS.to_vec() };
    let tls = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| fail(Box::<dyn std::error::Error + Send + Sync>::from(error)))?
        .with_root_certificates(roots)
        .with_no_client_auth();
    reqwest::Client::builder()
        .tls_backend_preconfigured(tls)
        .timeout(TIMEOUT)
        .redirect(reqwest::redirect::Policy::none())
        .no_proxy()
        .build()
        .map_err(|error| fail(error.into()))
}
