//! Signing in, staying signed in, signing out.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{PASSWORD, Portico};

#[tokio::test]
async fn wrong_passwords_and_unknown_people_get_one_answer() {
    let portico = Portico::new().await;
    let wrong = portico.login("wrong").await;
    let unknown = portico.post("/api/auth/login", json!({ "email": "who@example.com", "password": PASSWORD })).await;
    let nonsense = portico.post("/api/auth/login", json!({ "email": "@@", "password": PASSWORD })).await;
    for answer in [&wrong, &unknown, &nonsense] {
        assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::UNAUTHORIZED, &json!("unauthenticated")));
    }
}

#[tokio::test]
async fn a_token_tells_who_one_is_until_it_expires() {
    let portico = Portico::signed_in().await;
    assert_eq!(portico.get("/api/auth/me").await.json()["email"], "admin@localhost");
    portico.world.advance(SignedDuration::from_mins(15));
    assert_eq!(portico.get("/api/auth/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portico.get("/api/crm/leads").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_logout_holds_at_once() {
    let portico = Portico::signed_in().await;
    assert_eq!(portico.get("/api/crm/leads").await.status, StatusCode::OK);
    assert_eq!(portico.post("/api/auth/logout", Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(portico.get("/api/auth/me").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portico.get("/api/crm/leads").await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_refresh_token_is_used_once_and_its_second_use_ends_the_session() {
    let portico = Portico::new().await;
    let refresh = |token: &Value| {
        let body = json!({ "refresh_token": token });
        let portico = &portico;
        async move { portico.post("/api/auth/refresh", body).await }
    };
    let first = portico.login(PASSWORD).await.json();
    let second = refresh(&first["refresh_token"]).await.json();
    let sibling = refresh(&first["refresh_token"]).await;
    assert_eq!(sibling.status, StatusCode::OK, "two tabs within ten seconds");
    portico.world.advance(SignedDuration::from_secs(11));
    assert_eq!(refresh(&first["refresh_token"]).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(refresh(&second["refresh_token"]).await.status, StatusCode::UNAUTHORIZED, "the session is over");
    let made_up = "A".repeat(128);
    assert_eq!(refresh(&json!(made_up)).await.status, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn only_hashes_are_stored() {
    let portico = Portico::new().await;
    let tokens = portico.login(PASSWORD).await.json();
    let scan = portico.app().store.client().scan().table_name(portico.app().store.table()).send().await.unwrap();
    let everything = format!("{:?}", scan.items());
    for secret in [&tokens["access_token"], &tokens["refresh_token"], &json!(PASSWORD)] {
        let secret = secret.as_str().unwrap();
        assert!(!everything.contains(secret) && !everything.contains(&secret[secret.len() - 20..]));
    }
}
