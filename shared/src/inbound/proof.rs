//! How a request proves that its sender holds a secret. Each rule is that of the provider's own documentation, and is held
//! against signatures that were made by other means than this code.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, STANDARD_NO_PAD},
};
use ring::hmac::{self, HMAC_SHA256};
use subtle::ConstantTimeEq as _;

use super::Unverified;
use crate::WallTime;

/// How far the clock of a signature may be from ours, either way: five minutes, as Webflow and Standard Webhooks say.
const TOLERANCE_MILLIS: i64 = 5 * 60 * 1000;
/// The most signatures in one header that are looked at.
const MAX_SIGNATURES: usize = 5;

/// How a request proves that its sender holds a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Proof {
    /// The header `X-Form-Key` holds it.
    FormKey,
    /// The last part of the address is it.
    PathToken,
    /// This field of the JSON body is it.
    BodyKey(&'static str),
    /// HMAC-SHA256 over the body, in hex or base64 behind `prefix` in `header`.
    Signature {
        /// The header's name.
        header: &'static str,
        /// What the header's value begins with.
        prefix: &'static str,
    },
    /// Hex HMAC-SHA256 over `timestamp:body`, the timestamp in milliseconds in a header of its own.
    Webflow,
    /// `t=…,v1=…`: hex HMAC-SHA256 over `t.body`, t in seconds.
    Calendly,
    /// Standard Webhooks where it has their headers, else `X-Signature-256: sha256=…` over the body.
    Generic,
}

impl Proof {
    /// Whether `request` proves that its sender holds `secret`.
    pub(super) fn holds(self, request: &Unverified, secret: &[u8], now: WallTime) -> bool {
        match self {
            Self::FormKey => request.text("x-form-key").is_some_and(|key| equal(key.as_bytes(), secret)),
            Self::PathToken => request.token.as_deref().is_some_and(|token| equal(token.as_bytes(), secret)),
            Self::BodyKey(name) => body_key(&request.bytes, name).is_some_and(|key| equal(key.as_bytes(), secret)),
            Self::Signature { header, prefix } => {
                let given = request.text(header).and_then(|text| text.strip_prefix(prefix).map(str::to_owned));
                given.is_some_and(|given| is_tag(&given, secret, &[&request.bytes]))
            }
            Self::Webflow => webflow(request, secret, now).unwrap_or(false),
            Self::Calendly => calendly(request, secret, now).unwrap_or(false),
            Self::Generic if request.headers.contains_key("webhook-signature") => {
                standard_webhook(request, secret, now).unwrap_or(false)
            }
            Self::Generic => {
                Self::Signature { header: "x-signature-256", prefix: "sha256=" }.holds(request, secret, now)
            }
        }
    }
}

fn webflow(request: &Unverified, secret: &[u8], now: WallTime) -> Option<bool> {
    let (timestamp, given) = (request.text("x-webflow-timestamp")?, request.text("x-webflow-signature")?);
    let recent = is_recent(timestamp.parse().ok()?, now);
    Some(recent && is_tag(&given, secret, &[timestamp.as_bytes(), b":", &request.bytes]))
}

fn calendly(request: &Unverified, secret: &[u8], now: WallTime) -> Option<bool> {
    let header = request.text("calendly-webhook-signature")?;
    let parts = || header.split(',').filter_map(|part| part.trim().split_once('='));
    let (_, timestamp) = parts().find(|(name, _)| *name == "t")?;
    let recent = is_recent(timestamp.parse::<i64>().ok()?.checked_mul(1000)?, now);
    let mut given = parts().filter(|(name, _)| *name == "v1").take(MAX_SIGNATURES);
    Some(recent && given.any(|(_, tag)| is_tag(tag, secret, &[timestamp.as_bytes(), b".", &request.bytes])))
}

