//! Settings, read once from the environment. Each is documented here, and `docs/settings.md` is made of this list.

mod ai;

use std::path::PathBuf;

pub use ai::{Ai, Price};
use rustls::pki_types::{CertificateDer, pem::PemObject as _};
use secrecy::SecretString;

use crate::{Error, Result, queue::Queue};

/// A setting, as the reference shows it.
#[derive(Clone, Copy, Debug)]
pub struct Setting {
    /// The environment variable.
    pub name: &'static str,
    /// What holds when it is not set.
    pub default: &'static str,
    /// What it does.
    pub meaning: &'static str,
}

const fn setting(name: &'static str, default: &'static str, meaning: &'static str) -> Setting {
    Setting { name, default, meaning }
}

/// Every setting there is.
pub const SETTINGS: &[Setting] = &[
    setting(
        "AI_DAILY_TOKENS",
        "200000",
        "Tokens that a model may cost in a day (UTC), words in and out together; 0 asks none.",
    ),
    setting(
        "AI_PRICE_PER_MILLION",
        "unknown",
        "What a million tokens cost in dollars, in and out: `0.15/0.60`. Costs are unknown without it.",
    ),
    setting("AI_TIMEOUT_SECONDS", "20", "How long a model has for one answer, 1 to 120."),
    setting("AWS_ACCESS_KEY_ID", "set by Lambda", "The credentials of the table, the bucket and the queues."),
    setting(
        "AWS_CA_BUNDLE",
        "Amazon's own authorities",
        "A file of certificates (PEM): the authorities that AWS services are believed by, for a proxy that ends TLS.",
    ),
    setting("AWS_ENDPOINT_URL", "the region's own", "Another address for all AWS services."),
    setting("AWS_ENDPOINT_URL_DYNAMODB", "AWS_ENDPOINT_URL", "Another address for DynamoDB."),
    setting("AWS_ENDPOINT_URL_KMS", "AWS_ENDPOINT_URL", "Another address for KMS."),
    setting("AWS_ENDPOINT_URL_S3", "AWS_ENDPOINT_URL", "Another address for S3; buckets are then named in the path."),
    setting("AWS_ENDPOINT_URL_SQS", "AWS_ENDPOINT_URL", "Another address for SQS."),
    setting("AWS_REGION", "eu-west-1", "The region."),
    setting("AWS_SECRET_ACCESS_KEY", "set by Lambda", "The credentials of the table, the bucket and the queues."),
    setting("AWS_SESSION_TOKEN", "set by Lambda", "The credentials of the table, the bucket and the queues."),
    setting(
        "DEFAULT_REGION",
        "US",
        "ISO 3166 code of the country whose phone numbers need no prefix, where a form names none.",
    ),
    setting(
        "DEFAULT_TIMEZONE",
        "UTC",
        "IANA name of the time zone in which «tomorrow» is counted, where nobody says another one.",
    ),
    setting(
        "EVIDENCE_INLINE_MAX",
        "2048",
        "Bytes up to which evidence stays in the receipt; 0 puts all of it into S3.",
    ),
    setting("FACEBOOK_APP_SECRET", "none", "The secret of the Facebook app, with which Lead Ads are signed."),
    setting(
        "FACEBOOK_GRAPH_BASE",
        "https://graph.facebook.com/v25.0",
        "Where the answers of Lead Ads are fetched, with the version of the API.",
    ),
    setting("FACEBOOK_PAGE_TOKEN", "none", "The token of the page, with the permission `leads_retrieval`."),
    setting("FACEBOOK_VERIFY_TOKEN", "none", "What Facebook says when it is told of the address of the webhook."),
    setting(
        "OPENAI_API_KEY",
        "none",
        "The key with which a model is asked; one that the workspace has set counts instead.",
    ),
    setting(
        "OPENAI_BASE_URL",
        "https://api.openai.com/v1, where there is a key",
        "Where a model is asked, with the version of the API; `?api-version=…` at its end makes it an address of Azure.",
    ),
    setting("OPENAI_MODEL", "gpt-4o-mini", "Which model is asked."),
    setting(
        "PORTICO_ADMIN_EMAIL",
        "admin@localhost",
        "The address of the first administrator, made on the first start.",
    ),
    setting("PORTICO_ADMIN_PASSWORD", "made and printed once", "The password of the first administrator."),
    setting("PORTICO_BUCKET", "portico", "The bucket of evidence."),
    setting("PORTICO_DATA", ".portico", "Local runner: the folder of all data."),
    setting("PORTICO_PORT", "8787", "Local runner: the port on the loopback address."),
    setting("PORTICO_TABLE", "portico", "The table."),
    setting(
        "PUBLIC_URL",
        "http://localhost:8787",
        "The address that people and providers use; https unless it is loopback.",
    ),
    setting("QUEUE_FORM_WEBHOOK", "none", "The URL of the queue `form-webhook`."),
    setting("QUEUE_LEAD_PARSER", "none", "The URL of the queue `lead-parser`."),
    setting("RUST_LOG", "info", "Which logs are written: a level, or `target=level` for some, with commas between."),
    setting(
        "SECRET_KEY_FILE",
        "none; local runner: secret.key in PORTICO_DATA",
        "The file of the key that seals secrets of providers; made with the first secret. Without it they cannot be read.",
    ),
    setting(
        "SECRET_KEY_ID",
        "none",
        "Instead of SECRET_KEY_FILE, the key of KMS that wraps that key, which then stands in the table.",
    ),
];

