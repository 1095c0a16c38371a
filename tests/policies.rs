//! Who decides on what is proposed, and what no policy decides.

use http::StatusCode;
use serde_json::{Value, json};
use shared::workflow::{self, Extraction, Rendition};

use crate::{
    proposing::{SARAH, approve, careful, get, leads, only, parse, path, read},
    support::Portico,
};

#[tokio::test]
async fn a_lead_that_somebody_typed_with_sure_contact_data_is_written_by_a_policy() {
    let portico = Portico::signed_in().await;
    let proposal = only(&read(&portico, SARAH).await);
    assert_eq!(proposal["status"], "executed", "{proposal:#}");
    let policy = &proposal["policy"];
    assert_eq!((&policy["effect"], &policy["inputs"]["asked_by"]), (&json!("approve"), &json!("user")));
    assert_eq!(proposal["approvals"][0]["by"], format!("policy:{}", policy["policy_id"].as_str().unwrap()));
    assert_eq!(leads(&portico).await, 1);
    // A second text about the same person changes a record: that is for a person to decide.
    let more = only(&read(&portico, "Sarah Chen, sarah.chen@acme.example, wants gutters too, budget 60k").await);
    assert_eq!(
        (&more["status"], &more["action"], &more["risk"]),
        (&json!("review_required"), &json!("update"), &json!("medium"))
    );
    assert_eq!(more["target"]["id"], proposal["lead_id"]);
    let budget = &more["fields"]["budget_max_minor"];
    assert_eq!(
        (&budget["before"], &budget["value"], &budget["conflict"]),
        (&json!(4_500_000), &json!(6_000_000), &json!(true))
    );
    assert!(more["fields"]["email"].is_null(), "what is known is no change");
}

#[tokio::test]
async fn where_a_policy_wants_two_people_one_is_not_enough() {
    let portico = careful().await;
    let policy = json!({
        "name": "money", "order": 1, "effect": "four_eyes", "when": { "writes": ["budget_max_minor"] },
    });
    assert_eq!(portico.post("/api/workflow/policies", policy).await.status, StatusCode::CREATED);
    let proposal = only(&read(&portico, SARAH).await);
    assert_eq!((&proposal["approvals_needed"], &proposal["policy"]["policy"]), (&json!(2), &json!("money")));
    // Who asked for it has no say.
    assert_eq!(approve(&portico, &proposal).await.json()["code"], "four_eyes");
    let (one, two) = (portico.somebody("approver", None).await, portico.somebody("approver", None).await);
    let (to, body) = (path(&proposal, "/approve"), json!({ "hash": proposal["hash"] }));
    let first = portico.ask(&one, "POST", &to, &body).await;
    assert_eq!((first.status, &first.json()["status"]), (StatusCode::OK, &json!("review_required")));
    assert_eq!(leads(&portico).await, 0);
    let twice = portico.ask(&one, "POST", &to, &body).await.json();
    assert_eq!((&twice["status"], leads(&portico).await), (&json!("review_required"), 0), "one person twice is one");
    // Another choice is not what the first one agreed to.
    let some = json!({ "hash": proposal["hash"], "fields": ["full_name", "email", "budget_max_minor", "currency"] });
    let other = portico.ask(&two, "POST", &to, &some).await;
    assert_eq!((other.status, &other.json()["status"]), (StatusCode::OK, &json!("review_required")));
    let three = portico.somebody("approver", None).await;
    let done = portico.ask(&three, "POST", &to, &some).await;
    assert_eq!((done.status, &done.json()["status"]), (StatusCode::OK, &json!("executed")), "{}", done.json());
    assert_eq!(done.json()["approvals"].as_array().unwrap().len(), 3);

    // Taking it back is a writeback like any other: it takes two, too.
    let asked = portico.ask(&one, "POST", &path(&proposal, "/revert"), &json!({})).await;
    assert_eq!(
        (asked.status, &asked.json()["status"]),
        (StatusCode::OK, &json!("review_required")),
        "{}",
        asked.json()
    );
    let (back, hash) = (path(&asked.json(), "/approve"), json!({ "hash": asked.json()["hash"] }));
    assert_eq!(portico.ask(&one, "POST", &back, &hash).await.json()["code"], "four_eyes");
    assert_eq!(portico.ask(&two, "POST", &back, &hash).await.json()["status"], "review_required");
    assert_eq!(leads(&portico).await, 1);
    assert_eq!(portico.ask(&three, "POST", &back, &hash).await.json()["status"], "executed");
    assert_eq!(leads(&portico).await, 0);
}

