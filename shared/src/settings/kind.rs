//! What the value of a setting can be, and what of it is right.

use reqwest::Url;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::{
    integrations::is_web,
    people::{email, phone},
};

/// The most characters of a text.
const MAX_TEXT: usize = 200;
/// The most characters of an address on the web.
const MAX_URL: usize = 2_000;
/// The most domains of a list.
const MAX_DOMAINS: usize = 100;
/// The fewest and the most characters of a secret. The longest that are known are page tokens, of about 300.
const SECRET: std::ops::RangeInclusive<usize> = 16..=1_024;

/// What the value of a setting is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// One line of text.
    Text,
    /// An email address.
    Email,
    /// An address on the web, or an empty text.
    Url,
    /// A list of domains.
    Domains,
    /// An ISO 3166 country code.
    Country,
    /// The IANA name of a time zone.
    TimeZone,
    /// A text that is never shown again.
    Secret,
}

impl Kind {
    /// The value as it is kept.
    ///
    /// # Errors
    /// A sentence for the person who sets it. Of a secret it repeats nothing.
    pub(super) fn normalize(self, value: &Value) -> Result<Value, String> {
        if self == Self::Domains {
            return domains(value);
        }
        let text = value.as_str().ok_or("give a text")?;
        match self {
            Self::Text => line(text.trim()),
            Self::Email => email::normalize(text),
            Self::Url => url(text.trim()),
            Self::Country => country(text.trim()),
            Self::TimeZone => time_zone(text.trim()),
            // As it is: white space may be a part of it, and is then refused.
            Self::Secret | Self::Domains => secret(text),
        }
        .map(Value::from)
    }
}

fn line(text: &str) -> Result<String, String> {
    let is_right = (1..=MAX_TEXT).contains(&text.chars().count()) && !text.contains(char::is_control);
    if is_right { Ok(text.to_owned()) } else { Err(format!("give 1 to {MAX_TEXT} characters on one line")) }
}

fn url(text: &str) -> Result<String, String> {
    if text.is_empty() {
        return Ok(String::new());
    }
    // Whoever reads it next must not learn how somebody signs in there.
    let names_nobody = |url: &Url| url.username().is_empty() && url.password().is_none();
    match Url::parse(text) {
        Ok(url) if is_web(text) && names_nobody(&url) && text.len() <= MAX_URL => Ok(url.into()),
        Ok(_) | Err(_) => Err("give an address that begins with https://, or nothing".to_owned()),
    }
}

fn country(text: &str) -> Result<String, String> {
    let code = text.to_ascii_uppercase();
    if phone::is_region(&code) { Ok(code) } else { Err("give an ISO 3166 country code, such as US or DE".to_owned()) }
}

fn time_zone(text: &str) -> Result<String, String> {
    match jiff::tz::TimeZone::get(text).ok().as_ref().and_then(|zone| zone.iana_name()) {
        Some(name) => Ok(name.to_owned()),
        None => Err("give the IANA name of a time zone, such as Europe/Berlin".to_owned()),
    }
}

fn domains(value: &Value) -> Result<Value, String> {
    let entries = value.as_array().filter(|entries| entries.len() <= MAX_DOMAINS);
    let entries = entries.ok_or_else(|| format!("give a list of {MAX_DOMAINS} domains at most"))?;
    let mut domains: Vec<String> = Vec::new();
    for entry in entries {
        let text = entry.as_str().ok_or("give each domain as a text")?;
        let domain = email::domain_part(text.trim());
        let domain = domain.map_err(|_| format!("`{text}` is no domain, such as example.com"))?;
        if !domains.contains(&domain) {
            domains.push(domain);
        }
    }
    Ok(domains.into())
}

/// A secret travels in headers and in addresses: visible ASCII alone.
fn secret(text: &str) -> Result<String, String> {
    let is_right = SECRET.contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_graphic());
    let advice = || format!("give {} to {} letters, digits and signs without spaces", SECRET.start(), SECRET.end());
    if is_right { Ok(text.to_owned()) } else { Err(advice()) }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn keeps(kind: Kind, value: Value, kept: Value) {
        assert_eq!(kind.normalize(&value), Ok(kept), "{value}");
    }

    #[track_caller]
    fn refuses(kind: Kind, values: &[Value]) {
        for value in values {
            assert!(kind.normalize(value).is_err(), "{kind:?} {value}");
        }
    }

    #[test]
    fn a_text_is_one_line() {
        keeps(Kind::Text, json!("  Müller & Söhne "), json!("Müller & Söhne"));
        refuses(Kind::Text, &[json!(""), json!("  "), json!("a\nb"), json!("x".repeat(201)), json!(1), json!([])]);
    }

    #[test]
    fn an_email_is_kept_in_its_one_spelling() {
        keeps(Kind::Email, json!(" Ann@Example.COM "), json!("ann@example.com"));
        refuses(Kind::Email, &[json!("ann"), json!(""), json!("a@b"), json!(null)]);
    }

    #[test]
    fn an_address_is_https_or_of_this_machine_or_none() {
        keeps(Kind::Url, json!("https://cal.com/ann"), json!("https://cal.com/ann"));
        keeps(Kind::Url, json!("http://localhost:3000/x"), json!("http://localhost:3000/x"));
        keeps(Kind::Url, json!(" "), json!(""));
        let wrong = ["cal.com/ann", "http://cal.com/ann", "javascript:alert(1)", "https://ann:pw@cal.com/", "ftp://x"];
        refuses(Kind::Url, &wrong.map(Value::from));
        refuses(Kind::Url, &[json!(format!("https://x.example/{}", "a".repeat(2_000))), json!(7)]);
    }

    #[test]
    fn domains_are_lower_case_ascii_and_come_once() {
        let said = json!(["Example.COM", "bücher.example", "example.com.", " example.com "]);
        keeps(Kind::Domains, said, json!(["example.com", "xn--bcher-kva.example"]));
        keeps(Kind::Domains, json!([]), json!([]));
        let wrong = ["", "example", "ann@example.com", "exa mple.com", "*.example.com", "192.0.2.1", "-a.example"];
        refuses(Kind::Domains, &wrong.map(|domain| json!([domain])));
        refuses(Kind::Domains, &[json!("example.com"), json!([1]), json!(vec!["a.example"; 101])]);
    }

    #[test]
    fn a_country_is_one_whose_numbers_are_known() {
        keeps(Kind::Country, json!("de"), json!("DE"));
        refuses(Kind::Country, &[json!("Germany"), json!("ZZ"), json!(""), json!(49)]);
    }

    #[test]
    fn a_secret_is_long_enough_fits_into_a_header_and_is_not_repeated() {
        keeps(Kind::Secret, json!("0123456789abcdef"), json!("0123456789abcdef"));
        let wrong = ["", "short", "0123456789 abcdef", "0123456789abcdef\r\nX: y", "0123456789abcdeü"];
        refuses(Kind::Secret, &wrong.map(Value::from));
        refuses(Kind::Secret, &[json!("x".repeat(1_025)), json!(1_234_567_890_123_456_u64)]);
        assert!(!Kind::Secret.normalize(&json!("short")).unwrap_err().contains("short"));
    }
}