/// The settings of a function.
#[derive(Clone, Debug)]
pub struct Config {
    /// `PORTICO_TABLE`
    pub table: String,
    /// `PORTICO_BUCKET`
    pub bucket: String,
    /// `EVIDENCE_INLINE_MAX`, bytes
    pub evidence_inline_max: usize,
    /// `DEFAULT_REGION`
    pub default_region: String,
    /// `DEFAULT_TIMEZONE`
    pub default_timezone: String,
    /// `PUBLIC_URL`, without a slash at the end
    pub public_url: String,
    /// `PORTICO_ADMIN_EMAIL`
    pub admin_email: String,
    /// `PORTICO_ADMIN_PASSWORD`
    pub admin_password: Option<SecretString>,
    /// `FACEBOOK_…`
    pub facebook: Facebook,
    /// `OPENAI_…` and `AI_…`
    pub ai: Ai,
    /// `SECRET_KEY_FILE`
    pub secret_key_file: Option<PathBuf>,
    /// `SECRET_KEY_ID`
    pub secret_key_id: Option<String>,
    /// The URLs of the queues, by `QUEUE_…`
    pub queues: Vec<(Queue, String)>,
    /// Where AWS is, and who we are there.
    pub aws: Aws,
}

/// What we are to Facebook.
#[derive(Clone, Debug)]
pub struct Facebook {
    /// `FACEBOOK_APP_SECRET`
    pub app_secret: Option<SecretString>,
    /// `FACEBOOK_VERIFY_TOKEN`
    pub verify_token: Option<SecretString>,
    /// `FACEBOOK_PAGE_TOKEN`
    pub page_token: Option<SecretString>,
    /// `FACEBOOK_GRAPH_BASE`, without a slash at the end
    pub graph_base: String,
}

/// Where AWS is, and who we are there.
#[derive(Clone, Debug)]
pub struct Aws {
    /// `AWS_REGION`
    pub region: String,
    /// `AWS_ENDPOINT_URL_DYNAMODB` or `AWS_ENDPOINT_URL`
    pub dynamodb: Option<String>,
    /// `AWS_ENDPOINT_URL_KMS` or `AWS_ENDPOINT_URL`
    pub kms: Option<String>,
    /// `AWS_ENDPOINT_URL_S3` or `AWS_ENDPOINT_URL`
    pub s3: Option<String>,
    /// `AWS_ENDPOINT_URL_SQS` or `AWS_ENDPOINT_URL`
    pub sqs: Option<String>,
    /// What the file `AWS_CA_BUNDLE` holds.
    pub ca_bundle: Option<Vec<u8>>,
    /// `AWS_ACCESS_KEY_ID`
    pub access_key_id: String,
    /// `AWS_SECRET_ACCESS_KEY`
    pub secret_access_key: SecretString,
    /// `AWS_SESSION_TOKEN`
    pub session_token: Option<SecretString>,
}

