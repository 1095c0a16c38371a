//! Who may do what: every route, as every role, on one's own and on other people's records.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    identity::{ApiKey, Role, permissions},
    setup,
};

use crate::{
    docs::operations,
    support::{Portico, Somebody},
};

/// What each role may do, as the model has it. Written a second time, so that the program's table is held against something.
const TABLE: &str = "
permission      owner admin manager operator approver user service
leads:read      all   all   all     all      all      own  all
leads:write     all   all   team    all      -        own  all
receipts:read   all   all   all     all      all      -    -
receipts:write  all   all   all     all      -        -    -
evidence:read   all   all   all     all      all      own  -
forms:read      all   all   all     all      -        -    -
forms:write     all   all   -       -        -        -    -
users:read      all   all   team    -        -        own  -
users:write     all   all   -       -        -        -    -
roles:read      all   all   all     -        -        -    -
roles:write     all   all   -       -        -        -    -
keys:read       all   all   team    -        -        own  -
keys:write      all   all   -       -        -        -    -
settings:read   all   all   all     -        -        -    -
settings:write  all   all   -       -        -        -    -
audit:read      all   all   team    -        all      own  -
session:own     all   all   all     all      all      all  -
";

fn roles() -> Vec<&'static str> {
    TABLE.trim().lines().next().unwrap().split_whitespace().skip(1).collect()
}

/// Roles that a business might make: everything that can be held in part, for one's own or one's team's records.
const IN_PART: [&str; 2] = ["own", "team"];

fn scope_of(permission: &str, role: &str) -> Option<&'static str> {
    if let Some(scope) = IN_PART.iter().find(|scope| **scope == role) {
        let known = permissions::ALL.iter().find(|known| known.name == permission).unwrap();
        // Who is signed in has his own session, whatever his role.
        return known.is_scoped.then_some(*scope).or((permission == "session:own").then_some("all"));
    }
    let column = roles().iter().position(|known| *known == role).unwrap();
    let line = TABLE.lines().find(|line| line.split_whitespace().next() == Some(permission));
    let line = line.unwrap_or_else(|| panic!("the table has no line for {permission}"));
    Some(line.split_whitespace().nth(column + 1).unwrap()).filter(|scope| *scope != "-")
}

/// Records that belong to somebody, by the path of their routes.
struct Records {
    lead: String,
    person: String,
    receipt: String,
    user: String,
    key: String,
    team: String,
    session: String,
}

const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

fn text(value: &Value) -> String {
    value.as_str().unwrap_or(NOWHERE).to_owned()
}

impl Records {
    /// Makes records that are `owner`'s: a lead in his care, a key that acts for him, another session.
    async fn of(portico: &Portico, owner: &Somebody, team: &str) -> Self {
        let (form, _) = portico.form(|_| {}).await;
        let lead = json!({ "email": format!("{form}@example.com"), "full_name": format!("Ann of {}", owner.id) });
        let lead = portico.submit(&form, &[], &lead).await.json();
        // A machine cares for nobody.
        let assign = format!("/api/crm/leads/{}/assign", text(&lead["lead_id"]));
        portico.post(&assign, json!({ "owner_id": owner.id })).await;
        let app = portico.app();
        let key = ApiKey {
            id: app.id(),
            name: "Bot".into(),
            key_prefix: "pk_".into(),
            hash: "h".into(),
            user_id: owner.id.parse().unwrap(),
            issued_by: owner.id.parse().unwrap(),
            scopes: vec!["leads:read".into()],
            expires_at: None,
            revoked_at: None,
            last_used_at: None,
        };
        app.store.tx().create(&key).commit_unannounced("a test").await.unwrap();
        if let Some(email) = &owner.email {
            portico.world.advance(SignedDuration::from_millis(5));
            portico.sign_in(email).await;
        }
        let sessions = portico.ask(owner, "GET", "/api/auth/sessions", &Value::Null).await.json();
        Self {
            person: text(&lead["person_id"]),
            receipt: text(&lead["receipt_id"]),
            lead: text(&lead["lead_id"]),
            user: owner.id.clone(),
            key: key.id.to_string(),
            team: team.to_owned(),
            session: text(&sessions["items"][0]["id"]),
        }
    }

