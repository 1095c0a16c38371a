//! Webflow, API version 2: <https://developers.webflow.com/data/reference/webhooks/events/form-submission>.

use serde_json::Value;

use super::{Delivery, News, required, text};
use crate::{
    Error, Result,
    capture::{Content, object},
    inbound::Verified,
};

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let mut body = Value::Object(object(&request.bytes)?);
    let trigger = required(&body, "/triggerType")?;
    if trigger != "form_submission" {
        let id = text(&body, "/payload/id").unwrap_or_else(|| crate::evidence::sha256(&request.bytes));
        return Ok(vec![Delivery::ignored(format!("{trigger} {id}"), &trigger)]);
    }
    let key = required(&body, "/payload/id")?;
    let Value::Object(fields) = body["payload"]["data"].take() else {
        return Err(Error::malformed("bad_envelope", "this is no delivery of Webflow: `payload.data` is no object"));
    };
    Ok(vec![Delivery::new(key, News::Answers(Content::of_object(fields)))])
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn a_submission_is_read_and_anything_else_is_no_lead() {
        let body = json!({ "triggerType": "form_submission", "payload": { "id": "w1", "data": { "Name": "Ann" } } });
        let read = deliveries(Provider::Webflow, &body);
        let News::Answers(content) = &read[0].news else { panic!("no answers") };
        assert_eq!((read[0].key.as_str(), content.fields[0].name.as_str()), ("w1", "Name"));
        let body = json!({ "triggerType": "site_publish", "payload": { "siteId": "s" } });
        assert!(matches!(deliveries(Provider::Webflow, &body)[0].news, News::Aside(..)));
    }
}
