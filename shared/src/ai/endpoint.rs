//! Where a model is asked, and with which key.

use async_openai::config::Config;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use secrecy::{ExposeSecret as _, SecretSlice, SecretString};

use crate::{App, Error, Result, evidence::sha256, settings};

/// OpenAI's own address.
const OPENAI: &str = "https://api.openai.com/v1";
/// The parameter by which an address of Azure is known. Azure's key travels in a header of its own.
const AZURE_VERSION: &str = "api-version";
const AZURE_KEY: HeaderName = HeaderName::from_static("api-key");

/// Where a model is asked.
#[derive(Clone)]
pub(super) struct Endpoint {
    /// Without a slash or a query at its end.
    base: String,
    query: Vec<(String, String)>,
    headers: HeaderMap,
    /// Which model.
    pub(super) model: String,
    /// What tells it from another address, model or key.
    pub(super) identity: String,
    /// The crate asks for one; ours is in the headers.
    no_key: SecretString,
}

impl Endpoint {
    /// The one that the settings name; none where they name neither an address nor a key. A key that the workspace has set
    /// counts before that of the environment, as all its settings do.
    ///
    /// # Errors
    /// Those of the settings; `Malformed` where the key fits into no header.
    pub(super) async fn of(app: &App) -> Result<Option<Self>> {
        let key = app.settings.secrets(app, &settings::OPENAI_API_KEY).await?.into_iter().next();
        let ai = &app.config.ai;
        match (&ai.base_url, &key) {
            (None, None) => Ok(None),
            (base, _) => Self::new(base.as_deref().unwrap_or(OPENAI), key.as_ref(), &ai.model).map(Some),
        }
    }

    fn new(url: &str, key: Option<&SecretSlice<u8>>, model: &str) -> Result<Self> {
        let (base, query) = url.split_once('?').unwrap_or((url, ""));
        let query: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let is_azure = query.iter().any(|(name, _)| name == AZURE_VERSION);
        let mut headers = HeaderMap::new();
        if let Some(key) = key {
            let key = key.expose_secret();
            let (name, value) =
                if is_azure { (AZURE_KEY, key.to_vec()) } else { (header::AUTHORIZATION, [b"Bearer ", key].concat()) };
            let value = HeaderValue::from_bytes(&value);
            let mut value = value.map_err(|_| Error::malformed("bad_setting", "the key of the model is no header"))?;
            value.set_sensitive(true);
            headers.insert(name, value);
        }
        let base = base.trim_end_matches('/').to_owned();
        let key = key.map(|key| sha256(key.expose_secret())).unwrap_or_default();
        let identity = sha256(format!("{url}\n{model}\n{key}").as_bytes());
        Ok(Self { base, query, headers, model: model.to_owned(), identity, no_key: SecretString::default() })
    }

    /// The host that is asked, with its port where it has one.
    pub(super) fn host(&self) -> &str {
        let rest = self.base.split_once("://").map_or(self.base.as_str(), |(_, rest)| rest);
        let authority = rest.split('/').next().unwrap_or_default();
        authority.rsplit('@').next().unwrap_or_default()
    }
}

impl Config for Endpoint {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    fn query(&self) -> Vec<(&str, &str)> {
        self.query.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    fn api_base(&self) -> &str {
        &self.base
    }

    fn api_key(&self) -> &SecretString {
        &self.no_key
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(url: &str) -> Endpoint {
        Endpoint::new(url, Some(&b"sk-1".to_vec().into()), "m").unwrap()
    }

    #[test]
    fn a_slash_at_the_end_of_the_address_makes_no_difference() {
        for url in ["http://localhost:8080/v1", "http://localhost:8080/v1/", "http://localhost:8080/v1//"] {
            let endpoint = endpoint(url);
            assert_eq!(endpoint.url("/chat/completions"), "http://localhost:8080/v1/chat/completions");
            assert_eq!(endpoint.host(), "localhost:8080");
        }
    }

    #[test]
    fn a_version_in_the_address_makes_it_one_of_azure() {
        let azure = endpoint("https://x.openai.azure.com/openai/deployments/d?api-version=2024-10-21");
        assert_eq!(azure.url("/chat/completions"), "https://x.openai.azure.com/openai/deployments/d/chat/completions");
        assert_eq!(azure.query(), [("api-version", "2024-10-21")]);
        assert_eq!((&azure.headers()["api-key"], azure.headers().len()), (&HeaderValue::from_static("sk-1"), 1));
        assert_eq!(endpoint("https://x.example/v1").headers()["authorization"], "Bearer sk-1");
    }

    #[test]
    fn the_key_shows_nowhere_and_must_fit_into_a_header() {
        assert!(!format!("{:?}", endpoint("https://x.example").headers()).contains("sk-1"));
        assert!(Endpoint::new("https://x.example", Some(&b"a\nb".to_vec().into()), "m").is_err());
        assert_eq!(endpoint("https://u:p@x.example/v1").host(), "x.example");
    }
}