/// <https://github.com/standard-webhooks/standard-webhooks>: a secret `whsec_…` is base64, any other one is its bytes.
fn standard_webhook(request: &Unverified, secret: &[u8], now: WallTime) -> Option<bool> {
    let (id, timestamp) = (request.text("webhook-id")?, request.text("webhook-timestamp")?);
    let recent = is_recent(timestamp.parse::<i64>().ok()?.checked_mul(1000)?, now);
    let key = match secret.strip_prefix(b"whsec_") {
        Some(text) => STANDARD.decode(text).ok()?,
        None => secret.to_vec(),
    };
    let header = request.text("webhook-signature")?;
    let mut given = header.split(' ').filter_map(|one| one.strip_prefix("v1,")).take(MAX_SIGNATURES);
    let parts = [id.as_bytes(), b".", timestamp.as_bytes(), b".", &request.bytes];
    Some(recent && given.any(|tag| is_tag(tag, &key, &parts)))
}

fn is_recent(millis: i64, now: WallTime) -> bool {
    now.millis().abs_diff(millis) <= TOLERANCE_MILLIS.unsigned_abs()
}

/// Whether `given`, hex or base64, is the HMAC-SHA256 of `parts`. Compared in constant time.
fn is_tag(given: &str, secret: &[u8], parts: &[&[u8]]) -> bool {
    let given = given.trim();
    let decoded = if given.len() == 2 * HMAC_SHA256.digest_algorithm().output_len() {
        hex(given)
    } else {
        STANDARD_NO_PAD.decode(given.trim_end_matches('=')).ok()
    };
    let mut context = hmac::Context::with_key(&hmac::Key::new(HMAC_SHA256, secret));
    parts.iter().for_each(|part| context.update(part));
    decoded.is_some_and(|decoded| equal(&decoded, context.sign().as_ref()))
}

fn hex(text: &str) -> Option<Vec<u8>> {
    let digits = text.as_bytes().chunks(2).map(|pair| std::str::from_utf8(pair).ok());
    digits.map(|pair| u8::from_str_radix(pair?, 16).ok()).collect()
}

fn equal(a: &[u8], b: &[u8]) -> bool {
    // Hashes, so that the time does not tell the length either.
    crate::evidence::sha256(a).as_bytes().ct_eq(crate::evidence::sha256(b).as_bytes()).into()
}

