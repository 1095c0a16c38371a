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
    let said: Vec<&Value> = lead["submissions"].as_array().unwrap().iter().map(|s| &s["unclaimed"]).collect();
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
    let mut deliveries = tokio::task::JoinSet::new();
    let portico = std::sync::Arc::new(portico);
    for _ in 0..10 {
        let (portico, form, body) = (std::sync::Arc::clone(&portico), form.clone(), body.clone());
        deliveries.spawn(async move { portico.submit(&form, &key, &body).await });
    }
    let answers = deliveries.join_all().await;
    assert!(answers.iter().all(|answer| answer.status.is_success()));
    let ids: std::collections::BTreeSet<String> =
        answers.iter().map(|answer| answer.json()["lead_id"].to_string()).collect();
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
    let mut portico = Portico::signed_in().await;
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
        // A repeat before its time is no attempt.
        shared::capture::process(portico.app(), hopeless).await.unwrap();
        let receipt = portico.get(&format!("/api/receipts/{hopeless}")).await.json();
        assert_eq!(receipt["attempts"], attempt);
        assert_eq!(receipt["state"], if attempt < 5 { "received" } else { "failed" });
        portico.world.advance(jiff::SignedDuration::from_mins(20));
        portico = portico.sign_in_again().await;
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
    tx.commit(Announcement::new("receipt.received", &receipt, Actor::Form(receipt.form_id.unwrap()))).await.unwrap();
    receipt.id
}

#[tokio::test]
async fn what_no_table_holds_is_kept_all_the_same() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let deep = format!("{}1{}", "[".repeat(50), "]".repeat(50));
    let body = format!(r#"{{"email": "ann@example.com", "huge": 1e200, "deep": {deep}}}"#);
    let headers = [("content-type", "application/json")];
    let answer = portico.send("POST", &format!("/forms/{form}"), &headers, body).await;
    assert_eq!(answer.status, StatusCode::CREATED);
    let lead = portico.get(&format!("/api/crm/leads/{}", answer.json()["lead_id"].as_str().unwrap())).await.json();
    assert_eq!(lead["answers"]["huge"], json!(1e200));
    let many: serde_json::Map<String, Value> = (0..9_000).map(|n| (format!("utm_{n:040}"), json!("x"))).collect();
    let mut many = Value::Object(many);
    many["email"] = json!("bob@example.com");
    assert_eq!(portico.submit(&form, &[], &many).await.status, StatusCode::CREATED);
}

#[tokio::test]
async fn a_stranger_cannot_make_a_person_ever_larger() {
    let portico = Portico::signed_in().await;
    let (attach, _) = portico.form(|_| {}).await;
    let (new_lead, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::NewLead).await;
    let first = portico.submit(&attach, &[], &json!({ "email": "ann@example.com" })).await.json();
    for n in 0..14 {
        let body = json!({ "email": "ann@example.com", "phone": format!("+4420794609{n:02}") });
        assert_eq!(portico.submit(&attach, &[], &body).await.status, StatusCode::CREATED);
    }
    let person = portico.get(&format!("/api/crm/contacts/{}", first["person_id"].as_str().unwrap())).await.json();
    assert_eq!(person["phones"].as_array().unwrap().len(), 10);
    let lead = portico.get(&format!("/api/crm/leads/{}", first["lead_id"].as_str().unwrap())).await.json();
    assert!(lead.to_string().contains("+442079460913"), "what was not taken is kept");
    assert_eq!(
        portico.submit(&new_lead, &[], &json!({ "email": "ann@example.com" })).await.status,
        StatusCode::CREATED
    );
}

#[tokio::test]
async fn a_stranger_cannot_use_up_the_keys_of_who_holds_the_forms_key() {
    let portico = Portico::signed_in().await;
    let (form, secret) = portico.form(|_| {}).await;
    let junk = portico.submit(&form, &[("idempotency-key", "order-1042")], &json!({ "email": "x@example.com" })).await;
    assert_eq!(junk.status, StatusCode::CREATED);
    let headers = [("idempotency-key", "order-1042"), ("x-form-key", secret.as_str())];
    let real = portico.submit(&form, &headers, &json!({ "email": "ann@example.com" })).await;
    assert_eq!((real.status, &real.json()["disposition"]), (StatusCode::CREATED, &json!("created")));
}

#[tokio::test]
async fn a_lead_with_many_inquiries_shows_the_first_and_the_newest() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let mut lead = String::new();
    for n in 0..110 {
        let answer = portico.submit(&form, &[], &json!({ "email": "ann@example.com", "n": n })).await.json();
        lead = format!("/api/crm/leads/{}", answer["lead_id"].as_str().unwrap());
        portico.world.advance(jiff::SignedDuration::from_millis(2));
    }
    let lead = portico.get(&lead).await.json();
    assert_eq!((&lead["answers"]["n"], &lead["submissions_complete"]), (&json!(109), &json!(false)));
    let shown: Vec<&Value> = lead["submissions"].as_array().unwrap().iter().map(|said| &said["answers"]["n"]).collect();
    assert_eq!((shown.len(), shown[0], shown[1]), (101, &json!(0), &json!(10)));
}
