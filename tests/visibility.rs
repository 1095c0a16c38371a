//! Who sees what: lists, pages, people and the trail, for one's own, one's team's and all records.

use std::collections::BTreeSet;

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::setup;

use crate::{
    access::{Cast, NOWHERE, text},
    support::Somebody,
};

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
    let leaderless = text(&portico.post("/api/admin/teams", json!({ "name": "East" })).await.json()["id"]);
    let unseen = portico.ask(&cast.who, "GET", &format!("/api/admin/teams/{leaderless}"), &Value::Null).await;
    assert_eq!(unseen.status, StatusCode::NOT_FOUND, "a team that nobody leads is not his");
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
