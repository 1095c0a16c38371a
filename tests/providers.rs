//! Providers call, as in `events/`: what each sends becomes a lead, what is not signed does not.

use std::path::Path;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json, value::RawValue};
use shared::{integrations::Provider, setup};

use crate::support::{Portico, SAMPLE_SECRET};

/// A sample of `events/`.
fn sample(name: &str) -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../events/form-webhook.{name}.json"));
    serde_json::from_str(&std::fs::read_to_string(file).unwrap()).unwrap()
}

struct Hooks(Portico);

impl Hooks {
    async fn new() -> Self {
        let portico = Portico::signed_in().await;
        setup::sample_forms(portico.app()).await.unwrap();
        Self(portico)
    }

    async fn play(&self, event: &Value) -> (u64, Value) {
        let event: Box<RawValue> = serde_json::value::to_raw_value(event).unwrap();
        let answer = form_webhook::function().invoke(self.0.app(), &event).await.unwrap();
        let body = answer["body"].as_str().unwrap_or_default();
        (answer["statusCode"].as_u64().unwrap(), serde_json::from_str(body).unwrap_or_else(|_| json!(body)))
    }

    /// Plays a sample that leads to one receipt, and answers with the receipt.
    async fn receipt(&self, event: &Value) -> Value {
        let (status, answer) = self.play(event).await;
        assert_eq!(status, 200, "{answer}");
        let receipt = answer["receipts"][0]["receipt_id"].as_str().unwrap();
        self.0.get(&format!("/api/receipts/{receipt}")).await.json()
    }

    async fn lead(&self, receipt: &Value) -> Value {
        let lead = receipt["lead_id"].as_str().unwrap_or_else(|| panic!("no lead: {receipt}"));
        self.0.get(&format!("/api/crm/leads/{lead}")).await.json()
    }

    async fn count(&self, what: &str) -> usize {
        self.0.get(what).await.json()["items"].as_array().unwrap().len()
    }
}

#[tokio::test]
async fn each_provider_makes_a_lead_and_only_one() {
    let hooks = Hooks::new().await;
    let expected = [
        ("typeform", "Dana Reyes", "dana.reyes@example.com", json!({ "What is it about?": "A flat roof" })),
        ("tally", "Emil Sand", "emil.sand@example.com", json!({ "Material": "Zinc" })),
        ("jotform", "Femi Adler", "femi.adler@example.com", json!({ "roofType": "Pitched" })),
        ("webflow", "Greta Holm", "greta.holm@example.com", json!({ "Roof area": "140 m2" })),
        (
            "google-ads",
            "Hana Ito",
            "hana.ito@example.com",
            json!({ "campaign_id": "70000000000", "form_id": "40000000000" }),
        ),
        (
            "generic",
            "Kaya Brandt",
            "kaya.brandt@example.com",
            json!({ "event": "contact.created", "data.id": "c-17", "data.plan": "pro" }),
        ),
    ];
    for (number, (name, full_name, email, answers)) in expected.iter().enumerate() {
        let receipt = hooks.receipt(&sample(name)).await;
        assert_eq!((&receipt["source"], &receipt["disposition"]), (&json!(name), &json!("created")), "{receipt}");
        let lead = hooks.lead(&receipt).await;
        assert_eq!((&lead["full_name"], &lead["answers"]), (&json!(full_name), answers), "{name}: {lead}");
        assert_eq!(lead["source"]["channel"], *name);
        let person = hooks.0.get(&format!("/api/crm/contacts/{}", receipt["person_id"].as_str().unwrap())).await.json();
        assert_eq!(person["primary_email"], *email, "{name}");
        let (status, again) = hooks.play(&sample(name)).await;
        assert_eq!((status, &again["receipts"][0]["disposition"]), (200, &json!("duplicate")), "{name}");
        assert_eq!(hooks.count("/api/crm/leads").await, number + 1, "{name}");
        let evidence = receipt["evidence_id"].as_str().unwrap();
        let content = hooks.0.get(&format!("/api/evidence/{evidence}/content")).await.bytes;
        let event = sample(name);
        let sent = event["body"].as_str().unwrap();
        if event["isBase64Encoded"] == false {
            assert_eq!(String::from_utf8(content).unwrap(), sent, "{name}");
        }
    }
}