impl Config {
    /// Reads the environment of the process.
    ///
    /// # Errors
    /// `Malformed` with `bad_setting`, naming the setting and what would be right.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn from_env() -> Result<Self> {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    /// Reads the settings that `get` knows.
    ///
    /// # Errors
    /// Those of [`Self::from_env`].
    pub fn read(get: impl Fn(&str) -> Option<String>) -> Result<Self> {
        let or = |name: &str, default: &str| get(name).unwrap_or_else(|| default.to_owned());
        let inline_max = or("EVIDENCE_INLINE_MAX", "2048");
        let public_url = or("PUBLIC_URL", "http://localhost:8787").trim_end_matches('/').to_owned();
        if !is_safe(&public_url) {
            return Err(bad("PUBLIC_URL", "tokens travel to it: give an https address, or http on localhost"));
        }
        let graph_base = or("FACEBOOK_GRAPH_BASE", "https://graph.facebook.com/v25.0").trim_end_matches('/').to_owned();
        if !is_safe(&graph_base) {
            return Err(bad("FACEBOOK_GRAPH_BASE", "tokens travel to it: give an https address, or http on localhost"));
        }
        let ai = Ai::read(&get)?;
        let secret = |name: &str| get(name).map(SecretString::from);
        let region = or("DEFAULT_REGION", "US");
        if !crate::people::phone::is_region(&region) {
            return Err(bad("DEFAULT_REGION", "give an ISO 3166 country code, such as US"));
        }
        let timezone = or("DEFAULT_TIMEZONE", "UTC");
        if jiff::tz::TimeZone::get(&timezone).is_err() {
            return Err(bad("DEFAULT_TIMEZONE", "give an IANA name, such as Europe/Berlin"));
        }
        let ca_bundle = get("AWS_CA_BUNDLE").map(|file| certificates(&file)).transpose()?;
        let endpoint = |service: &str| get(&format!("AWS_ENDPOINT_URL_{service}")).or_else(|| get("AWS_ENDPOINT_URL"));
        Ok(Self {
            table: or("PORTICO_TABLE", "portico"),
            bucket: or("PORTICO_BUCKET", "portico"),
            evidence_inline_max: inline_max
                .parse()
                .map_err(|_| bad("EVIDENCE_INLINE_MAX", "give a number of bytes"))?,
            default_region: region,
            default_timezone: timezone,
            public_url,
            admin_email: or("PORTICO_ADMIN_EMAIL", "admin@localhost"),
            admin_password: secret("PORTICO_ADMIN_PASSWORD"),
            facebook: Facebook {
                app_secret: secret("FACEBOOK_APP_SECRET"),
                verify_token: secret("FACEBOOK_VERIFY_TOKEN"),
                page_token: secret("FACEBOOK_PAGE_TOKEN"),
                graph_base,
            },
            ai,
            secret_key_file: get("SECRET_KEY_FILE").map(PathBuf::from),
            secret_key_id: get("SECRET_KEY_ID"),
            queues: Queue::ALL.iter().filter_map(|queue| Some((*queue, get(queue.setting())?))).collect(),
            aws: Aws {
                region: or("AWS_REGION", "eu-west-1"),
                dynamodb: endpoint("DYNAMODB"),
                kms: endpoint("KMS"),
                s3: endpoint("S3"),
                sqs: endpoint("SQS"),
                ca_bundle,
                access_key_id: or("AWS_ACCESS_KEY_ID", ""),
                secret_access_key: or("AWS_SECRET_ACCESS_KEY", "").into(),
                session_token: secret("AWS_SESSION_TOKEN"),
            },
        })
    }
}

/// The certificates in `file`, as they are.
fn certificates(file: &str) -> Result<Vec<u8>> {
    let bytes =
        std::fs::read(file).map_err(|error| bad("AWS_CA_BUNDLE", &format!("the file cannot be read: {error}")))?;
    let read: std::result::Result<Vec<_>, _> = CertificateDer::pem_slice_iter(&bytes).collect();
    match read {
        Ok(certificates) if !certificates.is_empty() => Ok(bytes),
        Ok(_) | Err(_) => Err(bad("AWS_CA_BUNDLE", "the file holds no certificates, or one that is broken (PEM)")),
    }
}

/// `RUST_LOG`, which counts before there are settings, and also where they are not right.
#[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
pub(crate) fn log_filter() -> Option<String> {
    std::env::var("RUST_LOG").ok()
}

/// Whether tokens may travel to `url`: over https, or without leaving the machine.
fn is_safe(url: &str) -> bool {
    url.starts_with("https://") || (url.starts_with("http://") && is_loopback(url))
}

/// Whether `url` leads to this very machine.
pub fn is_loopback(url: &str) -> bool {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let authority = rest.split('/').next().unwrap_or_default();
    if authority.contains('@') {
        return false;
    }
    let host = match authority.strip_prefix('[') {
        Some(v6) => v6.split(']').next().unwrap_or_default(),
        None => authority.split(':').next().unwrap_or_default(),
    };
    host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|ip| ip.is_loopback())
}

fn bad(name: &str, advice: &str) -> Error {
    Error::malformed("bad_setting", format!("the setting {name} is not right: {advice}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_never_travel_in_the_clear() {
        for url in ["http://localhost:8787", "http://127.0.0.1", "http://[::1]:80", "https://crm.example.com"] {
            assert!(is_safe(url), "{url}");
        }
        for url in [
            "http://crm.example.com",
            "http://localhost.example.com",
            "http://127.0.0.1@example.com",
            "http://localhost:1@example.com",
            "ftp://x",
        ] {
            assert!(!is_safe(url), "{url}");
        }
    }

    #[test]
    fn the_reference_names_every_setting_once_and_in_order() {
        assert!(SETTINGS.is_sorted_by(|a, b| a.name < b.name));
        for queue in Queue::ALL {
            assert!(SETTINGS.iter().any(|setting| setting.name == queue.setting()));
        }
    }

    #[test]
    fn a_setting_that_is_read_stands_in_the_reference() {
        let unknown = std::cell::RefCell::new(Vec::new());
        let config = Config::read(|name| {
            if !SETTINGS.iter().any(|setting| setting.name == name) {
                unknown.borrow_mut().push(name.to_owned());
            }
            None
        });
        assert!(config.is_ok());
        assert_eq!(unknown.into_inner(), Vec::<String>::new());
    }
}
