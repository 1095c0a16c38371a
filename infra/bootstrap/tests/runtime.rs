//! The bootstraps behind the Lambda Runtime API: what Lambda would start, and what it would be answered.
//!
//! `BOOTSTRAPS=target/lambda cargo test -p bootstrap` tries what `cargo lambda build` has put there, a binary a function, instead
//! of the one that is any of them.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::{Arc, Mutex},
    time::Duration,
};

use axum::{Router, http::HeaderMap};
use embedded::lambda::{Answer, Lambda};
use serde_json::{Value, json};
use shared::{
    clock::WallClock,
    setup,
    testing::{World, world},
};

const PASSWORD: &str = "correct horse battery staple";
const ENOUGH: Duration = Duration::from_secs(20);
/// What `faulty` does with this receipt takes longer than its deadline allows.
const SLOW: &str = "00000000-0000-8000-8000-000000000000";

/// A workspace with everything that the samples need, and the variables that lead a process to it.
async fn workspace() -> (World, Vec<(String, String)>) {
    let mut world = world().await;
    // The programs have the system's clock: for them, what a world of another year has made would be long ago.
    world.advance(WallClock::system().now().since(&world.app.wall_now()));
    let mut config = (*world.app.config).clone();
    config.admin_password = Some(PASSWORD.into());
    world.app.config = config.into();
    setup::set_up(&world.app).await.unwrap();
    setup::sample_forms(&world.app).await.unwrap();
    let mut variables = world.variables();
    for name in ["FACEBOOK_APP_SECRET", "FACEBOOK_VERIFY_TOKEN"] {
        variables.push((name.to_owned(), setup::SAMPLE_SECRET.to_owned()));
    }
    (world, variables)
}

/// What Lambda would start for a function.
fn bootstrap(function: &str) -> Command {
    let program = match std::env::var_os("BOOTSTRAPS") {
        Some(folder) => {
            let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
            root.join(folder).join(function).join("bootstrap")
        }
        None => PathBuf::from(env!("CARGO_BIN_EXE_bootstrap")),
    };
    let mut program = Command::new(program);
    program.stderr(Stdio::null());
    program
}

/// The samples of a function, as they would come now.
fn samples(function: &str) -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mut samples: Vec<(String, Value)> = files
        .filter(|file| file.extension().is_some_and(|extension| extension == "json"))
        .map(|file| {
            let mut event = serde_json::from_str(&std::fs::read_to_string(&file).unwrap()).unwrap();
            local::sign::anew(&mut event);
            (file.file_name().unwrap().to_str().unwrap().to_owned(), event)
        })
        .filter(|(name, _)| name.starts_with(&format!("{function}.")))
        .collect();
    samples.sort_by(|a, b| a.0.cmp(&b.0));
    samples
}

fn returned(answer: &Answer) -> Value {
    let Answer::Returned(body) = answer else { panic!("{answer:?}") };
    serde_json::from_slice(body).unwrap()
}

fn failed(answer: &Answer) -> Value {
    let Answer::Failed(body) = answer else { panic!("{answer:?}") };
    serde_json::from_slice(body).unwrap()
}

#[tokio::test]
async fn every_bootstrap_answers_its_samples_cold_and_warm() {
    let (_world, variables) = workspace().await;
    // Of whom a sample has signed in.
    let mut token = String::new();
    for function in bootstrap::functions() {
        let samples = samples(function.name);
        assert!(!samples.is_empty(), "{}", function.name);
        let mut lambda = Lambda::start(bootstrap(function.name), function.name, variables.clone()).await.unwrap();
        for round in ["cold", "warm"] {
            for (name, event) in &samples {
                let mut event = event.clone();
                local::sign::signed_in(&mut event, &token);
                let answer = returned(&lambda.invoke(event.to_string(), ENOUGH).await.unwrap());
                let body: Value =
                    answer["body"].as_str().and_then(|body| serde_json::from_str(body).ok()).unwrap_or_default();
                token = body["access_token"].as_str().map_or(token, str::to_owned);
                let status = answer["statusCode"].as_u64();
                assert!(status.is_none_or(|status| (200..300).contains(&status)), "{round} {name}: {answer}");
                let failures = answer["batchItemFailures"].as_array().map_or(0, Vec::len);
                assert_eq!(failures, 0, "{round} {name}: {answer}");
            }
        }
        lambda.shutdown().await;
    }
}

