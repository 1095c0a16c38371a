//! From plain words to a lead: proposals, decisions, and what is written of them.

use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    proposing::{SARAH, approve, careful, get, leads, only, path, read},
    support::Somebody,
};

#[tokio::test]
async fn every_field_of_a_proposal_points_at_the_words_that_it_follows_from() {
    let portico = careful().await;
    let read = read(&portico, SARAH).await;
    let proposal = only(&read);
    assert_eq!((&read["is_lead"], &proposal["status"]), (&json!(true), &json!("review_required")));
    assert_eq!(proposal["target"], json!({ "type": "lead", "id": null, "person_id": null }));
    let characters: Vec<char> = SARAH.chars().collect();
    let fields = proposal["fields"].as_object().unwrap();
    for (name, field) in fields {
        let at = |end: &str| usize::try_from(field[end].as_u64().unwrap()).unwrap();
        let quote: String = characters[at("start")..at("end")].iter().collect();
        assert_eq!(field["quote"], json!(quote), "{name}");
        assert_eq!((&field["before"], &field["source"]), (&Value::Null, &json!("rule")), "{name}");
        assert!(field["confidence"].as_f64().unwrap() > 0.0, "{name}");
    }
    let value = |name: &str| fields[name]["value"].clone();
    assert_eq!(
        [value("full_name"), value("company"), value("email"), value("phone"), value("budget_max_minor")],
        [
            json!("Sarah Chen"),
            json!("Acme Roofing"),
            json!("sarah.chen@acme.example"),
            json!("+14155550134"),
            json!(4_500_000)
        ]
    );
    let evidence = format!("/api/evidence/{}/content", read["evidence_id"].as_str().unwrap());
    assert_eq!(portico.get(&evidence).await.text(), SARAH);
    let receipt = get(&portico, &format!("/api/receipts/{}", read["receipt_id"].as_str().unwrap())).await;
    assert_eq!((&receipt["source"], &receipt["disposition"]), (&json!("parser"), &json!("read")));
    assert_eq!(leads(&portico).await, 0);
}

#[tokio::test]
async fn what_is_approved_is_written_with_its_origins_and_can_be_taken_back() {
    let portico = careful().await;
    let proposal = only(&read(&portico, SARAH).await);
    let done = approve(&portico, &proposal).await;
    assert_eq!((done.status, &done.json()["status"]), (StatusCode::OK, &json!("executed")), "{}", done.json());
    let lead_path = format!("/api/crm/leads/{}", done.json()["lead_id"].as_str().unwrap());
    let lead = get(&portico, &lead_path).await;
    assert_eq!((&lead["full_name"], &lead["source"]["ingress"]), (&json!("Sarah Chen"), &json!("parser")));
    assert_eq!((&lead["budget"]["max_minor"], &lead["budget"]["currency"]), (&json!(4_500_000), &json!("USD")));
    assert_eq!(lead["next_action"], "call");
    let person = get(&portico, &format!("/api/crm/contacts/{}", lead["person_id"].as_str().unwrap())).await;
    assert_eq!((&person["primary_phone"], &person["company"]), (&json!("+14155550134"), &json!("Acme Roofing")));

    let origins = get(&portico, &format!("{lead_path}/provenance")).await;
    for (name, field) in proposal["fields"].as_object().unwrap() {
        let origin = &origins["fields"][name];
        assert_eq!((&origin["quote"], &origin["start"]), (&field["quote"], &field["start"]), "{name}");
        assert_eq!(origin["writeback_id"], proposal["id"]);
        assert!(origin["run_id"].is_string(), "{origin:#}");
    }
    let activities = get(&portico, &format!("{lead_path}/activities")).await;
    assert_eq!(activities["items"].as_array().unwrap().len(), 1, "{activities:#}");

    let back = portico.post(&path(&proposal, "/revert"), json!({})).await;
    assert_eq!((back.status, &back.json()["action"]), (StatusCode::OK, &json!("revert")), "{}", back.json());
    assert_eq!(back.json()["reverts"], proposal["id"]);
    assert_eq!(get(&portico, &path(&proposal, "")).await["status"], "reverted");
    assert_eq!((portico.get(&lead_path).await.status, leads(&portico).await), (StatusCode::NOT_FOUND, 0));
    // Nobody holds the address any more: the same words are a new lead again.
    let anew = only(&read(&portico, SARAH).await);
    assert_eq!((&anew["action"], &anew["matches"]), (&json!("create"), &json!([])));
}

