//! Users, roles and teams: how one becomes a user, what one may become, and how that ends.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    App,
    identity::{CallerCache, RoleCache},
    outbox::sandboxed,
};

use crate::support::{PASSWORD, Portico, Somebody, routes};

async fn patch(portico: &Portico, who: &Somebody, patch: Value) -> (StatusCode, Value) {
    let answer = portico.call("PATCH", &format!("/api/admin/users/{}", who.id), &[], &patch).await;
    (answer.status, answer.json())
}

pub(crate) async fn may(portico: &Portico, who: &Somebody, path: &str) -> StatusCode {
    portico.ask(who, "GET", path, &Value::Null).await.status
}

#[tokio::test]
async fn an_address_that_is_none_is_nobodys_however_long() {
    let portico = Portico::signed_in().await;
    for email in [format!("{}@localhost", "a".repeat(3_000)), "a b@localhost".to_owned(), "a\r\nb@localhost".to_owned()]
    {
        let login = portico.post("/api/auth/login", json!({ "email": email, "password": "x" })).await;
        assert_eq!(login.status, StatusCode::UNAUTHORIZED);
        let user = json!({ "email": email, "full_name": "A", "role": "user" });
        assert_eq!(portico.post("/api/admin/users", user).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
}

#[tokio::test]
async fn who_is_let_go_is_signed_out_at_once_and_can_come_back() {
    let portico = Portico::signed_in().await;
    let ann = portico.somebody("operator", None).await;
    assert_eq!(may(&portico, &ann, "/api/crm/leads").await, StatusCode::OK);
    let (status, shown) = patch(&portico, &ann, json!({ "is_active": false })).await;
    assert_eq!((status, &shown["is_active"]), (StatusCode::OK, &json!(false)));
    for path in ["/api/auth/me", "/api/crm/leads"] {
        assert_eq!(may(&portico, &ann, path).await, StatusCode::UNAUTHORIZED, "{path}");
    }
    let login = json!({ "email": ann.email, "password": PASSWORD });
    assert_eq!(portico.post("/api/auth/login", login.clone()).await.status, StatusCode::UNAUTHORIZED);
    patch(&portico, &ann, json!({ "is_active": true })).await;
    assert_eq!(may(&portico, &ann, "/api/auth/me").await, StatusCode::UNAUTHORIZED, "what ended stays ended");
    assert_eq!(portico.post("/api/auth/login", login.clone()).await.status, StatusCode::OK);
    let path = format!("/api/admin/users/{}", ann.id);
    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(portico.post("/api/auth/login", login.clone()).await.status, StatusCode::UNAUTHORIZED);
    // What is signed in when a user is deleted is not signed in when he is restored.
    let back = portico.sign_in(portico.somebody("user", None).await.email.as_ref().unwrap()).await;
    let gone = format!("/api/admin/users/{}", back.id);
    portico.call("DELETE", &gone, &[], &Value::Null).await;
    assert_eq!(portico.post(&format!("{gone}/restore"), Value::Null).await.status, StatusCode::OK);
    assert_eq!(may(&portico, &back, "/api/auth/me").await, StatusCode::UNAUTHORIZED);
    let heir = json!({ "email": ann.email, "full_name": "Heir", "role": "user" });
    let heir = portico.post("/api/admin/users", heir).await;
    assert_eq!(heir.status, StatusCode::CREATED, "the address is free again");
    let restore = format!("{path}/restore");
    let taken = portico.post(&restore, Value::Null).await.json();
    assert_eq!(taken["code"], "email_taken");
    assert!(taken["detail"].as_str().unwrap().contains("Heir"), "{taken}");
    let heir = format!("/api/admin/users/{}", heir.json()["id"].as_str().unwrap());
    portico.call("PATCH", &heir, &[], &json!({ "email": "heir@example.com" })).await;
    assert_eq!(portico.post(&restore, Value::Null).await.status, StatusCode::OK);
    assert_eq!(portico.post("/api/auth/login", login).await.status, StatusCode::OK);
}

/// The same workspace as another process sees it: with memories of its own.
fn elsewhere(app: &App) -> axum::Router {
    let other = App { callers: CallerCache::default(), roles: RoleCache::default(), ..app.clone() };
    routes().router(other)
}

async fn asked(router: &axum::Router, who: &Somebody, path: &str) -> StatusCode {
    use tower::ServiceExt as _;
    let request = http::Request::get(path).header("authorization", format!("Bearer {}", who.token));
    router.clone().oneshot(request.body(axum::body::Body::empty()).unwrap()).await.unwrap().status()
}

#[tokio::test]
async fn a_role_that_is_taken_away_holds_at_once_where_it_matters_and_within_a_minute_elsewhere() {
    let portico = Portico::signed_in().await;
    let grants = json!({ "leads:read": "all", "forms:read": "all", "session:own": "all" });
    let role = portico.post("/api/admin/roles", json!({ "name": "helpers", "grants": grants })).await;
    assert_eq!(role.status, StatusCode::CREATED, "{}", role.json());
    let role = format!("/api/admin/roles/{}", role.json()["id"].as_str().unwrap());
    let ann = portico.somebody("helpers", None).await;
    let other = elsewhere(portico.app());
    let both = async || (asked(&other, &ann, "/api/crm/leads").await, asked(&other, &ann, "/api/admin/forms").await);
    // The other process has known the role for nearly a minute when it first sees her.
    let bob = portico.somebody("helpers", None).await;
    assert_eq!(asked(&other, &bob, "/api/crm/leads").await, StatusCode::OK);
    portico.world.advance(SignedDuration::from_secs(59));
    assert_eq!(asked(&other, &ann, "/api/crm/leads").await, StatusCode::OK);
    let less = json!({ "grants": { "leads:read": null, "forms:read": null } });
    assert_eq!(portico.call("PATCH", &role, &[], &less).await.status, StatusCode::OK);
    assert_eq!(
        may(&portico, &ann, "/api/crm/leads").await,
        StatusCode::FORBIDDEN,
        "at once in the process that wrote it"
    );
    assert_eq!(asked(&other, &ann, "/api/crm/leads").await, StatusCode::OK, "a read may be a minute behind");
    portico.world.advance(SignedDuration::from_secs(2));
    assert_eq!(asked(&other, &ann, "/api/crm/leads").await, StatusCode::FORBIDDEN, "but not two");
    assert_eq!(asked(&other, &ann, "/api/admin/forms").await, StatusCode::FORBIDDEN);
    // The same for another role, and for a grant of one's own.
    assert_eq!(patch(&portico, &ann, json!({ "role": "operator" })).await.0, StatusCode::OK);
    portico.world.advance(SignedDuration::from_secs(61));
    assert_eq!(both().await, (StatusCode::OK, StatusCode::OK));
    patch(&portico, &ann, json!({ "role": "approver" })).await;
    assert_eq!(both().await, (StatusCode::OK, StatusCode::FORBIDDEN));
    patch(&portico, &ann, json!({ "grants": { "forms:read": "all" } })).await;
    assert_eq!(both().await, (StatusCode::OK, StatusCode::OK));
    // A role that is gone allows nothing.
    patch(&portico, &ann, json!({ "role": "helpers", "grants": { "forms:read": null } })).await;
    assert_eq!(portico.call("DELETE", &role, &[], &Value::Null).await.status, StatusCode::NO_CONTENT);
    assert_eq!(may(&portico, &ann, "/api/admin/forms").await, StatusCode::FORBIDDEN);
    assert_eq!(may(&portico, &ann, "/api/auth/sessions").await, StatusCode::OK, "but to see where one is signed in");
}

#[tokio::test]
async fn nobody_gives_or_takes_what_he_may_not_do_himself() {
    let portico = Portico::signed_in().await;
    let clerk = portico.somebody("user", None).await;
    let (admin, owner) = (portico.somebody("admin", None).await, portico.somebody("owner", None).await);
    let grants = json!({
        "users:write": "all", "users:read": "all", "roles:write": "all", "leads:read": "team", "leads:write": "team",
    });
    assert_eq!(patch(&portico, &clerk, json!({ "grants": grants })).await.0, StatusCode::OK);
    portico.post("/api/admin/roles", json!({ "name": "guests", "grants": { "users:read": "own" } })).await;
    let rival = portico.somebody("user", None).await;
    let said = async |who: &Somebody, method: &str, path: &str, body: Value| {
        let answer = portico.ask(who, method, path, &body).await;
        (answer.status, answer.json()["code"].as_str().unwrap_or_default().to_owned())
    };
    let beyond = (StatusCode::FORBIDDEN, "beyond_own_grants".to_owned());
    let user = |role: &str| json!({ "email": format!("{role}@example.org"), "full_name": "X", "role": role });
    assert_eq!(said(&clerk, "POST", "/api/admin/users", user("operator")).await, beyond);
    // Another one's own leads, or another team's, are not his.
    assert_eq!(said(&clerk, "POST", "/api/admin/users", user("user")).await, beyond);
    let taken = json!({ "email": "clerks@example.org" });
    assert_eq!(said(&clerk, "PATCH", &format!("/api/admin/users/{}", rival.id), taken).await, beyond);
    assert_eq!(said(&clerk, "POST", "/api/admin/users", user("guests")).await.0, StatusCode::CREATED);
    let more = json!({ "email": "m@example.org", "full_name": "X", "role": "user", "grants": { "leads:read": "all" } });
    assert_eq!(said(&clerk, "POST", "/api/admin/users", more).await, beyond);
    let role = json!({ "name": "spies", "grants": { "leads:read": "team" } });
    assert_eq!(said(&clerk, "POST", "/api/admin/roles", role).await, beyond);
    let at = |who: &Somebody| format!("/api/admin/users/{}", who.id);
    assert_eq!(said(&clerk, "PATCH", &at(&admin), json!({ "is_active": false })).await, beyond);
    assert_eq!(said(&clerk, "DELETE", &at(&admin), Value::Null).await, beyond);
    let own = (StatusCode::CONFLICT, "own_account".to_owned());
    let own_for_clerk = said(&clerk, "PATCH", &at(&clerk), json!({ "grants": { "leads:read": null } })).await;
    assert!([&own, &beyond].contains(&&own_for_clerk), "{own_for_clerk:?}");
    let south = portico.post("/api/admin/teams", json!({ "name": "South" })).await.json()["id"].clone();
    let moved = said(&clerk, "PATCH", &at(&clerk), json!({ "team_id": south })).await;
    assert!([&own, &beyond].contains(&&moved), "{moved:?}");
    let moved = said(&admin, "PATCH", &at(&admin), json!({ "team_id": south })).await;
    assert_eq!(moved, own, "nobody moves himself");
    assert_eq!(said(&clerk, "DELETE", &at(&clerk), Value::Null).await, own);
    let owners = (StatusCode::FORBIDDEN, "owners_only".to_owned());
    assert_eq!(said(&admin, "POST", "/api/admin/users", user("owner")).await, owners);
    assert_eq!(said(&admin, "PATCH", &at(&owner), json!({ "role": "user" })).await, owners);
    assert_eq!(said(&admin, "PATCH", &at(&clerk), json!({ "role": "owner" })).await, owners);
    assert_eq!(said(&admin, "PATCH", &at(&owner), json!({ "full_name": "Z" })).await, owners);
    assert_eq!(said(&owner, "PATCH", &at(&owner), json!({ "role": "user" })).await, own);
    assert_eq!(said(&owner, "PATCH", &at(&admin), json!({ "role": "owner" })).await.0, StatusCode::OK);
}

#[tokio::test]
async fn two_owners_who_demote_each_other_leave_one() {
    let portico = Portico::signed_in().await;
    for _ in 0..3 {
        let (ann, bob) = (portico.somebody("owner", None).await, portico.somebody("owner", None).await);
        let demote = json!({ "role": "user" });
        let (of_ann, of_bob) = (format!("/api/admin/users/{}", ann.id), format!("/api/admin/users/{}", bob.id));
        let (one, two) =
            tokio::join!(portico.ask(&ann, "PATCH", &of_bob, &demote), portico.ask(&bob, "PATCH", &of_ann, &demote));
        let done = [one.status, two.status].iter().filter(|status| **status == StatusCode::OK).count();
        assert_eq!(done, 1, "{} {}", one.json(), two.json());
    }
}

#[tokio::test]
async fn roles_of_the_start_are_listed_and_stay_as_they_are() {
    let portico = Portico::signed_in().await;
    let roles = portico.get("/api/admin/roles").await.json();
    let mut names: Vec<&str> = roles["items"].as_array().unwrap().iter().map(|r| r["name"].as_str().unwrap()).collect();
    names.sort_unstable();
    assert_eq!(names, ["admin", "approver", "manager", "operator", "owner", "service", "user"]);
    let manager = roles["items"].as_array().unwrap().iter().find(|role| role["name"] == "manager").unwrap();
    let path = format!("/api/admin/roles/{}", manager["id"].as_str().unwrap());
    assert_eq!(portico.get(&path).await.json()["grants"]["leads:write"], "team");
    assert_eq!(portico.call("PATCH", &path, &[], &json!({ "description": "x" })).await.json()["code"], "predefined");
    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.json()["code"], "predefined");
    assert_eq!(portico.post("/api/admin/roles", json!({ "name": "manager" })).await.status, StatusCode::CONFLICT);
    let wrong = json!({ "name": "Bad Name", "grants": { "moon:walk": "all", "forms:read": "own" } });
    let wrong = portico.post("/api/admin/roles", wrong).await.json();
    let fields: Vec<&str> = wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["grants.forms:read", "grants.moon:walk", "name"]);
    let permissions = portico.get("/api/admin/permissions").await.json();
    assert!(
        permissions["items"]
            .as_array()
            .unwrap()
            .iter()
            .any(|one| one["name"] == "leads:read" && one["is_scoped"] == true)
    );
}