#[tokio::test]
async fn init_reads_the_table_once_and_nothing_else_whether_it_answers_or_not() {
    let asked = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&asked);
    let services = Router::new().fallback(async move |headers: HeaderMap| {
        seen.lock().unwrap().push(headers.get("x-amz-target").map(|target| target.to_str().unwrap().to_owned()));
        std::future::pending::<()>().await;
    });
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let endpoint = format!("http://{}", listener.local_addr().unwrap());
    tokio::spawn(async { axum::serve(listener, services).await });
    let variables = [("AWS_ENDPOINT_URL".to_owned(), endpoint)];
    let mut lambda = Lambda::start(bootstrap("crm-api"), "crm-api", variables).await.unwrap();
    tokio::time::timeout(ENOUGH, lambda.initialised()).await.unwrap().unwrap();
    assert_eq!(*asked.lock().unwrap(), [Some("DynamoDB_20120810.GetItem".to_owned())]);
    lambda.shutdown().await;
}

#[tokio::test]
async fn a_setting_that_is_not_right_ends_init() {
    let variables = [("DEFAULT_REGION".to_owned(), "Atlantis".to_owned())];
    let mut lambda = Lambda::start(bootstrap("crm-api"), "crm-api", variables).await.unwrap();
    assert!(tokio::time::timeout(ENOUGH, lambda.initialised()).await.unwrap().is_err());
}

/// The function `faulty` behind the Runtime API; its log goes to the file.
async fn start_faulty(variables: Vec<(String, String)>, log: &Path) -> Lambda {
    // Examples are built with the tests, beside the binary.
    let mut program = Command::new(Path::new(env!("CARGO_BIN_EXE_bootstrap")).with_file_name("examples/faulty"));
    let log = std::fs::File::create(log).unwrap();
    program.stdout(Stdio::null()).stderr(log);
    Lambda::start(program, "faulty", variables).await.unwrap()
}

fn get(path: &str) -> String {
    let mut event = samples("crm-api").remove(0).1;
    for place in ["/rawPath", "/requestContext/http/path"] {
        *event.pointer_mut(place).unwrap() = json!(path);
    }
    event.to_string()
}

#[tokio::test]
async fn a_panic_is_answered_as_an_error_and_tells_nobodys_words() {
    let (world, variables) = workspace().await;
    let log = world.folder().join("log");
    let mut lambda = start_faulty(variables, &log).await;
    let answer = returned(&lambda.invoke(get("/panics"), ENOUGH).await.unwrap());
    assert_eq!(answer["statusCode"], 500);
    let problem: Value = serde_json::from_str(answer["body"].as_str().unwrap()).unwrap();
    assert_eq!((&problem["code"], problem["request_id"].is_string()), (&json!("internal"), true), "{problem}");
    let ticked = lambda.invoke(r#"{"schedule":"panics"}"#, ENOUGH).await.unwrap();
    let message = failed(&ticked)["errorMessage"].as_str().unwrap().to_owned();
    assert!(!message.is_empty() && !message.contains("Ann Lee"), "{message}");
    let answer = returned(&lambda.invoke(get("/nowhere"), ENOUGH).await.unwrap());
    assert_eq!(answer["statusCode"], 404, "it goes on");
    lambda.shutdown().await;
    let log = std::fs::read_to_string(log).unwrap();
    assert!(log.contains("faulty.rs") && !log.contains("Ann Lee"), "{log}");
}

#[tokio::test]
async fn who_cannot_be_in_time_says_so_and_who_blocks_is_killed() {
    let (world, variables) = workspace().await;
    let mut lambda = start_faulty(variables, &world.folder().join("log")).await;
    let second = Duration::from_secs(1);
    lambda.initialised().await.unwrap();
    let answer = returned(&lambda.invoke(get("/hangs"), second).await.unwrap());
    assert_eq!((&answer["statusCode"], &answer["headers"]["retry-after"]), (&json!(503), &json!("2")), "{answer}");
    let record = |id: &str, receipt: &str| {
        let body = json!({ "type": "receipt.pending.v1", "receipt_id": receipt }).to_string();
        json!({ "messageId": id, "body": body, "eventSource": "aws:sqs" })
    };
    let quick = SLOW.replace("-0000-8000", "-0001-8000");
    let batch = json!({ "Records": [record("a", &quick), record("b", SLOW), record("c", &quick)] });
    let answer = returned(&lambda.invoke(batch.to_string(), second).await.unwrap());
    let again: Vec<&Value> = answer["batchItemFailures"].as_array().unwrap().iter().collect();
    assert_eq!(again[0]["itemIdentifier"], "b", "what was done is done");
    let blocked = lambda.invoke(get("/blocks"), second).await.unwrap();
    assert_eq!(blocked, Answer::TimedOut);
    assert_eq!(lambda.invoke(get("/nowhere"), second).await.unwrap(), Answer::Exited);
}
