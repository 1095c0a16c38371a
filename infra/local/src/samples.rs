//! Playing samples through the real functions: of a runner that is up, or of one that starts for it.

use std::path::{Path, PathBuf};

use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper::Request;
use hyper_util::rt::TokioIo;
use serde_json::{Value, value::RawValue};
use tokio::net::TcpStream;

use shared::setup;

use crate::{
    Outcome, banner,
    data::{Folder, Held},
    machine::{Handle, Machine},
    sign,
};

/// Plays one sample and prints the answer.
///
/// # Errors
/// In words for a person, when the file is no sample or the function refuses it.
pub async fn send(file: &Path) -> Outcome<()> {
    let sample = Sample::read(file)?;
    let answer = play(std::slice::from_ref(&sample)).await?.remove(0);
    banner::say(&serde_json::to_string_pretty(&readable(answer))?);
    Ok(())
}

/// Plays every sample of the folder `events`, and prints a line for each.
///
/// # Errors
/// In words for a person, when there are no samples.
pub async fn demo() -> Outcome<()> {
    let mut samples = Vec::new();
    let folder = folder()?;
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder)?.filter_map(|entry| Some(entry.ok()?.path())).collect();
    files.sort();
    for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "json")) {
        samples.push(Sample::read(file)?);
    }
    if samples.is_empty() {
        return Err(format!("there are no samples in {}", folder.display()).into());
    }
    for (sample, answer) in samples.iter().zip(play(&samples).await?) {
        banner::say(&format!("{:<40} {}", sample.name, brief(&answer)));
    }
    Ok(())
}

/// The folder of samples: here, or in the workspace that this was built from.
fn folder() -> Outcome<PathBuf> {
    let here = PathBuf::from("events");
    let there = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../events");
    let found = [&here, &there].into_iter().find(|folder| folder.is_dir()).cloned();
    found.ok_or_else(|| "there is no folder `events` here; start it from the folder of the workspace".into())
}

struct Sample {
    name: String,
    function: String,
    event: Value,
}

impl Sample {
    fn read(file: &Path) -> Outcome<Self> {
        let fail = |error: &dyn std::fmt::Display| format!("{} cannot be read: {error}", file.display());
        let text = std::fs::read_to_string(file).map_err(|error| fail(&error))?;
        let mut event: Value = serde_json::from_str(&text).map_err(|error| fail(&error))?;
        sign::anew(&mut event);
        let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let function = name.split('.').next().unwrap_or_default().to_owned();
        Ok(Self { name, function, event })
    }
}

impl Sample {
    /// The event, with the token of whoever signed in by a sample before it.
    fn event(&self, answers: &[Value]) -> Outcome<Box<RawValue>> {
        let mut event = self.event.clone();
        let token = answers
            .iter()
            .rev()
            .find_map(|answer| readable(answer.clone())["body"]["access_token"].as_str().map(str::to_owned));
        if let Some(token) = token {
            sign::signed_in(&mut event, &token);
        }
        Ok(serde_json::value::to_raw_value(&event)?)
    }
}

/// Plays the samples, in order, and answers what the functions answered.
async fn play(samples: &[Sample]) -> Outcome<Vec<Value>> {
    let folder = match Folder::lock() {
        Ok(folder) => folder,
        Err(error) => match error.downcast_ref::<Held>() {
            Some(held) if held.port != 0 => return play_there(samples, held.port).await,
            Some(_) | None => return Err(error),
        },
    };
    let mut machine = Machine::start(folder, 0).await?;
    machine.poll(false).await?;
    let answers = play_here(samples, &machine.handle()).await;
    machine.stop().await;
    answers
}

async fn play_here(samples: &[Sample], handle: &Handle) -> Outcome<Vec<Value>> {
    setup::sample_forms(&handle.app).await?;
    let mut answers = Vec::new();
    for sample in samples {
        let answer = handle.invoke(&sample.function, &sample.event(&answers)?).await;
        answers.push(answer.map_err(|error| format!("{}: {error}", sample.name))?);
    }
    handle.idle().await?;
    Ok(answers)
}

async fn play_there(samples: &[Sample], port: u16) -> Outcome<Vec<Value>> {
    ask(port, "/_local/samples", Bytes::new()).await?;
    let mut answers = Vec::new();
    for sample in samples {
        let path = format!("/_local/invoke/{}", sample.function);
        let body = Bytes::copy_from_slice(sample.event(&answers)?.get().as_bytes());
        answers.push(ask(port, &path, body).await.map_err(|error| format!("{}: {error}", sample.name))?);
    }
    ask(port, "/_local/idle", Bytes::new()).await?;
    Ok(answers)
}

/// Asks the runner that is up.
async fn ask(port: u16, path: &str, body: Bytes) -> Outcome<Value> {
    let socket = TcpStream::connect(("127.0.0.1", port)).await?;
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(socket)).await?;
    tokio::spawn(connection);
    let request = Request::post(path).header("host", format!("localhost:{port}"));
    let response = sender.send_request(request.body(Full::new(body))?).await?;
    let status = response.status();
    let answer: Value = serde_json::from_slice(&response.into_body().collect().await?.to_bytes())?;
    if !status.is_success() {
        return Err(answer["detail"].as_str().unwrap_or("refused").into());
    }
    Ok(answer)
}

/// An HTTP answer with its JSON body unfolded.
fn readable(mut answer: Value) -> Value {
    if let Some(body) = answer["body"].as_str().and_then(|body| serde_json::from_str(body).ok()) {
        answer["body"] = body;
    }
    answer
}

fn brief(answer: &Value) -> String {
    let answer = readable(answer.clone());
    match answer["statusCode"].as_u64() {
        Some(status) => {
            let body = &answer["body"];
            let told = ["disposition", "status", "code"].iter().find_map(|name| body[name].as_str());
            let about = told.or_else(|| body["receipts"][0]["disposition"].as_str());
            format!("{status} {}", about.unwrap_or_default())
        }
        None => match answer["batchItemFailures"].as_array() {
            Some(failures) => format!("{} failures", failures.len()),
            None => "done".to_owned(),
        },
    }
}
