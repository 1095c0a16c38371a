//! The audit trail: finding Events, and histories.

use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    Id, audit,
    event::{Actor, Announcement, Event},
    people::Person,
    pipeline::{Lead, Lifecycle},
    store::{Entity as _, decode},
};

use crate::{
    chain::erase,
    support::{Portico, website},
};

pub(crate) const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A lead, and the person whose it is.
pub(crate) async fn lead(portico: &Portico) -> (Id<Lead>, Id<Person>) {
    let (form, _) = portico.form(|_| {}).await;
    let made = portico.submit(&form, &[], &json!({ "email": "ann@example.com", "full_name": "Ann Lee" })).await.json();
    portico.world.advance(SignedDuration::from_millis(3));
    (made["lead_id"].as_str().unwrap().parse().unwrap(), made["person_id"].as_str().unwrap().parse().unwrap())
}

/// Changes a lead, as a command would.
pub(crate) async fn update(portico: &Portico, id: Id<Lead>, actor: Actor, change: impl FnOnce(&mut Lead)) {
    let store = &portico.app().store;
    let read = store.load::<Lead>(&id).await.unwrap();
    let mut next = read.value.clone();
    change(&mut next);
    store.tx().update(&read, &next).commit(Announcement::about("updated", &next, actor)).await.unwrap();
    portico.world.advance(SignedDuration::from_millis(3));
}

/// Leaves this many Events that change nothing.
pub(crate) async fn leave(portico: &Portico, count: usize) {
    let store = &portico.app().store;
    let person = store.load::<Person>(&Id::derived(&["nobody"])).await.map(|person| person.value);
    let person =
        person.unwrap_or_else(|_| serde_json::from_value(json!({ "id": Id::<Person>::derived(&["nobody"]) })).unwrap());
    for _ in 0..count {
        store.tx().commit(Announcement::about("seen", &person, Actor::System("test"))).await.unwrap();
        portico.world.advance(SignedDuration::from_millis(7));
    }
}

