//! Who may do what: every route, as every role, on one's own and on other people's records.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    identity::{ApiKey, Role, permissions},
    setup,
    workflow::Policy,
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
writebacks:read all   all   all     all      all      own  -
writebacks:approve all all  team    -        all      -    -
writebacks:approve_low all all team all      all      -    -
runs:read       all   all   all     all      all      own  -
policies:read   all   all   all     all      all      -    -
policies:write  all   all   -       -        -        -    -
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
pub(crate) struct Records {
    pub(crate) lead: String,
    pub(crate) person: String,
    pub(crate) receipt: String,
    pub(crate) user: String,
    pub(crate) key: String,
    pub(crate) team: String,
    pub(crate) session: String,
    pub(crate) writeback: String,
}

pub(crate) const NOWHERE: &str = "00000000-0000-7000-8000-000000000000";

pub(crate) fn text(value: &Value) -> String {
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
            writeback: crate::proposing::waiting_for(app, owner.id.parse().unwrap()).await.to_string(),
        }
    }

    /// The record that a route with an id is about; none for those that belong to nobody.
    fn at(&self, path: &str) -> Option<&str> {
        let rooms = [
            ("/api/crm/leads/{id}", &self.lead),
            ("/api/crm/contacts/{id}", &self.person),
            ("/api/evidence/", &self.receipt),
            ("/api/admin/users/", &self.user),
            ("/api/admin/api-keys/", &self.key),
            ("/api/admin/teams/", &self.team),
            ("/api/auth/sessions/", &self.session),
            ("/api/workflow/writebacks/", &self.writeback),
        ];
        rooms.into_iter().find(|(room, _)| path.starts_with(room)).map(|(_, id)| id.as_str())
    }
}

/// Two teams, and of each a member; in the first one somebody of a role too.
pub(crate) struct Cast {
    pub(crate) portico: Portico,
    pub(crate) who: Somebody,
    pub(crate) mate: Somebody,
    pub(crate) other: Somebody,
    pub(crate) own: Records,
    pub(crate) mates: Records,
    pub(crate) foreign: Records,
}

impl Cast {
    pub(crate) async fn with(role: &str) -> Self {
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

    pub(crate) async fn get(&self, path: &str) -> Value {
        let answer = self.portico.ask(&self.who, "GET", path, &Value::Null).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        answer.json()
    }
}

/// Bodies without which a route would not come to look at its record.
fn body(method: &str, path: &str, owner: &str) -> Value {
    match (method, path) {
        (_, "/api/crm/leads/{id}/assign") => json!({ "owner_id": owner }),
        ("PATCH", "/api/workflow/writebacks/{id}") | (_, "/api/workflow/writebacks/{id}/approve") => {
            json!({ "hash": "x" })
        }
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
        let policy = Policy::defaults()[0].id.to_string();
        let id = match operation.path.as_str() {
            path if path.starts_with("/api/admin/forms/") => form.as_str(),
            path if path.starts_with("/api/admin/roles/") => role.as_str(),
            path if path.starts_with("/api/receipts/") => cast.own.receipt.as_str(),
            path if path.starts_with("/api/workflow/policies/") => policy.as_str(),
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
            let policy = Policy::defaults()[0].id.to_string();
            let id = match operation.path.as_str() {
                path if path.starts_with("/api/workflow/policies/") => policy.as_str(),
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
    let mut asked: BTreeSet<&str> = operations().iter().filter_map(|operation| operation.permission()).collect();
    // Deciding takes the lower one; where the risk is higher, the command asks for this one too.
    asked.insert("writebacks:approve");
    let known: BTreeSet<&str> = permissions::ALL.iter().map(|known| known.name).collect();
    assert_eq!(asked, known);
    let in_table: BTreeSet<&str> =
        TABLE.trim().lines().skip(1).filter_map(|line| line.split_whitespace().next()).collect();
    assert_eq!(in_table, known);
}