    /// The record that a route with an id is about; none for those that belong to nobody.
    fn at(&self, path: &str) -> Option<&str> {
        let rooms = [
            ("/api/crm/leads/", &self.lead),
            ("/api/crm/contacts/", &self.person),
            ("/api/evidence/", &self.receipt),
            ("/api/admin/users/", &self.user),
            ("/api/admin/api-keys/", &self.key),
            ("/api/admin/teams/", &self.team),
            ("/api/auth/sessions/", &self.session),
        ];
        rooms.into_iter().find(|(room, _)| path.starts_with(room)).map(|(_, id)| id.as_str())
    }
}

/// Two teams, and of each a member; in the first one somebody of a role too.
struct Cast {
    portico: Portico,
    who: Somebody,
    mate: Somebody,
    other: Somebody,
    own: Records,
    mates: Records,
    foreign: Records,
}

impl Cast {
    async fn with(role: &str) -> Self {
        let portico = Portico::signed_in().await;
        let north = text(&portico.post("/api/admin/teams", json!({ "name": "North" })).await.json()["id"]);
        let south = text(&portico.post("/api/admin/teams", json!({ "name": "South" })).await.json()["id"]);
        if IN_PART.contains(&role) {
            let scoped = permissions::ALL.iter().filter(|known| known.is_scoped);
            let grants: serde_json::Map<String, Value> = scoped.map(|known| (known.name.into(), role.into())).collect();
            let made = portico.post("/api/admin/roles", json!({ "name": role, "grants": grants })).await;
            assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
        }
        let who = portico.somebody(role, Some(&north)).await;
        let mate = portico.somebody("user", Some(&north)).await;
        let other = portico.somebody("user", Some(&south)).await;
        for (team, leader) in [(&north, &who), (&south, &other)] {
            let path = format!("/api/admin/teams/{team}");
            let led = portico.call("PATCH", &path, &[], &json!({ "manager_id": leader.id })).await;
            assert_eq!(led.status, StatusCode::OK, "{}", led.json());
        }
        let own = Records::of(&portico, &who, &north).await;
        let mates = Records::of(&portico, &mate, &north).await;
        let foreign = Records::of(&portico, &other, &south).await;
        portico.world.settle().await.unwrap();
        Self { portico, who, mate, other, own, mates, foreign }
    }

    /// The id of a role that is made when it is first asked for.
    async fn role(&self, name: &str) -> String {
        self.portico.post("/api/admin/roles", json!({ "name": name })).await;
        Role::id_of(name).to_string()
    }

