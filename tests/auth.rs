//! Signing in, staying signed in, signing out.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json, value::to_raw_value};

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

/// Somebody signs in from a network address, as the gateway tells it.
async fn login_from(portico: &Portico, ip: &str, email: &str, password: &str) -> (u64, Value) {
    let body = json!({ "email": email, "password": password }).to_string();
    let event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": "/api/auth/login", "rawQueryString": "",
        "headers": { "content-type": "application/json", "user-agent": "a test" }, "isBase64Encoded": false, "body": body,
        "requestContext": { "accountId": "1", "apiId": "a", "stage": "$default", "requestId": "r", "time": "", "timeEpoch": 0,
            "http": { "method": "POST", "path": "/api/auth/login", "protocol": "HTTP/1.1", "sourceIp": ip, "userAgent": "" } },
    });
    let answer = admin_api::function().invoke(portico.app(), &to_raw_value(&event).unwrap()).await.unwrap();
    let body = serde_json::from_str(answer["body"].as_str().unwrap_or_default()).unwrap_or_default();
    (answer["statusCode"].as_u64().unwrap(), body)
}

#[tokio::test]
async fn where_one_is_signed_in_can_be_seen_and_ended() {
    let portico = Portico::signed_in().await;
    portico.world.advance(SignedDuration::from_secs(1));
    let (status, other) = login_from(&portico, "203.0.113.7", "admin@localhost", PASSWORD).await;
    assert_eq!(status, 200, "{other}");
    let bearer = format!("Bearer {}", other["access_token"].as_str().unwrap());
    let there = [("authorization", bearer.as_str())];
    let sessions = portico.get("/api/auth/sessions").await.json();
    let items = sessions["items"].as_array().unwrap();
    assert_eq!(
        (items.len(), &items[0]["address"], &items[0]["user_agent"]),
        (2, &json!("203.0.113.7"), &json!("a test"))
    );
    assert_eq!((&items[0]["is_current"], &items[1]["is_current"]), (&json!(false), &json!(true)));
    assert!(items.iter().all(|item| item.get("access").is_none() && item.get("family").is_none()), "{sessions}");
    let end = format!("/api/auth/sessions/{}", items[0]["id"].as_str().unwrap());
    assert_eq!(portico.send("GET", "/api/auth/me", &there, "").await.status, StatusCode::OK);
    assert_eq!(portico.call("DELETE", &end, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(portico.send("GET", "/api/auth/me", &there, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portico.call("DELETE", &end, &[], &Value::Null).await.status, StatusCode::NOT_FOUND, "it is over");
    let somebodys = "/api/auth/sessions/00000000-0000-7000-8000-000000000000";
    assert_eq!(portico.call("DELETE", somebodys, &[], &Value::Null).await.status, StatusCode::NOT_FOUND);
    assert_eq!(portico.get("/api/auth/sessions").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn another_password_ends_every_other_session() {
    let portico = Portico::signed_in().await;
    let other = portico.login(PASSWORD).await.json()["access_token"].as_str().unwrap().to_owned();
    let bearer = format!("Bearer {other}");
    let change = async |current: &str, new: &str| {
        portico.post("/api/auth/password", json!({ "current_password": current, "new_password": new })).await
    };
    let wrong = change("wrong", "a password that is long").await;
    assert_eq!(
        (wrong.status, &wrong.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("current_password"))
    );
    let short = change(PASSWORD, "short").await;
    assert_eq!(
        (short.status, &short.json()["errors"][0]["field"]),
        (StatusCode::UNPROCESSABLE_ENTITY, &json!("new_password"))
    );
    assert_eq!(change(PASSWORD, "a password that is long").await.status, StatusCode::NO_CONTENT);
    let there = [("authorization", bearer.as_str())];
    assert_eq!(portico.send("GET", "/api/auth/me", &there, "").await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portico.get("/api/auth/me").await.status, StatusCode::OK, "one's own goes on");
    assert_eq!(portico.login(PASSWORD).await.status, StatusCode::UNAUTHORIZED);
    assert_eq!(portico.login("a password that is long").await.status, StatusCode::OK);
    for _ in 0..10 {
        change("wrong", "a password that is long").await;
    }
    assert_eq!(change("wrong", "a password that is long").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test]
async fn who_guesses_is_slowed_down_and_the_one_who_is_guessed_at_gets_in() {
    let portico = Portico::new().await;
    let home = "198.51.100.1";
    assert_eq!(login_from(&portico, home, "admin@localhost", PASSWORD).await.0, 200);
    for email in ["admin@localhost", "nobody@example.com"] {
        portico.world.advance(SignedDuration::from_mins(1));
        let mut answers = Vec::new();
        for _ in 0..12 {
            answers.push(login_from(&portico, "203.0.113.7", email, "wrong").await.0);
        }
        assert_eq!(answers, [[401; 10].as_slice(), &[429; 2]].concat(), "one address at {email}");
        portico.world.advance(SignedDuration::from_mins(1));
        let mut answers = Vec::new();
        for number in 0..34 {
            answers.push(login_from(&portico, &format!("203.0.113.{number}"), email, "wrong").await.0);
        }
        assert_eq!(answers, [[401; 30].as_slice(), &[429; 4]].concat(), "many addresses at {email}");
    }
    // The account's own limit was used up by others in this minute too.
    portico.world.advance(SignedDuration::from_mins(1));
    for number in 0..31 {
        login_from(&portico, &format!("203.0.113.{number}"), "admin@localhost", "wrong").await;
    }
    assert_eq!(login_from(&portico, "203.0.113.99", "admin@localhost", PASSWORD).await.0, 429);
    assert_eq!(login_from(&portico, home, "admin@localhost", PASSWORD).await.0, 200, "from where one is signed in");
    portico.world.advance(SignedDuration::from_mins(1));
    assert_eq!(
        login_from(&portico, "203.0.113.99", "admin@localhost", PASSWORD).await.0,
        200,
        "a minute is no lockout"
    );
}

#[tokio::test]
async fn a_thousand_guesses_cost_few_hashes_and_shut_nobody_out() {
    let portico = Portico::new().await;
    let home = "198.51.100.1";
    assert_eq!(login_from(&portico, home, "admin@localhost", PASSWORD).await.0, 200);
    for (addresses, admitted) in [(1, 10), (100, 30)] {
        portico.world.advance(SignedDuration::from_mins(1));
        let mut answers = std::collections::BTreeMap::new();
        for number in 0..1_000 {
            let from = format!("203.0.113.{}", number % addresses);
            *answers.entry(login_from(&portico, &from, "admin@localhost", "wrong").await.0).or_insert(0) += 1;
        }
        assert_eq!(answers, [(401, admitted), (429, 1_000 - admitted)].into(), "{addresses} addresses");
    }
    assert_eq!(login_from(&portico, home, "admin@localhost", PASSWORD).await.0, 200, "from where one is signed in");
    portico.world.advance(SignedDuration::from_mins(1));
    assert_eq!(login_from(&portico, "203.0.113.1", "admin@localhost", PASSWORD).await.0, 200, "and a minute later");
}

#[tokio::test]
async fn who_does_not_exist_costs_as_long_as_who_does() {
    let portico = Portico::new().await;
    let mut times = [Vec::new(), Vec::new()];
    for round in 0..9 {
        for (times, email) in times.iter_mut().zip(["admin@localhost", "nobody@example.com"]) {
            let began = std::time::Instant::now();
            let from = format!("203.0.113.{round}");
            assert_eq!(login_from(&portico, &from, email, "wrong").await.0, 401);
            times.push(began.elapsed().as_micros());
        }
    }
    let [known, unknown] = times.map(|mut times| {
        times.sort_unstable();
        times[times.len() / 2]
    });
    // A hash is ten times all the rest; other tests run beside this one.
    assert!(unknown * 2 > known && known * 2 > unknown, "{known} µs with an account, {unknown} µs without");
}

#[tokio::test]
async fn who_signs_in_gets_a_session_of_his_own_whatever_he_brings() {
    let portico = Portico::signed_in().await;
    let planted = portico.login(PASSWORD).await.json();
    let bearer = format!("Bearer {}", planted["access_token"].as_str().unwrap());
    let body = json!({ "email": "admin@localhost", "password": PASSWORD });
    let headers = [("authorization", bearer.as_str())];
    let own = portico.send("POST", "/api/auth/login", &headers, body.to_string()).await.json();
    for token in ["access_token", "refresh_token"] {
        // The first bytes of a token name its session.
        let (own, planted) = (own[token].as_str().unwrap(), planted[token].as_str().unwrap());
        assert_ne!(own[..20], planted[..20], "another session");
    }
    let body = json!({ "email": "admin@localhost", "password": PASSWORD, "session_id": "x" });
    assert_eq!(portico.post("/api/auth/login", body).await.json()["code"], "unknown_field");
}
