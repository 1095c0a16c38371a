//! What follows from an Event.

use jiff::SignedDuration;
use serde_json::{Value, json};
use shared::{
    event::{Actor, Announcement},
    fanout,
    integrations::DuplicatePolicy,
    metrics,
    people::Person,
    pipeline::{Lead, Lifecycle},
    runtime::StreamBatch,
};

use crate::support::{Portico, website};

async fn items(portico: &Portico, path: &str) -> Vec<Value> {
    let answer = portico.get(path).await;
    answer.json()["items"].as_array().unwrap_or_else(|| panic!("{path}: {}", answer.json())).clone()
}

#[tokio::test]
async fn list_rows_follow_and_doing_it_twice_changes_nothing() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.tags = vec!["roof".into()]).await;
    portico.submit(&form, &[], &json!({ "email": "ann@example.com", "full_name": "Ann van Lee" })).await;
    for path in ["/api/crm/leads?tag=roof", "/api/crm/leads?lifecycle=new", "/api/crm/contacts?name=le"] {
        assert_eq!(items(&portico, path).await.len(), 0, "{path} before the stream");
    }
    for _ in 0..2 {
        portico.world.settle().await.unwrap();
        for path in [
            "/api/crm/leads?tag=roof",
            "/api/crm/leads?lifecycle=new",
            "/api/crm/leads?source=form&tag=roof",
            "/api/crm/contacts?name=le",
            "/api/crm/contacts?name=van",
        ] {
            assert_eq!(items(&portico, path).await.len(), 1, "{path}");
        }
        let dashboard = portico.get("/api/crm/dashboard").await.json();
        assert_eq!((&dashboard["leads"], &dashboard["contacts"]), (&json!(1), &json!(1)));
        assert_eq!(dashboard["by_tag"], json!({ "roof": 1 }));
        assert_eq!(dashboard["days"]["2026-03-02"]["lead.created"], 1);
        assert_eq!(dashboard["recent_leads"].as_array().unwrap().len(), 1);
    }
}

#[tokio::test]
async fn a_tag_that_is_added_by_an_inquiry_gets_its_row_and_its_count() {
    let portico = Portico::signed_in().await;
    let (plain, _) = portico.form(|_| {}).await;
    let (tagging, _) = portico.form(|form| form.tags = vec!["vip".into()]).await;
    portico.submit(&plain, &[], &json!({ "email": "ann@example.com" })).await;
    portico.world.settle().await.unwrap();
    portico.submit(&tagging, &[], &json!({ "email": "ann@example.com" })).await;
    portico.world.settle().await.unwrap();
    assert_eq!(items(&portico, "/api/crm/leads?tag=vip").await.len(), 1);
    let dashboard = portico.get("/api/crm/dashboard").await.json();
    assert_eq!((&dashboard["leads"], &dashboard["by_tag"]), (&json!(1), &json!({ "vip": 1 })));
}

#[tokio::test]
async fn counters_count_once_however_the_batches_are_cut() {
    let portico = Portico::signed_in().await;
    for n in 0..6 {
        portico.submit(&website(), &[], &json!({ "email": format!("p{n}@example.com") })).await;
    }
    let StreamBatch { shard_id, records } = portico.world.events().await.unwrap();
    let cut = |from: usize, to: usize| StreamBatch { shard_id: shard_id.clone(), records: records[from..to].to_vec() };
    let end = records.len();
    for (from, to) in [(0, 3), (0, 5), (2, end), (0, end)] {
        metrics::fold(portico.app(), &cut(from, to)).await.unwrap();
    }
    let dashboard = portico.get("/api/crm/dashboard").await.json();
    assert_eq!((&dashboard["leads"], &dashboard["contacts"]), (&json!(6), &json!(6)));
}

