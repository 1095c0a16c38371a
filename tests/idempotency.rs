//! `Idempotency-Key`: the same request twice is one request, whatever it does.

use http::StatusCode;
use serde_json::{Value, json};

use shared::testing::Fault;

use crate::support::{Answer, PASSWORD, Portico, website};

async fn keyed(portico: &Portico, key: &str, path: &str, body: Value) -> Answer {
    portico.call("POST", path, &[("idempotency-key", key)], &body).await
}

fn is_repeat(answer: &Answer) -> bool {
    answer.headers.contains_key("idempotency-replayed")
}

#[tokio::test]
async fn what_is_made_is_made_once_and_shown_again_without_its_secret() {
    let portico = Portico::signed_in().await;
    for (path, body, secret) in [
        ("/api/admin/api-keys", json!({ "name": "Bot", "scopes": ["leads:read"] }), "key"),
        ("/api/admin/forms", json!({ "name": "Roof" }), "secret"),
        ("/api/admin/users", json!({ "email": "a@example.com", "full_name": "A", "role": "user" }), "none"),
    ] {
        let first = keyed(&portico, "once", path, body.clone()).await;
        let again = keyed(&portico, "once", path, body.clone()).await;
        assert_eq!((first.status, again.status), (StatusCode::CREATED, StatusCode::CREATED), "{}", again.json());
        assert!(!is_repeat(&first) && is_repeat(&again));
        for header in ["location", "etag"] {
            assert_eq!(first.headers[header], again.headers[header], "{path} {header}");
        }
        let (mut first, again) = (first.json(), again.json());
        first.as_object_mut().unwrap().remove(secret);
        assert_eq!(first, again, "{path}");
        let other = keyed(&portico, "once", path, json!({ "name": "other" })).await;
        assert_eq!((other.status, is_repeat(&other)), (StatusCode::UNPROCESSABLE_ENTITY, false));
    }
}

#[tokio::test]
async fn what_is_done_to_a_record_is_done_once() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let path = format!("/api/admin/forms/{form}/rotate-secret");
    let first = keyed(&portico, "k", &path, json!({})).await;
    assert!(first.json()["secret"].is_string());
    let again = keyed(&portico, "k", &path, json!({})).await;
    assert_eq!((again.status, is_repeat(&again), again.json().get("secret")), (StatusCode::OK, true, None));
    assert_eq!((&again.json()["version"], &again.json()["secrets"]), (&json!(2), &first.json()["secrets"]));
    // Another record, another key: nothing of the first.
    assert!(!is_repeat(&keyed(&portico, "l", &path, json!({})).await));
    // What changes nothing is answered alike, too.
    let test = format!("/api/admin/forms/{form}/test");
    let body = json!({ "fields": { "email": "a@example.com" } });
    assert!(!is_repeat(&keyed(&portico, "k", &test, body.clone()).await));
    let again = keyed(&portico, "k", &test, body).await;
    assert_eq!((again.status, is_repeat(&again)), (StatusCode::OK, true));
}

#[tokio::test]
async fn a_request_that_failed_may_be_made_again_with_its_key() {
    let portico = Portico::signed_in().await;
    let lead = portico.submit(&website(), &[], &json!({ "email": "a@example.com" })).await;
    assert_eq!(lead.status, StatusCode::CREATED);
    let id = portico.get("/api/crm/leads").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let assign = format!("/api/crm/leads/{id}/assign");
    let nobody = json!({ "owner_id": "00000000-0000-7000-8000-000000000000" });
    let first = keyed(&portico, "k", &assign, nobody.clone()).await;
    let again = keyed(&portico, "k", &assign, nobody).await;
    assert_eq!((first.status, again.status), (StatusCode::UNPROCESSABLE_ENTITY, StatusCode::UNPROCESSABLE_ENTITY));
    let ann = portico.somebody("user", None).await;
    let given = keyed(&portico, "k", &assign, json!({ "owner_id": ann.id })).await;
    assert_eq!((given.status, is_repeat(&given)), (StatusCode::OK, false), "nothing was done under it yet");
    assert!(is_repeat(&keyed(&portico, "k", &assign, json!({ "owner_id": ann.id })).await));
}

