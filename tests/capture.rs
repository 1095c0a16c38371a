//! A form lead goes in, is kept and is found again.

use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    integrations::{DuplicatePolicy, Receipt},
    people::{Claim, ContactPoint, Person},
};

use crate::support::{Portico, website};

#[tokio::test]
async fn a_lead_goes_in_and_its_exact_bytes_come_out() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.tags = vec!["roof".into()]).await;
    let body = r#"{ "full_name": "Ann Lee",   "email": "ANN@Example.com", "budget": "$5-10k", "roof": "flat", "utm_source": "ads", "email_consent": true }"#;
    let headers = [("content-type", "application/json")];
    let answer = portico.send("POST", &format!("/forms/{form}"), &headers, body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let captured = answer.json();
    assert_eq!(captured["disposition"], "created");

    let lead = portico.get(&format!("/api/crm/leads/{}", captured["lead_id"].as_str().unwrap())).await.json();
    assert_eq!(lead["lifecycle"], "new");
    assert_eq!(lead["tags"], json!(["roof"]));
    assert_eq!(lead["budget"]["min_minor"], 500_000);
    assert_eq!(lead["answers"], json!({ "roof": "flat" }));
    assert_eq!(lead["first_touch"]["utm"]["source"], "ads");
    assert_eq!(lead["submissions"][0]["consents"], json!([{ "channel": "email", "granted": true }]));

    let person = portico.get(&format!("/api/crm/contacts/{}", captured["person_id"].as_str().unwrap())).await.json();
    assert_eq!(person["primary_email"], "ann@example.com");

    let receipt = portico.get(&format!("/api/receipts/{}", captured["receipt_id"].as_str().unwrap())).await.json();
    assert_eq!((&receipt["state"], &receipt["disposition"]), (&json!("done"), &json!("created")));
    assert!(receipt.get("evidence").is_none(), "a receipt shows its evidence by id");
    let evidence = format!("/api/evidence/{}", receipt["evidence_id"].as_str().unwrap());
    assert_eq!(portico.get(&evidence).await.json()["length"], body.len());
    let content = portico.get(&format!("{evidence}/content")).await;
    assert_eq!(String::from_utf8(content.bytes).unwrap(), body);
    assert_eq!(content.headers["content-security-policy"], "sandbox; default-src 'none'");
    assert!(content.headers["content-disposition"].to_str().unwrap().starts_with("attachment"));
}

#[tokio::test]
async fn large_bodies_go_to_the_evidence_store_and_come_back() {
    let portico = Portico::signed_in().await;
    let body = json!({ "email": "big@example.com", "message": "x".repeat(100_000) });
    let receipt = portico.submit(&website(), &[], &body).await.json()["receipt_id"].as_str().unwrap().to_owned();
    let content = portico.get(&format!("/api/evidence/{receipt}/content")).await;
    assert_eq!(content.bytes, body.to_string().into_bytes());

    let objects = portico.app().s3.list_objects_v2().bucket("portico").send().await.unwrap();
    let key = objects.contents()[0].key().unwrap();
    let other = b"other bytes".to_vec().into();
    portico.app().s3.put_object().bucket("portico").key(key).body(other).send().await.unwrap();
    let content = portico.get(&format!("/api/evidence/{receipt}/content")).await;
    assert_eq!(content.status, StatusCode::INTERNAL_SERVER_ERROR, "what is not what came in is not shown as that");
}

#[tokio::test]
async fn who_is_known_is_attached_rejected_or_gets_another_lead_as_the_form_says() {
    let portico = Portico::signed_in().await;
    let (attach, _) = portico.form(|_| {}).await;
    let (reject, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::Reject).await;
    let (new_lead, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::NewLead).await;
    let ann = json!({ "email": "ann@example.com", "full_name": "Ann" });
    let first = portico.submit(&attach, &[], &ann).await.json();

    let again = portico.submit(&attach, &[], &json!({ "email": "Ann@example.com ", "message": "hello?" })).await;
    assert_eq!((again.status, &again.json()["disposition"]), (StatusCode::CREATED, &json!("attached")));
    assert_eq!(again.json()["lead_id"], first["lead_id"]);
    let lead = portico.get(&format!("/api/crm/leads/{}", first["lead_id"].as_str().unwrap())).await.json();
    assert_eq!((&lead["inquiries"], &lead["submissions"][0]["message"]), (&json!(1), &json!("hello?")));

    let refused = portico.submit(&reject, &[], &ann).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("duplicate_lead")));
    let kept = refused.json()["receipt_id"].as_str().unwrap().to_owned();
    assert_eq!(portico.get(&format!("/api/receipts/{kept}")).await.json()["disposition"], "rejected");
    assert_eq!(portico.get(&format!("/api/evidence/{kept}/content")).await.bytes, ann.to_string().into_bytes());

    let other = portico.submit(&new_lead, &[], &ann).await.json();
    assert_eq!(other["person_id"], first["person_id"]);
    assert_ne!(other["lead_id"], first["lead_id"]);
    let newest = portico.submit(&attach, &[], &ann).await.json();
    assert_eq!(newest["lead_id"], other["lead_id"], "the newest open lead takes the next inquiry");
}

