//! Each function as Lambda runs it: how much a start costs, and a request.

use std::{
    collections::HashMap,
    fmt::Write as _,
    path::Path,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use bytes::Bytes;
use embedded::lambda::{Answer, Lambda};
use flate2::{Compression, write::DeflateEncoder};
use serde_json::{Value, json};
use shared::{
    setup,
    testing::{World, world},
};

use tokio::sync::Mutex;

use crate::{
    Outcome, build,
    process::{cpu, memory, millis, quantile},
    tls::Proxy,
};

const PASSWORD: &str = "correct horse battery staple";
/// So often each function is started anew.
const STARTS: usize = 20;
/// So many requests are made of a function that is warm, and counted after so many others.
const REQUESTS: usize = 1_000;
const WARMING: usize = 50;
/// So many requests are counted instruction by instruction.
const COUNTED: usize = 50;
const ENOUGH: Duration = Duration::from_secs(60);

/// A workspace with leads in it.
struct Workspace {
    world: World,
    variables: Vec<(String, String)>,
    tls: Vec<(String, String)>,
    /// How many Events each function has seen.
    seen: Mutex<HashMap<String, usize>>,
}

/// The figures of every function, as a table.
pub(crate) async fn measure(binaries: &Path) -> Outcome<String> {
    let workspace = Workspace::new(binaries).await?;
    let mut text = "Each function behind the Runtime API, released build for this machine. *Init*: processor time until it asks for its first event,\n\
                    the table asked once. *Request*: "
        .to_owned();
    text.push_str(
        "a lead of a new person (form-webhook), who is signed in (admin-api), the account (console), a list of 50 (crm-api), an\n\
         Event (stream-counters, stream-fanout); CPU is the median of the process, instructions are counted by callgrind.\n\n\
         | function | zip | init CPU | init CPU, TLS | init | request | CPU a request | instructions | memory |\n\
         |---|---|---|---|---|---|---|---|---|\n",
    );
    for function in build::functions() {
        let program = binaries.join(function);
        let zip = zipped(&program)?;
        let plain = workspace.starts(&program, function, &workspace.variables).await?;
        let tls = workspace.starts(&program, function, &workspace.tls).await?;
        let warm = workspace.requests(&program, function).await?;
        let instructions = workspace.instructions(&program, function).await?;
        writeln!(
            text,
            "| {function} | {zip:.1} MB | {:.1} ms | {:.1} ms | {:.1} ms | {:.2} ms | {:.2} ms | {} | {:.1} MB |",
            millis(plain.0),
            millis(tls.0),
            millis(plain.1),
            millis(warm.taken),
            millis(warm.cpu),
            instructions.map_or_else(|| "–".to_owned(), |count| format!("{} k", count / 1000)),
            warm.memory,
        )?;
    }
    Ok(text)
}

/// The size of the binary in a zip, in megabytes.
fn zipped(program: &Path) -> Outcome<f64> {
    use std::io::Write as _;
    let mut encoder = DeflateEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&std::fs::read(program)?)?;
    let bytes = u32::try_from(encoder.finish()?.len())?;
    Ok(f64::from(bytes) / 1e6)
}

struct Warm {
    taken: Duration,
    cpu: Duration,
    memory: f64,
}

impl Workspace {
    async fn new(binaries: &Path) -> Outcome<Self> {
        let mut world = world().await;
        let mut config = (*world.app.config).clone();
        config.admin_password = Some(PASSWORD.into());
        world.app.config = config.into();
        setup::set_up(&world.app).await?;
        let mut variables = world.variables();
        variables.push(("RUST_LOG".to_owned(), "info".to_owned()));
        let table = world.app.config.aws.dynamodb.clone().ok_or("the table has no address")?;
        let proxy = Proxy::start(&table).await?;
        let authority = world.folder().join("authority.pem");
        std::fs::write(&authority, proxy.authority)?;
        let mut tls: Vec<(String, String)> =
            variables.iter().filter(|(name, _)| name != "AWS_ENDPOINT_URL_DYNAMODB").cloned().collect();
        tls.push(("AWS_ENDPOINT_URL_DYNAMODB".to_owned(), proxy.endpoint));
        tls.push(("AWS_CA_BUNDLE".to_owned(), authority.display().to_string()));
        let workspace = Self { world, variables, tls, seen: Mutex::default() };
        // What the lists show and the stream carries.
        let mut lambda = workspace.start(&binaries.join("form-webhook"), "form-webhook").await?;
        for lead in 0..200 {
            invoke(&mut lambda, &lead_event("seed", lead)).await?;
        }
        lambda.shutdown().await;
        Ok(workspace)
    }