#[tokio::test]
async fn ten_at_once_are_one() {
    let portico = Portico::signed_in().await;
    let key = json!({ "name": "Bot", "scopes": ["leads:read"] });
    let answers =
        futures_util::future::join_all((0..10).map(|_| keyed(&portico, "k", "/api/admin/api-keys", key.clone())));
    let answers = answers.await;
    let mut ids: Vec<String> = answers.iter().map(|answer| answer.json()["id"].to_string()).collect();
    assert!(answers.iter().all(|answer| answer.status == StatusCode::CREATED), "{ids:?}");
    assert!(answers.iter().all(|answer| answer.headers.contains_key("location")));
    assert_eq!(answers.iter().filter(|answer| answer.json()["key"].is_string()).count(), 1, "the secret is told once");
    ids.dedup();
    assert_eq!(ids.len(), 1, "{ids:?}");
    assert_eq!(portico.get("/api/admin/api-keys").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_is_its_users_own() {
    let portico = Portico::signed_in().await;
    let ann = portico.somebody("admin", None).await;
    let body = json!({ "name": "North" });
    let first = keyed(&portico, "k", "/api/admin/teams", body.clone()).await.json();
    let headers = [("authorization", format!("Bearer {}", ann.token)), ("idempotency-key", "k".to_owned())];
    let headers: Vec<(&str, &str)> = headers.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let hers = portico.send("POST", "/api/admin/teams", &headers, body.to_string()).await;
    assert!(hers.status == StatusCode::CREATED && !is_repeat(&hers) && hers.json()["id"] != first["id"]);
    for bad in ["", &"x".repeat(201)] {
        let refused = keyed(&portico, bad, "/api/admin/teams", body.clone()).await;
        assert_eq!(refused.json()["code"], "bad_idempotency_key");
    }
    let stranger = portico.send("POST", "/api/admin/teams", &[("idempotency-key", "k")], "{}").await;
    assert_eq!(stranger.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn no_answer_is_kept_in_words() {
    let portico = Portico::signed_in().await;
    let key = json!({ "name": "Bot", "scopes": ["leads:read"] });
    let made = keyed(&portico, "k", "/api/admin/api-keys", key).await.json();
    let scan = portico.app().store.client().scan().table_name(portico.app().store.table()).send().await.unwrap();
    let secret = &made["key"].as_str().unwrap()[11..];
    assert!(!format!("{:?}", scan.items()).contains(secret));
}

#[tokio::test]
async fn a_key_that_cannot_be_looked_up_is_not_left_out() {
    let portico = Portico::signed_in().await;
    // As often as a request is tried: the one after would come through.
    portico.world.faults.plan("BatchGetItem", Fault::ErrorBefore, 3);
    let refused = keyed(&portico, "k", "/api/admin/teams", json!({ "name": "North" })).await;
    assert_eq!(refused.status, StatusCode::SERVICE_UNAVAILABLE);
    assert_eq!(portico.world.faults.left(), 0);
    for _ in 0..2 {
        assert_eq!(keyed(&portico, "k", "/api/admin/teams", json!({ "name": "North" })).await.status, 201);
    }
    assert_eq!(portico.get("/api/admin/teams").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn who_signs_in_needs_no_key_and_no_password_is_kept_as_one() {
    let portico = Portico::signed_in().await;
    let change = json!({ "current_password": PASSWORD, "new_password": "a password that is long" });
    assert_eq!(keyed(&portico, "k", "/api/auth/password", change).await.status, StatusCode::NO_CONTENT);
    let scan = portico.app().store.client().scan().table_name(portico.app().store.table()).send().await.unwrap();
    assert!(!format!("{:?}", scan.items()).contains("idempotency"));
}