#[tokio::test]
async fn an_edit_voids_what_others_agreed_to() {
    let portico = careful().await;
    let policy = json!({ "name": "all", "order": 1, "effect": "four_eyes" });
    assert_eq!(portico.post("/api/workflow/policies", policy).await.status, StatusCode::CREATED);
    let proposal = only(&read(&portico, SARAH).await);
    let (one, two) = (portico.somebody("approver", None).await, portico.somebody("approver", None).await);
    let body = json!({ "hash": proposal["hash"] });
    portico.ask(&one, "POST", &path(&proposal, "/approve"), &body).await;
    let edit = json!({ "hash": proposal["hash"], "values": { "company": "Acme Ltd" } });
    let edited = portico.call("PATCH", &path(&proposal, ""), &[], &edit).await.json();
    let body = json!({ "hash": edited["hash"] });
    let second = portico.ask(&two, "POST", &path(&proposal, "/approve"), &body).await;
    assert_eq!((second.status, &second.json()["status"]), (StatusCode::OK, &json!("review_required")));
}

#[tokio::test]
async fn a_draft_waits_for_nobody_until_it_is_submitted() {
    let portico = careful().await;
    let policy = json!({ "name": "notes", "order": 1, "effect": "draft", "when": { "channels": ["note"] } });
    assert_eq!(portico.post("/api/workflow/policies", policy).await.status, StatusCode::CREATED);
    let proposal = only(&read(&portico, SARAH).await);
    assert_eq!(proposal["status"], "draft");
    portico.world.settle().await.unwrap();
    assert_eq!(get(&portico, "/api/workflow/inbox").await["items"], json!([]));
    assert_eq!(approve(&portico, &proposal).await.json()["code"], "is_draft");
    let submitted = portico.call("POST", &path(&proposal, "/submit"), &[], &Value::Null).await;
    assert_eq!(submitted.json()["status"], "review_required", "{}", submitted.json());
    let waiting = get(&portico, "/api/workflow/inbox").await;
    assert_eq!((&waiting["items"][0]["id"], &waiting["items"][0]["kind"]), (&proposal["id"], &json!("proposal")));
    assert_eq!(approve(&portico, &proposal).await.status, StatusCode::OK);
    assert_eq!(get(&portico, "/api/workflow/inbox").await["items"], json!([]));
}

#[tokio::test]
async fn an_operator_decides_where_the_risk_is_low_and_an_approver_everywhere() {
    let portico = careful().await;
    let (operator, approver) = (portico.somebody("operator", None).await, portico.somebody("approver", None).await);
    let low = only(&read(&portico, SARAH).await);
    assert_eq!(low["risk"], "low");
    let body = json!({ "hash": low["hash"] });
    assert_eq!(portico.ask(&operator, "POST", &path(&low, "/approve"), &body).await.status, StatusCode::OK);
    let more = only(&read(&portico, "Sarah Chen sarah.chen@acme.example now has a budget of 90k").await);
    assert_eq!(more["risk"], "medium");
    let body = json!({ "hash": more["hash"] });
    for (verb, body) in [("/approve", &body), ("/reject", &json!({}))] {
        let refused = portico.ask(&operator, "POST", &path(&more, verb), body).await;
        assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::FORBIDDEN, &json!("risk_too_high")));
    }
    let no = json!({ "reason": "she said 80" });
    let rejected = portico.ask(&approver, "POST", &path(&more, "/reject"), &no).await.json();
    assert_eq!((&rejected["status"], &rejected["reason"]), (&json!("rejected"), &json!("she said 80")));
    assert_eq!(portico.ask(&approver, "POST", &path(&more, "/approve"), &body).await.json()["code"], "not_waiting");
    let decisions = get(&portico, "/api/workflow/approvals?verdict=rejected").await;
    assert_eq!(decisions["items"][0]["writeback_id"], more["id"]);
}