#[tokio::test]
async fn what_the_stream_lost_is_routed_from_the_table_once() {
    let portico = Portico::signed_in().await;
    portico.submit(&website(), &[], &json!({ "email": "ann@example.com", "full_name": "Ann" })).await;
    assert_eq!(fanout::redrive(portico.app()).await.unwrap(), 0, "the stream has two minutes");
    portico.world.advance(SignedDuration::from_mins(3));
    assert!(fanout::redrive(portico.app()).await.unwrap() > 0);
    assert_eq!(fanout::redrive(portico.app()).await.unwrap(), 0);
    let (from, to) = (portico.app().now().plus(SignedDuration::from_hours(-1)), portico.app().now());
    assert_eq!(fanout::redrive_between(portico.app(), from, to).await.unwrap(), 0, "what is marked stays as it is");
    portico.world.advance(SignedDuration::from_hours(30));
    portico.submit(&website(), &[], &json!({ "email": "bob@example.com", "full_name": "Bob" })).await;
    portico.world.advance(SignedDuration::from_hours(3));
    assert_eq!(fanout::redrive(portico.app()).await.unwrap(), 1, "a day later, in another hour");
}

#[tokio::test]
async fn a_receipt_that_waits_reaches_its_queue_from_the_sweeper() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::NewLead).await;
    let receipt = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await.json();
    let id: shared::Id<shared::integrations::Receipt> = receipt["receipt_id"].as_str().unwrap().parse().unwrap();
    let app = portico.app();
    let done = app.store.load::<shared::integrations::Receipt>(&id).await.unwrap();
    let waiting = shared::integrations::Receipt {
        state: shared::integrations::ReceiptState::Received,
        next_at: Some(app.now()),
        ..done.value.clone()
    };
    app.store.tx().update(&done, &waiting).commit_unannounced("a test").await.unwrap();
    assert_eq!(fanout::sweep_waiting(app).await.unwrap(), 1);
    let url = shared::queue::url(app, shared::queue::Queue::FormWebhook).unwrap();
    let got = app.sqs.receive_message().queue_url(url).send().await.unwrap();
    let body: Value = serde_json::from_str(got.messages()[0].body().unwrap()).unwrap();
    assert_eq!(body, json!({ "type": "receipt.pending.v1", "receipt_id": id }));
}

#[tokio::test]
async fn rows_follow_a_lead_that_moves_and_a_person_who_is_renamed() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let made = portico.submit(&form, &[], &json!({ "email": "ann@example.com", "full_name": "Ann Lee" })).await.json();
    portico.world.settle().await.unwrap();
    let store = &portico.app().store;
    let actor = || Actor::System("test");
    let lead = store.load::<Lead>(&made["lead_id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    let won = Lead { lifecycle: Lifecycle::Won, ..lead.value.clone() };
    store.tx().update(&lead, &won).commit(Announcement::about("updated", &won, actor())).await.unwrap();
    let person = store.load::<Person>(&made["person_id"].as_str().unwrap().parse().unwrap()).await.unwrap();
    let wed = Person { full_name: Some("Ann Moss".into()), ..person.value.clone() };
    store.tx().update(&person, &wed).commit(Announcement::about("updated", &wed, actor())).await.unwrap();
    portico.world.settle().await.unwrap();
    let found = async |path: &str| items(&portico, path).await.len();
    assert_eq!((found("/api/crm/leads?lifecycle=new").await, found("/api/crm/leads?lifecycle=won").await), (0, 1));
    assert_eq!((found("/api/crm/contacts?name=lee").await, found("/api/crm/contacts?name=moss").await), (0, 1));
    assert_eq!(portico.get("/api/crm/dashboard").await.json()["by_lifecycle"], json!({ "won": 1 }));

    let lead = store.load::<Lead>(&lead.id).await.unwrap();
    store.tx().tombstone(&lead).commit(Announcement::about("tombstoned", &lead.value, actor())).await.unwrap();
    portico.world.settle().await.unwrap();
    assert_eq!((found("/api/crm/leads?lifecycle=won").await, found("/api/crm/leads").await), (0, 0));
    assert_eq!(portico.get("/api/crm/dashboard").await.json()["leads"], 0);
    let gone = store.get::<Lead>(&lead.id).await.unwrap().unwrap();
    store.tx().restore(&gone, &gone.value).commit(Announcement::about("restored", &gone.value, actor())).await.unwrap();
    portico.world.settle().await.unwrap();
    assert_eq!((found("/api/crm/leads?lifecycle=won").await, found("/api/crm/leads").await), (1, 1));
}