#[tokio::test]
async fn a_new_phone_of_a_known_person_is_claimed_and_a_strangers_is_not_stolen() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let ann = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await.json();
    portico.submit(&form, &[], &json!({ "email": "bob@example.com", "phone": "+442079460018" })).await;
    let both = json!({ "email": "ann@example.com", "phone": "+12125552368" });
    assert_eq!(portico.submit(&form, &[], &both).await.json()["disposition"], "attached");
    let id: shared::Id<Person> = ann["person_id"].as_str().unwrap().parse().unwrap();
    let claim = ContactPoint::Phone("+12125552368".into());
    assert_eq!(portico.app().store.load::<Claim>(&claim).await.unwrap().person_id, id);
    assert_eq!(portico.app().store.load::<Person>(&id).await.unwrap().primary_phone.as_deref(), Some("+12125552368"));

    let stolen = json!({ "email": "ann@example.com", "phone": "+442079460018" });
    portico.submit(&form, &[], &stolen).await;
    let lead = portico.get(&format!("/api/crm/leads/{}", ann["lead_id"].as_str().unwrap())).await.json();
    let said: Vec<&Value> = lead["submissions"].as_array().unwrap().iter().map(|s| &s["claimed_elsewhere"]).collect();
    assert!(said.contains(&&json!(["+442079460018"])), "{lead}");
}

#[tokio::test]
async fn the_same_key_is_the_same_submission_and_another_body_is_kept_and_marked() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = json!({ "email": "ann@example.com" });
    let key = [("idempotency-key", "k-1")];
    let first = portico.submit(&form, &key, &body).await;
    let again = portico.submit(&form, &key, &body).await;
    assert_eq!((again.status, &again.json()["disposition"]), (StatusCode::OK, &json!("duplicate")));
    assert_eq!(again.json()["receipt_id"], first.json()["receipt_id"]);
    assert_eq!(again.json()["lead_id"], first.json()["lead_id"]);

    let other = json!({ "email": "bob@example.com" });
    let conflict = portico.submit(&form, &key, &other).await;
    assert_eq!((conflict.status, &conflict.json()["code"]), (StatusCode::CONFLICT, &json!("key_conflict")));
    let kept = conflict.json()["receipt_id"].as_str().unwrap().to_owned();
    assert_eq!(portico.get(&format!("/api/receipts/{kept}")).await.json()["state"], "needs_review");
    assert_eq!(portico.get(&format!("/api/evidence/{kept}/content")).await.bytes, other.to_string().into_bytes());
}

