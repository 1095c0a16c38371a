//! Samples, played with a runner that is up and without one.

use std::path::{Path, PathBuf};

use crate::process::{PASSWORD, Runner, free_port, portico};

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events").join(name)
}

fn played(folder: &Path, arguments: &[&str]) -> String {
    let mut command = portico(folder, free_port());
    let output = command.env("PORTICO_ADMIN_PASSWORD", PASSWORD).args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn a_sample_is_played_without_a_runner_and_again_with_one() {
    let folder = tempfile::tempdir().unwrap();
    let file = sample("form-webhook.json-lead.json");
    let file = file.to_str().unwrap();
    let alone = played(folder.path(), &["send", file]);
    assert!(alone.contains("\"statusCode\": 201") && alone.contains("\"disposition\": \"created\""), "{alone}");
    let runner = Runner::start(folder.path());
    let again = played(folder.path(), &["send", file]);
    assert!(again.contains("\"statusCode\": 200") && again.contains("\"disposition\": \"duplicate\""), "{again}");
    assert_eq!(runner.get(&runner.bearer(), "/api/crm/leads").json()["items"].as_array().unwrap().len(), 1);
}

#[test]
fn the_demo_plays_every_sample() {
    let folder = tempfile::tempdir().unwrap();
    let lines = played(folder.path(), &["demo"]);
    let samples = std::fs::read_dir(sample("")).unwrap().count();
    assert_eq!(lines.lines().count(), samples, "{lines}");
    assert!(
        lines.lines().any(|line| line.starts_with("form-webhook.json-lead") && line.contains("201 created")),
        "{lines}"
    );
    // Those whose signature holds for some minutes are signed anew.
    for provider in ["webflow", "calendly-moved", "typeform"] {
        let name = format!("form-webhook.{provider}.json");
        assert!(lines.lines().any(|line| line.starts_with(&name) && line.contains("200 created")), "{lines}");
    }
    let redriven =
        played(folder.path(), &["events", "redrive", "--from", "2020-01-01T00:00:00Z", "--to", "2020-01-02T00:00:00Z"]);
    assert!(redriven.contains("0 events"), "{redriven}");
}

#[test]
fn what_is_no_sample_is_refused_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let complaint = |arguments: &[&str]| {
        let output = portico(folder.path(), free_port()).args(arguments).output().unwrap();
        assert!(!output.status.success());
        String::from_utf8(output.stderr).unwrap()
    };
    assert!(complaint(&["send", "nowhere.json"]).contains("nowhere.json"));
    let file = folder.path().join("nobody.json");
    std::fs::write(&file, "{}").unwrap();
    assert!(complaint(&["send", file.to_str().unwrap()]).contains("function nobody"));
    let help = portico(folder.path(), 0).arg("--help").output().unwrap();
    let help = String::from_utf8(help.stdout).unwrap();
    assert!(help.contains("PORTICO_DATA") && help.contains("redrive") || help.contains("events"), "{help}");
}
