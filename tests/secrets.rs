//! No secret stands in a log, whatever is done with it.

use std::{
    io::{Result, Write},
    sync::{Arc, Mutex},
};

use serde_json::{Value, json};
use tracing_subscriber::{
    filter::{LevelFilter, Targets},
    fmt::MakeWriter,
    layer::SubscriberExt as _,
};

use crate::{browser::Browser, support::Portico};

/// Keeps what is logged.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> Result<usize> {
        self.0.lock().unwrap().extend(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> Result<()> {
        Ok(())
    }
}

impl<'a> MakeWriter<'a> for Kept {
    type Writer = Self;

    fn make_writer(&'a self) -> Self {
        self.clone()
    }
}

#[tokio::test]
async fn what_is_secret_stands_in_no_log() {
    let portico = Portico::new().await;
    let kept = Kept::default();
    let layer = tracing_subscriber::fmt::layer().with_writer(kept.clone()).with_ansi(false);
    // All that our own crates say. For all threads: what another one has met first would else be silent on this one.
    let ours = ["shared", "admin_api", "console", "crm_api", "form_webhook", "lead_parser", "writebacks"]
        .map(|name| (name, LevelFilter::TRACE));
    let filter = Targets::new().with_default(LevelFilter::INFO).with_targets(ours);
    tracing::subscriber::set_global_default(tracing_subscriber::registry().with(filter).with(layer)).unwrap();
    let portico = portico.sign_in_again().await;
    let mut secrets: Vec<String> = Vec::new();
    let mut keep = |value: &Value| secrets.push(value.as_str().unwrap().to_owned());
    // Everything that is secret, made, used, and used wrongly.
    let tokens = portico.login("canary wrong password").await;
    assert_eq!(tokens.status, 401);
    let tokens = portico.login(crate::support::PASSWORD).await.json();
    keep(&tokens["access_token"]);
    keep(&tokens["refresh_token"]);
    portico.post("/api/auth/refresh", json!({ "refresh_token": tokens["refresh_token"] })).await;
    let user = json!({ "email": "canary@example.com", "full_name": "Canary Name", "role": "user" });
    portico.post("/api/admin/users", user).await;
    let link = json!(portico.link_to("canary@example.com").await);
    keep(&link);
    for password in ["short", "canary chosen password"] {
        let body = json!({ "token": link, "new_password": password });
        portico.send("POST", "/api/auth/link", &[], body.to_string()).await;
    }
    // The newest mail is that of the link that is good.
    portico.world.advance(jiff::SignedDuration::from_millis(1));
    portico.send("POST", "/api/auth/forgot", &[], json!({ "email": "canary@example.com" }).to_string()).await;
    keep(&json!(portico.link_to("canary@example.com").await));
    let change = json!({ "current_password": "canary wrong current", "new_password": "canary new password" });
    portico.post("/api/auth/password", change).await;
    let key = portico.post("/api/admin/api-keys", json!({ "name": "Bot", "scopes": ["leads:read"] })).await.json();
    keep(&key["key"]);
    let bearer = format!("Bearer {}", key["key"].as_str().unwrap());
    portico.send("GET", "/api/crm/leads", &[("authorization", &bearer)], "").await;
    portico.send("GET", "/api/crm/leads", &[("authorization", &format!("{bearer}x"))], "").await;
    let words = json!({ "text": "I am Canary Person, canary@example.org, +44 20 7946 0018, need canary words" });
    let read = portico.post("/api/crm/leads/parse?wait=true", words).await.json();
    assert_eq!(read["state"], "done", "{read}");
    portico.post("/api/crm/leads/parse", json!({ "text": "canary@example.org" })).await;
    let proposal = &read["proposals"][0];
    let path = format!("/api/workflow/writebacks/{}", proposal["id"].as_str().unwrap());
    portico.post(&format!("{path}/revert"), json!({})).await;
    portico.post(&format!("{path}/approve"), json!({ "hash": "canary" })).await;
    portico.call("PATCH", &path, &[], &json!({ "hash": proposal["hash"], "values": { "email": "canary" } })).await;
    let (form, secret) = portico.form(|_| {}).await;
    keep(&json!(secret));
    let setting = json!({ "value": "canary app secret 0123456789" });
    portico.call("PUT", "/api/admin/settings/facebook_app_secret", &[], &setting).await;
    let lead = json!({
        "email": "canary@example.org", "phone": "+442079460018", "full_name": "Canary Person", "message": "canary words",
    });
    portico.submit(&form, &[("x-form-key", &secret)], &lead).await;
    portico.submit(&form, &[], &json!({ "email": "canary no address" })).await;
    // In a browser, by a link, and under a key.
    let browser = Browser::signed_in(&portico).await;
    for cookie in ["__Host-portico-access", "__Host-portico-refresh"] {
        keep(&json!(browser.cookie(cookie)));
    }
    let reset = format!("/reset/{}", portico.link_to("canary@example.com").await);
    browser.send_form(&reset, &reset, &[("new_password", "canary")]).await;
    let keyed = json!({ "name": "Canary Team" });
    portico.call("POST", "/api/admin/teams", &[("idempotency-key", "canary-key")], &keyed).await;
    portico.get("/api/crm/contacts?name=canary").await;
    // And everything breaks off.
    std::fs::remove_file(portico.world.folder().join("secret.key")).ok();
    portico.post(&format!("/api/admin/forms/{form}/test"), json!({ "fields": lead })).await;
    portico.world.settle().await.unwrap();
    let logs = String::from_utf8(kept.0.lock().unwrap().clone()).unwrap();
    assert!(logs.contains("/api/auth/login") && logs.contains("/forms/{form_id}"), "the logs are kept: {logs}");
    for secret in &secrets {
        assert!(!logs.contains(secret.as_str()) && !logs.contains(&secret[secret.len() - 20..]), "{secret}: {logs}");
    }
    for personal in ["canary", "Canary", "442079460018", "example.org"] {
        let line = logs.lines().find(|line| line.contains(personal));
        assert_eq!(line, None);
    }
}
