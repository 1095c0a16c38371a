//! Facebook Lead Ads: the webhook names the answers, Graph has them.
//! <https://developers.facebook.com/docs/marketing-api/guides/lead-ads/retrieving>

use http::{HeaderMap, HeaderValue, StatusCode, header};
use ring::hmac::{self, HMAC_SHA256};
use secrecy::{ExposeSecret as _, SecretSlice};
use serde_json::Value;

use super::{Delivery, News, line, list, name, required, text};
use crate::{
    App, Error, Result,
    capture::{Content, Field, object},
    inbound::Verified,
    integrations::Disposition,
    settings::{self, Definition, Secret},
    web::WebAnswer,
};

/// The service, in errors.
pub(crate) const SERVICE: &str = "Facebook";
/// What is asked of Graph.
const FIELDS: &str = "id,created_time,form_id,ad_id,ad_name,adset_id,adset_name,campaign_id,campaign_name,is_organic,platform,field_data";
/// What Graph tells of the advertisement, beside the answers.
const ABOUT: &[&str] =
    &["form_id", "ad_id", "ad_name", "adset_id", "adset_name", "campaign_id", "campaign_name", "platform"];
/// How Facebook's own testing tool fills in a form.
const TEST: &str = "<test lead:";

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    required(&body, "/object")?;
    let changes = list(&body, "/entry").iter().flat_map(|entry| list(entry, "/changes"));
    let deliveries: Vec<Delivery> = changes.map(delivery).collect();
    if deliveries.is_empty() {
        return Ok(vec![Delivery::ignored(crate::evidence::sha256(&request.bytes), "an event without changes")]);
    }
    Ok(deliveries)
}

fn delivery(change: &Value) -> Delivery {
    let key = crate::evidence::sha256(change.to_string().as_bytes());
    let field = text(change, "/field").unwrap_or_default();
    if field != "leadgen" {
        return Delivery::ignored(key, &field);
    }
    let lead = match name(change, "/value/leadgen_id") {
        Ok(lead) => lead,
        // Its neighbours are none the worse.
        Err(error) => return Delivery::new(key, News::Aside(Disposition::Quarantined, error.to_string())),
    };
    let external_id = line(change, "/value/form_id").unwrap_or_default();
    Delivery::new(lead.clone(), News::Elsewhere { external_id, lead })
}

/// Asks Graph for the answers called `lead`.
///
/// # Errors
/// `Unavailable` when Graph does not answer, `Refused` with `graph_refused` when it says no, and why.
pub(crate) async fn fetch(app: &App, lead: &str) -> Result<WebAnswer> {
    let token = secret(app, &settings::FACEBOOK_PAGE_TOKEN).await?;
    let app_secret = secret(app, &settings::FACEBOOK_APP_SECRET).await?;
    if lead.is_empty() || !lead.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') {
        return Err(Error::malformed("bad_envelope", "a lead's id is letters and digits"));
    }
    // Graph takes a token that leaked only together with what the app's secret makes of it.
    let proof = hmac::sign(&hmac::Key::new(HMAC_SHA256, app_secret.expose_secret()), token.expose_secret());
    let proof: String = proof.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    let url = format!("{}/{lead}?fields={FIELDS}&appsecret_proof={proof}", app.config.facebook.graph_base);
    let bearer = HeaderValue::from_bytes(&[b"Bearer ", token.expose_secret()].concat());
    let bearer = bearer.map_err(|error| Error::internal("asking Facebook", error))?;
    let answer = app.web.get(SERVICE, &url, HeaderMap::from_iter([(header::AUTHORIZATION, bearer)])).await?;
    match answer.status {
        StatusCode::OK => Ok(answer),
        status if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS => {
            Err(Error::unavailable(SERVICE, format!("Graph answered {status}")))
        }
        status => {
            let said: Value = serde_json::from_slice(&answer.bytes).unwrap_or_default();
            let code = text(&said, "/error/code").unwrap_or_default();
            let kind = text(&said, "/error/type").unwrap_or_default();
            let advice = "check the setting facebook_page_token and its permission leads_retrieval, then retry";
            Err(Error::refused("graph_refused", format!("Facebook answered {status} {kind} {code}; {advice}")))
        }
    }
}

async fn secret(app: &App, setting: &Definition<Secret>) -> Result<SecretSlice<u8>> {
    let newest = app.settings.secrets(app, setting).await?.into_iter().next();
    newest.ok_or_else(|| Error::unavailable(SERVICE, format!("the setting {} is missing", setting.key)))
}

/// What Graph answered.
///
/// # Errors
/// `Malformed` when it is no lead.
pub(crate) fn answers(bytes: &[u8]) -> Result<News> {
    let body = Value::Object(object(bytes)?);
    required(&body, "/id")?;
    let mut fields = Vec::new();
    for field in list(&body, "/field_data") {
        let values = list(field, "/values");
        if values.iter().filter_map(Value::as_str).any(|value| value.starts_with(TEST)) {
            return Ok(News::Aside(Disposition::Test, "Facebook's testing tool made it".to_owned()));
        }
        let value = if let [one] = values { one.clone() } else { Value::Array(values.to_vec()) };
        fields.push(Field::new(&text(field, "/name").unwrap_or_default(), value));
    }
    let about = ABOUT.iter().filter_map(|name| Some(Field::new(name, text(&body, &format!("/{name}"))?.into())));
    fields.extend(about);
    Ok(News::Answers(Content { fields, files: Vec::new() }))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn each_change_of_a_batch_is_a_delivery() {
        let change = |id: &str| json!({ "field": "leadgen", "value": { "leadgen_id": id, "form_id": 9 } });
        let body = json!({ "object": "page", "entry": [
            { "changes": [change("1"), change("2")] }, { "changes": [{ "field": "feed", "value": {} }, { "field": "leadgen" }] },
        ]});
        let read = deliveries(Provider::Facebook, &body);
        assert_eq!(read.len(), 4);
        assert!(matches!(read[3].news, News::Aside(Disposition::Quarantined, _)));
        let wanted = News::Elsewhere { external_id: "9".into(), lead: "2".into() };
        assert_eq!((read[1].key.as_str(), &read[1].news), ("2", &wanted));
        assert!(matches!(read[2].news, News::Aside(Disposition::Ignored, _)));
    }

    #[test]
    fn graphs_answer_is_read_and_a_test_is_told_apart() {
        let lead = |name: &str| {
            json!({ "id": "1", "campaign_name": "Spring", "field_data": [
                { "name": "full_name", "values": [name] }, { "name": "interests", "values": ["roof", "wall"] },
            ]})
        };
        let News::Answers(content) = answers(lead("Ann").to_string().as_bytes()).unwrap() else { panic!("no answers") };
        let values: Vec<&Value> = content.fields.iter().map(|field| &field.value).collect();
        assert_eq!(values, [&json!("Ann"), &json!(["roof", "wall"]), &json!("Spring")]);
        let test = answers(lead("<test lead: dummy data for full_name>").to_string().as_bytes()).unwrap();
        assert!(matches!(test, News::Aside(Disposition::Test, _)));
        assert!(answers(b"{\"error\": {}}").is_err());
    }
}