    async fn start(&self, program: &Path, function: &str) -> Outcome<Lambda> {
        let mut command = Command::new(program);
        command.stderr(Stdio::null());
        Ok(Lambda::start(command, function, self.variables.clone()).await?)
    }

    /// Median processor time, and time, of INIT.
    async fn starts(
        &self,
        program: &Path,
        function: &str,
        variables: &[(String, String)],
    ) -> Outcome<(Duration, Duration)> {
        let (mut used, mut taken) = (Vec::new(), Vec::new());
        for _ in 0..STARTS {
            let mut command = Command::new(program);
            command.stderr(Stdio::null());
            let began = Instant::now();
            let mut lambda = Lambda::start(command, function, variables.to_vec()).await?;
            lambda.initialised().await?;
            taken.push(began.elapsed());
            used.push(cpu(lambda.process_id())?.own);
            lambda.shutdown().await;
        }
        Ok((quantile(&mut used, 0.5), quantile(&mut taken, 0.5)))
    }

    async fn requests(&self, program: &Path, function: &str) -> Outcome<Warm> {
        let events = self.events(program, function, "warm", WARMING + REQUESTS).await?;
        let mut lambda = self.start(program, function).await?;
        let (mut taken, mut used) = (Vec::new(), Vec::new());
        for (number, event) in events.iter().enumerate() {
            let (before, began) = (cpu(lambda.process_id())?.own, Instant::now());
            invoke(&mut lambda, event).await?;
            if number >= WARMING {
                taken.push(began.elapsed());
                used.push(cpu(lambda.process_id())?.own - before);
            }
        }
        let memory = memory(lambda.process_id())?;
        lambda.shutdown().await;
        Ok(Warm { taken: quantile(&mut taken, 0.5), cpu: quantile(&mut used, 0.5), memory })
    }

    /// Instructions of a warm request: what [`COUNTED`] requests more cost. None without valgrind.
    async fn instructions(&self, program: &Path, function: &str) -> Outcome<Option<u64>> {
        let few = self.counted(program, function, "few", WARMING).await?;
        let more = self.counted(program, function, "more", WARMING + COUNTED).await?;
        let count = u64::try_from(COUNTED)?;
        Ok(few.zip(more).map(|(few, more)| more.saturating_sub(few) / count))
    }

