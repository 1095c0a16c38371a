//! SQS: visibility, redrive and stopping.

use std::time::{Duration, Instant};

use aws_sdk_sqs::types::QueueAttributeName;
use embedded::sqs::Sqs;

use crate::clients::{receive, sqs_client};

#[tokio::test]
async fn a_message_comes_back_until_it_lands_in_the_dead_letter_queue() {
    let sqs = Sqs::start().await.unwrap();
    let client = sqs_client(&sqs);
    let dead = client.create_queue().queue_name("jobs-dead").send().await.unwrap().queue_url.unwrap();
    let attributes = client.get_queue_attributes().queue_url(&dead).attribute_names(QueueAttributeName::QueueArn);
    let attributes = attributes.send().await.unwrap().attributes.unwrap();
    let arn = &attributes[&QueueAttributeName::QueueArn];
    let jobs = client.create_queue().queue_name("jobs").attributes(QueueAttributeName::VisibilityTimeout, "1");
    let redrive = format!(r#"{{"deadLetterTargetArn":"{arn}","maxReceiveCount":2}}"#);
    let jobs = jobs.attributes(QueueAttributeName::RedrivePolicy, redrive).send().await.unwrap().queue_url.unwrap();
    assert!(jobs.starts_with(sqs.endpoint()), "{jobs}");

    client.send_message().queue_url(&jobs).message_body("work").send().await.unwrap();
    assert_eq!(receive(&client, &jobs, 0).await.as_deref(), Some("work"));
    assert!(receive(&client, &jobs, 0).await.is_none(), "it is in flight");
    assert_eq!(receive(&client, &jobs, 5).await.as_deref(), Some("work"));
    assert!(receive(&client, &jobs, 2).await.is_none(), "it was received twice");
    assert_eq!(receive(&client, &dead, 2).await.as_deref(), Some("work"));
    sqs.shutdown().await;
}

#[tokio::test]
async fn a_long_poll_does_not_hold_up_the_end() {
    let sqs = Sqs::start().await.unwrap();
    let client = sqs_client(&sqs);
    let queue = client.create_queue().queue_name("idle").send().await.unwrap().queue_url.unwrap();
    let polling =
        tokio::spawn(async move { client.receive_message().queue_url(&queue).wait_time_seconds(20).send().await });
    tokio::time::sleep(Duration::from_millis(100)).await;

    let started = Instant::now();
    sqs.shutdown().await;
    assert!(started.elapsed() < Duration::from_secs(3), "{:?}", started.elapsed());
    polling.abort();
}