#[tokio::test]
async fn to_have_asked_is_no_right_to_somebody_elses_record() {
    let portico = careful().await;
    let other = portico.somebody("user", None).await;
    let made = approve(&portico, &only(&read(&portico, SARAH).await)).await.json();
    let assign = format!("/api/crm/leads/{}/assign", made["lead_id"].as_str().unwrap());
    assert_eq!(portico.post(&assign, json!({ "owner_id": other.id })).await.status, StatusCode::OK);
    let manager = portico.somebody("manager", None).await;
    let text = json!({ "text": "Sarah Chen, sarah.chen@acme.example has a budget of 90k" });
    let asked = portico.ask(&manager, "POST", "/api/crm/leads/parse?wait=true", &text).await.json();
    let proposal = only(&asked);
    let body = json!({ "hash": proposal["hash"] });
    let refused = portico.ask(&manager, "POST", &path(&proposal, "/approve"), &body).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::FORBIDDEN, &json!("target_not_yours")));
    let lead = get(&portico, &format!("/api/crm/leads/{}", made["lead_id"].as_str().unwrap())).await;
    assert_eq!(lead["budget"]["max_minor"], 4_500_000);
}

#[tokio::test]
async fn an_edit_is_held_against_the_policies_too() {
    let portico = careful().await;
    let money = json!({
        "name": "money", "order": 1, "effect": "four_eyes", "when": { "writes": ["budget_max_minor"] },
    });
    assert_eq!(portico.post("/api/workflow/policies", money).await.status, StatusCode::CREATED);
    let proposal = only(&read(&portico, "I'm Mike Dunn, mike@money.example, need a deck").await);
    assert_eq!(proposal["approvals_needed"], 1);
    let values = json!({ "budget_max_minor": 99_900_000, "currency": "USD" });
    let edit = json!({ "hash": proposal["hash"], "values": values });
    let edited = portico.call("PATCH", &path(&proposal, ""), &[], &edit).await.json();
    assert_eq!((&edited["approvals_needed"], &edited["policy"]["policy"]), (&json!(2), &json!("money")), "{edited:#}");
    assert_eq!(approve(&portico, &edited).await.json()["code"], "four_eyes");
}

#[tokio::test]
async fn a_lead_of_somebody_known_or_with_more_people_in_the_text_waits_for_a_person() {
    let portico = Portico::signed_in().await;
    let first = only(&read(&portico, "I'm Di Plain, di@gamma.example, need a roof").await);
    assert_eq!(first["status"], "executed");
    // Her lead is taken back, and she stays known by another one's form: the next lead is about somebody known.
    portico.post(&path(&first, "/revert"), json!({})).await;
    let (form, _) = portico.form(|_| {}).await;
    portico.submit(&form, &[], &json!({ "email": "di@gamma.example" })).await;
    let known = only(&read(&portico, "I'm Di Plain, di@gamma.example, need a fence").await);
    assert_eq!(known["status"], "review_required", "{known:#}");
    let two =
        "New lead: Kim Dell, kim@delta.example, wants a kitchen. Her accountant is eve@other.example, +1 415 557 0105.";
    let others = read(&portico, two).await;
    for proposal in others["proposals"].as_array().unwrap() {
        assert_eq!(proposal["status"], "review_required", "{proposal:#}");
    }
    let pasted =
        parse(&portico, json!({ "text": "I'm Lo Reed, lo@epsilon.example, need a roof", "channel": "email" })).await;
    assert_eq!(only(&pasted.json())["status"], "review_required");
}

#[tokio::test]
async fn a_replay_writes_nothing_that_somebody_took_back() {
    let portico = Portico::signed_in().await;
    let first = read(&portico, SARAH).await;
    assert_eq!(only(&first)["status"], "executed");
    portico.post(&path(&only(&first), "/revert"), json!({})).await;
    let replay = format!("/api/receipts/{}/replay", first["receipt_id"].as_str().unwrap());
    portico.post(&replay, json!({})).await;
    let receipt = first["receipt_id"].as_str().unwrap().parse().unwrap();
    workflow::process(portico.app(), Extraction::id_of(receipt, Rendition::Text)).await.unwrap();
    assert_eq!(leads(&portico).await, 0);
    assert_eq!(get(&portico, "/api/workflow/writebacks").await["items"].as_array().unwrap().len(), 1);
}
