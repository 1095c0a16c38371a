//! What must hold when the table does not do as it is told.

use http::StatusCode;
use serde_json::json;
use shared::testing::Fault;

use crate::support::Portico;

const WRITE: &str = "TransactWriteItems";

#[tokio::test]
async fn a_transaction_that_meets_another_is_tried_again() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    portico.world.faults.plan(WRITE, Fault::Conflict, 3);
    let answer = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await;
    assert_eq!((answer.status, portico.world.faults.left()), (StatusCode::CREATED, 0));
}

#[tokio::test]
async fn an_answer_that_gets_lost_makes_no_second_lead() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    portico.world.faults.plan(WRITE, Fault::LostAnswer, 1);
    let answer = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await;
    assert_eq!((answer.status, &answer.json()["disposition"]), (StatusCode::CREATED, &json!("created")));
    assert_eq!(portico.get("/api/crm/leads").await.json()["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_submission_that_cannot_get_through_is_kept_and_carried_out_by_the_queue() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    let body = json!({ "email": "ann@example.com", "message": "z".repeat(800) });
    portico.world.faults.plan(WRITE, Fault::Conflict, 6);
    let key = [("idempotency-key", "patience")];
    let answer = portico.submit(&form, &key, &body).await;
    assert_eq!((answer.status, &answer.json()["disposition"]), (StatusCode::ACCEPTED, &json!("received")));
    let path = format!("/api/receipts/{}", answer.json()["receipt_id"].as_str().unwrap());
    assert_eq!(portico.get(&path).await.json()["state"], "received");
    let again = portico.submit(&form, &key, &body).await;
    assert_eq!((again.status, &again.json()["receipt_id"]), (StatusCode::OK, &answer.json()["receipt_id"]));

    // The Event sends it to the queue, and the queue to the function.
    portico.world.settle().await.unwrap();
    let app = portico.app();
    let url = shared::queue::url(app, shared::queue::Queue::FormWebhook).unwrap();
    let got = app.sqs.receive_message().queue_url(url).send().await.unwrap();
    let message = got.messages()[0].clone();
    let event = json!({ "Records": [{ "messageId": "1", "body": message.body().unwrap(), "eventSource": "aws:sqs" }] });
    let event = serde_json::value::to_raw_value(&event).unwrap();
    let answer = form_webhook::function().invoke(app, &event).await.unwrap();
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    let receipt = portico.get(&path).await.json();
    assert_eq!((&receipt["state"], &receipt["disposition"]), (&json!("done"), &json!("created")));
    let content = path.replace("/receipts/", "/evidence/") + "/content";
    assert_eq!(portico.get(&content).await.bytes, body.to_string().into_bytes());
}

#[tokio::test]
async fn a_table_that_is_away_is_said_and_promises_nothing() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    portico.world.faults.plan(WRITE, Fault::ErrorBefore, 100);
    let answer = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await;
    assert_eq!((answer.status, &answer.json()["code"]), (StatusCode::SERVICE_UNAVAILABLE, &json!("unavailable")));
    assert!(answer.headers.contains_key("retry-after"));
    assert!(!answer.json().to_string().contains("planned"), "causes are for the logs");
}

#[tokio::test]
async fn one_event_that_cannot_be_routed_now_does_not_stop_the_others() {
    let portico = Portico::signed_in().await;
    for n in 0..8 {
        portico.submit(&crate::support::website(), &[], &json!({ "email": format!("p{n}@example.com") })).await;
    }
    portico.world.advance(jiff::SignedDuration::from_mins(5));
    // The SDK gives up after three attempts: the first row cannot be put.
    portico.world.faults.plan("PutItem", Fault::ErrorBefore, 3);
    assert_eq!(shared::fanout::redrive(portico.app()).await.unwrap_err().code(), "unavailable");
    let listed = portico.get("/api/crm/leads?lifecycle=new").await.json()["items"].as_array().unwrap().len();
    assert!((1..8).contains(&listed), "{listed} of 8 leads are listed");
    assert!(shared::fanout::redrive(portico.app()).await.unwrap() > 0);
    let listed = portico.get("/api/crm/leads?lifecycle=new").await.json()["items"].as_array().unwrap().len();
    assert_eq!(listed, 8);
}

#[tokio::test]
async fn a_fault_of_the_store_is_no_fault_of_the_submission() {
    let portico = Portico::signed_in().await;
    let (form, _) = portico.form(|_| {}).await;
    portico.world.faults.plan(WRITE, Fault::Conflict, 6);
    let kept = portico.submit(&form, &[], &json!({ "email": "ann@example.com" })).await.json();
    let id = kept["receipt_id"].as_str().unwrap().parse().unwrap();
    for _ in 0..6 {
        portico.world.faults.plan(WRITE, Fault::Conflict, 6);
        assert!(shared::capture::process(portico.app(), id).await.unwrap_err().is_retryable());
    }
    let receipt = portico.get(&format!("/api/receipts/{id}")).await.json();
    assert_eq!((&receipt["state"], receipt.get("attempts")), (&json!("received"), None));
    shared::capture::process(portico.app(), id).await.unwrap();
    assert_eq!(portico.get(&format!("/api/receipts/{id}")).await.json()["state"], "done");
}
