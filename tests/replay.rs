//! The ways back in: a mapping is mended, a receipt read anew; what failed is retried.

use std::sync::Arc;

use axum::{
    Router,
    extract::State,
    http::{HeaderMap, Uri},
    routing::get,
};
use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    Id,
    event::{Actor, Announcement},
    integrations::{DuplicatePolicy, Provider},
    people::Person,
    setup,
};
use tokio::sync::Mutex;

use crate::support::Portico;

async fn replay(portico: &Portico, receipt: &Value, dry_run: bool) -> Value {
    let path = format!("/api/receipts/{}/replay", receipt.as_str().unwrap());
    let answer = portico.post(&path, json!({ "dry_run": dry_run })).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.json());
    answer.json()
}

fn change<'a>(replay: &'a Value, record: &str, field: &str) -> &'a Value {
    let changes = replay["changes"].as_array().unwrap();
    let found = changes.iter().find(|change| change["record"] == record && change["field"] == field);
    found.unwrap_or_else(|| panic!("no {record}.{field} in {replay}"))
}

#[tokio::test]
async fn a_mended_mapping_is_tried_first_and_then_replayed_once() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = json!({ "email": "ann@example.com", "Ihr Name": "Ann Lee", "Rufnummer": "+12125552368", "Firma": "Lee Ltd", "Budget": "$5k" });
    let sent = portico.submit(&form, &[], &body).await.json();
    let lead_path = format!("/api/crm/leads/{}", sent["lead_id"].as_str().unwrap());
    let person_path = format!("/api/crm/contacts/{}", sent["person_id"].as_str().unwrap());
    assert_eq!(portico.get(&lead_path).await.json()["answers"]["Ihr Name"], "Ann Lee");
    assert_eq!(replay(&portico, &sent["receipt_id"], false).await["action"], "none", "nothing was mended yet");

    let map = json!({ "field_map": { "Ihr Name": "full_name", "Rufnummer": "phone", "Firma": "company", "Budget": "budget" } });
    let mended = portico.call("PATCH", &format!("/api/admin/forms/{form}"), &[], &map).await.json();
    assert_eq!(mended["mapping_version"], 2);
    let before = (portico.get(&lead_path).await.bytes, portico.get(&person_path).await.bytes);
    let foreseen = replay(&portico, &sent["receipt_id"], true).await;
    assert_eq!(
        (&foreseen["action"], &foreseen["mapping_before"], &foreseen["mapping_now"]),
        (&json!("update"), &json!(1), &json!(2))
    );
    let name = change(&foreseen, "person", "full_name");
    assert_eq!((&name["before"], &name["after"], &name["applied"]), (&Value::Null, &json!("Ann Lee"), &json!(true)));
    assert_eq!(change(&foreseen, "person", "phone")["after"], "+12125552368");
    assert_eq!(change(&foreseen, "submission", "answers.Firma")["after"], Value::Null);
    assert_eq!(
        (portico.get(&lead_path).await.bytes, portico.get(&person_path).await.bytes),
        before,
        "nothing was written"
    );

    let done = replay(&portico, &sent["receipt_id"], false).await;
    assert_eq!(done["changes"], foreseen["changes"], "it does what it said");
    let (lead, person) = (portico.get(&lead_path).await.json(), portico.get(&person_path).await.json());
    assert_eq!(
        (&lead["full_name"], &lead["budget"]["min_minor"], &lead["answers"]),
        (&json!("Ann Lee"), &json!(500_000), &json!({}))
    );
    assert_eq!(
        (&person["full_name"], &person["company"], &person["primary_phone"]),
        (&json!("Ann Lee"), &json!("Lee Ltd"), &json!("+12125552368"))
    );
    let again = replay(&portico, &sent["receipt_id"], false).await;
    assert_eq!((&again["action"], &again["changes"]), (&json!("none"), &json!([])));
    assert_eq!(portico.get(&lead_path).await.json()["version"], lead["version"]);
    let attached = portico.submit(&form, &[], &json!({ "Rufnummer": "+12125552368" })).await.json();
    assert_eq!(attached["lead_id"], sent["lead_id"], "the number that was found is the person's");
}