/// The text under `name` of a JSON object, read without believing anything else of it.
fn body_key(bytes: &[u8], name: &str) -> Option<String> {
    let body: serde_json::Map<String, serde_json::Value> = serde_json::from_slice(bytes).ok()?;
    body.get(name)?.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use axum::http::{HeaderMap, HeaderName, HeaderValue};

    use super::*;

    const SECRET: &[u8] = b"the secret of a test";
    const BODY: &str = "{\"a\": 1}\n";
    /// 2 March 2026, 09:00 UTC.
    const SIGNED_AT: i64 = 1_772_442_000_000;
    const STANDARD_SECRET: &[u8] = b"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn request(headers: &[(&'static str, &str)], body: &'static str) -> Unverified {
        let headers = headers.iter().map(|(name, value)| {
            (HeaderName::from_static(name), HeaderValue::from_str(value).unwrap_or(HeaderValue::from_static("")))
        });
        Unverified::new(HeaderMap::from_iter(headers), body.into(), Some("path token".into()))
    }

    fn holds(proof: Proof, headers: &[(&'static str, &str)]) -> bool {
        proof.holds(&request(headers, BODY), SECRET, WallTime::from_millis(SIGNED_AT))
    }

    /// The tags of these tests were made with Python's `hmac`, the last one with its package `standardwebhooks` 1.0.
    const HEX: &str = "2ef3e9cde43ae429214fce8e0b7767a74d95f5db796d28a6cc9cf370989c9873";
    const BASE64: &str = "LvPpzeQ65CkhT86OC3dnp02V9dt5bSimzJzzcJicmHM=";
    const WEBFLOW: &str = "7e0968a5f340d10a5dc99dae4cae70c8d4f95041ca447a8f016744133ce255b4";
    const CALENDLY: &str = "b274ab30788bcc56ddbccfacd0d36d06fbade90c5dfcd5bd6e75f53407360aef";
    const STANDARD_WEBHOOK: &str = "v1,brnbHkLsCptvR5A6Kg3YTPXoPLF7wB3lSZS6X9WUtOc=";

    #[test]
    fn a_signature_of_the_body_holds_in_both_spellings_and_no_other() {
        let proof = Proof::Signature { header: "x-hub-signature-256", prefix: "sha256=" };
        for tag in [HEX, BASE64, &HEX.to_uppercase(), BASE64.trim_end_matches('=')] {
            assert!(holds(proof, &[("x-hub-signature-256", &format!("sha256={tag}"))]), "{tag}");
        }
        let broken = HEX.replace("2ef3", "2ef4");
        for value in [HEX, "sha256=", "sha256=no-secret-provided", &format!("sha256={broken}"), &format!("sha1={HEX}")]
        {
            assert!(!holds(proof, &[("x-hub-signature-256", value)]), "{value}");
        }
        assert!(!holds(proof, &[("x-other", &format!("sha256={HEX}"))]));
        let signed = [("x-hub-signature-256", &*format!("sha256={HEX}"))];
        assert!(!proof.holds(&request(&signed, "{\"a\": 2}\n"), SECRET, WallTime::from_millis(SIGNED_AT)));
        assert!(!proof.holds(&request(&signed, BODY), b"another secret", WallTime::from_millis(SIGNED_AT)));
    }

    #[test]
    fn a_signature_with_a_time_holds_for_five_minutes() {
        let at = |proof: Proof, headers: &[(&'static str, &str)], secret: &[u8], millis: i64| {
            proof.holds(&request(headers, BODY), secret, WallTime::from_millis(millis))
        };
        let webflow = [("x-webflow-timestamp", "1772442000000"), ("x-webflow-signature", WEBFLOW)];
        let calendly = format!("t=1772442000,v1=00,v1={CALENDLY}");
        let calendly = [("calendly-webhook-signature", &*calendly)];
        let generic = [
            ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1772442000"),
            ("webhook-signature", &*format!("v1,AAAA v1a,x {STANDARD_WEBHOOK}")),
        ];
        for (proof, headers, secret) in [
            (Proof::Webflow, &webflow[..], SECRET),
            (Proof::Calendly, &calendly[..], SECRET),
            (Proof::Generic, &generic[..], STANDARD_SECRET),
        ] {
            for late in [0, TOLERANCE_MILLIS, -TOLERANCE_MILLIS] {
                assert!(at(proof, headers, secret, SIGNED_AT + late), "{proof:?} {late}");
            }
            for late in [TOLERANCE_MILLIS + 1, -TOLERANCE_MILLIS - 1] {
                assert!(!at(proof, headers, secret, SIGNED_AT + late), "{proof:?} {late}");
            }
            assert!(!at(proof, headers, b"another secret", SIGNED_AT), "{proof:?}");
            assert!(!at(proof, &headers[..1], secret, SIGNED_AT) || headers.len() == 1, "{proof:?}");
        }
        let moved = [("x-webflow-timestamp", "1772442000001"), ("x-webflow-signature", WEBFLOW)];
        assert!(!at(Proof::Webflow, &moved, SECRET, SIGNED_AT), "the time is signed too");
        assert!(holds(Proof::Generic, &[("x-signature-256", &format!("sha256={HEX}"))]));
        let far = [("x-webflow-timestamp", "-9223372036854775808"), ("x-webflow-signature", WEBFLOW)];
        assert!(!at(Proof::Webflow, &far, SECRET, SIGNED_AT));
    }

    #[test]
    fn a_key_in_the_body_or_in_the_address_is_compared_whole() {
        let now = WallTime::from_millis(SIGNED_AT);
        let with = |body: &'static str| Proof::BodyKey("google_key").holds(&request(&[], body), b"the key", now);
        assert!(with(r#"{"google_key": "the key"}"#));
        for body in
            ["", "[]", r#"{"google_key": "the ke"}"#, r#"{"google_key": null}"#, r#"{"a": {"google_key": "the key"}}"#]
        {
            assert!(!with(body), "{body}");
        }
        assert!(Proof::PathToken.holds(&request(&[], BODY), b"path token", now));
        assert!(!Proof::PathToken.holds(&request(&[], BODY), b"path toke", now));
    }
}