#[tokio::test]
async fn ten_equal_deliveries_at_once_are_one_lead() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = json!({ "email": "ann@example.com" });
    let key = [("idempotency-key", "click")];
    let mut ids = std::collections::BTreeSet::new();
    let (a, b, c, d, e) = tokio::join!(
        portico.submit(&form, &key, &body),
        portico.submit(&form, &key, &body),
        portico.submit(&form, &key, &body),
        portico.submit(&form, &key, &body),
        portico.submit(&form, &key, &body),
    );
    for answer in [a, b, c, d, e] {
        assert!(answer.status.is_success(), "{}", answer.json());
        ids.insert(answer.json()["lead_id"].to_string());
    }
    assert_eq!(ids.len(), 1);
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn people_who_come_at_once_are_one_person() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = |n: u32| json!({ "email": "ann@example.com", "n": n });
    let bodies: Vec<Value> = (0..6).map(body).collect();
    let answers = tokio::join!(
        portico.submit(&form, &[], &bodies[0]),
        portico.submit(&form, &[], &bodies[1]),
        portico.submit(&form, &[], &bodies[2]),
        portico.submit(&form, &[], &bodies[3]),
        portico.submit(&form, &[], &bodies[4]),
        portico.submit(&form, &[], &bodies[5]),
    );
    let answers = [answers.0, answers.1, answers.2, answers.3, answers.4, answers.5];
    assert!(answers.iter().all(|answer| answer.status.is_success()));
    assert_eq!(portico.get("/api/crm/contacts").await.json()["items"].as_array().unwrap().len(), 1);
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_stranger_learns_nothing_about_who_is_known() {
    let portico = Portico::signed_in().await;
    let (form, key) = portico.form(|form| form.reveal = None).await;
    let body = json!({ "email": "ann@example.com" });
    let first = portico.submit(&form, &[], &body).await.json();
    let second = portico.submit(&form, &[], &body).await.json();
    for answer in [first, second] {
        assert_eq!(answer["disposition"], "created");
        assert!(answer.get("lead_id").is_none() && answer.get("person_id").is_none());
    }
    let trusted = portico.submit(&form, &[("x-form-key", &key)], &body).await.json();
    assert_eq!(trusted["disposition"], "attached");
    assert!(trusted["lead_id"].is_string());
    assert_eq!(portico.submit(&form, &[("x-form-key", "fk_wrong")], &body).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_with_advice() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.required = vec!["company".into()]).await;
    let path = format!("/forms/{form}");
    let json_type = [("content-type", "application/json")];
    let refused = portico.submit(&form, &[], &json!({ "email": "nobody" })).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    let problem = refused.json();
    assert_eq!(refused.headers["content-type"], "application/problem+json");
    assert_eq!(problem["errors"].as_array().unwrap().len(), 2);
    assert!(problem["request_id"].is_string());
    assert_eq!(portico.send("POST", &path, &json_type, "{").await.status, StatusCode::BAD_REQUEST);
    assert_eq!(portico.send("POST", &path, &json_type, "[]").await.status, StatusCode::BAD_REQUEST);
    let deep = format!("{{\"a\":{}1{}}}", "[".repeat(70), "]".repeat(70));
    assert_eq!(portico.send("POST", &path, &json_type, deep).await.status, StatusCode::BAD_REQUEST);
    let big = format!("{{\"a\":\"{}\"}}", "x".repeat(1024 * 1024));
    assert_eq!(portico.send("POST", &path, &json_type, big).await.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(
        portico.send("POST", &path, &[("content-type", "text/plain")], "{}").await.status,
        StatusCode::BAD_REQUEST
    );
    let nowhere = "/forms/00000000-0000-7000-8000-000000000000";
    assert_eq!(portico.send("POST", nowhere, &json_type, "{}").await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_submission_that_had_to_wait_is_carried_out_once_and_given_up_after_five_attempts() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = json!({ "email": "ann@example.com", "message": "y".repeat(700) });
    let first = portico.submit(&form, &[], &json!({ "email": "x@example.com" })).await.json();
    // A receipt as the function leaves it when too much is going on around a person.
    let id: shared::Id<Receipt> = first["receipt_id"].as_str().unwrap().parse().unwrap();
    let model = portico.app().store.load::<Receipt>(&id).await.unwrap();
    let waiting = support_waiting(&portico, &model.value, &body).await;

    shared::capture::process(portico.app(), waiting).await.unwrap();
    shared::capture::process(portico.app(), waiting).await.unwrap();
    let done = portico.get(&format!("/api/receipts/{waiting}")).await.json();
    assert_eq!((&done["state"], &done["disposition"]), (&json!("done"), &json!("created")));
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 2);
    assert_eq!(portico.get(&format!("/api/evidence/{waiting}/content")).await.bytes, body.to_string().into_bytes());

    let hopeless = support_waiting(&portico, &model.value, &json!({ "email": "nobody" })).await;
    for attempt in 1..=5 {
        shared::capture::process(portico.app(), hopeless).await.unwrap();
        let receipt = portico.get(&format!("/api/receipts/{hopeless}")).await.json();
        assert_eq!(receipt["attempts"], attempt);
        assert_eq!(receipt["state"], if attempt < 5 { "received" } else { "failed" });
    }
}

/// Leaves a pending receipt with these bytes.
async fn support_waiting(portico: &Portico, model: &Receipt, body: &Value) -> shared::Id<Receipt> {
    use shared::{
        event::{Actor, Announcement},
        evidence::{Evidence, EvidenceBytes, Holder, Kept},
        integrations::ReceiptState,
    };
    let app = portico.app();
    let bytes: bytes::Bytes = body.to_string().into();
    let evidence = Evidence::describe("application/json", &bytes, Holder::Rewritten, 2048);
    let receipt = Receipt {
        id: app.id(),
        state: ReceiptState::Received,
        disposition: None,
        lead_id: None,
        person_id: None,
        next_at: Some(app.now()),
        evidence,
        ..model.clone()
    };
    let mut tx = app.store.tx().create(&receipt);
    if receipt.evidence.kept == Kept::Beside {
        tx = tx.create(&EvidenceBytes { id: receipt.evidence_id(), bytes });
    }
    tx.commit(Announcement::new("receipt.received", &receipt, Actor::Form(receipt.form_id))).await.unwrap();
    receipt.id
}