/// Every page, from the first to the last: ids, and how many pages.
pub(crate) async fn pages(portico: &Portico, path: &str) -> (Vec<String>, usize) {
    let (mut ids, mut cursor) = (Vec::new(), String::new());
    for page in 1.. {
        assert!(page < 300, "{path} does not end");
        let answer = portico.get(&format!("{path}{cursor}")).await;
        assert_eq!(answer.status, StatusCode::OK, "{path}: {}", answer.json());
        let answer = answer.json();
        ids.extend(answer["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap().to_owned()));
        match answer["next_cursor"].as_str() {
            Some(next) => cursor = format!("&cursor={next}"),
            None => return (ids, page),
        }
    }
    unreachable!()
}

/// The ids of all Events that hold, newest first.
pub(crate) async fn ids(portico: &Portico, holds: impl Fn(&Event) -> bool) -> Vec<String> {
    let records = portico.world.events().await.unwrap().records.into_iter();
    let events = records.map(|record| decode::<Event>(record.new_image).unwrap().value);
    let mut ids: Vec<String> = events.filter(holds).map(|event| event.id.to_string()).collect();
    ids.sort();
    ids.reverse();
    ids
}

#[tokio::test]
async fn events_by_time_come_without_gap_or_repeat_over_many_hours() {
    for sealing in [false, true] {
        let portico = Portico::new().await;
        for hour in 0..30 {
            leave(&portico, [9, 0, 0, 60, 0, 1][hour % 6]).await;
            portico.world.advance(HOUR);
            if sealing && hour == 20 {
                assert!(audit::seal_hours(portico.app()).await.unwrap() > 5);
            }
        }
        let portico = portico.sign_in_again().await;
        let all = ids(&portico, |_| true).await;
        for limit in [3, 25, 50] {
            let (found, _) = pages(&portico, &format!("/api/admin/events?limit={limit}")).await;
            assert_eq!(found, all, "limit {limit}, sealing {sealing}");
        }
        let (seen, count) = pages(&portico, "/api/admin/events?type=person.seen").await;
        assert_eq!(seen, ids(&portico, |event| event.event_type == "person.seen").await);
        assert!(count < 40, "{count} pages");
        let (some, _) =
            pages(&portico, "/api/admin/events?from=2026-03-02T12:00:00Z&to=2026-03-02T12:00:00.163Z&limit=5").await;
        assert_eq!(some.len(), 15, "those of the first tenth of a second of an hour");
        assert_eq!(
            pages(&portico, "/api/admin/events?from=2026-03-02T10:00:00Z&to=2026-03-02T11:00:00Z").await.0,
            [""; 0]
        );
        assert_eq!(pages(&portico, "/api/admin/events?from=2030-01-01T00:00:00Z").await.0, [""; 0]);
        // Ages before the chain began cost nothing.
        let (found, count) = pages(&portico, "/api/admin/events?from=1970-01-01T00:00:00Z&limit=50").await;
        assert!(found == all && count < 40, "{count} pages");
    }
}

#[tokio::test]
async fn events_are_found_by_their_record_and_by_their_actor() {
    let portico = Portico::signed_in().await;
    let (lead, person) = lead(&portico).await;
    let me = portico.get("/api/auth/me").await.json()["id"].as_str().unwrap().to_owned();
    for n in 0..23 {
        update(&portico, lead, Actor::User(me.parse().unwrap()), |lead| lead.project_type = Some(format!("{n}"))).await;
    }
    let of_lead = ids(&portico, |event| event.kind == "lead").await;
    assert_eq!(of_lead.len(), 24);
    for limit in [1, 5, 24, 50] {
        let path = format!("/api/admin/events?entity=lead&id={lead}&limit={limit}");
        assert_eq!(pages(&portico, &path).await, (of_lead.clone(), 24_usize.div_ceil(limit)));
    }
    let created =
        pages(&portico, &format!("/api/admin/events?entity=lead&id={lead}&type=lead.created&limit=2")).await.0;
    assert_eq!(created, of_lead[23..]);
    let mine = ids(&portico, |event| event.actor.to_string() == format!("user:{me}")).await;
    assert!(mine.len() > 23);
    for limit in [3, 50] {
        let path = format!("/api/admin/events?actor=user:{me}&limit={limit}");
        assert_eq!(pages(&portico, &path).await.0, mine, "limit {limit}");
    }
    let page = portico.get(&format!("/api/admin/events?actor=user:{}&month=2026-02", me.to_uppercase())).await.json();
    assert_eq!(
        (&page["items"], &page["month"], &page["month_before"]),
        (&json!([]), &json!("2026-02"), &json!("2026-01"))
    );
    assert_eq!(portico.get(&format!("/api/admin/events?entity=contact&id={person}")).await.status, StatusCode::OK);
    let form = format!("/api/admin/events?entity=form&id={}", website());
    assert_eq!(portico.get(&form).await.json()["items"][0]["type"], "form.created");
}

#[tokio::test]
async fn an_event_shows_who_did_what_to_what() {
    let portico = Portico::signed_in().await;
    let (lead, _) = lead(&portico).await;
    update(&portico, lead, Actor::System("test"), |lead| {
        lead.lifecycle = Lifecycle::Contacted;
        lead.tags = vec!["roof".into()];
    })
    .await;
    let path = format!("/api/admin/events?entity=lead&id={lead}");
    let items = portico.get(&path).await.json()["items"].clone();
    let item = &items[0];
    assert_eq!(item["at"], "2026-03-02T09:00:00.003Z");
    assert_eq!(
        (&item["type"], &item["level"], &item["actor"]),
        (&json!("lead.updated"), &json!("info"), &json!("system:test"))
    );
    assert_eq!(
        (&item["entity"], &item["records"]),
        (&json!({ "type": "lead", "id": lead }), &json!({ "lead": "updated" }))
    );
    assert_eq!(item["changes"], json!({ "lead": { "lifecycle": ["new", "contacted"], "tags": [[], ["roof"]] } }));
    assert_eq!((&item["message"], &item["evidence"]), (&json!("Lead updated: lifecycle, tags."), &json!([])));
    assert_eq!((&items[1]["message"], &items[1]["changes"]), (&json!("Lead created."), &json!({})));
    assert!(items[1]["correlation_id"].is_string());
    let log = portico.get(&format!("{path}&view=formative&limit=1")).await.json()["items"][0].clone();
    let names: Vec<&String> = log.as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "level", "message", "metadata", "created_at", "updated_at"]);
    let metadata: Value = serde_json::from_str(log["metadata"].as_str().unwrap()).unwrap();
    assert_eq!(
        (&metadata["type"], &metadata["changes"]["lead"]["lifecycle"][1]),
        (&json!("lead.updated"), &json!("contacted"))
    );
    let erased: Id<Event> = item["id"].as_str().unwrap().parse().unwrap();
    erase(&portico, &(Lead::place(&lead).pk.into_string(), erased)).await;
    let item = portico.get(&path).await.json()["items"][0].clone();
    assert_eq!((&item["changes"], &item["message"]), (&Value::Null, &json!("Lead updated.")));
}

