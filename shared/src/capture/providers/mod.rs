//! The envelopes of the providers: what a delivery says, one file a provider. Pure: bytes in, deliveries out.

mod calcom;
mod calendly;
mod facebook;
mod generic;
mod google_ads;
mod jotform;
mod tally;
mod typeform;
mod webflow;

pub(super) use facebook::{SERVICE as FACEBOOK, answers as facebook_answers, fetch as fetch_facebook};
use serde_json::Value;

use super::Content;
use crate::{
    Result,
    inbound::Verified,
    integrations::{Disposition, Form, Provider},
    pipeline::BookingNews,
};

/// One thing that a request tells.
#[derive(Clone, Debug, PartialEq)]
pub struct Delivery {
    /// The provider's own name of it, by which a repeat is known.
    pub key: String,
    /// What it tells.
    pub news: News,
}

/// What a delivery tells.
#[derive(Clone, Debug, PartialEq)]
pub enum News {
    /// Somebody filled in a form.
    Answers(Content),
    /// Somebody booked an appointment, moved it or called it off.
    Booking(Content, BookingNews),
    /// Somebody filled in the provider's form with this id; the answers must be fetched.
    Elsewhere {
        /// The provider's id of the form.
        external_id: String,
        /// The provider's id of the answers.
        lead: String,
    },
    /// Nothing for the pipeline, and why.
    Aside(Disposition, String),
}

impl Delivery {
    fn new(key: impl Into<String>, news: News) -> Self {
        Self { key: key.into(), news }
    }

    /// A delivery that concerns no lead.
    fn ignored(key: impl Into<String>, what: &str) -> Self {
        let why = format!("`{}` concerns no lead", what.chars().take(60).collect::<String>());
        Self::new(key, News::Aside(Disposition::Ignored, why))
    }
}

/// What a request of `provider` tells.
///
/// # Errors
/// `Malformed` for what is not the provider's envelope: it will never be readable.
pub fn read(provider: Provider, form: Option<&Form>, request: &Verified) -> Result<Vec<Delivery>> {
    match provider {
        Provider::Typeform => typeform::read(request),
        Provider::Tally => tally::read(request),
        Provider::Jotform => jotform::read(request),
        Provider::Webflow => webflow::read(request),
        Provider::Facebook => facebook::read(request),
        Provider::GoogleAds => google_ads::read(request),
        Provider::Calendly => calendly::read(request),
        Provider::Calcom => calcom::read(request),
        Provider::Generic => generic::read(request, form),
        Provider::Native => {
            let content = Content::read(&request.content_type, &request.bytes)?;
            Ok(vec![Delivery::new("", News::Answers(content))])
        }
    }
}

/// The text at `pointer` of `value`; numbers as text, because providers change their minds about ids.
fn text(value: &Value, pointer: &str) -> Option<String> {
    match value.pointer(pointer)? {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The text at `pointer`, without which the envelope is not the provider's.
fn required(value: &Value, pointer: &str) -> Result<String> {
    text(value, pointer).ok_or_else(|| {
        let name = pointer.trim_start_matches('/').replace('/', ".");
        crate::Error::malformed("bad_envelope", format!("this is no delivery of the provider: `{name}` is missing"))
    })
}

/// The most bytes of a name that becomes part of a key, and the most characters of a line.
const MAX_NAME: usize = 500;

/// A name by which a record is found, without which the envelope is not the provider's.
fn name(value: &Value, pointer: &str) -> Result<String> {
    let name = required(value, pointer)?;
    if name.len() > MAX_NAME {
        return Err(crate::Error::malformed("bad_envelope", format!("a name of more than {MAX_NAME} bytes is none")));
    }
    Ok(name)
}

/// The text at `pointer`, cut to what a record holds; the evidence has all of it.
fn line(value: &Value, pointer: &str) -> Option<String> {
    text(value, pointer).map(|text| text.chars().take(MAX_NAME).collect())
}

/// The list at `pointer`; nothing there is an empty one.
fn list<'a>(value: &'a Value, pointer: &str) -> &'a [Value] {
    value.pointer(pointer).and_then(Value::as_array).map_or(&[], Vec::as_slice)
}

/// The moment at `pointer`.
fn moment(value: &Value, pointer: &str) -> Option<crate::BusinessTime> {
    text(value, pointer)?.parse().ok().map(crate::BusinessTime::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a request with this JSON tells.
    pub(super) fn deliveries(provider: Provider, body: &Value) -> Vec<Delivery> {
        let request = Verified {
            content_type: "application/json".into(),
            bytes: body.to_string().into(),
            trusted: true,
            key: None,
        };
        read(provider, None, &request).unwrap()
    }

    #[test]
    fn what_is_no_envelope_is_refused_and_breaks_nothing() {
        let bodies = ["", "[]", "{}", "null", r#"{"payload": [], "data": 1, "entry": {}, "form_response": "x"}"#];
        for provider in Provider::ALL {
            for body in bodies {
                let request = Verified {
                    content_type: "application/json".into(),
                    bytes: body.as_bytes().into(),
                    trusted: true,
                    key: None,
                };
                let read = read(*provider, None, &request);
                let is_open = [Provider::Native, Provider::Generic].contains(provider) && body.starts_with('{');
                assert_eq!(read.is_ok(), is_open, "{provider}: {body}");
            }
        }
    }
}
