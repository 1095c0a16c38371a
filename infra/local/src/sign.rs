//! Samples whose signature holds for some minutes are signed anew when they are played.

use ring::hmac::{self, HMAC_SHA256};
use serde_json::{Value, json};
use shared::{clock::WallClock, setup::SAMPLE_SECRET};

/// What stands in a sample where the token of somebody who signed in belongs.
const TOKEN: &str = "<access token>";

/// Puts `token` where the sample has room for one.
pub fn signed_in(event: &mut Value, token: &str) {
    if let Some(Value::String(text)) = event["headers"].get_mut("authorization") {
        *text = text.replace(TOKEN, token);
    }
}

/// Signs `event` anew, if what signs it tells the time.
pub fn anew(event: &mut Value) {
    let body = event["body"].as_str().unwrap_or_default().to_owned();
    let millis = WallClock::system().now().millis();
    let headers = &mut event["headers"];
    if headers.get("x-webflow-timestamp").is_some() {
        headers["x-webflow-timestamp"] = json!(millis.to_string());
        headers["x-webflow-signature"] = json!(tag(&format!("{millis}:{body}")));
    }
    if headers.get("calendly-webhook-signature").is_some() {
        let seconds = millis / 1000;
        headers["calendly-webhook-signature"] = json!(format!("t={seconds},v1={}", tag(&format!("{seconds}.{body}"))));
    }
}

fn tag(text: &str) -> String {
    let key = hmac::Key::new(HMAC_SHA256, SAMPLE_SECRET.as_bytes());
    hmac::sign(&key, text.as_bytes()).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
}
