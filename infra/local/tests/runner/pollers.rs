//! What a function answers is honoured as Lambda honours it. Functions of the test's own, on a machine in this process.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use local::{
    activity::Activity,
    data::{Checkpoints, Folder},
    machine::Machine,
    queues, streams,
};
use shared::{
    Error,
    event::{Actor, Announcement},
    integrations::{Form, FormInput},
    queue::{Message, Queue, url},
    runtime::{Function, Pattern, StreamMapping},
};
use tokio::sync::watch;

const MAPPING: StreamMapping = StreamMapping {
    patterns: &[Pattern { events: &["INSERT"], kind: "form", attribute: None }],
    batch_size: 4,
    max_retries: 2,
    tumbling_window_seconds: None,
};

/// The names of the forms that the function below was given, in order.
static SEEN: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Handles forms one by one. «flaky» fails once, «poison» always.
fn flaky() -> Function {
    Function {
        stream: Some((MAPPING, |_, batch| {
            Box::pin(async move {
                for record in &batch.records {
                    let form = shared::store::decode::<Form>(record.new_image.clone())?;
                    let mut seen = SEEN.lock().unwrap();
                    let before = seen.iter().filter(|name| **name == form.input.name).count();
                    seen.push(form.input.name.clone());
                    if form.input.name == "poison" || (form.input.name == "flaky" && before == 0) {
                        let sequence_number = record.sequence_number.clone();
                        return Ok(Some(shared::runtime::BatchFailure { sequence_number }));
                    }
                }
                Ok(None)
            })
        })),
        ..Function::new("flaky")
    }
}

fn broken() -> Function {
    Function {
        queue: Some((Queue::FormWebhook, |_, _| Box::pin(async { Err(Error::unavailable("everything", "a test")) }))),
        ..Function::new("form-webhook")
    }
}

async fn machine(folder: &std::path::Path) -> Machine {
    Machine::start(Folder::lock_at(folder.to_path_buf()).unwrap(), 0).await.unwrap()
}

/// Waits until `what` is so.
async fn until(what: impl AsyncFn() -> bool) {
    for _ in 0..600 {
        if what().await {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("it did not come to that within thirty seconds");
}

async fn first_body(machine: &Machine, queue: &str) -> Option<String> {
    let made = machine.app.sqs.create_queue().queue_name(queue).send().await.unwrap();
    let got = machine.app.sqs.receive_message().queue_url(made.queue_url.unwrap()).visibility_timeout(0).send().await;
    got.unwrap().messages().first().and_then(|message| message.body.clone())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_batch_comes_again_from_where_it_failed_and_a_poisoned_record_is_given_up() {
    let folder = tempfile::tempdir().unwrap();
    let machine = machine(folder.path()).await;
    for name in ["one", "flaky", "two", "poison", "three", "four"] {
        let (form, _) = Form::new(&machine.app, machine.app.id(), FormInput::named(name)).await.unwrap();
        let announcement = Announcement::about("created", &form, Actor::System("test"));
        machine.app.store.tx().create(&form).commit(announcement).await.unwrap();
    }
    let checkpoints = Arc::new(Checkpoints::open(folder.path()).unwrap());
    let activity = Arc::new(Activity::new(1));
    let (stop, stopped) = watch::channel(false);
    let poller = streams::Poller::new(&machine.app, &flaky(), MAPPING, 0, &activity, &checkpoints);
    let polling = tokio::spawn(poller.run(stopped));
    until(async || checkpoints.of("flaky").is_some()).await;
    let seen: Vec<String> = SEEN.lock().unwrap().iter().filter(|name| *name != "Website").cloned().collect();
    let wanted = ["one", "flaky", "flaky", "two", "poison", "poison", "poison", "three", "four"];
    assert_eq!(seen, wanted, "in order, from the failed record on, three times at most");
    let given_up = first_body(&machine, "flaky-dlq").await.unwrap();
    assert!(given_up.contains("RetryAttemptsExhausted") && given_up.contains("startSequenceNumber"), "{given_up}");
    stop.send_replace(true);
    polling.await.unwrap();
    assert_eq!(Checkpoints::open(folder.path()).unwrap().of("flaky"), checkpoints.of("flaky"), "it is on disk");
    machine.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_message_that_always_fails_ends_in_the_dead_letter_queue() {
    let folder = tempfile::tempdir().unwrap();
    let machine = machine(folder.path()).await;
    let message = Message::ReceiptPending { receipt_id: machine.app.id() };
    shared::queue::send(&machine.app, &[message]).await.unwrap();
    let (stop, stopped) = watch::channel(false);
    let activity = Arc::new(Activity::new(0));
    let poller = queues::Poller::new(&machine.app, &broken(), Queue::FormWebhook, &activity);
    let polling = tokio::spawn(poller.run(stopped));
    until(async || first_body(&machine, "form-webhook-dlq").await.is_some()).await;
    assert!(queues::are_empty(&machine.app).await);
    assert!(url(&machine.app, Queue::FormWebhook).unwrap().ends_with("form-webhook"));
    stop.send_replace(true);
    polling.await.unwrap();
    machine.stop().await;
}