#[tokio::test]
async fn a_filter_or_a_cursor_that_does_not_fit_is_refused() {
    let portico = Portico::signed_in().await;
    let (lead, person) = lead(&portico).await;
    update(&portico, lead, Actor::System("test"), |lead| lead.tags = vec!["a".into()]).await;
    update(&portico, lead, Actor::System("test"), |lead| lead.tags = vec!["b".into()]).await;
    let code = async |path: &str| portico.get(path).await.json()["code"].clone();
    for path in [
        "entity=lead",
        "id=1",
        "month=2026-03",
        "color=red",
        "entity=lead&id=1&from=2026-03-02T09:00:00Z",
        "actor=system:x&to=2026-03-02T09:00:00Z",
    ] {
        let answer = portico.get(&format!("/api/admin/events?{path}")).await;
        assert_eq!(
            (answer.status, &answer.json()["code"]),
            (StatusCode::BAD_REQUEST, &json!("filter_not_indexed")),
            "{path}"
        );
        assert!(answer.json()["detail"].as_str().unwrap().contains("`entity` and `id`"));
    }
    let unknown = portico.get("/api/admin/events?entity=unicorn&id=1").await;
    assert_eq!(unknown.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        unknown.json()["errors"][0]["message"].as_str().unwrap().contains("contact, extraction, form, lead, person")
    );
    for (path, wanted) in [
        ("/api/admin/events?limit=51", "bad_limit"),
        ("/api/admin/events?actor=Ann", "bad_actor"),
        ("/api/admin/events?actor=user:1", "bad_actor"),
        ("/api/admin/events?actor=system:x&month=May", "bad_month"),
        ("/api/admin/events?from=May", "bad_time"),
        ("/api/admin/events?view=octatech", "bad_view"),
        ("/api/admin/events?entity=lead&id=1", "bad_id"),
        ("/api/admin/events/export", "bad_time"),
        ("/api/admin/events/export?from=2026-03-02T09:00:00Z&actor=x", "filter_not_indexed"),
        (&format!("/api/crm/leads/{lead}/activities?field=x"), "filter_not_indexed"),
        (&format!("/api/crm/leads/{}/activities", Id::<Lead>::derived(&["x"])), "not_found"),
    ] {
        assert_eq!(code(path).await, wanted, "{path}");
    }
    let of_lead = format!("/api/admin/events?entity=lead&id={lead}&limit=1");
    let cursor = portico.get(&of_lead).await.json()["next_cursor"].as_str().unwrap().to_owned();
    assert_eq!(portico.get(&format!("{of_lead}&cursor={cursor}&view=formative")).await.status, StatusCode::OK);
    for path in [
        format!("/api/admin/events?entity=contact&id={person}&cursor={cursor}"),
        format!("/api/admin/events?cursor={cursor}"),
        format!("{of_lead}&type=lead.updated&cursor={cursor}"),
        format!("/api/crm/leads/{lead}/activities?cursor={cursor}"),
        format!("/api/crm/leads/{lead}/history?cursor={cursor}"),
        format!("/api/admin/events/export?from=2026-03-02T09:00:00Z&cursor={cursor}"),
    ] {
        assert_eq!(code(&path).await, "bad_cursor", "{path}");
    }
}