#[tokio::test]
async fn what_was_changed_since_and_what_belongs_to_another_stays() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.field_map = [("Account".to_owned(), "full_name".to_owned())].into()).await;
    portico.submit(&form, &[], &json!({ "phone": "+442079460018", "full_name": "Bob" })).await;
    let body = |n: u32| json!({ "email": format!("ann{n}@example.com"), "Account": "ann77", "real": "Ann Lee", "tel": "+442079460018" });
    let untouched = portico.submit(&form, &[], &body(1)).await.json();
    let sent = portico.submit(&form, &[], &body(2)).await.json();
    // Somebody sets the name by hand.
    let id: Id<Person> = sent["person_id"].as_str().unwrap().parse().unwrap();
    let store = &portico.app().store;
    let person = store.load::<Person>(&id).await.unwrap();
    let next = Person { full_name: Some("Anna".into()), ..person.value.clone() };
    store.tx().update(&person, &next).commit_unannounced("a test").await.unwrap();
    let map = json!({ "field_map": { "Account": null, "real": "full_name", "tel": "phone" } });
    portico.call("PATCH", &format!("/api/admin/forms/{form}"), &[], &map).await;

    let foreseen = replay(&portico, &sent["receipt_id"], true).await;
    let reason =
        |record: &str, field: &str| change(&foreseen, record, field)["reason"].as_str().unwrap_or_default().to_owned();
    assert!(reason("person", "phone").contains("another person"), "{foreseen}");
    assert!(reason("person", "full_name").contains("changed since"), "{foreseen}");
    assert_eq!(change(&foreseen, "lead", "full_name")["applied"], true, "nobody touched the lead's");
    replay(&portico, &sent["receipt_id"], false).await;
    let name = async |answer: &Value| {
        let path = format!("/api/crm/contacts/{}", answer["person_id"].as_str().unwrap());
        let person = portico.get(&path).await.json();
        (person["full_name"].clone(), person["phones"].clone())
    };
    assert_eq!(name(&sent).await, (json!("Anna"), json!([])));
    let lead = portico.get(&format!("/api/crm/leads/{}", sent["lead_id"].as_str().unwrap())).await.json();
    assert_eq!(lead["submissions"][0]["unclaimed"], json!(["+442079460018"]));
    let receipt = portico.get(&format!("/api/receipts/{}", sent["receipt_id"].as_str().unwrap())).await.json();
    assert_eq!(receipt["mapping_version"], 2);
    replay(&portico, &untouched["receipt_id"], false).await;
    assert_eq!(name(&untouched).await.0, "Ann Lee", "what was read then is replaced");
}

#[tokio::test]
async fn what_was_quarantined_becomes_a_lead_once_its_fields_are_mapped() {
    let portico = Portico::signed_in().await;
    setup::sample_forms(portico.app()).await.unwrap();
    let form = setup::sample_form(Provider::GoogleAds);
    let body = json!({ "google_key": setup::SAMPLE_SECRET, "lead_id": "l1", "user_column_data": [{ "column_id": "Q1", "string_value": "ann@example.com" }] });
    let path = format!("/hooks/forms/google-ads/{form}");
    let kept = portico.post(&path, body.clone()).await.json()["receipts"][0].clone();
    assert_eq!(kept["disposition"], "quarantined");
    portico.call("PATCH", &format!("/api/admin/forms/{form}"), &[], &json!({ "field_map": { "Q1": "email" } })).await;
    let foreseen = replay(&portico, &kept["receipt_id"], true).await;
    assert_eq!((&foreseen["action"], &foreseen["lead_id"]), (&json!("create"), &Value::Null));
    let done = replay(&portico, &kept["receipt_id"], false).await;
    assert!(done["lead_id"].is_string(), "{done}");
    assert_eq!(replay(&portico, &kept["receipt_id"], false).await["action"], "none");
    assert_eq!(portico.post(&path, body).await.json()["receipts"][0]["disposition"], "duplicate");
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn receipts_are_listed_by_source_disposition_and_state() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.honeypot = Some("trap".into())).await;
    for n in 0..5 {
        portico
            .submit(
                &form,
                &[],
                &json!({ "email": format!("p{n}@example.com"), "trap": if n % 2 == 0 { "x" } else { "" } }),
            )
            .await;
    }
    let count = async |query: &str| {
        portico.get(&format!("/api/receipts{query}")).await.json()["items"].as_array().unwrap().len()
    };
    assert_eq!((count("").await, count("?source=form").await, count("?source=tally").await), (5, 5, 0));
    assert_eq!(
        (count("?disposition=created").await, count("?disposition=quarantined&state=quarantined").await),
        (2, 3)
    );
    assert_eq!((count("?month=2026-03&limit=2").await, count("?month=2026-02").await), (2, 0));
    let wrong = portico.get("/api/receipts?email=x").await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (StatusCode::BAD_REQUEST, &json!("filter_not_indexed")));
    assert!(wrong.json()["detail"].as_str().unwrap().contains("source, disposition, state"));
}