#[tokio::test]
async fn a_user_is_checked_before_he_is_one() {
    let portico = Portico::signed_in().await;
    let wrong = json!({
        "email": "no address", "full_name": "", "role": "operator", "avatar_url": "http://x", "grants": { "a:b": "all" },
    });
    let wrong = portico.post("/api/admin/users", wrong).await.json();
    let fields: Vec<&str> = wrong["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect();
    assert_eq!(fields, ["full_name", "avatar_url", "grants.a:b", "email"]);
    for (field, value) in [("role", json!("emperor")), ("team_id", json!("00000000-0000-7000-8000-000000000000"))] {
        let mut user = json!({ "email": "a@example.com", "full_name": "A", "role": "user" });
        user[field] = value;
        let refused = portico.post("/api/admin/users", user).await;
        assert_eq!(
            (refused.status, &refused.json()["errors"][0]["field"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!(field))
        );
    }
}

#[tokio::test]
async fn a_business_says_of_which_domains_its_users_are() {
    let portico = Portico::signed_in().await;
    let domains = json!({ "allowed_email_domains": ["acme.com"], "company_name": "Acme Roofs" });
    assert_eq!(portico.call("PATCH", "/api/admin/settings", &[], &domains).await.status, StatusCode::OK);
    let user = |email: &str| json!({ "email": email, "full_name": "A", "role": "user" });
    for email in ["a@example.com", "a@notacme.com", "a@acme.com.example.com", "acme.com@example.com"] {
        let refused = portico.post("/api/admin/users", user(email)).await.json();
        assert_eq!(refused["errors"][0]["field"], "email", "{email}");
        assert!(refused["errors"][0]["message"].as_str().unwrap().contains("acme.com"));
    }
    let ann = portico.post("/api/admin/users", user("A@Acme.com")).await;
    assert_eq!(ann.status, StatusCode::CREATED);
    let sent = sandboxed(&portico.app().store, Some("email"), 1).await.unwrap();
    assert_eq!(sent[0].message.subject.as_deref(), Some("You are invited to Acme Roofs"));
    let path = format!("/api/admin/users/{}", ann.json()["id"].as_str().unwrap());
    let moved = portico.call("PATCH", &path, &[], &json!({ "email": "a@example.com" })).await;
    assert_eq!(moved.status, StatusCode::UNPROCESSABLE_ENTITY);
    // Who was there before stays: the administrator's own address is another one.
    assert_eq!(portico.get("/api/auth/me").await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_team_knows_its_size_and_takes_no_more_than_it_can_read() {
    let portico = Portico::signed_in().await;
    let team = portico.post("/api/admin/teams", json!({ "name": "North" })).await.json();
    let (id, path) = (team["id"].as_str().unwrap(), format!("/api/admin/teams/{}", team["id"].as_str().unwrap()));
    let mut last = Value::Null;
    for number in 0..26 {
        let email = format!("m{number}@example.com");
        let user = json!({ "email": email, "full_name": "M", "role": "user", "team_id": id });
        let made = portico.post("/api/admin/users", user).await;
        assert_eq!(made.status == StatusCode::CREATED, number < 25, "{number}: {}", made.json());
        last = if number < 25 { made.json() } else { last };
    }
    assert_eq!(portico.get(&path).await.json()["size"], 25);
    let member = format!("/api/admin/users/{}", last["id"].as_str().unwrap());
    assert_eq!(portico.call("PATCH", &member, &[], &json!({ "team_id": null })).await.status, StatusCode::OK);
    assert_eq!(portico.get(&path).await.json()["size"], 24);
    assert_eq!(portico.call("DELETE", &path, &[], &Value::Null).await.json()["code"], "team_has_members");
}

#[tokio::test]
async fn everybody_changes_his_own_name_and_nothing_else_of_himself() {
    let portico = Portico::signed_in().await;
    let ann = portico.somebody("user", None).await;
    let change = async |body: Value| portico.ask(&ann, "PATCH", "/api/auth/me", &body).await;
    let changed = change(json!({ "full_name": "Ann", "avatar_url": "https://example.com/a.png" })).await;
    assert_eq!((changed.status, &changed.json()["full_name"]), (StatusCode::OK, &json!("Ann")));
    assert_eq!(change(json!({ "avatar_url": null })).await.json().get("avatar_url"), None);
    assert_eq!(change(json!({ "full_name": " " })).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["role", "email", "team_id", "grants", "is_active"] {
        assert_eq!(change(json!({ field: "x" })).await.json()["code"], "unknown_field");
    }
}