#[tokio::test]
async fn thirty_two_approvals_at_once_write_once() {
    let portico = careful().await;
    let proposal = only(&read(&portico, SARAH).await);
    let people: Vec<Somebody> = {
        let mut people = Vec::new();
        for _ in 0..4 {
            people.push(portico.somebody("approver", None).await);
        }
        people
    };
    let body = json!({ "hash": proposal["hash"] });
    let (path, body) = (path(&proposal, "/approve"), &body);
    let asked = (0..32).map(|number| portico.ask(&people[number % 4], "POST", &path, body));
    let answers = futures_util::future::join_all(asked).await;
    assert!(answers.iter().all(|answer| [StatusCode::OK, StatusCode::CONFLICT].contains(&answer.status)));
    assert!(answers.iter().any(|answer| answer.status == StatusCode::OK));
    assert_eq!(leads(&portico).await, 1);
    let contacts = get(&portico, "/api/crm/contacts").await;
    assert_eq!(contacts["items"].as_array().unwrap().len(), 1);
    let shown = get(&portico, &format!("/api/workflow/writebacks/{}", proposal["id"].as_str().unwrap())).await;
    assert_eq!(shown["approvals"].as_array().unwrap().len(), 1);
    // Who approved it may say so again; who did not is told that it is decided.
    let by = shown["approvals"][0]["by"].as_str().unwrap().to_owned();
    for somebody in &people {
        let again = portico.ask(somebody, "POST", &path, body).await;
        let expected = if by.ends_with(&somebody.id) { StatusCode::OK } else { StatusCode::CONFLICT };
        assert_eq!(again.status, expected, "{}", again.json());
    }
}

