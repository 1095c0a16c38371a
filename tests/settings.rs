//! Settings: set, shown, gone back on; secrets that go in and never come out; what reads them.

use http::StatusCode;
use serde_json::{Value, json, value::RawValue};
use shared::{App, event::Event, settings::SettingCache};

use crate::support::{Answer, Portico, website};

const ALL: &str = "/api/admin/settings";
const FIRST: &str = "the first secret of an app";
const SECOND: &str = "the-second-secret-of-an-app";

fn path(key: &str) -> String {
    format!("{ALL}/{key}")
}

async fn put(portico: &Portico, key: &str, value: impl Into<Value>) -> Answer {
    portico.call("PUT", &path(key), &[], &json!({ "value": value.into() })).await
}

fn etag(answer: &Answer) -> &str {
    answer.headers["etag"].to_str().unwrap()
}

/// Everything that the table holds, as text.
async fn table(portico: &Portico) -> String {
    let scan = portico.app().store.client().scan().table_name(portico.app().store.table()).send().await.unwrap();
    format!("{:?}", scan.items())
}

#[tokio::test]
async fn a_setting_is_set_read_changed_and_goes_back_to_its_default() {
    let portico = Portico::signed_in().await;
    let unset = portico.get(&path("company_name")).await;
    let wanted = json!({
        "key": "company_name", "kind": "text", "value": "Portico", "default": "Portico", "is_set": false,
        "updated_at": null, "version": 0, "meaning": unset.json()["meaning"],
    });
    assert_eq!((unset.json(), etag(&unset)), (wanted, "\"0\""));

    let set = put(&portico, "company_name", "  Müller & Söhne ").await;
    assert_eq!((set.status, etag(&set)), (StatusCode::OK, "\"1\""));
    assert_eq!((&set.json()["value"], &set.json()["is_set"]), (&json!("Müller & Söhne"), &json!(true)));
    assert!(set.json()["updated_at"].is_string());
    assert_eq!(portico.get(&path("company_name")).await.json(), set.json());
    let again = put(&portico, "company_name", "Müller & Söhne").await;
    assert_eq!(again.json()["version"], 1, "what is so already is not written");

    let reset = portico.call("DELETE", &path("company_name"), &[], &Value::Null).await;
    assert_eq!(reset.status, StatusCode::NO_CONTENT);
    let shown = portico.get(&path("company_name")).await.json();
    assert_eq!((&shown["value"], &shown["is_set"], &shown["version"]), (&json!("Portico"), &json!(false), &json!(2)));
    assert_eq!(put(&portico, "company_name", "Acme").await.json()["version"], 3);
}

#[tokio::test]
async fn every_setting_is_listed_with_what_holds_where_nothing_is_set() {
    let portico = Portico::with(|config| config.default_region = "DE".into()).await.sign_in_again().await;
    let items = portico.get(ALL).await.json()["items"].clone();
    let of = |key: &str| items.as_array().unwrap().iter().find(|item| item["key"] == key).unwrap().clone();
    assert_eq!(items.as_array().unwrap().len(), shared::settings::ALL.len());
    assert_eq!(
        (&of("default_region")["value"], &of("admin_email")["value"]),
        (&json!("DE"), &json!("admin@localhost"))
    );
    assert_eq!((&of("allowed_email_domains")["value"], &of("cal_com_link")["value"]), (&json!([]), &json!("")));
    let secret = of("openai_api_key");
    assert_eq!(
        (&secret["kind"], &secret["fingerprints"], &secret["is_set"]),
        (&json!("secret"), &json!([]), &json!(false))
    );
    assert!(secret.get("value").is_none() && secret.get("default").is_none(), "{secret}");
}

#[tokio::test]
async fn a_change_of_what_somebody_else_has_changed_is_refused() {
    let portico = Portico::signed_in().await;
    let put_if = async |version: &str, name: &str| {
        let answer =
            portico.call("PUT", &path("company_name"), &[("if-match", version)], &json!({ "value": name })).await;
        (answer.status.as_u16(), answer.json()["code"].as_str().map(str::to_owned))
    };
    assert_eq!(put_if("\"1\"", "One").await, (412, Some("stale".into())), "it was never set");
    assert_eq!(put_if("\"0\"", "One").await, (200, None));
    assert_eq!(put_if("\"0\"", "Two").await, (412, Some("stale".into())));
    assert_eq!(put_if("\"1\"", "Two").await, (200, None));
    assert_eq!(put_if("*", "Three").await, (200, None));
    assert_eq!(put_if("yesterday", "Four").await, (400, Some("bad_if_match".into())));
    let stale = portico.call("DELETE", &path("company_name"), &[("if-match", "\"1\"")], &Value::Null).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    assert_eq!(portico.get(&path("company_name")).await.json()["value"], "Three");
}