/// Samples whose sender proves itself by something in a header.
const SIGNED: &[(&str, &str)] = &[
    ("typeform", "typeform-signature"),
    ("tally", "tally-signature"),
    ("webflow", "x-webflow-signature"),
    ("facebook", "x-hub-signature-256"),
    ("calendly", "calendly-webhook-signature"),
    ("calcom", "x-cal-signature-256"),
    ("generic", "x-signature-256"),
];

#[tokio::test]
async fn what_is_not_signed_is_refused_alike_and_leaves_no_receipt() {
    let hooks = Hooks::new().await;
    let mut wrong = Vec::new();
    for (name, header) in SIGNED {
        let mut changed = sample(name);
        changed["body"] =
            json!(changed["body"].as_str().unwrap().replace("example.com", "example.org").replace("1001", "1003"));
        let mut none = sample(name);
        none["headers"].as_object_mut().unwrap().remove(*header);
        let mut other = sample(name);
        other["headers"][*header] = json!("no-secret-provided");
        wrong.extend([changed, none, other]);
    }
    let mut token = sample("jotform");
    token["rawPath"] = json!(token["rawPath"].as_str().unwrap().replace("everybody", "nobody"));
    let mut key = sample("google-ads");
    key["body"] = json!(key["body"].as_str().unwrap().replace("everybody", "nobody"));
    let mut provider = sample("tally");
    provider["rawPath"] = json!(provider["rawPath"].as_str().unwrap().replace("/tally/", "/typeform/"));
    let mut nowhere = sample("tally");
    nowhere["rawPath"] = json!("/hooks/forms/tally/00000000-0000-7000-8000-000000000000");
    let mut native = sample("tally");
    native["rawPath"] = json!(format!("/hooks/forms/native/{}", setup::website_form()));
    wrong.extend([token, key, provider, nowhere, native]);
    for event in &mut wrong {
        event["requestContext"]["http"]["path"] = event["rawPath"].clone();
        let (status, answer) = hooks.play(event).await;
        assert_eq!((status, &answer["code"]), (401, &json!("unauthenticated")), "{event}");
    }
    let mut handshake = sample("facebook-handshake");
    assert_eq!(hooks.play(&handshake).await, (200, json!(1_158_201_444)));
    for name in ["rawQueryString", "queryStringParameters"] {
        handshake[name] = serde_json::from_str(&handshake[name].to_string().replace("everybody", "nobody")).unwrap();
    }
    assert_eq!(hooks.play(&handshake).await.0, 401);
    assert_eq!(hooks.count("/api/receipts").await, 0);
}

#[tokio::test]
async fn a_secret_that_cannot_be_read_is_our_fault_and_asks_to_come_again() {
    let hooks = Hooks::new().await;
    let file = hooks.0.app().config.secret_key_file.clone().unwrap();
    let kept = std::fs::read(&file).unwrap();
    std::fs::remove_file(&file).unwrap();
    hooks.0.world.advance(jiff::SignedDuration::from_secs(61));
    assert_eq!(hooks.play(&sample("tally")).await.0, 503);
    std::fs::write(&file, kept).unwrap();
    assert_eq!(hooks.play(&sample("tally")).await.0, 200);
}

