//! API keys: a part of what somebody may do, for a machine.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};

use crate::support::{Portico, Somebody};

async fn issue(portico: &Portico, who: Option<&Somebody>, body: Value) -> (StatusCode, Value) {
    let answer = match who {
        Some(who) => portico.ask(who, "POST", "/api/admin/api-keys", &body).await,
        None => portico.post("/api/admin/api-keys", body).await,
    };
    (answer.status, answer.json())
}

fn holder(key: &Value) -> Somebody {
    Somebody { id: String::new(), token: key["key"].as_str().unwrap().to_owned(), email: None }
}

async fn get(portico: &Portico, who: &Somebody, path: &str) -> StatusCode {
    portico.ask(who, "GET", path, &Value::Null).await.status
}

#[tokio::test]
async fn a_key_is_shown_once_and_does_what_its_scopes_say() {
    let portico = Portico::signed_in().await;
    let (status, key) = issue(&portico, None, json!({ "name": "Bot", "scopes": ["leads:read"] })).await;
    assert_eq!(status, StatusCode::CREATED, "{key}");
    let text = key["key"].as_str().unwrap();
    assert!(text.starts_with(key["key_prefix"].as_str().unwrap()) && key["key_prefix"].as_str().unwrap().len() == 10);
    assert!(key.get("hash").is_none());
    let bot = holder(&key);
    assert_eq!(get(&portico, &bot, "/api/crm/leads").await, StatusCode::OK);
    for path in ["/api/receipts", "/api/admin/users", "/api/auth/me", "/api/auth/sessions"] {
        assert_eq!(get(&portico, &bot, path).await, StatusCode::FORBIDDEN, "{path}");
    }
    let path = format!("/api/admin/api-keys/{}", key["id"].as_str().unwrap());
    let read = portico.get(&path).await.json();
    assert!(read.get("key").is_none() && read.get("hash").is_none() && read["last_used_at"].is_string(), "{read}");
    assert!(!portico.get("/api/admin/api-keys").await.json().to_string().contains(&text[10..]));
    for wrong in
        [format!("{text}A"), text.replace("pk_", "pk_A"), format!("{}A", &text[..text.len() - 1]), "pk_".into()]
    {
        let thief = Somebody { id: String::new(), token: wrong, email: None };
        assert_eq!(get(&portico, &thief, "/api/crm/leads").await, StatusCode::UNAUTHORIZED);
    }
    let renamed = portico.call("PATCH", &path, &[], &json!({ "name": "Robot" })).await;
    assert_eq!((renamed.status, &renamed.json()["name"]), (StatusCode::OK, &json!("Robot")));
    assert_eq!(get(&portico, &bot, "/api/crm/leads").await, StatusCode::OK);
    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(get(&portico, &bot, "/api/crm/leads").await, StatusCode::UNAUTHORIZED, "at once where it was revoked");
    assert!(portico.get(&path).await.json()["revoked_at"].is_string());
    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
}