#[tokio::test]
async fn several_are_changed_together_with_one_event_or_not_at_all() {
    let portico = Portico::signed_in().await;
    put(&portico, "company_name", "Acme").await;
    let events = portico.world.events().await.unwrap().records.len();
    let patch = async |body: Value| portico.call("PATCH", ALL, &[], &body).await;
    let unknown = patch(json!({ "colour": 1, "company_name": "X", "shape": 2 })).await;
    assert_eq!((unknown.status, &unknown.json()["code"]), (StatusCode::BAD_REQUEST, &json!("unknown_field")));
    let detail = unknown.json()["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("colour") && detail.contains("shape") && detail.contains("cal_com_link"), "{detail}");
    let wrong = patch(json!({ "cal_com_link": "ftp://x", "company_name": "Acme 2", "default_region": "Mars" })).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let fields: Vec<Value> = wrong.json()["errors"].as_array().unwrap().iter().map(|e| e["field"].clone()).collect();
    assert_eq!(fields, ["cal_com_link", "default_region"]);
    assert_eq!(patch(json!([1])).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(patch(json!({})).await.status, StatusCode::OK);
    assert_eq!(portico.get(&path("company_name")).await.json()["version"], 1, "nothing was changed so far");
    assert_eq!(portico.world.events().await.unwrap().records.len(), events);

    let values = json!({ "allowed_email_domains": ["Example.COM"], "company_name": null, "default_region": "de" });
    let changed = patch(values).await;
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
    let domains = portico.get(&path("allowed_email_domains")).await.json();
    assert_eq!((&domains["value"], &domains["version"]), (&json!(["example.com"]), &json!(1)));
    assert_eq!(portico.get(&path("company_name")).await.json()["is_set"], false);
    let batch = portico.world.events().await.unwrap();
    assert_eq!(batch.records.len(), events + 1);
    let event = shared::store::decode::<Event>(batch.records[events].new_image.clone()).unwrap().value;
    assert_eq!((event.event_type.as_str(), event.subject.as_str()), ("setting.updated", "allowed_email_domains"));
    let changes: Value = serde_json::from_str(&event.payload.unwrap().changes).unwrap();
    let wanted = json!({
        "setting": { "value": [null, ["example.com"]] },
        "setting company_name": { "value": ["Acme", null] }, "setting default_region": { "value": [null, "DE"] },
    });
    assert_eq!(changes, wanted);
}

#[tokio::test]
async fn a_key_that_is_none_is_not_found_and_those_that_are_stand_beside_it() {
    let portico = Portico::signed_in().await;
    for (method, at) in
        [("GET", path("colour")), ("PUT", path("colour")), ("DELETE", path("colour")), ("POST", path("colour/retire"))]
    {
        let body = if method == "PUT" { json!({ "value": "red" }) } else { Value::Null };
        let answer = portico.call(method, &at, &[], &body).await;
        let detail = answer.json()["detail"].as_str().unwrap().to_owned();
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "{method} {detail}");
        assert!(detail.contains("company_name") && detail.contains("openai_api_key"), "{detail}");
    }
    let field = portico.call("PUT", &path("company_name"), &[], &json!({ "value": "A", "colour": "red" })).await;
    assert_eq!(field.json()["code"], "unknown_field");
    let wrong = put(&portico, "company_name", "").await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("value"))
    );
}