#[tokio::test]
async fn a_stale_hash_and_a_changed_record_are_refused_with_the_new_diff() {
    let portico = careful().await;
    let first = only(&read(&portico, SARAH).await);
    let second = only(&read(&portico, "This is Sarah Chen, sarah.chen@acme.example. Budget is 80k").await);
    let wrong = portico.post(&path(&first, "/approve"), json!({ "hash": "another" })).await;
    assert_eq!((wrong.status, &wrong.json()["code"]), (StatusCode::CONFLICT, &json!("stale_hash")));
    assert_eq!(wrong.json()["writeback"]["hash"], first["hash"]);

    // Both would make the same person. The second one is about a known person once the first one is written.
    assert_eq!(approve(&portico, &first).await.status, StatusCode::OK);
    let refused = approve(&portico, &second).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("target_changed")));
    let renewed = refused.json()["writeback"].clone();
    assert_eq!((&renewed["action"], &renewed["status"]), (&json!("update"), &json!("review_required")));
    assert_ne!(renewed["hash"], second["hash"]);
    assert_eq!(renewed["fields"]["budget_max_minor"]["before"], 4_500_000);
    assert_eq!(leads(&portico).await, 1);
    assert_eq!(approve(&portico, &renewed).await.status, StatusCode::OK);
    let lead = get(&portico, &format!("/api/crm/leads/{}", renewed["lead_id"].as_str().unwrap())).await;
    assert_eq!(lead["budget"]["max_minor"], 8_000_000);
    let people = get(&portico, "/api/crm/contacts").await;
    assert_eq!(people["items"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn some_fields_can_be_approved_and_others_left() {
    let portico = careful().await;
    let proposal = only(&read(&portico, SARAH).await);
    let some = json!({ "hash": proposal["hash"], "fields": ["full_name", "email"] });
    let done = portico.post(&path(&proposal, "/approve"), some).await;
    assert_eq!(done.status, StatusCode::OK, "{}", done.json());
    let lead = get(&portico, &format!("/api/crm/leads/{}", done.json()["lead_id"].as_str().unwrap())).await;
    assert_eq!((&lead["full_name"], &lead["budget"]), (&json!("Sarah Chen"), &Value::Null));
    let person = get(&portico, &format!("/api/crm/contacts/{}", lead["person_id"].as_str().unwrap())).await;
    assert_eq!((&person["primary_email"], &person["primary_phone"]), (&json!("sarah.chen@acme.example"), &Value::Null));
    let unknown = only(&read(&portico, "I am Bo Lund, bo@example.com, need a fence").await);
    for fields in [json!(["job_title"]), json!([])] {
        let wrong = json!({ "hash": unknown["hash"], "fields": fields });
        let wrong = portico.post(&path(&unknown, "/approve"), wrong).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.json());
    }
}

#[tokio::test]
async fn a_proposal_can_be_edited_and_is_then_approved_as_edited() {
    let portico = careful().await;
    let proposal = only(&read(&portico, SARAH).await);
    let edit = |hash: &Value, values: Value| json!({ "hash": hash, "values": values });
    let wrong = json!({ "email": "nobody", "budget_max_minor": -1, "phone": null });
    let wrong = portico.call("PATCH", &path(&proposal, ""), &[], &edit(&proposal["hash"], wrong)).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    let errors = wrong.json()["errors"].clone();
    let faults: Vec<&str> = errors.as_array().unwrap().iter().map(|error| error["field"].as_str().unwrap()).collect();
    assert_eq!(faults, ["values.email", "values.budget_max_minor"]);
    let values = json!({ "full_name": "Sarah Q. Chen", "phone": null, "job_title": "Owner" });
    let edited = portico.call("PATCH", &path(&proposal, ""), &[], &edit(&proposal["hash"], values)).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.json());
    let edited = edited.json();
    assert_ne!(edited["hash"], proposal["hash"]);
    let name = &edited["fields"]["full_name"];
    assert_eq!((&name["source"], &name["quote"]), (&json!("person"), &Value::Null));
    assert_eq!(approve(&portico, &proposal).await.json()["code"], "stale_hash");
    let done = approve(&portico, &edited).await.json();
    let lead_path = format!("/api/crm/leads/{}", done["lead_id"].as_str().unwrap());
    let person = get(&portico, &format!("/api/crm/contacts/{}", done["person_id"].as_str().unwrap())).await;
    assert_eq!(
        (&person["full_name"], &person["primary_phone"], &person["job_title"]),
        (&json!("Sarah Q. Chen"), &Value::Null, &json!("Owner"))
    );
    let origins = get(&portico, &format!("{lead_path}/provenance")).await;
    assert_eq!(
        (&origins["fields"]["full_name"]["source"], &origins["fields"]["full_name"]["quote"]),
        (&json!("person"), &Value::Null)
    );
}

#[tokio::test]
async fn somebody_who_is_only_called_the_same_is_offered_and_not_taken() {
    let portico = careful().await;
    let first = only(&read(&portico, "I'm Ann Lee from Brightline, ann@brightline.example, need a roof").await);
    let made = approve(&portico, &first).await.json();
    portico.world.settle().await.unwrap();

    let same = only(&read(&portico, "Call from Ann Lee at Brightline GmbH, wants a quote for gutters").await);
    assert_eq!((&same["target"]["id"], &same["risk"]), (&made["lead_id"], &json!("medium")));
    assert_eq!(same["matches"][0]["because"], json!(["name_and_company"]));

    let unclear = only(&read(&portico, "Call from Ann Lee, wants a quote for a fence, 212 555 0143").await);
    assert_eq!((&unclear["is_ambiguous"], &unclear["target"]["id"]), (&json!(true), &Value::Null));
    let keys: Vec<&Value> = unclear["branches"].as_array().unwrap().iter().map(|branch| &branch["key"]).collect();
    assert_eq!(keys, [&made["person_id"], &json!("new")]);
    portico.world.settle().await.unwrap();
    let inbox = get(&portico, "/api/workflow/inbox?kind=ambiguous_match").await;
    assert_eq!(inbox["items"][0]["id"], unclear["id"], "{inbox:#}");
    let refused = approve(&portico, &unclear).await;
    assert_eq!((refused.status, &refused.json()["code"]), (StatusCode::CONFLICT, &json!("choose_branch")));
    let new = json!({ "hash": unclear["hash"], "branch": "new" });
    let other = portico.post(&path(&unclear, "/approve"), new).await;
    assert_eq!(other.status, StatusCode::OK, "{}", other.json());
    assert_ne!(other.json()["person_id"], made["person_id"]);

    let stranger = only(&read(&portico, "Call from Ann Lee at Northwind, wants a quote").await);
    assert_eq!(stranger["matches"], json!([]), "another company is another person");
}