#[tokio::test]
async fn no_key_goes_beyond_its_issuer_or_its_user() {
    let portico = Portico::signed_in().await;
    let clerk = portico.somebody("user", None).await;
    let own = json!({ "name": "Mine", "scopes": ["leads:read"] });
    assert_eq!(issue(&portico, Some(&clerk), own.clone()).await.0, StatusCode::FORBIDDEN);
    let path = format!("/api/admin/users/{}", clerk.id);
    portico.call("PATCH", &path, &[], &json!({ "grants": { "keys:write": "own" } })).await;
    let (status, key) = issue(&portico, Some(&clerk), own).await;
    assert_eq!((status, &key["user_id"]), (StatusCode::CREATED, &json!(clerk.id)));
    let beyond = issue(&portico, Some(&clerk), json!({ "name": "x", "scopes": ["leads:read", "forms:write"] })).await;
    assert_eq!((beyond.0, &beyond.1["code"]), (StatusCode::FORBIDDEN, &json!("beyond_own_grants")));
    // What the key sees is what its user sees.
    let lead = portico.submit(&crate::support::website(), &[], &json!({ "email": "a@example.com" })).await;
    assert_eq!(lead.status, StatusCode::CREATED);
    let leads = portico.ask(&holder(&key), "GET", "/api/crm/leads", &Value::Null).await.json();
    assert_eq!(leads["items"], json!([]), "none is in the clerk's care");
    // A machine's keys are issued by who may do all that they may, and by nobody for a person.
    let bot = json!({ "email": "bot@example.com", "full_name": "Bot", "role": "service" });
    let bot = portico.post("/api/admin/users", bot).await.json();
    let for_bot = |scopes: Value| json!({ "name": "x", "user_id": bot["id"], "scopes": scopes });
    assert_eq!(issue(&portico, Some(&clerk), for_bot(json!(["leads:read"]))).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    let (status, of_bot) = issue(&portico, None, for_bot(json!(["leads:read"]))).await;
    assert_eq!(status, StatusCode::CREATED);
    assert_eq!(get(&portico, &holder(&of_bot), "/api/crm/leads").await, StatusCode::OK);
    assert_eq!(issue(&portico, None, for_bot(json!(["users:write"]))).await.1["code"], "beyond_own_grants");
    let of_clerk = json!({ "name": "x", "user_id": clerk.id, "scopes": ["leads:read"] });
    assert_eq!(issue(&portico, None, of_clerk).await.0, StatusCode::UNPROCESSABLE_ENTITY);
    // A key issues no key: it would live on in it.
    let scopes = json!(["keys:write", "leads:read"]);
    let (_, issuer) = issue(&portico, None, json!({ "name": "Issuer", "scopes": scopes })).await;
    let child = issue(&portico, Some(&holder(&issuer)), json!({ "name": "x", "scopes": ["leads:read"] })).await;
    assert_eq!((child.0, &child.1["code"]), (StatusCode::FORBIDDEN, &json!("no_session")));
    // A machine may invite, but makes no owner, also with a key of an owner's that may do everything.
    let permissions = portico.get("/api/admin/permissions").await.json();
    let names = permissions["items"].as_array().unwrap().iter().map(|one| one["name"].clone());
    let all: Vec<Value> = names.filter(|name| name != "session:own").collect();
    let (status, machine) = issue(&portico, None, json!({ "name": "Inviter", "scopes": all })).await;
    assert_eq!(status, StatusCode::CREATED, "{machine}");
    for (role, said) in [("operator", StatusCode::CREATED), ("owner", StatusCode::FORBIDDEN)] {
        let user = json!({ "email": format!("{role}@example.org"), "full_name": "X", "role": role });
        let made = portico.ask(&holder(&machine), "POST", "/api/admin/users", &user).await;
        assert_eq!(made.status, said, "{role}: {}", made.json());
    }
    // Who is let go takes his keys along; who may do less, so do they.
    portico.call("PATCH", &path, &[], &json!({ "role": "approver", "grants": {} })).await;
    assert_eq!(get(&portico, &holder(&key), "/api/crm/leads").await, StatusCode::OK);
    portico.call("PATCH", &path, &[], &json!({ "is_active": false })).await;
    assert_eq!(get(&portico, &holder(&key), "/api/crm/leads").await, StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_key_ends_with_its_time_and_its_use_is_noted_once_a_minute() {
    let portico = Portico::signed_in().await;
    for wrong in [
        json!({ "name": "", "scopes": ["leads:read"] }),
        json!({ "name": "x", "scopes": [] }),
        json!({ "name": "x", "scopes": ["moon:walk"] }),
        json!({ "name": "x", "scopes": ["session:own"] }),
        json!({ "name": "x", "scopes": ["leads:read"], "expires_at": "2020-01-01T00:00:00Z" }),
    ] {
        assert_eq!(issue(&portico, None, wrong.clone()).await.0, StatusCode::UNPROCESSABLE_ENTITY, "{wrong}");
    }
    let end = portico.app().wall_now().plus(SignedDuration::from_mins(5));
    let (_, key) = issue(&portico, None, json!({ "name": "x", "scopes": ["forms:read"], "expires_at": end })).await;
    let bot = holder(&key);
    let writes = async || {
        portico.world.meter.take();
        assert_eq!(get(&portico, &bot, "/api/admin/forms").await, StatusCode::OK);
        portico.world.meter.take().iter().filter(|operation| operation.name == "UpdateItem").count()
    };
    assert_eq!((writes().await, writes().await), (1, 0), "only the first use of a minute is written");
    portico.world.advance(SignedDuration::from_mins(1));
    assert_eq!((writes().await, writes().await), (1, 0));
    portico.world.advance(SignedDuration::from_mins(4));
    assert_eq!(get(&portico, &bot, "/api/admin/forms").await, StatusCode::UNAUTHORIZED);
}
