//! Taking back what was written; what somebody changed since stays.

use http::StatusCode;
use serde_json::{Value, json};
use shared::{
    event::{Actor, Announcement},
    pipeline::Lead,
};

use crate::proposing::{SARAH, approve, careful, get, leads, only, path, read};

#[tokio::test]
async fn a_revert_leaves_what_somebody_changed_since() {
    let portico = careful().await;
    let first = only(&read(&portico, SARAH).await);
    let made = approve(&portico, &first).await.json();
    let more =
        only(&read(&portico, "From Sarah Chen sarah.chen@acme.example: budget is 80k now, also 415 555 0199").await);
    assert_eq!(approve(&portico, &more).await.status, StatusCode::OK);
    // The first one cannot simply go: what it made was changed by the second one.
    let refused = portico.post(&path(&first, "/revert"), json!({})).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("edited_since")));
    let edited: Vec<Value> = refused.json()["edited"].as_array().unwrap().clone();
    assert!(edited.contains(&json!("lead.budget")) && edited.contains(&json!("contact.phones")), "{edited:?}");
    // The second one can, and then the first one.
    assert_eq!(portico.post(&path(&more, "/revert"), json!({})).await.status, StatusCode::OK);
    let lead = get(&portico, &format!("/api/crm/leads/{}", made["lead_id"].as_str().unwrap())).await;
    assert_eq!(lead["budget"]["max_minor"], 4_500_000);
    let person = get(&portico, &format!("/api/crm/contacts/{}", made["person_id"].as_str().unwrap())).await;
    assert_eq!(person["phones"], json!(["+14155550134"]));
    let freed = only(&read(&portico, "I'm Lou Park, 415 555 0199, need a door").await);
    assert_eq!(freed["matches"], json!([]));
    assert_eq!(portico.post(&path(&first, "/revert"), json!({})).await.status, StatusCode::OK);
    assert_eq!(leads(&portico).await, 0);
    let again = portico.post(&path(&first, "/revert"), json!({})).await;
    assert_eq!((again.status, &again.json()["code"]), (StatusCode::CONFLICT, &json!("not_executed")));
}

#[tokio::test]
async fn what_somebody_changed_can_be_kept_while_the_rest_is_taken_back() {
    let portico = careful().await;
    approve(&portico, &only(&read(&portico, SARAH).await)).await;
    let update =
        only(&read(&portico, "From Sarah Chen sarah.chen@acme.example: budget is 80k now. It is urgent, ASAP!").await);
    let done = approve(&portico, &update).await.json();
    let next = only(&read(&portico, "From Sarah Chen sarah.chen@acme.example: budget is 90k").await);
    assert_eq!(approve(&portico, &next).await.status, StatusCode::OK);
    assert_eq!(portico.post(&path(&update, "/revert"), json!({})).await.json()["code"], "edited_since");
    let kept = portico.post(&path(&update, "/revert"), json!({ "keep_edited": true })).await;
    assert_eq!(kept.status, StatusCode::OK, "{}", kept.json());
    let lead = get(&portico, &format!("/api/crm/leads/{}", done["lead_id"].as_str().unwrap())).await;
    assert_eq!((&lead["budget"]["max_minor"], &lead["urgency"]), (&json!(9_000_000), &Value::Null));
}

#[tokio::test]
async fn a_revert_that_was_rejected_can_be_asked_for_again() {
    let portico = careful().await;
    let both = json!({ "name": "all", "order": 1, "effect": "four_eyes", "when": { "actions": ["revert"] } });
    assert_eq!(portico.post("/api/workflow/policies", both).await.status, StatusCode::CREATED);
    let proposal = only(&read(&portico, SARAH).await);
    approve(&portico, &proposal).await;
    let asked = portico.post(&path(&proposal, "/revert"), json!({})).await.json();
    assert_eq!(asked["status"], "review_required", "{asked:#}");
    let again = portico.post(&path(&proposal, "/revert"), json!({})).await.json();
    assert_eq!(again["id"], asked["id"], "it waits already");
    assert_eq!(portico.post(&path(&asked, "/reject"), json!({})).await.status, StatusCode::OK);
    let anew = portico.post(&path(&proposal, "/revert"), json!({})).await;
    assert_eq!((anew.status, &anew.json()["status"]), (StatusCode::OK, &json!("review_required")), "{}", anew.json());
    assert_ne!(anew.json()["id"], asked["id"]);
}

#[tokio::test]
async fn a_profile_that_was_replaced_is_hers_again_after_the_revert() {
    let portico = careful().await;
    let lin = "Lin Marsh, lin@rev.example, https://www.linkedin.com/in/lin-one needs a roof, budget 5k";
    approve(&portico, &only(&read(&portico, lin).await)).await;
    let more = only(&read(&portico, "Lin Marsh, lin@rev.example, https://www.linkedin.com/in/lin-two budget 9k").await);
    assert_eq!(approve(&portico, &more).await.status, StatusCode::OK);
    let back = portico.post(&path(&more, "/revert"), json!({})).await;
    assert_eq!(back.status, StatusCode::OK, "{}", back.json());
    assert!(back.json()["takes_back"].as_array().unwrap().len() == 2, "{:#}", back.json());
    let one =
        only(&read(&portico, "Somebody with https://www.linkedin.com/in/lin-one wants a deck, any@one.example").await);
    assert_eq!(one["matches"][0]["because"], json!(["linkedin_url"]), "{one:#}");
    let two =
        only(&read(&portico, "Eva Horn, https://www.linkedin.com/in/lin-two wants a deck, eva@one.example").await);
    assert_eq!(two["matches"], json!([]));
    // And what stands there again comes from the words that it came from at first.
    let lead = more["lead_id"].as_str().unwrap();
    let origins = get(&portico, &format!("/api/crm/leads/{lead}/provenance")).await;
    assert!(origins["fields"]["linkedin_url"]["quote"].as_str().unwrap().ends_with("lin-one"), "{origins:#}");
    assert_eq!(origins["fields"]["budget_max_minor"]["value"], 500_000);
}

#[tokio::test]
async fn the_origin_of_what_somebody_has_changed_since_is_not_shown() {
    let portico = careful().await;
    let made = approve(&portico, &only(&read(&portico, SARAH).await)).await.json();
    let app = portico.app();
    let id = made["lead_id"].as_str().unwrap().parse().unwrap();
    let lead = app.store.load::<Lead>(&id).await.unwrap();
    let next = Lead { budget: None, ..lead.value.clone() };
    app.store
        .tx()
        .update(&lead, &next)
        .commit(Announcement::about("updated", &next, Actor::System("test")))
        .await
        .unwrap();
    let origins = get(&portico, &format!("/api/crm/leads/{id}/provenance")).await;
    assert!(origins["fields"]["budget_max_minor"].is_null() && !origins["fields"]["email"].is_null(), "{origins:#}");
}