#[tokio::test]
async fn a_secret_stands_in_no_answer_no_item_and_no_event() {
    let portico = Portico::signed_in().await;
    let secrets = ["sk-0123456789-newest", "sk-0123456789-former"];
    let mut said = Vec::new();
    for secret in secrets.iter().rev() {
        said.push(put(&portico, "openai_api_key", *secret).await);
    }
    said.push(put(&portico, "openai_api_key", "sk-0123456789 wrong").await);
    said.push(portico.call("PATCH", ALL, &[], &json!({ "openai_api_key": secrets[0] })).await);
    said.extend([portico.get(ALL).await, portico.get(&path("openai_api_key")).await]);
    let prints = said[5].json()["fingerprints"].clone();
    assert_eq!((prints.as_array().unwrap().len(), &said[5].json()["version"]), (2, &json!(2)), "said twice, it is one");
    assert_eq!(prints[0].as_object().unwrap().keys().collect::<Vec<_>>(), ["fingerprint", "since"]);
    assert_ne!(prints[0]["fingerprint"], prints[1]["fingerprint"]);
    let everything = table(&portico).await + &said.iter().map(|answer| answer.json().to_string()).collect::<String>();
    assert!(everything.contains("SETTING#openai_api_key") && everything.contains("setting.updated"));
    assert!(!everything.contains("sk-0123456789"));
    let records = portico.world.events().await.unwrap().records;
    let events = records.into_iter().map(|record| shared::store::decode::<Event>(record.new_image).unwrap().value);
    let told: Vec<String> = events.filter(|e| e.kind == "setting").map(|e| e.payload.unwrap().changes).collect();
    assert_eq!(told, [r#"{"setting":{"secrets":[null,null]}}"#; 2], "nor the envelopes");

    let retired = portico.post(&path("openai_api_key/retire"), Value::Null).await.json();
    assert_eq!(retired["fingerprints"], json!([prints[0]]));
    let plain = portico.post(&path("company_name/retire"), Value::Null).await;
    assert_eq!((plain.status, &plain.json()["code"]), (StatusCode::CONFLICT, &json!("no_secret")));
    portico.call("DELETE", &path("openai_api_key"), &[], &Value::Null).await;
    assert_eq!(portico.get(&path("openai_api_key")).await.json()["fingerprints"], json!([]));
}

/// Facebook, signing with `secret`.
async fn facebook(app: &App, secret: &str) -> u64 {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/form-webhook.facebook.json");
    let mut event: Value = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = ring::hmac::sign(&key, event["body"].as_str().unwrap().as_bytes());
    let hex: String = tag.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    event["headers"]["x-hub-signature-256"] = json!(format!("sha256={hex}"));
    let event: Box<RawValue> = serde_json::value::to_raw_value(&event).unwrap();
    form_webhook::function().invoke(app, &event).await.unwrap()["statusCode"].as_u64().unwrap()
}

/// The same workspace, as another process sees it.
fn elsewhere(portico: &Portico) -> App {
    App { settings: SettingCache::default(), ..portico.app().clone() }
}

#[tokio::test]
async fn facebook_may_sign_with_the_former_secret_until_it_is_retired() {
    let (first, second) = (&FIRST.replace(' ', "-"), SECOND);
    let environment = crate::support::SAMPLE_SECRET;
    let portico = Portico::signed_in().await;
    let app = elsewhere(&portico);
    assert_eq!(facebook(&app, environment).await, 200, "nothing is set: the environment's holds");
    assert_eq!(facebook(&app, first).await, 401);
    put(&portico, "facebook_app_secret", first.as_str()).await;
    assert_eq!(facebook(&app, first).await, 401, "it has looked just now");
    portico.world.advance(jiff::SignedDuration::from_secs(3));
    assert_eq!(facebook(&app, first).await, 200, "before it says no it looks again");
    assert_eq!(facebook(&app, environment).await, 401, "the environment's counts no longer");
    put(&portico, "facebook_app_secret", second).await;
    portico.world.advance(jiff::SignedDuration::from_secs(3));
    assert_eq!((facebook(&app, second).await, facebook(&app, first).await), (200, 200), "both are live");
    portico.post(&path("facebook_app_secret/retire"), Value::Null).await;
    assert_eq!(facebook(portico.app(), first).await, 401, "where it was retired, at once");
    assert_eq!(facebook(&app, first).await, 200, "elsewhere, what is remembered holds for a minute");
    portico.world.advance(jiff::SignedDuration::from_secs(61));
    assert_eq!((facebook(&app, second).await, facebook(&app, first).await), (200, 401));
    let portico = portico.sign_in_again().await;
    portico.call("DELETE", &path("facebook_app_secret"), &[], &Value::Null).await;
    assert_eq!(facebook(portico.app(), environment).await, 200);
}

#[tokio::test]
async fn the_handshake_takes_the_token_that_was_set() {
    let portico = Portico::with(|config| config.facebook.verify_token = None).await.sign_in_again().await;
    let token = "a-token-for-the-handshake";
    let shake = async |token: &str| {
        let query = format!("hub.mode=subscribe&hub.verify_token={token}&hub.challenge=42");
        portico.send("GET", &format!("/hooks/forms/facebook?{query}"), &[], "").await
    };
    assert_eq!(shake(token).await.status, StatusCode::SERVICE_UNAVAILABLE, "there is none at all");
    put(&portico, "facebook_verify_token", token).await;
    let answer = shake(token).await;
    assert_eq!((answer.status, answer.bytes.as_slice()), (StatusCode::OK, &b"42"[..]));
    assert_eq!(shake("another-token-of-somebody").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(shake("").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn without_the_data_key_nothing_is_answered_wrongly_and_nothing_is_lost() {
    let portico = Portico::signed_in().await;
    put(&portico, "facebook_app_secret", SECOND).await;
    let before = portico.get(&path("facebook_app_secret")).await.json();
    let file = portico.app().config.secret_key_file.clone().unwrap();
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    portico.world.advance(jiff::SignedDuration::from_secs(61));
    assert_eq!(facebook(portico.app(), SECOND).await, 503);
    assert_eq!(facebook(portico.app(), "somebody-else-with-no-secret").await, 503);
    let another = put(&portico, "facebook_app_secret", "another-secret-of-an-app").await;
    assert_eq!((another.status, file.exists()), (StatusCode::SERVICE_UNAVAILABLE, false), "no other key is made");
    assert_eq!(portico.get(&path("facebook_app_secret")).await.json(), before);
    std::fs::write(&file, kept).unwrap();
    assert_eq!(facebook(portico.app(), SECOND).await, 200);
}

#[tokio::test]
async fn a_number_without_a_prefix_is_of_the_region_that_is_set() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let number = async |email: &str| {
        let body = json!({ "email": email, "phone": "030 123456" });
        let answer = portico.submit(&form, &[], &body).await;
        (answer.status.as_u16(), answer.json()["person_id"].as_str().map(str::to_owned))
    };
    assert_eq!(number("a@example.com").await.0, 422, "in the US this is no number");
    put(&portico, "default_region", "DE").await;
    let (status, person) = number("b@example.com").await;
    assert_eq!(status, 201);
    let person = portico.get(&format!("/api/crm/contacts/{}", person.unwrap())).await.json();
    assert_eq!(person["primary_phone"], "+4930123456");
}

#[tokio::test]
async fn the_hosted_page_says_whose_it_is_once_that_is_set() {
    let portico = Portico::signed_in().await;
    let page = async || {
        let answer = portico.send("GET", &format!("/forms/{}", website()), &[], "").await;
        (answer.status.as_u16(), String::from_utf8(answer.bytes).unwrap())
    };
    assert!(!page().await.1.contains("class=\"company\""), "the default says nothing");
    put(&portico, "company_name", "Müller <& Söhne>").await;
    let (status, text) = page().await;
    assert_eq!(status, 200);
    assert!(text.contains("<p class=\"company\">Müller &#60;&#38; Söhne&#62;</p>"), "{text}");
    let unread = elsewhere(&portico);
    portico.world.faults.plan("GetItem", shared::testing::Fault::ErrorBefore, 3);
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../events/form-webhook.page.json");
    let event: Box<RawValue> = serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap();
    let shown = form_webhook::function().invoke(&unread, &event).await.unwrap();
    assert_eq!((shown["statusCode"].as_u64(), portico.world.faults.left()), (Some(200), 0), "a page goes without it");
}

#[tokio::test]
async fn who_reads_a_setting_gets_its_type() {
    let portico = Portico::signed_in().await;
    let app = portico.app();
    put(&portico, "allowed_email_domains", json!(["example.com"])).await;
    let domains: Vec<String> = app.settings.get(app, &shared::settings::ALLOWED_EMAIL_DOMAINS).await.unwrap();
    let email: String = app.settings.get(app, &shared::settings::ADMIN_EMAIL).await.unwrap();
    assert_eq!((domains, email), (vec!["example.com".to_owned()], "admin@localhost".to_owned()));
}