#[tokio::test]
async fn a_lead_has_activities_and_each_field_a_history() {
    let portico = Portico::signed_in().await;
    let (lead, person) = lead(&portico).await;
    portico.submit(&website(), &[], &json!({ "email": "ann@example.com" })).await;
    let me = || Actor::System("test");
    portico.world.advance(SignedDuration::from_millis(3));
    update(&portico, lead, me(), |lead| lead.lifecycle = Lifecycle::Engaged).await;
    update(&portico, lead, me(), |lead| lead.tags = vec!["roof".into()]).await;
    update(&portico, lead, me(), |lead| (lead.lifecycle, lead.tags) = (Lifecycle::Unqualified, Vec::new())).await;
    let items = async |path: String| portico.get(&path).await.json()["items"].as_array().unwrap().clone();
    let of = |items: &[Value], name: &str| items.iter().map(|item| item[name].clone()).collect::<Vec<_>>();

    let activities = items(format!("/api/crm/leads/{lead}/activities")).await;
    let mut kinds = of(&activities, "type");
    kinds[3..].sort_by_key(ToString::to_string);
    assert_eq!(kinds, ["status_change", "update", "status_change", "created", "inquiry"]);
    let latest = &activities[0];
    assert_eq!((&latest["old_status"], &latest["new_status"]), (&json!("engaged"), &json!("unqualified")));
    assert_eq!(latest["description"], "Status changed from engaged to unqualified.");
    assert_eq!((&latest["lead_id"], &latest["actor"]), (&json!(lead), &json!("system:test")));
    assert_eq!(activities[1]["description"], "Lead updated: tags.");
    let octatech = items(format!("/api/crm/leads/{lead}/activities?view=octatech")).await;
    let names: Vec<&String> = octatech[0].as_object().unwrap().keys().collect();
    assert_eq!(names, ["id", "lead_id", "type", "description", "old_status", "new_status", "created_at"]);
    assert_eq!((&octatech[0]["old_status"], &octatech[0]["new_status"]), (&json!("contacted"), &json!("lost")));
    assert_eq!(pages(&portico, &format!("/api/crm/leads/{lead}/activities?limit=2")).await.1, 3);

    let history = items(format!("/api/crm/leads/{lead}/history?field=lifecycle")).await;
    assert_eq!(
        (of(&history, "before"), of(&history, "after")),
        (vec![json!("engaged"), json!("new")], vec![json!("unqualified"), json!("engaged")])
    );
    assert_eq!((&history[0]["field"], &history[0]["actor"]), (&json!("lifecycle"), &json!("system:test")));
    let all = items(format!("/api/crm/leads/{lead}/history")).await;
    assert_eq!(of(&all, "field"), ["lifecycle", "tags", "tags", "lifecycle"]);
    let page = portico.get(&format!("/api/crm/leads/{lead}/history?field=tags&limit=1")).await.json();
    assert_eq!(page["items"][0]["before"], json!(["roof"]));
    let cursor = page["next_cursor"].as_str().unwrap();
    let next = portico.get(&format!("/api/crm/leads/{lead}/history?field=tags&limit=1&cursor={cursor}")).await.json();
    assert_eq!(next["items"][0]["after"], json!(["roof"]));

    let store = &portico.app().store;
    let read = store.load::<Person>(&person).await.unwrap();
    let wed = Person { full_name: Some("Ann Moss".into()), ..read.value.clone() };
    store.tx().update(&read, &wed).commit(Announcement::about("updated", &wed, me())).await.unwrap();
    let history = items(format!("/api/crm/contacts/{person}/history?field=full_name")).await;
    assert_eq!((&history[0]["before"], &history[0]["after"]), (&json!("Ann Lee"), &json!("Ann Moss")));
}