#[tokio::test]
async fn two_secrets_are_live_while_a_sender_changes_over() {
    let hooks = Hooks::new().await;
    let form = format!("/api/admin/forms/{}", setup::sample_form(Provider::Tally));
    let rotated = hooks.0.post(&format!("{form}/rotate-secret"), json!({})).await.json();
    assert!(rotated["secret"].as_str().unwrap().starts_with("fk_"), "{rotated}");
    assert_eq!(rotated["secrets"].as_array().unwrap().len(), 2);
    assert_eq!(hooks.play(&sample("tally")).await.0, 200, "the one before is live");
    hooks.0.world.advance(jiff::SignedDuration::from_secs(3));
    let secret = rotated["secret"].as_str().unwrap();
    let fresh = signed_with(sample("tally"), "tally-signature", secret);
    assert_eq!(hooks.play(&fresh).await.0, 200, "and the new one at once, whatever is remembered of the form");
    let retired = hooks.0.post(&format!("{form}/retire-secret"), Value::Null).await.json();
    assert_eq!((retired["secrets"].as_array().unwrap().len(), retired.get("secret")), (1, None));
    assert_eq!(hooks.play(&sample("tally")).await.0, 401);
    let given = hooks.0.call("PATCH", &form, &[], &json!({ "secret": setup::SAMPLE_SECRET })).await.json();
    assert!(given.get("secret").is_none() && !given.to_string().contains(setup::SAMPLE_SECRET), "{given}");
    assert_eq!(hooks.play(&sample("tally")).await.0, 200);
}

#[tokio::test]
async fn a_test_is_no_lead_and_what_cannot_be_read_is_quarantined() {
    let hooks = Hooks::new().await;
    let test = hooks.receipt(&sample("google-ads-test")).await;
    assert_eq!(
        (&test["state"], &test["disposition"], &test["lead_id"]),
        (&json!("done"), &json!("test"), &Value::Null)
    );
    let mut odd = sample("google-ads");
    odd["body"] = json!(json!({ "google_key": setup::SAMPLE_SECRET, "something": "else" }).to_string());
    let odd = hooks.receipt(&odd).await;
    assert_eq!((&odd["state"], &odd["disposition"]), (&json!("quarantined"), &json!("quarantined")));
    assert!(odd["error"].as_str().unwrap().contains("lead_id"), "{odd}");
    let mut nobody = sample("google-ads");
    let body = json!({ "google_key": setup::SAMPLE_SECRET, "lead_id": "l9", "user_column_data": [{ "column_id": "CITY", "string_value": "Bonn" }] });
    nobody["body"] = json!(body.to_string());
    let nobody = hooks.receipt(&nobody).await;
    assert_eq!(nobody["state"], "quarantined");
    let release = format!("/api/receipts/{}/release", nobody["id"].as_str().unwrap());
    assert_eq!(hooks.0.post(&release, Value::Null).await.json()["code"], "still_unreadable");
    assert_eq!(hooks.count("/api/crm/leads").await, 0);
}

#[tokio::test]
async fn the_same_told_in_other_bytes_is_the_same_and_other_news_are_kept_and_marked() {
    let hooks = Hooks::new().await;
    let with_body = |change: &dyn Fn(&mut Value)| {
        let mut event = sample("google-ads");
        let mut body: Value = serde_json::from_str(event["body"].as_str().unwrap()).unwrap();
        change(&mut body);
        event["body"] = json!(body.to_string());
        event
    };
    let first = hooks.receipt(&sample("google-ads")).await;
    let same = with_body(&|body| body["sent_at"] = json!("later"));
    assert_eq!(hooks.receipt(&same).await["id"], first["id"]);
    let other = with_body(&|body| body["user_column_data"][0]["string_value"] = json!("Somebody Else"));
    let conflict = hooks.receipt(&other).await;
    assert_eq!((&conflict["state"], &conflict["disposition"]), (&json!("needs_review"), &json!("conflict")));
    assert_eq!(hooks.count("/api/crm/leads").await, 1);
}

#[tokio::test]
async fn a_booking_that_is_moved_is_one_booking() {
    for (names, provider) in [
        (["calendly", "calendly-moved-away", "calendly-moved"], "calendly"),
        (["calendly", "calendly-moved", "calendly-moved-away"], "calendly"),
        (["calcom", "calcom-moved", "calcom"], "calcom"),
    ] {
        let hooks = Hooks::new().await;
        let mut lead = Value::Null;
        for name in names {
            let receipt = hooks.receipt(&sample(name)).await;
            lead = receipt.get("lead_id").filter(|id| id.is_string()).cloned().unwrap_or(lead);
        }
        assert_eq!((hooks.count("/api/crm/leads").await, hooks.count("/api/crm/contacts").await), (1, 1), "{names:?}");
        let lead = hooks.lead(&json!({ "lead_id": lead })).await;
        let bookings = lead["bookings"].as_array().unwrap();
        assert_eq!(bookings.len(), 1, "{names:?}: {lead}");
        assert_eq!((&bookings[0]["moves"], &bookings[0]["status"]), (&json!(1), &json!("booked")));
        assert_eq!(bookings[0]["starts_at"], "2026-03-06T10:00:00.000Z", "{names:?}");
        assert_eq!((&bookings[0]["provider"], &lead["inquiries"]), (&json!(provider), &json!(0)));
    }
}