#[tokio::test]
async fn an_address_of_one_and_a_number_of_another_is_for_a_person_to_decide() {
    let portico = careful().await;
    for text in ["I'm Ann Lee, ann@example.com, need a roof", "I'm Bo Lund, 212 555 0143, need a fence"] {
        assert_eq!(approve(&portico, &only(&read(&portico, text).await)).await.status, StatusCode::OK);
    }
    let both = only(&read(&portico, "This is Cy: ann@example.com or 212 555 0143, budget 5k").await);
    assert_eq!((&both["is_ambiguous"], both["matches"].as_array().unwrap().len()), (&json!(true), 2));
    // Whoever is chosen, the other one keeps what is his.
    for branch in both["branches"].as_array().unwrap() {
        let choice = json!({ "hash": both["hash"], "branch": branch["key"] });
        let refused = portico.post(&path(&both, "/approve"), choice).await;
        assert_eq!(
            (refused.status, &refused.json()["code"]),
            (StatusCode::CONFLICT, &json!("held_by_another")),
            "{}",
            refused.json()
        );
    }
    let left = json!({ "hash": both["hash"], "values": { "phone": null }, "branch": both["branches"][0]["key"] });
    let edited = portico.call("PATCH", &path(&both, ""), &[], &left).await;
    assert_eq!(edited.status, StatusCode::OK, "{}", edited.json());
    assert_eq!(approve(&portico, &edited.json()).await.status, StatusCode::OK);
}

#[tokio::test]
async fn a_slip_in_a_decision_is_told_and_changes_nothing() {
    let portico = careful().await;
    let proposal = only(&read(&portico, SARAH).await);
    for slip in [json!({ "branch": "nobody" }), json!({ "fields": [] }), json!({ "fields": ["job_title"] })] {
        let mut body = json!({ "hash": proposal["hash"] });
        body.as_object_mut().unwrap().extend(slip.as_object().unwrap().clone());
        let wrong = portico.post(&path(&proposal, "/approve"), body).await;
        assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", wrong.json());
    }
    let now = get(&portico, &path(&proposal, "")).await;
    assert_eq!((&now["status"], &now["version"]), (&proposal["status"], &proposal["version"]));
}

#[tokio::test]
async fn what_is_known_by_the_time_it_is_approved_ends_of_itself() {
    let portico = careful().await;
    let (first, second) = (only(&read(&portico, SARAH).await), only(&read(&portico, SARAH).await));
    assert_eq!(approve(&portico, &first).await.status, StatusCode::OK);
    let refused = approve(&portico, &second).await;
    assert_eq!((refused.status, &refused.json()["writeback"]["status"]), (StatusCode::CONFLICT, &json!("rejected")));
    assert_eq!(get(&portico, "/api/workflow/inbox").await["items"], json!([]));
}

#[tokio::test]
async fn what_goes_of_a_budget_is_told() {
    let portico = careful().await;
    approve(&portico, &only(&read(&portico, "I'm Max Roth, max@example.com, budget between 5k and 10k").await)).await;
    let more = only(&read(&portico, "max@example.com says the budget is up to 20k").await);
    let least = &more["fields"]["budget_min_minor"];
    assert_eq!((&least["value"], &least["before"]), (&Value::Null, &json!(500_000)), "{more:#}");
    let some = json!({ "hash": more["hash"], "fields": ["budget_max_minor"] });
    let refused = portico.post(&path(&more, "/approve"), some).await;
    assert_eq!(refused.status, StatusCode::OK, "the currency is the same: {}", refused.json());
    let euros = only(&read(&portico, "max@example.com says the budget is 30.000 €").await);
    let some = json!({ "hash": euros["hash"], "fields": ["budget_max_minor"] });
    let refused = portico.post(&path(&euros, "/approve"), some).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "an amount of another currency goes with it");
}