    async fn counted(&self, program: &Path, function: &str, round: &str, requests: usize) -> Outcome<Option<u64>> {
        if Command::new("valgrind").arg("--version").stdout(Stdio::null()).status().is_err() {
            return Ok(None);
        }
        let events = self.events(program, function, round, requests).await?;
        let log = self.world.folder().join("valgrind.log");
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]);
        command.arg(format!("--log-file={}", log.display())).arg(program).stderr(Stdio::null());
        let mut lambda = Lambda::start(command, function, self.variables.clone()).await?;
        for event in &events {
            invoke(&mut lambda, event).await?;
        }
        lambda.finish().await;
        let log = std::fs::read_to_string(log)?;
        let counted = log.lines().find_map(|line| line.split_once("Collected : "));
        Ok(counted.and_then(|(_, count)| count.trim().parse().ok()))
    }

    /// So many events for a function, none of which it has seen.
    async fn events(&self, program: &Path, function: &str, round: &str, count: usize) -> Outcome<Vec<Value>> {
        match function {
            "form-webhook" => Ok((0..count).map(|number| lead_event(round, number)).collect()),
            "admin-api" => self.signed(program, "/api/auth/me", count).await,
            "console" => self.signed(program, "/account", count).await,
            "crm-api" => self.signed(program, "/api/crm/leads?limit=50", count).await,
            _ => self.stream(function, count).await,
        }
    }

    /// Requests of who is signed in.
    async fn signed(&self, program: &Path, path: &str, count: usize) -> Outcome<Vec<Value>> {
        let admin = program.with_file_name("admin-api");
        let mut lambda = self.start(&admin, "admin-api").await?;
        let login = json!({ "email": "admin@localhost", "password": PASSWORD });
        let answer = invoke(&mut lambda, &http("POST", "/api/auth/login", Some(&login), None)).await?;
        lambda.shutdown().await;
        let answer: Value = serde_json::from_str(answer["body"].as_str().unwrap_or_default())?;
        let token = answer["access_token"].as_str().ok_or("signing in gave no token")?;
        Ok(vec![http("GET", path, None, Some(token)); count])
    }

    /// Events of the table that the function has not seen, as batches of one.
    async fn stream(&self, function: &str, count: usize) -> Outcome<Vec<Value>> {
        let records = self.world.events().await?.records;
        let mut seen = self.seen.lock().await;
        let from = seen.entry(function.to_owned()).or_default();
        let fresh = records.get(*from..*from + count).ok_or("there are not so many Events")?;
        let batch = |(number, record): (usize, &shared::runtime::StreamRecord)| {
            json!({
                "Records": [{
                    "eventID": format!("{:032x}", *from + number), "eventName": "INSERT", "eventSource": "aws:dynamodb", "eventVersion": "1.1",
                    "awsRegion": "eu-west-1", "eventSourceARN": "arn:aws:dynamodb:eu-west-1:000000000000:table/portico/stream/1",
                    "dynamodb": {
                        "ApproximateCreationDateTime": 1_772_442_000, "StreamViewType": "NEW_AND_OLD_IMAGES", "SizeBytes": 400,
                        "SequenceNumber": format!("{:021}", *from + number), "NewImage": record.new_image,
                        "Keys": { "pk": record.new_image.get("pk"), "sk": record.new_image.get("sk") },
                    },
                }],
                "shardId": "shard-0", "state": {}, "isFinalInvokeForWindow": false, "isWindowTerminatedEarly": false,
                "window": { "start": "2026-03-02T09:00:00Z", "end": "2026-03-02T09:00:30Z" },
            })
        };
        let batches = fresh.iter().enumerate().map(batch).collect();
        *from += count;
        Ok(batches)
    }
}

async fn invoke(lambda: &mut Lambda, event: &Value) -> Outcome<Value> {
    match lambda.invoke(Bytes::from(event.to_string()), ENOUGH).await? {
        Answer::Returned(body) => {
            let answer: Value = serde_json::from_slice(&body)?;
            let is_refused = answer["statusCode"].as_u64().is_some_and(|status| status >= 300);
            let is_failed = answer["batchItemFailures"].as_array().is_some_and(|failures| !failures.is_empty());
            if is_refused || is_failed { Err(answer.to_string().into()) } else { Ok(answer) }
        }
        other @ (Answer::Failed(_) | Answer::TimedOut | Answer::Exited) => Err(format!("{other:?}").into()),
    }
}

fn lead_event(round: &str, number: usize) -> Value {
    let path = format!("/forms/{}", setup::website_form());
    let body = json!({ "full_name": "Ann Lee", "email": format!("{round}-{number}@example.com"), "message": "A flat roof, please." });
    http("POST", &path, Some(&body), None)
}

/// A request as an HTTP API sends it (payload 2.0).
fn http(method: &str, target: &str, body: Option<&Value>, token: Option<&str>) -> Value {
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut event = json!({
        "version": "2.0", "routeKey": "$default", "rawPath": path, "rawQueryString": query,
        "headers": { "content-type": "application/json", "host": "crm.example.com" },
        "requestContext": {
            "accountId": "000000000000", "apiId": "abc", "domainName": "crm.example.com", "domainPrefix": "crm", "requestId": "r",
            "http": { "method": method, "path": path, "protocol": "HTTP/1.1", "sourceIp": "203.0.113.7", "userAgent": "bench" },
            "routeKey": "$default", "stage": "$default", "time": "02/Mar/2026:09:00:00 +0000", "timeEpoch": 1_772_442_000_000_i64,
        },
        "isBase64Encoded": false,
    });
    if let Some(token) = token {
        // Each function knows one of the two, and overlooks the other.
        event["headers"]["authorization"] = json!(format!("Bearer {token}"));
        event["cookies"] = json!([format!("__Host-portico-access={token}")]);
    }
    if let Some(body) = body {
        event["body"] = json!(body.to_string());
    }
    event
}