#[tokio::test]
async fn a_booking_that_ends_before_it_is_known_stays_ended_and_its_person_is_known() {
    let hooks = Hooks::new().await;
    let with = |trigger: &str| {
        let mut event = sample("calcom");
        event["body"] = json!(event["body"].as_str().unwrap().replace("BOOKING_CREATED", trigger));
        signed_with(event, "x-cal-signature-256", SAMPLE_SECRET)
    };
    let cancelled = hooks.receipt(&with("BOOKING_CANCELLED")).await;
    assert_eq!((&cancelled["disposition"], hooks.count("/api/crm/leads").await), (&json!("ignored"), 0));
    let created = hooks.receipt(&sample("calcom")).await;
    let lead = hooks.lead(&created).await;
    assert_eq!(
        (lead["bookings"][0]["status"].as_str(), lead["full_name"].as_str()),
        (Some("cancelled"), Some("Jun Park"))
    );
    assert_eq!(hooks.receipt(&with("MEETING_ENDED")).await["disposition"], "ignored");
}

#[tokio::test]
async fn who_books_has_a_booking_whatever_the_form_says_of_who_is_known() {
    let hooks = Hooks::new().await;
    let form = format!("/api/admin/forms/{}", setup::sample_form(Provider::Calcom));
    hooks.0.call("PATCH", &form, &[], &json!({ "duplicate_policy": "reject" })).await;
    let body = json!({ "email": "jun.park@example.com" });
    hooks.0.submit(&setup::website_form().to_string(), &[], &body).await;
    let receipt = hooks.receipt(&sample("calcom")).await;
    assert_eq!(receipt["disposition"], "attached");
    assert_eq!(hooks.lead(&receipt).await["bookings"].as_array().unwrap().len(), 1);
}

/// The event, signed anew with `secret` as its sender would, in the alphabet that its signature had.
fn signed_with(mut event: Value, header: &str, secret: &str) -> Value {
    let key = ring::hmac::Key::new(ring::hmac::HMAC_SHA256, secret.as_bytes());
    let tag = ring::hmac::sign(&key, event["body"].as_str().unwrap().as_bytes());
    let before = event["headers"][header].as_str().unwrap();
    let signature = match before.split_once('=').filter(|(prefix, _)| *prefix == "sha256") {
        _ if before.len() == 44 => STANDARD.encode(tag),
        Some((prefix, _)) => format!("{prefix}={}", hex(tag.as_ref())),
        None => hex(tag.as_ref()),
    };
    event["headers"][header] = json!(signature);
    event
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test]
async fn a_name_that_nobody_signed_does_not_make_another_lead_of_it() {
    let hooks = Hooks::new().await;
    let first = hooks.receipt(&sample("generic")).await;
    let mut again = sample("generic");
    again["headers"]["webhook-id"] = json!("another");
    assert_eq!(hooks.receipt(&again).await["id"], first["id"]);
    assert_eq!(hooks.count("/api/crm/leads").await, 1);
}

#[tokio::test]
async fn ten_equal_deliveries_at_once_are_one_lead() {
    let hooks = std::sync::Arc::new(Hooks::new().await);
    for name in ["typeform", "calendly"] {
        let mut deliveries = tokio::task::JoinSet::new();
        for _ in 0..10 {
            let hooks = std::sync::Arc::clone(&hooks);
            deliveries.spawn(async move { hooks.play(&sample(name)).await.0 });
        }
        assert!(deliveries.join_all().await.iter().all(|status| *status == 200), "{name}");
    }
    assert_eq!((hooks.count("/api/crm/leads").await, hooks.count("/api/receipts").await), (2, 2));
}
