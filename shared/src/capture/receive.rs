//! The door of providers: what is signed is always taken, and what cannot be read is quarantined.

use super::{
    entry::{Entry, Outcome},
    providers::{self, Delivery},
    work::{Aside, Work, id_of, of_news},
};
use crate::{
    App, Error, Id, Result,
    evidence::sha256,
    inbound::{Unverified, Verified},
    integrations::{Disposition, Form, Provider, Receipt},
    settings,
    store::Saved,
};

/// What became of one delivery.
#[derive(Clone, Debug, PartialEq)]
pub struct Received {
    /// Its receipt.
    pub receipt_id: Id<Receipt>,
    /// What it led to, if that is known already.
    pub disposition: Option<Disposition>,
    /// Whether it was carried out now.
    pub outcome: Outcome,
}

/// Takes in what a provider sends to one form.
///
/// # Errors
/// `Unauthenticated` for a form that is not there, is not this provider's, or did not get this signature, all alike: some
/// providers stop for good at another answer. `Unavailable` when our own secret, the table or the evidence store is not
/// there: the provider sends it again.
pub async fn receive(app: &App, provider: Provider, form: Id<Form>, request: Unverified) -> Result<Vec<Received>> {
    if [Provider::Native, Provider::Facebook].contains(&provider) {
        return Err(Error::Unauthenticated);
    }
    let known = verify(app, provider, &request, app.forms.active(app, form).await).await;
    let (form, request) = match known {
        // What is remembered of the form may be a minute old, and some providers send once.
        Err(Error::Unauthenticated) => {
            let form = app.forms.renewed(app, form).await.and_then(|form| form.ok_or(Error::Unauthenticated));
            verify(app, provider, &request, form).await?
        }
        other => other?,
    };
    take_all(app, provider, Some(&form), &request).await
}

async fn verify(
    app: &App,
    provider: Provider,
    request: &Unverified,
    form: Result<Saved<Form>>,
) -> Result<(Saved<Form>, Verified)> {
    match form {
        Ok(form) if form.input.provider == provider => {
            let verified = request.verify(app, &form).await?;
            Ok((form, verified))
        }
        Ok(_) | Err(Error::NotFound { .. }) => Err(Error::Unauthenticated),
        Err(error) => Err(error),
    }
}

/// Takes in what Facebook sends for all its forms.
///
/// # Errors
/// `Unauthenticated` for a wrong signature, `Unavailable` without the app's secret; else those of [`receive`].
pub async fn receive_facebook(app: &App, request: Unverified) -> Result<Vec<Received>> {
    let request = request.verify_by(app, Provider::Facebook.proof(), &settings::FACEBOOK_APP_SECRET).await?;
    take_all(app, Provider::Facebook, None, &request).await
}

/// Takes each delivery in. If one fails, the provider sends all of them again, and those that are here are met.
async fn take_all(
    app: &App,
    provider: Provider,
    form: Option<&Saved<Form>>,
    request: &Verified,
) -> Result<Vec<Received>> {
    let form_id = form.map(|form| form.id);
    let deliveries = match providers::read(provider, form.map(|form| &form.value), request) {
        Ok(deliveries) => deliveries,
        Err(error) => {
            let key = format!("unread {}", sha256(&request.bytes));
            let id = id_of(provider, form_id, &key);
            let entry = Entry { app, provider, form, request, id, is_keyed: true };
            let (receipt, outcome) = entry.take(Work::Aside(Aside::quarantined(error.to_string()))).await?;
            return Ok(vec![Received { receipt_id: id, disposition: receipt.disposition, outcome }]);
        }
    };
    let mut received = Vec::new();
    for Delivery { key, news } in deliveries {
        let id = id_of(provider, form_id, &key);
        let work = of_news(app, form.map(|form| &form.value), news).await?;
        let entry = Entry { app, provider, form, request, id, is_keyed: true };
        received.push(match entry.take(work).await {
            Ok((receipt, outcome)) => Received { receipt_id: receipt.id, disposition: receipt.disposition, outcome },
            // Both are kept. A provider cannot use a new key; an operator looks at it.
            Err(Error::Refused { code: "key_conflict", details, .. }) => {
                let kept = details.get("receipt_id").and_then(|id| id.as_str()?.parse().ok());
                Received {
                    receipt_id: kept.unwrap_or(id),
                    disposition: Some(Disposition::Conflict),
                    outcome: Outcome::Done,
                }
            }
            Err(error) => return Err(error),
        });
    }
    Ok(received)
}