/// A Graph that says what it is told to say, and notes what it was asked.
#[derive(Clone, Default)]
struct Graph(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    answer: Option<(StatusCode, Value)>,
    asked: Vec<String>,
}

impl Graph {
    async fn start(&self) -> String {
        let answer = async |State(graph): State<Self>, uri: Uri, headers: HeaderMap| {
            let mut state = graph.0.lock().await;
            let bearer = headers.get("authorization").map(|value| value.to_str().unwrap().to_owned());
            state.asked.push(format!("{} {}", uri, bearer.unwrap_or_default()));
            let (status, body) = state.answer.clone().unwrap_or((StatusCode::SERVICE_UNAVAILABLE, Value::Null));
            (status, axum::Json(body))
        };
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let router = Router::new().route("/{lead}", get(answer)).with_state(self.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        address
    }

    async fn say(&self, status: StatusCode, body: Value) {
        self.0.lock().await.answer = Some((status, body));
    }
}

#[tokio::test]
async fn facebooks_answers_are_fetched_after_the_answer_given_up_after_five_attempts_and_retried_by_hand() {
    let graph = Graph::default();
    let base = graph.start().await;
    let mut portico = Portico::with(|config| config.facebook.graph_base = base).await.sign_in_again().await;
    setup::sample_forms(portico.app()).await.unwrap();
    let sample =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/../events/form-webhook.facebook.json")).unwrap();
    let event: Box<serde_json::value::RawValue> = serde_json::from_str(&sample).unwrap();
    let answer = form_webhook::function().invoke(portico.app(), &event).await.unwrap();
    let body: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!(
        (body["receipts"].as_array().unwrap().len(), &body["receipts"][1]["disposition"]),
        (2, &json!("received"))
    );
    assert!(graph.0.lock().await.asked.is_empty(), "nothing is asked before the answer");
    let ids: Vec<Id<shared::integrations::Receipt>> = body["receipts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|kept| kept["receipt_id"].as_str().unwrap().parse().unwrap())
        .collect();
    let path = format!("/api/receipts/{}", ids[0]);
    graph
        .say(
            StatusCode::BAD_REQUEST,
            json!({ "error": { "code": 190, "type": "OAuthException", "message": "secret page-token" } }),
        )
        .await;
    for attempt in 1..=5 {
        if attempt == 2 {
            // A Graph that is down is an attempt in vain as well, and does not hold up the queue.
            graph.say(StatusCode::SERVICE_UNAVAILABLE, Value::Null).await;
        }
        if attempt == 5 {
            graph
                .say(
                    StatusCode::BAD_REQUEST,
                    json!({ "error": { "code": 190, "type": "OAuthException", "message": "secret page-token" } }),
                )
                .await;
        }
        shared::capture::process(portico.app(), ids[0]).await.unwrap();
        let receipt = portico.get(&path).await.json();
        assert_eq!(
            (&receipt["attempts"], &receipt["state"]),
            (&json!(attempt), &json!(if attempt < 5 { "received" } else { "failed" }))
        );
        portico.world.advance(jiff::SignedDuration::from_mins(20));
        portico = portico.sign_in_again().await;
    }
    let failed = portico.get("/api/receipts?state=failed").await.json();
    assert_eq!(failed["items"].as_array().unwrap().len(), 1);
    let error = portico.get(&path).await.json()["error"].as_str().unwrap().to_owned();
    assert!(error.contains("190") && error.contains("facebook_page_token") && !error.contains("page-token"), "{error}");
    let early = portico.post(&format!("{path}/retry"), Value::Null).await;
    assert_eq!((early.status, &early.json()["code"]), (StatusCode::CONFLICT, &json!("graph_refused")));

    let lead = json!({ "id": "1001", "form_id": "555", "campaign_name": "Spring", "field_data": [
        { "name": "full_name", "values": ["Lena Voss"] }, { "name": "email", "values": ["lena.voss@example.com"] }, { "name": "roof?", "values": ["flat"] },
    ]});
    graph.say(StatusCode::OK, lead).await;
    let retried = portico.post(&format!("{path}/retry"), Value::Null).await.json();
    assert_eq!((&retried["state"], &retried["disposition"]), (&json!("done"), &json!("created")), "{retried}");
    assert_eq!(retried["form_id"], json!(setup::sample_form(Provider::Facebook)));
    let lead = portico.get(&format!("/api/crm/leads/{}", retried["lead_id"].as_str().unwrap())).await.json();
    assert_eq!(
        (&lead["full_name"], &lead["answers"]["roof?"], &lead["source"]["discovery_channel"]),
        (&json!("Lena Voss"), &json!("flat"), &json!("facebook"))
    );
    let answers =
        portico.get(&format!("/api/evidence/{}/content", retried["answers_evidence_id"].as_str().unwrap())).await;
    assert!(String::from_utf8(answers.bytes).unwrap().contains("lena.voss@example.com"));
    assert_eq!(replay(&portico, &json!(ids[0]), false).await["action"], "none", "it is found again in its batch");
    let asked = graph.0.lock().await.asked.clone();
    assert!(
        asked.iter().all(|asked| asked.starts_with("/1001?fields=") && asked.ends_with("Bearer page-token")),
        "{asked:?}"
    );
    assert!(asked[0].contains("appsecret_proof=") && !asked[0].contains("access_token="), "{asked:?}");
    assert_eq!(portico.post(&format!("{path}/retry"), Value::Null).await.json()["code"], "not_failed");
}

#[tokio::test]
async fn what_can_not_be_carried_out_is_kept_shown_and_tried_again_by_hand() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|form| form.duplicate_policy = DuplicatePolicy::NewLead).await;
    let body = json!({ "email": "ann@example.com" });
    let lead = portico.submit(&form, &[], &body).await.json()["lead_id"].as_str().unwrap().to_owned();
    let lead = portico.get(&format!("/api/crm/leads/{lead}")).await.json();
    let store = &portico.app().store;
    let person: Id<Person> = lead["person_id"].as_str().unwrap().parse().unwrap();
    let person = store.load::<Person>(&person).await.unwrap();
    let event = || Announcement::about("tombstoned", &person.value, Actor::System("a test"));
    store.tx().tombstone(&person).commit(event()).await.unwrap();
    let sent = portico.submit(&form, &[], &body).await;
    assert_eq!(sent.status, StatusCode::ACCEPTED, "{}", sent.json());
    let path = format!("/api/receipts/{}", sent.json()["receipt_id"].as_str().unwrap());
    let receipt = portico.get(&path).await.json();
    assert_eq!((&receipt["state"], receipt["error"].is_string()), (&json!("failed"), true), "{receipt}");
    let binned = store.get::<Person>(&person.id).await.unwrap().unwrap();
    store.tx().restore(&binned, &binned.value).commit(event()).await.unwrap();
    let retried = portico.post(&format!("{path}/retry"), Value::Null).await;
    assert_eq!(retried.status, StatusCode::OK, "{}", retried.json());
    assert_eq!(portico.get(&path).await.json()["state"], "done");
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 2);
}
