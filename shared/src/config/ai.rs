//! Settings of the model.

use std::time::Duration;

use secrecy::SecretString;

use super::{bad, is_safe};
use crate::Result;

/// Which model is asked, and how much.
#[derive(Clone, Debug)]
pub struct Ai {
    /// `OPENAI_BASE_URL`
    pub base_url: Option<String>,
    /// `OPENAI_API_KEY`
    pub api_key: Option<SecretString>,
    /// `OPENAI_MODEL`
    pub model: String,
    /// `AI_DAILY_TOKENS`
    pub daily_tokens: u64,
    /// `AI_TIMEOUT_SECONDS`
    pub timeout: Duration,
    /// `AI_PRICE_PER_MILLION`
    pub price: Option<Price>,
}

/// What a million tokens cost, in thousandths of a dollar.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    /// Of what is asked.
    pub input: u32,
    /// Of what is answered.
    pub output: u32,
}

impl Ai {
    pub(super) fn read(get: &impl Fn(&str) -> Option<String>) -> Result<Self> {
        let base_url = get("OPENAI_BASE_URL").map(|url| url.trim().to_owned());
        if base_url.as_deref().is_some_and(|url| !is_safe(url)) {
            return Err(bad(
                "OPENAI_BASE_URL",
                "people's words travel to it: give an https address, or http on localhost",
            ));
        }
        let seconds: Option<u64> = get("AI_TIMEOUT_SECONDS").map_or(Some(20), |text| text.parse().ok());
        let seconds = seconds.filter(|seconds| (1..=120).contains(seconds));
        let seconds = seconds.ok_or_else(|| bad("AI_TIMEOUT_SECONDS", "give 1 to 120 seconds"))?;
        let tokens: Option<u64> = get("AI_DAILY_TOKENS").map_or(Some(200_000), |text| text.parse().ok());
        // No more than the table's numbers and our sums bear.
        let tokens = tokens.filter(|tokens| *tokens <= 1_000_000_000_000);
        let price = get("AI_PRICE_PER_MILLION").map(|text| {
            Price::parse(&text).ok_or_else(|| bad("AI_PRICE_PER_MILLION", "give dollars in and out, such as 0.15/0.60"))
        });
        Ok(Self {
            base_url,
            api_key: get("OPENAI_API_KEY").map(SecretString::from),
            model: get("OPENAI_MODEL").unwrap_or_else(|| "gpt-4o-mini".to_owned()),
            daily_tokens: tokens.ok_or_else(|| bad("AI_DAILY_TOKENS", "give a number of tokens"))?,
            timeout: Duration::from_secs(seconds),
            price: price.transpose()?,
        })
    }
}

impl Price {
    /// Reads `0.15/0.60`.
    fn parse(text: &str) -> Option<Self> {
        let (input, output) = text.split_once('/')?;
        Some(Self { input: thousandths(input.trim())?, output: thousandths(output.trim())? })
    }
}

/// `0.15` as 150.
fn thousandths(text: &str) -> Option<u32> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let are_digits = |digits: &str| digits.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || part.len() > 3 || !are_digits(whole) || !are_digits(part) {
        return None;
    }
    whole.parse::<u32>().ok()?.checked_mul(1_000)?.checked_add(format!("{part:0<3}").parse().ok()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;

    #[test]
    fn a_price_is_two_numbers_of_dollars() {
        assert_eq!(Price::parse("0.15 / 0.6"), Some(Price { input: 150, output: 600 }));
        assert_eq!(Price::parse("3/15"), Some(Price { input: 3_000, output: 15_000 }));
        for text in ["", "1", "a/b", "1.2345/1", "-1/1", "/", "1/.5", "99999999999/1"] {
            assert_eq!(Price::parse(text), None, "{text}");
        }
    }

    #[test]
    fn words_travel_to_a_model_over_https_alone() {
        let with = |url: &str| {
            let get = |name: &str| (name == "OPENAI_BASE_URL").then(|| url.to_owned());
            Config::read(get).is_ok()
        };
        assert!(with("https://api.example.com/v1/") && with("http://127.0.0.1:8080/v1"));
        assert!(!with("http://models.example.com/v1") && !with("file:///x"));
    }
}
