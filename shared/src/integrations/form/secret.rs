//! The secrets of a form: made by us or given by its provider.

use base64::{
    Engine as _,
    engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD},
};

use super::Form;
use crate::{App, Error, Id, Result, integrations::Provider, secrets::LiveSecret};

/// The fewest and the most bytes of a secret that people choose.
const LENGTH: std::ops::RangeInclusive<usize> = 16..=256;

/// A secret that we make, and its text, which is shown once.
///
/// # Errors
/// Those of the vault.
pub(super) async fn made(app: &App, form: Id<Form>, provider: Provider) -> Result<(LiveSecret, String)> {
    let random = app.random.bytes::<32>();
    let text = match provider {
        // As the libraries of Standard Webhooks want it.
        Provider::Generic => format!("whsec_{}", STANDARD.encode(random)),
        Provider::Native
        | Provider::Typeform
        | Provider::Tally
        | Provider::Jotform
        | Provider::Webflow
        | Provider::Facebook
        | Provider::GoogleAds
        | Provider::Calendly
        | Provider::Calcom => format!("fk_{}", URL_SAFE_NO_PAD.encode(random)),
    };
    let secret = match provider {
        Provider::Native => LiveSecret::hashed(app, &text),
        Provider::Typeform
        | Provider::Tally
        | Provider::Jotform
        | Provider::Webflow
        | Provider::Facebook
        | Provider::GoogleAds
        | Provider::Calendly
        | Provider::Calcom
        | Provider::Generic => LiveSecret::sealed(app, &owner(form), &text).await?,
    };
    Ok((secret, text))
}

/// Checks a secret that a provider gave, or that a person chose.
///
/// # Errors
/// `Invalid` for one that could be guessed.
pub(super) fn check(text: &str) -> Result<()> {
    if LENGTH.contains(&text.len()) {
        return Ok(());
    }
    let advice = format!("give {} to {} bytes, or none to have one made", LENGTH.start(), LENGTH.end());
    Err(Error::invalid("secret", advice))
}

/// What the vault calls the owner of the form's secrets.
pub(super) fn owner(form: Id<Form>) -> String {
    format!("form/{form}")
}
