//! What the runner can do that Lambda cannot.

use serde_json::json;

use crate::process::{FORM, Runner};

#[test]
fn business_time_moves_forward_and_back_to_real_time_only() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let post = |body: &str| runner.send("POST", "/_local/clock", &[], body);
    assert_eq!(runner.send("GET", "/_local/clock", &[], "").json()["virtual"], false);
    assert_eq!(post(r#"{"now": "2099-01-01T00:00:00Z"}"#).json()["virtual"], true);
    let body = json!({ "email": "ann@example.com" }).to_string();
    runner.send("POST", &format!("/forms/{FORM}"), &[("content-type", "application/json")], &body);
    let bearer = runner.bearer();
    let lead = runner.get(&bearer, "/api/crm/leads").json()["items"][0]["created_at"].as_str().unwrap().to_owned();
    assert!(lead.starts_with("2099-01-01"), "{lead}");
    assert!(post(r#"{"advance": "PT36H"}"#).json()["now"].as_str().unwrap().starts_with("2099-01-02"));
    let back = post(r#"{"now": "2098-01-01T00:00:00Z"}"#);
    assert_eq!((back.status, &back.json()["code"]), (409, &json!("clock_back")));
    for wrong in ["{}", r#"{"later": 1}"#, r#"{"advance": "soon"}"#, r#"{"now": null, "advance": "PT1H"}"#] {
        assert_eq!(post(wrong).status, 400, "{wrong}");
    }
    assert_eq!(post(r#"{"now": null}"#).json()["virtual"], false);
}

#[test]
fn only_who_sits_at_this_machine_reaches_it() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let status = |headers: &[(&str, &str)]| runner.send("GET", "/_local/outbox", headers, "").status;
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("host", "127.0.0.1:8787")]), 200);
    assert_eq!(status(&[("origin", "http://localhost:3000")]), 200);
    assert_eq!(status(&[("host", "evil.example.com")]), 403);
    assert_eq!(status(&[("host", "localhost.evil.example.com:8787")]), 403);
    assert_eq!(status(&[("origin", "https://evil.example.com")]), 403);
    assert_eq!(status(&[("origin", "null")]), 403);
}

#[test]
fn functions_are_ticked_and_invoked_by_name() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let post = |path: &str, body: &str| runner.send("POST", path, &[], body);
    assert_eq!(post("/_local/tick/stream-fanout", "").status, 200);
    assert_eq!(post("/_local/tick/crm-api", "").json()["code"], "no_schedule");
    assert_eq!(post("/_local/tick/nobody", "").status, 404);
    assert_eq!(post("/_local/invoke/crm-api", "{").status, 400);
    assert_eq!(post("/_local/invoke/crm-api", r#"{"schedule": "sweep"}"#).json()["code"], "bad_event");
    assert_eq!(post("/_local/idle", "").json()["idle"], true);
}

#[test]
fn what_follows_from_a_lead_is_there_when_the_runner_is_idle() {
    let folder = tempfile::tempdir().unwrap();
    let runner = Runner::start(folder.path());
    let body = json!({ "email": "ann@example.com", "full_name": "Ann Lee" }).to_string();
    runner.send("POST", &format!("/forms/{FORM}"), &[("content-type", "application/json")], &body);
    assert_eq!(runner.send("POST", "/_local/idle", &[], "").status, 200);
    let bearer = runner.bearer();
    for path in ["/api/crm/leads?lifecycle=new", "/api/crm/leads?source=form", "/api/crm/contacts?name=lee"] {
        assert_eq!(runner.get(&bearer, path).json()["items"].as_array().unwrap().len(), 1, "{path}");
    }
    assert_eq!(runner.get(&bearer, "/api/crm/dashboard").json()["by_source"], json!({ "form": 1 }));
}
