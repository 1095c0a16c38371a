//! Google Ads lead forms: <https://developers.google.com/google-ads/webhook/docs/implementation>.

use serde_json::Value;

use super::{Delivery, News, list, required, text};
use crate::{
    Result,
    capture::{Content, Field, object},
    inbound::Verified,
    integrations::Disposition,
};

/// What Google tells of the advertisement, beside the answers.
const ABOUT: &[&str] = &["campaign_id", "form_id", "adgroup_id", "creative_id", "asset_group_id"];

pub(super) fn read(request: &Verified) -> Result<Vec<Delivery>> {
    let body = Value::Object(object(&request.bytes)?);
    let key = required(&body, "/lead_id")?;
    if body["is_test"] == true {
        let why = "Google says that it is a test".to_owned();
        return Ok(vec![Delivery::new(key, News::Aside(Disposition::Test, why))]);
    }
    let mut fields: Vec<Field> = list(&body, "/user_column_data").iter().map(field).collect();
    fields.extend(text(&body, "/gcl_id").map(|id| Field::new("gclid", id.into())));
    let about = ABOUT.iter().filter_map(|name| Some(Field::new(name, text(&body, &format!("/{name}"))?.into())));
    fields.extend(about);
    Ok(vec![Delivery::new(key, News::Answers(Content { fields, files: Vec::new() }))])
}

fn field(column: &Value) -> Field {
    let name = text(column, "/column_id").unwrap_or_default();
    Field::new(&name, column["string_value"].clone()).titled(text(column, "/column_name").as_deref())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::{capture::providers::tests::deliveries, integrations::Provider};

    #[test]
    fn a_test_stays_out_of_the_pipeline() {
        let lead = |is_test: bool| {
            json!({
                "lead_id": "g1", "is_test": is_test, "gcl_id": "click", "campaign_id": 42,
                "user_column_data": [{ "column_id": "FULL_NAME", "string_value": "Ann", "column_name": "Full Name" }],
            })
        };
        let News::Answers(content) = &deliveries(Provider::GoogleAds, &lead(false))[0].news else {
            panic!("no answers")
        };
        let names: Vec<&str> = content.fields.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["FULL_NAME", "gclid", "campaign_id"]);
        let test = deliveries(Provider::GoogleAds, &lead(true));
        assert!(matches!(test[0].news, News::Aside(Disposition::Test, _)));
    }
}
