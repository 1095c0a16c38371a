//! The audit trail: finding Events, histories, the chain of seals, export.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    BusinessTime, Id,
    audit::{self, ChainHead, Hash, Report, Seal},
    event::{Actor, Announcement, Event},
    people::Person,
    pipeline::{Lead, Lifecycle},
    store::{Entity as _, decode},
};

use crate::support::{PASSWORD, Portico, website};

const HOUR: SignedDuration = SignedDuration::from_hours(1);

/// A lead, and the person whose it is.
async fn lead(portico: &Portico) -> (Id<Lead>, Id<Person>) {
    let (form, _) = portico.form(|_| {}).await;
    let made = portico.submit(&form, &[], &json!({ "email": "ann@example.com", "full_name": "Ann Lee" })).await.json();
    portico.world.advance(SignedDuration::from_millis(3));
    (made["lead_id"].as_str().unwrap().parse().unwrap(), made["person_id"].as_str().unwrap().parse().unwrap())
}

/// Changes a lead, as a command would.
async fn update(portico: &Portico, id: Id<Lead>, actor: Actor, change: impl FnOnce(&mut Lead)) {
    let store = &portico.app().store;
    let read = store.load::<Lead>(&id).await.unwrap();
    let mut next = read.value.clone();
    change(&mut next);
    store.tx().update(&read, &next).commit(Announcement::about("updated", &next, actor)).await.unwrap();
    portico.world.advance(SignedDuration::from_millis(3));
}

