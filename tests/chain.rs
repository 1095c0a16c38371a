//! The chain of seals over the audit trail: what is changed afterwards is found; and what is exported.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use http::StatusCode;
use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    BusinessTime, Id,
    audit::{self, ChainHead, Hash, Report, Seal},
    event::{Actor, Event},
    pipeline::Lead,
    store::{Entity as _, decode},
};

use crate::{
    audit::{HOUR, ids, lead, leave, update},
    support::{PASSWORD, Portico},
};

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
pub(crate) async fn erase(portico: &Portico, event: &(String, Id<Event>)) {
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
