//! The audit trail from the command line.

use std::path::Path;

use serde_json::Value;

use crate::process::{free_port, run};

fn sample() -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events/form-webhook.json-lead.json").display().to_string()
}

#[test]
fn the_trail_is_verified_and_exported_from_the_command_line() {
    let folder = tempfile::tempdir().unwrap();
    let played = |arguments: &[&str]| run(folder.path(), free_port(), arguments);
    assert!(played(&["send", &sample()]).status.success());
    let whole = played(&["audit", "verify"]);
    let report: Value = serde_json::from_slice(&whole.stdout).unwrap();
    assert_eq!((whole.status.code(), &report["is_whole"]), (Some(0), &Value::Bool(true)), "{report}");
    assert!(report["waiting"].as_u64().unwrap() >= 3, "{report}");
    let chain = report["chain"].as_str().unwrap();
    assert_eq!(played(&["audit", "verify", "--head", chain]).status.code(), Some(0));
    let other = played(&["audit", "verify", "--head", &"A".repeat(43)]);
    assert_eq!(other.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&other.stdout).contains("the chain value that was given does not occur"));
    assert_eq!(played(&["audit", "verify", "--head", "nonsense"]).status.code(), Some(2));

    let period = ["audit", "export", "--from", "2020-01-01T00:00:00Z", "--to", "2100-01-01T00:00:00Z"];
    let exported = String::from_utf8(played(&period).stdout).unwrap();
    let types: Vec<Value> =
        exported.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()["type"].take()).collect();
    for wanted in ["form.created", "user.created", "lead.created", "audit.exported"] {
        assert!(types.iter().any(|kind| kind == wanted), "{wanted} of {types:?}");
    }
}
