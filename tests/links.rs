//! One-time links: of an invitation, and for a password that is lost.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{identity, outbox::sandboxed};

use crate::{
    support::{PASSWORD, Portico},
    users::may,
};

#[tokio::test]
async fn who_is_invited_chooses_a_password_once() {
    let portico = Portico::signed_in().await;
    let user = json!({ "email": "Ann@Example.com", "full_name": " Ann Lee ", "role": "operator" });
    let made = portico.post("/api/admin/users", user.clone()).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    assert_eq!((&made["email"], &made["full_name"]), (&json!("ann@example.com"), &json!("Ann Lee")));
    assert_eq!((&made["joined_at"], made.get("sessions_epoch")), (&Value::Null, None));
    assert_eq!(portico.post("/api/admin/users", user).await.status, StatusCode::CONFLICT, "an address is one user's");
    let first = portico.link_to("ann@example.com").await;
    portico.world.advance(SignedDuration::from_secs(1));
    let again = format!("/api/admin/users/{}/invite", made["id"].as_str().unwrap());
    assert_eq!(portico.post(&again, Value::Null).await.status, StatusCode::NO_CONTENT);
    let second = portico.link_to("ann@example.com").await;
    let redeem = async |token: &str, password: &str| {
        let body = json!({ "token": token, "new_password": password, "full_name": "Ann Lee-Moss" });
        let answer = portico.send("POST", "/api/auth/link", &[], body.to_string()).await;
        (answer.status, answer.json()["code"].clone())
    };
    assert_eq!(redeem(&first, PASSWORD).await, (StatusCode::CONFLICT, json!("link_over")), "the link before is void");
    assert_eq!(redeem(&second, "short").await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let mut forged = second.clone().into_bytes();
    forged[30] = if forged[30] == b'A' { b'B' } else { b'A' };
    assert_eq!(redeem(&String::from_utf8(forged).unwrap(), PASSWORD).await.1, "link_over");
    assert_eq!(redeem("nonsense", PASSWORD).await.1, "link_over");
    assert_eq!(redeem(&second, PASSWORD).await.0, StatusCode::NO_CONTENT);
    assert_eq!(redeem(&second, PASSWORD).await.1, "link_over", "it was used");
    let ann = portico.sign_in("ann@example.com").await;
    let me = portico.ask(&ann, "GET", "/api/auth/me", &Value::Null).await.json();
    assert_eq!((&me["full_name"], &me["may"]["leads:write"]), (&json!("Ann Lee-Moss"), &json!("all")));
    assert!(me["joined_at"].is_string() && me["last_login_at"].is_string(), "{me}");
    assert_eq!(portico.post(&again, Value::Null).await.json()["code"], "joined_already");
}

#[tokio::test]
async fn a_lost_password_is_replaced_by_a_link_and_nobody_learns_who_has_an_account() {
    let portico = Portico::signed_in().await;
    let ann = portico.somebody("user", None).await;
    let email = ann.email.clone().unwrap();
    let forgot = async |email: &str| {
        let began = std::time::Instant::now();
        let answer = portico.send("POST", "/api/auth/forgot", &[], json!({ "email": email }).to_string()).await;
        (answer.status, answer.bytes.len(), began.elapsed().as_millis() >= 700)
    };
    portico.world.advance(SignedDuration::from_secs(1));
    assert_eq!(forgot(&email).await, (StatusCode::ACCEPTED, 0, true));
    assert_eq!(forgot("who@example.com").await, (StatusCode::ACCEPTED, 0, true));
    let link = portico.link_to(&email).await;
    portico.world.advance(SignedDuration::from_mins(61));
    let redeem = async |token: &str| {
        let body = json!({ "token": token, "new_password": "another long password" });
        portico.send("POST", "/api/auth/link", &[], body.to_string()).await
    };
    assert_eq!(redeem(&link).await.json()["code"], "link_over", "an hour is over");
    let ann = portico.sign_in(&email).await;
    forgot(&email).await;
    assert_eq!(redeem(&portico.link_to(&email).await).await.status, StatusCode::NO_CONTENT);
    assert_eq!(may(&portico, &ann, "/api/auth/me").await, StatusCode::UNAUTHORIZED, "every session ends");
    let login =
        async |password: &str| portico.post("/api/auth/login", json!({ "email": email, "password": password })).await;
    assert_eq!(login(PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(login("another long password").await.status, StatusCode::OK);
    for _ in 0..5 {
        forgot(&email).await;
    }
    assert_eq!(forgot(&email).await.0, StatusCode::TOO_MANY_REQUESTS, "one network address asks and asks");
}

#[tokio::test]
async fn who_asks_for_links_again_and_again_makes_none_void_that_was_just_sent() {
    let portico = Portico::signed_in().await;
    let user = json!({ "email": "ann@example.com", "full_name": "Ann", "role": "user" });
    portico.post("/api/admin/users", user).await;
    let invitation = portico.link_to("ann@example.com").await;
    let mails = async || sandboxed(&portico.app().store, Some("email"), 100).await.unwrap().len();
    let forgot = async || {
        let body = json!({ "email": "ann@example.com" }).to_string();
        portico.send("POST", "/api/auth/forgot", &[], body).await.status
    };
    portico.world.advance(SignedDuration::from_secs(1));
    assert_eq!((forgot().await, mails().await), (StatusCode::ACCEPTED, 2));
    let reset = portico.link_to("ann@example.com").await;
    for _ in 0..8 {
        portico.world.advance(SignedDuration::from_mins(1));
        assert_eq!(forgot().await, StatusCode::ACCEPTED);
    }
    assert_eq!(mails().await, 2, "the inbox is not flooded");
    assert!(identity::link_of(portico.app(), &reset).await.is_ok());
    assert!(identity::link_of(portico.app(), &invitation).await.is_ok(), "an invitation is good all the same");
    portico.world.advance(SignedDuration::from_mins(3));
    forgot().await;
    assert_eq!((mails().await, identity::link_of(portico.app(), &reset).await.is_ok()), (3, false));
    // One of them is enough.
    let body = json!({ "token": invitation, "new_password": PASSWORD }).to_string();
    assert_eq!(portico.send("POST", "/api/auth/link", &[], body).await.status, StatusCode::NO_CONTENT);
    let newest = portico.link_to("ann@example.com").await;
    assert_eq!(identity::link_of(portico.app(), &newest).await.unwrap_err().code(), "link_over");
}

#[tokio::test]
async fn who_becomes_a_machine_or_is_let_go_has_nothing_to_sign_in_to() {
    let portico = Portico::signed_in().await;
    for change in [json!({ "role": "service" }), json!({ "is_active": false }), json!({ "email": "other@example.com" })]
    {
        let user = json!({ "email": "ann@example.com", "full_name": "Ann", "role": "user" });
        let made = portico.post("/api/admin/users", user).await.json();
        let link = portico.link_to("ann@example.com").await;
        let path = format!("/api/admin/users/{}", made["id"].as_str().unwrap());
        assert_eq!(portico.call("PATCH", &path, &[], &change).await.status, StatusCode::OK, "{change}");
        assert_eq!(identity::link_of(portico.app(), &link).await.unwrap_err().code(), "link_over", "{change}");
        portico.call("DELETE", &path, &[], &Value::Null).await;
        portico.world.advance(SignedDuration::from_secs(1));
    }
}
