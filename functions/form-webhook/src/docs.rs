//! What the routes take and answer, for the API document.

use std::collections::BTreeMap;

use serde_json::Value;
use shared::http::Operation;

use crate::{hooks, submit};

/// The operations.
pub fn operations() -> Vec<Operation> {
    let form = "/forms/{form_id}";
    type Fields = BTreeMap<String, Value>;
    let hook = |path: &str, summary: &str| {
        Operation::new("POST", path, summary)
            .answers::<hooks::Answer>(200, "It is kept, whatever it says: a lead, a booking, a test, or in quarantine.")
            .refuses(401, "It is not signed, or not with a live secret. One answer for every cause.")
            .refuses(413, "It is larger than a megabyte.")
            .refuses(503, "It cannot be taken now: send it again.")
    };
    vec![
        Operation::new("GET", form, "The hosted page of a form.").answers_as(200, "A page.", "text/html"),
        Operation::new("POST", form, "Sends a submission; a page (303) if the sender accepts `text/html`.")
            .body::<Fields>()
            .body_as::<Fields>("application/x-www-form-urlencoded")
            .body_as::<Fields>("multipart/form-data")
            .answers::<submit::Answer>(200, "The same came before.")
            .answers::<submit::Answer>(201, "It was taken in.")
            .answers::<submit::Answer>(202, "It is kept, and will be carried out.")
            .answers_as(303, "A browser goes on to `success_url`, or to the page that says thanks.", "")
            .refuses(
                403,
                "`origin_not_allowed`: the form names the sites that may send, and this one is not among them.",
            )
            .refuses(
                409,
                "`duplicate_lead`: the form rejects who is known; `key_conflict`: the key was used for another body.",
            )
            .refuses(413, "It is larger than a megabyte.")
            .refuses(422, "Every field that is not right.")
            .refuses(429, "Too many from this address in a minute; `Retry-After` says when."),
        Operation::new("OPTIONS", form, "Whether a script of another site may send.")
            .answers_as(204, "It may.", "")
            .refuses(403, "It may not."),
        Operation::new("GET", "/forms/{form_id}/thanks", "The page after sending.").answers_as(
            200,
            "A page.",
            "text/html",
        ),
        Operation::new("GET", "/hooks/forms/facebook", "Facebook asks whether the address is ours.")
            .query("hub.mode", "`subscribe`")
            .query("hub.verify_token", "What the setting `facebook_verify_token` says.")
            .query("hub.challenge", "What is answered.")
            .answers_as(200, "The challenge.", "text/plain")
            .refuses(401, "The token is another one."),
        hook("/hooks/forms/facebook", "Facebook Lead Ads, for all forms; the answers are fetched afterwards."),
        hook(
            "/hooks/forms/{provider}/{form_id}",
            "A provider that signs: typeform, tally, webflow, google-ads, calendly, calcom, generic.",
        ),
        hook("/hooks/forms/{provider}/{form_id}/{token}", "A provider that cannot sign: jotform."),
    ]
}