    async fn get(&self, path: &str) -> Value {
        let answer = self.portico.ask(&self.who, "GET", path, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        answer.json()
    }
}

/// Bodies without which a route would not come to look at its record.
fn body(method: &str, path: &str, owner: &str) -> Value {
    match (method, path) {
        (_, "/api/crm/leads/{id}/assign") => json!({ "owner_id": owner }),
        ("GET" | "DELETE", _) => Value::Null,
        _ => json!({}),
    }
}

#[tokio::test]
async fn every_route_as_every_role_on_ones_own_and_on_others_records() {
    let mut operations = operations();
    operations.retain(|operation| operation.permission().is_some());
    assert!(operations.len() > 40);
    // What ends something comes last, and the session at the very end.
    operations.sort_by_key(|o| (o.path.ends_with("/logout"), o.method == "DELETE"));
    for role in roles().into_iter().chain(IN_PART) {
        let cast = Cast::with(role).await;
        let all =
            [("own", &cast.own, &cast.who), ("team", &cast.mates, &cast.mate), ("all", &cast.foreign, &cast.other)];
        for operation in &operations {
            let scope = scope_of(operation.permission().unwrap(), role);
            for (whose, records, owner) in all {
                let id = records.at(&operation.path);
                if whose != "own" && id == cast.own.at(&operation.path) {
                    continue;
                }
                let path = operation.path.replace("{id}", id.unwrap_or(NOWHERE)).replace("{key}", "company_name");
                let body = body(operation.method, &operation.path, &owner.id);
                let answer = cast.portico.ask(&cast.who, operation.method, &path, &body).await;
                let said = (answer.status, text(&answer.json()["code"]));
                let what = format!("{role}, {whose}: {} {} {said:?}", operation.method, operation.path);
                let is_forbidden = said == (StatusCode::FORBIDDEN, "forbidden".to_owned());
                // A session is one's own, whatever one is.
                let is_session = operation.path.starts_with("/api/auth/sessions/");
                match scope {
                    None => assert!(is_forbidden, "{what}"),
                    Some(scope) => {
                        let scope = if is_session { "own" } else { scope };
                        let is_seen = matches!((scope, whose), ("all", _) | (_, "own") | ("team", "team"));
                        assert!(answer.status != StatusCode::UNAUTHORIZED && !is_forbidden, "{what}");
                        assert!(!answer.status.is_server_error(), "{what}");
                        if id.is_some() {
                            assert_eq!(answer.status != StatusCode::NOT_FOUND, is_seen, "{what}");
                        }
                    }
                }
            }
        }
    }
}

#[tokio::test]
async fn what_is_done_to_a_version_is_done_to_that_one_or_not_at_all() {
    let cast = Cast::with("owner").await;
    let stale = [("if-match", "\"999\""), ("sec-fetch-site", "none")];
    let mut asked = 0;
    for operation in operations().iter().filter(|operation| operation.is_versioned()) {
        let (form, role) = (setup::website_form().to_string(), cast.role("helpers").await);
        let id = match operation.path.as_str() {
            path if path.starts_with("/api/admin/forms/") => form.as_str(),
            path if path.starts_with("/api/admin/roles/") => role.as_str(),
            path if path.starts_with("/api/receipts/") => cast.own.receipt.as_str(),
            path => cast.foreign.at(path).unwrap_or(NOWHERE),
        };
        let path = operation.path.replace("{id}", id).replace("{key}", "company_name");
        let body = match operation.path.as_str() {
            path if path.starts_with("/api/admin/settings") && operation.method == "PUT" => json!({ "value": "x" }),
            path => body(operation.method, path, &cast.who.id),
        };
        let answer = cast.portico.call(operation.method, &path, &stale, &body).await;
        let what = format!("{} {path}: {}", operation.method, answer.json());
        assert_eq!(answer.status, StatusCode::PRECONDITION_FAILED, "{what}");
        asked += 1;
    }
    assert!(asked > 20, "{asked}");
}

#[tokio::test]
async fn the_trail_shows_what_one_has_done_or_ones_team() {
    let cast = Cast::with("user").await;
    let path = format!("/api/admin/users/{}", cast.who.id);
    let grant = async |scope: &str| {
        let grants = json!({ "audit:read": scope, "users:read": scope, "keys:read": scope });
        assert_eq!(cast.portico.call("PATCH", &path, &[], &json!({ "grants": grants })).await.status, StatusCode::OK);
    };
    let ask = async |query: String| {
        let answer = cast.portico.ask(&cast.who, "GET", &format!("/api/admin/events{query}"), &Value::Null).await;
        let actors = answer.json()["items"].as_array().cloned().unwrap_or_default();
        let actors: BTreeSet<String> = actors.iter().map(|item| text(&item["actor"])).collect();
        (answer.status.as_u16(), text(&answer.json()["code"]), actors.into_iter().collect::<Vec<_>>())
    };
    let of = |who: &Somebody| format!("user:{}", who.id);
    let seen = |who: &Somebody| (200, NOWHERE.to_owned(), vec![of(who)]);
    let own_only = (403, "own_events_only".to_owned(), Vec::new());
    assert_eq!(ask(String::new()).await, seen(&cast.who), "without a filter, one's own");
    assert_eq!(ask(format!("?actor={}", of(&cast.mate))).await.0, 404);
    for query in [
        format!("?entity=lead&id={}", cast.own.lead),
        "?from=2026-03-02T00:00:00Z".to_owned(),
        "?actor=system:setup".to_owned(),
        "/export".to_owned(),
    ] {
        assert_eq!(ask(query.clone()).await, own_only, "{query}");
    }
    assert_eq!(ask(format!("?actor=key:{}", cast.own.key)).await.0, 200);
    assert_eq!(ask(format!("?actor=key:{}", cast.foreign.key)).await.0, 404);
    grant("team").await;
    assert_eq!(ask(format!("?actor={}", of(&cast.mate))).await, seen(&cast.mate));
    assert_eq!(ask(format!("?actor={}", of(&cast.other))).await.0, 404);
    grant("all").await;
    assert_eq!(ask(format!("?actor={}", of(&cast.other))).await, seen(&cast.other));
    assert_eq!(ask(format!("?entity=lead&id={}", cast.foreign.lead)).await.0, 200);
}

#[tokio::test]
async fn who_leads_a_team_sees_what_it_owns_and_may_give_it_what_is_nobodys() {
    let cast = Cast::with("user").await;
    let portico = &cast.portico;
    let me = format!("/api/admin/users/{}", cast.who.id);
    let grants = json!({ "leads:read": "team", "leads:write": "team", "users:read": "team" });
    portico.call("PATCH", &me, &[], &json!({ "team_id": null, "grants": grants })).await;
    let team = format!("/api/admin/teams/{}", cast.own.team);
    assert_eq!(cast.get(&team).await["name"], "North", "it is led from outside");
    let leads = cast.get("/api/crm/leads").await.to_string();
    assert!(leads.contains(&cast.mates.lead) && leads.contains(&cast.own.lead) && !leads.contains(&cast.foreign.lead));
    let fresh = portico.submit(&setup::website_form().to_string(), &[], &json!({ "email": "new@example.com" })).await;
    assert_eq!(fresh.status, StatusCode::CREATED);
    portico.world.settle().await.unwrap();
    let list = portico.get("/api/crm/leads").await.json();
    let nobodys = list["items"].as_array().unwrap().iter().find(|lead| lead.get("owner_id").is_none()).unwrap();
    let assign = format!("/api/crm/leads/{}/assign", text(&nobodys["id"]));
    let taken = portico.ask(&cast.who, "POST", &assign, &json!({ "owner_id": cast.mate.id })).await;
    assert_eq!(taken.status, StatusCode::OK, "{}", taken.json());
    let foreign = format!("/api/crm/leads/{}/assign", cast.foreign.lead);
    let refused = portico.ask(&cast.who, "POST", &foreign, &json!({ "owner_id": cast.mate.id })).await;
    assert_eq!(refused.status, StatusCode::NOT_FOUND);
    // A member sees the team, and who else cares for a person is not told.
    portico.call("PATCH", &me, &[], &json!({ "team_id": cast.own.team })).await;
    portico.call("PATCH", &team, &[], &json!({ "manager_id": null })).await;
    assert_eq!(cast.get(&team).await["name"], "North");
    assert!(cast.get("/api/admin/teams").await.to_string().contains("North"));
    let person = format!("/api/crm/contacts/{}", cast.own.person);
    assert!(cast.get(&person).await.get("owners").is_none());
    assert_eq!(cast.get(&format!("{person}/history?field=owners")).await["items"], json!([]));
    assert!(portico.get(&person).await.json()["owners"][&cast.who.id] == 1);
}

#[tokio::test]
async fn lists_hold_what_is_seen_and_nothing_else() {
    for (role, sees_mates, sees_others) in [("user", false, false), ("manager", true, false), ("admin", true, true)] {
        let mut cast = Cast::with("user").await;
        // Of one role in all: what is seen is a matter of the scope.
        let scope = if sees_others {
            "all"
        } else if sees_mates {
            "team"
        } else {
            "own"
        };
        let grants = json!({ "leads:read": scope, "users:read": scope, "keys:read": scope });
        let path = format!("/api/admin/users/{}", cast.who.id);
        let patched = cast.portico.call("PATCH", &path, &[], &json!({ "grants": grants })).await;
        assert_eq!(patched.status, StatusCode::OK, "{}", patched.json());
        cast.who = cast.portico.sign_in(cast.who.email.as_ref().unwrap()).await;
        for path in
            ["/api/crm/leads", "/api/crm/contacts", "/api/crm/contacts?name=ann", "/api/crm/leads?lifecycle=new"]
        {
            let list = cast.get(path).await.to_string();
            for (records, is_seen) in [(&cast.own, true), (&cast.mates, sees_mates), (&cast.foreign, sees_others)] {
                let id = if path.contains("leads") { &records.lead } else { &records.person };
                assert_eq!(list.contains(id.as_str()), is_seen, "{role} {path}: {list}");
            }
        }
        for (path, id) in [("/api/admin/users", 0), ("/api/admin/api-keys", 1), ("/api/admin/teams", 2)] {
            let list = cast.get(path).await.to_string();
            for (records, is_seen) in [(&cast.own, true), (&cast.mates, sees_mates), (&cast.foreign, sees_others)] {
                let id = [&records.user, &records.key, &records.team][id];
                let is_seen = is_seen || *id == cast.own.team;
                assert_eq!(list.contains(id.as_str()), is_seen, "{role} {path}: {list}");
            }
        }
        let others = cast.get(&format!("/api/crm/leads?owner_id={}", cast.other.id)).await;
        assert_eq!(others["items"].as_array().unwrap().len(), usize::from(sees_others), "{role}");
        let dashboard = cast.get("/api/crm/dashboard").await;
        let leads = [1, 2, 3][usize::from(sees_mates) + usize::from(sees_others)];
        assert_eq!((&dashboard["leads"], dashboard["recent_leads"].as_array().unwrap().len()), (&json!(leads), leads));
        assert_eq!(dashboard["contacts"].is_null(), !sees_others, "{role}");
    }
}

#[tokio::test]
async fn pages_of_a_team_follow_each_other_without_gap_or_repeat() {
    let cast = Cast::with("user").await;
    let portico = &cast.portico;
    let path = format!("/api/admin/users/{}", cast.who.id);
    portico.call("PATCH", &path, &[], &json!({ "grants": { "leads:read": "team" } })).await;
    for number in 0..40 {
        let (form, _) =
            portico.form(|form| form.tags = vec![if number % 4 == 0 { "fourth" } else { "other" }.into()]).await;
        let lead = portico.submit(&form, &[], &json!({ "email": format!("p{number}@example.com") })).await.json();
        let owner = if number % 3 == 0 { &cast.who } else { &cast.mate };
        portico
            .post(&format!("/api/crm/leads/{}/assign", text(&lead["lead_id"])), json!({ "owner_id": owner.id }))
            .await;
        portico.world.advance(SignedDuration::from_millis(3));
    }
    portico.world.settle().await.unwrap();
    for (filter, count) in [("", 42), ("&tag=fourth", 10)] {
        let (mut seen, mut cursor, mut last) = (BTreeSet::new(), String::new(), "z".to_owned());
        loop {
            let page = cast.get(&format!("/api/crm/leads?limit=7{filter}{cursor}")).await;
            let items = page["items"].as_array().unwrap();
            assert!(items.len() <= 7);
            for item in items {
                let at = text(&item["created_at"]);
                assert!(at <= last, "newest first");
                last = at;
                assert!(seen.insert(text(&item["id"])), "{filter}: twice");
            }
            let Some(next) = page["next_cursor"].as_str() else { break };
            let stolen = format!("/api/crm/leads?limit=7{filter}&cursor={next}");
            for thief in [&cast.mate, &cast.other] {
                let refused = portico.ask(thief, "GET", &stolen, &Value::Null).await;
                assert_eq!(refused.json()["code"], "bad_cursor", "a cursor is one's own");
            }
            assert_eq!(portico.get(&stolen).await.json()["code"], "bad_cursor");
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.len(), count, "{filter}");
    }
}

#[tokio::test]
async fn a_lead_that_is_handed_over_takes_its_person_along() {
    let cast = Cast::with("user").await;
    let portico = &cast.portico;
    let person = format!("/api/crm/contacts/{}", cast.own.person);
    let sees = async |who: &Somebody| portico.ask(who, "GET", &person, &Value::Null).await.status == StatusCode::OK;
    assert!(sees(&cast.who).await && !sees(&cast.other).await);
    let assign = format!("/api/crm/leads/{}/assign", cast.own.lead);
    let stale = portico.call("POST", &assign, &[("if-match", "\"1\"")], &json!({ "owner_id": cast.other.id })).await;
    assert_eq!(stale.status, StatusCode::PRECONDITION_FAILED);
    let given = portico.ask(&cast.who, "POST", &assign, &json!({ "owner_id": cast.other.id })).await;
    assert_eq!((given.status, &given.json()["owner_id"]), (StatusCode::OK, &json!(cast.other.id)));
    assert!(!sees(&cast.who).await && sees(&cast.other).await);
    assert_eq!(
        portico.ask(&cast.who, "POST", &assign, &json!({ "owner_id": null })).await.status,
        StatusCode::NOT_FOUND
    );
    portico.world.settle().await.unwrap();
    let listed = async |who: &Somebody| {
        portico.ask(who, "GET", "/api/crm/contacts", &Value::Null).await.json().to_string().contains(&cast.own.person)
    };
    assert!(!listed(&cast.who).await && listed(&cast.other).await);
    for (body, code) in [
        (json!({ "owner_id": NOWHERE }), "invalid_fields"),
        (json!({}), "invalid_fields"),
        (json!({ "owner_id": null, "version": 1 }), "unknown_field"),
    ] {
        assert_eq!(portico.post(&assign, body).await.json()["code"], code);
    }
    assert_eq!(portico.post(&assign, json!({ "owner_id": null })).await.status, StatusCode::OK);
    assert!(!sees(&cast.other).await);
}

/// The fields that a body of this route knows, as the API document says.
fn fields_of(document: &Value, operation: &Value) -> Vec<String> {
    let mut schema = &operation["requestBody"]["content"]["application/json"]["schema"];
    if let Some(name) = schema["$ref"].as_str().and_then(|path| path.rsplit('/').next()) {
        schema = &document["components"]["schemas"][name];
    }
    schema["properties"].as_object().into_iter().flat_map(|fields| fields.keys().cloned()).collect()
}

#[tokio::test]
async fn no_body_sets_what_is_not_for_it_to_set() {
    let cast = Cast::with("owner").await;
    let document = shared::http::document(&operations());
    let mut bodies = 0;
    for operation in operations() {
        if !operation.path.starts_with("/api/") || !["POST", "PATCH", "PUT"].contains(&operation.method) {
            continue;
        }
        let described = &document["paths"][&operation.path][operation.method.to_lowercase()];
        let known = fields_of(&document, described);
        for field in ["role", "version", "approved_by", "id", "created_at", "hash", "sessions_epoch", "is_predefined"] {
            if known.iter().any(|name| name == field) {
                continue;
            }
            let form = setup::website_form().to_string();
            let role = Role::id_of("manager").to_string();
            let id = match operation.path.as_str() {
                path if path.starts_with("/api/admin/forms/") => form.as_str(),
                path if path.starts_with("/api/admin/roles/") => role.as_str(),
                path => cast.foreign.at(path).unwrap_or(NOWHERE),
            };
            let path = operation.path.replace("{id}", id).replace("{key}", "company_name");
            let answer = cast.portico.call(operation.method, &path, &[], &json!({ field: "x" })).await;
            let said = (answer.status, text(&answer.json()["code"]));
            assert_eq!(said, (StatusCode::BAD_REQUEST, "unknown_field".into()), "{} {path} {field}", operation.method);
            bodies += 1;
        }
    }
    assert!(bodies > 100, "{bodies}");
}

#[test]
fn every_permission_is_asked_for_and_every_route_asks() {
    let asked: BTreeSet<&str> = operations().iter().filter_map(|operation| operation.permission()).collect();
    let known: BTreeSet<&str> = permissions::ALL.iter().map(|known| known.name).collect();
    assert_eq!(asked, known);
    let in_table: BTreeSet<&str> =
        TABLE.trim().lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(in_table, known);
}