/// Leaves this many Events that change nothing.
async fn leave(portico: &Portico, count: usize) {
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
async fn pages(portico: &Portico, path: &str) -> (Vec<String>, usize) {
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
async fn ids(portico: &Portico, holds: impl Fn(&Event) -> bool) -> Vec<String> {
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
    assert!(unknown.json()["errors"][0]["message"].as_str().unwrap().contains("contact, form, lead, person"));
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

/// A workspace with two sealed hours and one that is not.
async fn sealed() -> (Portico, Id<Lead>) {
    let portico = Portico::signed_in().await;
    let (lead, _) = lead(&portico).await;
    update(&portico, lead, Actor::System("test"), |lead| lead.tags = vec!["a".into()]).await;
    portico.world.advance(HOUR);
    update(&portico, lead, Actor::System("test"), |lead| lead.tags = vec!["b".into()]).await;
    leave(&portico, 3).await;
    portico.world.advance(HOUR * 3);
    leave(&portico, 1).await;
    assert_eq!(audit::seal_hours(portico.app()).await.unwrap(), 2);
    (portico, lead)
}

async fn verified(portico: &Portico) -> Report {
    audit::verify(portico.app(), None).await.unwrap()
}

type Item = HashMap<String, AttributeValue>;

/// Everything in the table that has this type, by sort key.
async fn stored(portico: &Portico, kind: &str) -> Vec<Item> {
    let store = &portico.app().store;
    let scan = store.client().scan().table_name(store.table()).send().await.unwrap();
    let is = |item: &&Item| item.get("_type").is_some_and(|value| value.as_s().is_ok_and(|text| text == kind));
    let mut items: Vec<Item> = scan.items().iter().filter(is).cloned().collect();
    items.sort_by_key(|item| item["sk"].as_s().unwrap().clone());
    items
}

async fn put(portico: &Portico, item: Item) {
    let store = &portico.app().store;
    store.client().put_item().table_name(store.table()).set_item(Some(item)).send().await.unwrap();
}

async fn delete(portico: &Portico, item: &Item) {
    let store = &portico.app().store;
    let key = ["pk", "sk"].map(|name| (name.to_owned(), item[name].clone())).into();
    store.client().delete_item().table_name(store.table()).set_key(Some(key)).send().await.unwrap();
}

/// Removes the payload of an Event, with its salt, as erasing a person does.
async fn erase(portico: &Portico, event: &(String, Id<Event>)) {
    let store = &portico.app().store;
    let place = Event::place(event);
    let update = store.client().update_item().table_name(store.table()).update_expression("REMOVE payload");
    let update = update.key("pk", AttributeValue::S(place.pk.into_string()));
    update.key("sk", AttributeValue::S(place.sk.into_string())).send().await.unwrap();
}

fn text(item: &Item, name: &str) -> String {
    item[name].as_s().unwrap().clone()
}

fn with(item: &Item, name: &str, value: &str) -> Item {
    let mut item = item.clone();
    item.insert(name.to_owned(), AttributeValue::S(value.to_owned()));
    item
}

#[tokio::test]
async fn a_sealed_hour_verifies_also_when_a_payload_was_erased() {
    let (portico, _) = sealed().await;
    let report = verified(&portico).await;
    assert!(report.is_whole, "{report:?}");
    let events = stored(&portico, "event").await;
    assert_eq!((report.seals, report.events, report.waiting, report.erased), (2, events.len() as u64 - 1, 1, 0));
    assert_eq!(report.since.unwrap().to_string(), "2026-03-02T09:00:00.000Z");
    assert_eq!(report.sealed_until.unwrap().to_string(), "2026-03-02T12:00:00.000Z", "the hour of now is not over");
    portico.world.settle().await.unwrap();
    assert!(verified(&portico).await.is_whole, "the mark of a routed event is not sealed");
    let told = events.iter().find(|event| event.contains_key("payload")).unwrap();
    erase(&portico, &(text(told, "pk"), text(told, "id").parse().unwrap())).await;
    let report = verified(&portico).await;
    assert_eq!((report.is_whole, report.erased), (true, 1), "{report:?}");
}

#[tokio::test]
async fn whatever_is_changed_afterwards_is_found_where_it_was_changed() {
    let (portico, _) = sealed().await;
    let events = stored(&portico, "event").await;
    let second_hour = |event: &&Item| text(event, "gsi2pk").starts_with("EV#2026-03-02T10");
    let of_second: Vec<&Item> = events.iter().filter(second_hour).collect();
    assert_eq!(of_second.len(), 4);
    let told = of_second.iter().find(|event| event.contains_key("payload")).unwrap();
    let (middle, last) = (of_second[1], of_second[3]);

    // A header, in each of its fields, and one that was not there.
    for name in ["actor", "event_type", "subject", "kind", "id", "correlation_id"] {
        put(&portico, with(middle, name, &Id::<Event>::derived(&["x"]).to_string())).await;
        assert_fault(&portico, name, "10", Some(&text(middle, "sk"))).await;
        put(&portico, middle.clone()).await;
    }
    // A key, so that the Event is not found by its actor.
    let mut hidden = middle.clone();
    hidden.remove("gsi1pk");
    hidden.remove("gsi1sk");
    put(&portico, hidden).await;
    assert_fault(&portico, "a hidden event", "10", Some(&text(middle, "sk"))).await;
    put(&portico, middle.clone()).await;
    // An Event that is gone; the one behind it is named.
    delete(&portico, middle).await;
    assert_fault(&portico, "a deleted event", "10", Some(&text(of_second[2], "sk"))).await;
    put(&portico, middle.clone()).await;
    delete(&portico, last).await;
    assert_fault(&portico, "the last event, deleted", "10", None).await;
    put(&portico, last.clone()).await;
    // One that was added, also in an hour that had none.
    for (millis, hour) in [(1, "10"), (3_600_001, "11")] {
        let begin = BusinessTime::from_millis(1_772_442_000_000).plus(HOUR);
        let id = Id::<Event>::new(begin.plus(SignedDuration::from_millis(millis)), [7; 10]);
        let event = Event { id, ..decode::<Event>((*middle).clone().into()).unwrap().value };
        portico.app().store.tx().create(&event).commit_unannounced("a forgery").await.unwrap();
        assert_fault(&portico, "an added event", hour, Some(&format!("E#{id}"))).await;
        let forged = stored(&portico, "event").await;
        delete(&portico, forged.iter().find(|item| text(item, "id") == id.to_string()).unwrap()).await;
    }
    // A payload, and one where there was none.
    for (event, what) in [(*told, "a payload"), (middle, "a payload that was added")] {
        let payload = json!({ "salt": "AA", "changes": "{}" });
        let mut item = event.clone();
        item.insert("payload".into(), serde_dynamo_value(&payload));
        put(&portico, item).await;
        assert_fault(&portico, what, "10", Some(&text(event, "sk"))).await;
        put(&portico, event.clone()).await;
    }
    assert!(verified(&portico).await.is_whole, "all is as it was");
}

fn serde_dynamo_value(value: &Value) -> AttributeValue {
    let fields = value.as_object().unwrap().iter();
    AttributeValue::M(
        fields.map(|(name, text)| (name.clone(), AttributeValue::S(text.as_str().unwrap().into()))).collect(),
    )
}

#[tokio::test]
async fn a_seal_that_is_changed_or_gone_is_found() {
    let (portico, _) = sealed().await;
    let (seals, head) = (stored(&portico, "seal").await, stored(&portico, "chain_head").await.remove(0));
    let other = Hash::of(&[b"other"]).to_string();
    for seal in &seals {
        for name in ["root", "previous", "chain", "hour"] {
            let value = if name == "hour" { "2026-03-02T08:00:00Z" } else { &other };
            put(&portico, with(seal, name, value)).await;
            assert_fault(&portico, name, &text(seal, "sk")[16..], None).await;
        }
        let mut counted = seal.clone();
        counted.insert("events".into(), AttributeValue::N("9".into()));
        put(&portico, counted).await;
        assert!(!verified(&portico).await.is_whole, "the count");
        delete(&portico, seal).await;
        let report = verified(&portico).await;
        assert!(report.fault.unwrap().hour.hour().ends_with(&text(seal, "sk")[16..]), "a deleted seal");
        put(&portico, seal.clone()).await;
    }
    // All seals from one on, and the head set back: only who kept a chain value finds that out, or who sees the Events.
    delete(&portico, &seals[1]).await;
    let back = with(&with(&head, "next", "2026-03-02T10:00:00Z"), "chain", &text(&seals[0], "chain"));
    put(&portico, back).await;
    assert!(verified(&portico).await.is_whole);
    let kept: Hash = text(&seals[1], "chain").parse().unwrap();
    assert!(!audit::verify(portico.app(), Some(kept)).await.unwrap().is_whole);
    put(&portico, seals[1].clone()).await;
    assert!(!verified(&portico).await.is_whole, "a seal that the chain does not know");
    put(&portico, head.clone()).await;
    for chain in &seals {
        let kept: Hash = text(chain, "chain").parse().unwrap();
        assert!(audit::verify(portico.app(), Some(kept)).await.unwrap().is_whole);
    }
    put(&portico, with(&head, "since", "2026-03-02T08:00:00Z")).await;
    assert!(!verified(&portico).await.is_whole, "another beginning");
    delete(&portico, &head).await;
    assert!(!verified(&portico).await.is_whole, "no head");
}

/// Verification finds a fault in this hour, and in this Event.
async fn assert_fault(portico: &Portico, what: &str, hour: &str, sk: Option<&str>) {
    let report = verified(portico).await;
    assert!(!report.is_whole, "{what} is not found");
    let fault = report.fault.unwrap();
    assert!(fault.hour.hour().ends_with(hour), "{what}: {fault:?}");
    assert_eq!(fault.event_id.map(|id| format!("E#{id}")).as_deref(), sk, "{what}: {fault:?}");
}

#[tokio::test]
async fn an_hour_is_sealed_once_and_not_before_its_time() {
    let portico = Portico::new().await;
    let app = portico.app();
    leave(&portico, 5).await;
    portico.world.advance(SignedDuration::from_mins(69));
    assert_eq!(audit::seal_hours(app).await.unwrap(), 0, "nine minutes after its end");
    portico.world.advance(SignedDuration::from_mins(1));
    let (one, other) = tokio::join!(audit::seal_hours(app), audit::seal_hours(app));
    assert_eq!((one.unwrap() + other.unwrap(), stored(&portico, "seal").await.len()), (1, 1));
    portico.world.advance(HOUR * 60);
    assert_eq!(audit::seal_hours(app).await.unwrap(), 0, "hours without events have no seal");
    let next = app.store.load::<ChainHead>(&()).await.unwrap().next;
    assert_eq!(next.to_string(), "2026-03-03T10:00:00.000Z", "24 hours a call");
    for _ in 0..3 {
        audit::seal_hours(app).await.unwrap();
    }
    assert!(verified(&portico).await.is_whole);
}

#[tokio::test]
async fn the_business_clock_can_jump_and_come_back_without_a_break() {
    let portico = Portico::new().await;
    let app = portico.app();
    app.business.set(app.now().plus(HOUR * 5)).unwrap();
    leave(&portico, 2).await;
    app.business.set(app.now().plus(HOUR * 5)).unwrap();
    assert_eq!(audit::seal_hours(app).await.unwrap(), 0, "by the wall clock no hour is over");
    app.business.follow_wall();
    leave(&portico, 2).await;
    portico.world.advance(HOUR * 7);
    assert_eq!(audit::seal_hours(app).await.unwrap(), 2);
    let report = verified(&portico).await;
    assert_eq!((report.is_whole, report.waiting), (true, 0), "{report:?}");
}

#[tokio::test]
async fn the_sweep_seals_and_begins_a_chain_that_is_not_there() {
    let portico = Portico::new().await;
    let head = stored(&portico, "chain_head").await.remove(0);
    delete(&portico, &head).await;
    portico.world.advance(HOUR);
    let sweep = serde_json::from_str::<Box<serde_json::value::RawValue>>(r#"{"schedule":"sweep"}"#).unwrap();
    stream_fanout::function().invoke(portico.app(), &sweep).await.unwrap();
    leave(&portico, 1).await;
    portico.world.advance(HOUR * 2);
    stream_fanout::function().invoke(portico.app(), &sweep).await.unwrap();
    let seal = portico.app().store.load::<Seal>(&BusinessTime::from_millis(1_772_445_600_000)).await.unwrap();
    assert_eq!(seal.events, 1, "the chain covers what came after its beginning");
    let command = serde_json::from_str::<Box<serde_json::value::RawValue>>(r#"{"command":"audit_verify"}"#).unwrap();
    let report = admin_api::function().invoke(portico.app(), &command).await.unwrap();
    assert_eq!(
        (&report["is_whole"], &report["seals"], &report["chain"]),
        (&json!(true), &json!(1), &json!(seal.chain))
    );
}

#[tokio::test]
async fn an_export_is_every_event_in_order_and_an_event_itself() {
    let portico = Portico::new().await;
    leave(&portico, 600).await;
    portico.world.advance(HOUR * 3);
    leave(&portico, 500).await;
    portico.world.advance(HOUR);
    let portico = portico.sign_in_again().await;
    let mut wanted = ids(&portico, |_| true).await;
    wanted.reverse();
    let (mut found, mut parts) = (Vec::new(), 0);
    let mut path = format!("/api/admin/events/export?from=2026-03-02T09:00:00Z&to={}", portico.app().now().plus(HOUR));
    portico.world.advance(SignedDuration::from_mins(1));
    loop {
        let answer = portico.get(&path).await;
        assert_eq!(
            (answer.status, &answer.headers["content-type"]),
            (StatusCode::OK, &"application/jsonl".parse().unwrap())
        );
        let text = String::from_utf8(answer.bytes.clone()).unwrap();
        assert!(text.lines().count() <= 1_000);
        let events = text.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
        found.extend(
            events
                .filter(|event| event["type"] != "audit.exported")
                .map(|event| event["id"].as_str().unwrap().to_owned()),
        );
        parts += 1;
        let Some(link) = answer.headers.get("link") else { break };
        let link = link.to_str().unwrap();
        path = link.strip_prefix('<').unwrap().strip_suffix(">; rel=\"next\"").unwrap().to_owned();
    }
    assert_eq!((found, parts), (wanted, 2));
    let exports = portico.get("/api/admin/events?entity=chain_head&id=audit").await.json()["items"].clone();
    assert_eq!((exports.as_array().unwrap().len(), &exports[0]["type"]), (2, &json!("audit.exported")));
    assert!(exports[0]["actor"].as_str().unwrap().starts_with("user:"), "{exports}");
}

#[tokio::test]
async fn no_secret_and_no_message_stands_in_an_event_or_in_the_export() {
    let portico = Portico::signed_in().await;
    let mut canaries =
        vec![PASSWORD.to_owned(), "a secret of sixteen bytes".into(), "canary message".into(), "canary file".into()];
    let tokens = portico.login(PASSWORD).await.json();
    canaries.extend(["access_token", "refresh_token"].map(|name| tokens[name].as_str().unwrap().to_owned()));
    let (form, secret) = portico.form(|_| {}).await;
    canaries.push(secret);
    let path = format!("/api/admin/forms/{form}");
    let made = portico.post(&format!("{path}/rotate-secret"), json!({})).await.json();
    canaries.push(made["secret"].as_str().unwrap().to_owned());
    let given = json!({ "secret": "a secret of sixteen bytes" });
    assert_eq!(portico.post(&format!("{path}/rotate-secret"), given).await.status, StatusCode::OK);
    let message = json!({ "email": "ann@example.com", "message": "canary message", "essay": "canary message" });
    for _ in 0..2 {
        portico.submit(&form, &[], &message).await;
    }
    let part = "--x\r\nContent-Disposition: form-data; name=\"email\"\r\n\r\nfile@example.com\r\n\
                --x\r\nContent-Disposition: form-data; name=\"plan\"; filename=\"a.txt\"\r\n\r\ncanary file\r\n--x--\r\n";
    portico.send("POST", &format!("/forms/{form}"), &[("content-type", "multipart/form-data; boundary=x")], part).await;
    let receipt = portico.get("/api/receipts").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(portico.post(&format!("/api/receipts/{receipt}/replay"), json!({})).await.status, StatusCode::OK);
    let change = json!({ "current_password": PASSWORD, "new_password": "canary password of mine" });
    assert_eq!(portico.post("/api/auth/password", change).await.status, StatusCode::NO_CONTENT);
    canaries.extend(["canary password of mine".into(), "$argon2".into()]);
    for kind in ["password", "session"] {
        for item in stored(&portico, kind).await {
            canaries.extend(["hash", "family"].iter().filter_map(|name| Some(item.get(*name)?.as_s().ok()?.clone())));
        }
    }
    let events = stored(&portico, "event").await;
    let types: BTreeSet<String> = events.iter().map(|event| text(event, "event_type")).collect();
    for wanted in ["form.secret_rotated", "lead.created", "lead.inquired", "session.started", "user.password_changed"] {
        assert!(types.contains(wanted), "{wanted} of {types:?}");
    }
    portico.world.advance(SignedDuration::from_millis(1));
    let exported = portico.get("/api/admin/events/export?from=2026-03-02T00:00:00Z").await;
    assert_eq!(exported.status, StatusCode::OK);
    let exported = String::from_utf8(exported.bytes).unwrap();
    assert!(exported.lines().count() >= events.len(), "{exported}");
    let told = format!("{events:?}");
    for canary in canaries {
        assert!(canary.len() > 6 && !told.contains(&canary) && !exported.contains(&canary), "{canary}");
    }
}
