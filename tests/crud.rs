//! The generic routes, shown on forms.

use http::StatusCode;
use serde_json::{Value, json};

use crate::support::Portico;

#[tokio::test]
async fn a_form_is_made_read_changed_tombstoned_and_restored() {
    let portico = Portico::signed_in().await;
    let made = portico.post("/api/admin/forms", json!({ "name": "Roof" })).await;
    assert_eq!(made.status, StatusCode::CREATED);
    let form = made.json();
    assert_eq!(
        made.headers["location"].to_str().unwrap(),
        format!("/api/admin/forms/{}", form["id"].as_str().unwrap())
    );
    assert_eq!((&form["version"], made.headers["etag"].to_str().unwrap()), (&json!(1), "\"1\""));
    assert!(form["secret"].as_str().unwrap().starts_with("fk_"), "a secret is shown once");
    let path = format!("/api/admin/forms/{}", form["id"].as_str().unwrap());
    let read = portico.get(&path).await.json();
    assert!(read.get("secret").is_none() && read["secrets"][0].as_object().unwrap().len() == 2, "{read}");

    let patch = json!({ "timezone": "Europe/Berlin", "tags": ["roof"] });
    let changed = portico.call("PATCH", &path, &[("if-match", "\"1\"")], &patch).await;
    assert_eq!((changed.status, &changed.json()["version"]), (StatusCode::OK, &json!(2)));
    let stale = portico.call("PATCH", &path, &[("if-match", "\"1\"")], &json!({ "name": "x" })).await;
    assert_eq!((stale.status, &stale.json()["code"]), (StatusCode::PRECONDITION_FAILED, &json!("stale")));
    let cleared = portico.call("PATCH", &path, &[], &json!({ "timezone": null })).await.json();
    assert_eq!((&cleared["timezone"], &cleared["tags"]), (&Value::Null, &json!(["roof"])), "absent is not null");

    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(portico.get(&path).await.status, StatusCode::NOT_FOUND);
    let listed = portico.get("/api/admin/forms").await.json();
    assert!(!listed.to_string().contains("Roof"));
    assert_eq!(portico.post(&format!("{path}/restore"), Value::Null).await.status, StatusCode::OK);
    assert_eq!(portico.get(&path).await.json()["name"], "Roof");
}

#[tokio::test]
async fn fields_that_we_do_not_know_and_values_that_are_not_right_are_refused() {
    let portico = Portico::signed_in().await;
    let unknown = portico.post("/api/admin/forms", json!({ "name": "x", "colour": "red" })).await;
    assert_eq!((unknown.status, &unknown.json()["code"]), (StatusCode::BAD_REQUEST, &json!("unknown_field")));
    let missing = portico.post("/api/admin/forms", json!({})).await;
    assert_eq!(
        (missing.status, &missing.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("name"))
    );
    let wrong = json!({ "name": "", "default_region": "Mars", "timezone": "Noon", "field_map": { "a": "colour" } });
    let wrong = portico.post("/api/admin/forms", wrong).await.json();
    let fields: Vec<&str> = wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["name", "field_map", "default_region", "timezone"]);
}

#[tokio::test]
async fn the_same_idempotency_key_makes_one_record() {
    let portico = Portico::signed_in().await;
    let key = [("idempotency-key", "once")];
    let first = portico.call("POST", "/api/admin/forms", &key, &json!({ "name": "Once" })).await;
    let again = portico.call("POST", "/api/admin/forms", &key, &json!({ "name": "Once" })).await;
    assert_eq!((again.status, &again.json()["id"]), (StatusCode::CREATED, &first.json()["id"]));
    assert_eq!(again.headers["location"], first.headers["location"]);
    let other = portico.call("POST", "/api/admin/forms", &key, &json!({ "name": "Twice" })).await;
    assert_eq!(other.status, StatusCode::UNPROCESSABLE_ENTITY);
}

#[tokio::test]
async fn a_changed_form_takes_effect_in_the_process_that_changed_it() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    assert_eq!(portico.submit(&form, &[], &json!({ "email": "a@example.com" })).await.status, StatusCode::CREATED);
    let path = format!("/api/admin/forms/{form}");
    portico.call("PATCH", &path, &[], &json!({ "is_active": false })).await;
    assert_eq!(portico.submit(&form, &[], &json!({ "email": "b@example.com" })).await.status, StatusCode::NOT_FOUND);
}

#[tokio::test]
async fn a_key_that_is_over_is_free_again() {
    let portico = Portico::signed_in().await;
    let key = [("idempotency-key", "daily")];
    let first = portico.call("POST", "/api/admin/forms", &key, &json!({ "name": "Monday" })).await.json();
    portico.world.advance(jiff::SignedDuration::from_hours(25));
    let portico = portico.sign_in_again().await;
    let next = portico.call("POST", "/api/admin/forms", &key, &json!({ "name": "Tuesday" })).await;
    assert_eq!((next.status, &next.json()["name"]), (StatusCode::CREATED, &json!("Tuesday")));
    assert_ne!(next.json()["id"], first["id"]);
}
