//! SDK clients of the emulators.

use aws_sdk_s3::config::SharedHttpClient;
use embedded::credentials::{ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY};
use embedded::dynamo::Dynamo;
use embedded::s3::S3;
use embedded::sqs::Sqs;

pub(crate) fn plain_http() -> SharedHttpClient {
    aws_smithy_http_client::Builder::new().build_http()
}

pub(crate) fn dynamo_client(dynamo: &Dynamo) -> aws_sdk_dynamodb::Client {
    use aws_sdk_dynamodb::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new(REGION));
    let config = config.credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test"));
    aws_sdk_dynamodb::Client::from_conf(config.endpoint_url(dynamo.endpoint()).http_client(plain_http()).build())
}

pub(crate) fn streams_client(dynamo: &Dynamo) -> aws_sdk_dynamodbstreams::Client {
    use aws_sdk_dynamodbstreams::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new(REGION));
    let config = config.credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test"));
    let config = config.endpoint_url(dynamo.endpoint()).http_client(plain_http()).build();
    aws_sdk_dynamodbstreams::Client::from_conf(config)
}

pub(crate) fn s3_client(s3: &S3, secret: &str) -> aws_sdk_s3::Client {
    use aws_sdk_s3::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new(REGION));
    let config = config.credentials_provider(Credentials::new(ACCESS_KEY_ID, secret, None, None, "test"));
    let config = config.endpoint_url(s3.endpoint()).http_client(plain_http()).force_path_style(true).build();
    aws_sdk_s3::Client::from_conf(config)
}

pub(crate) fn sqs_client(sqs: &Sqs) -> aws_sdk_sqs::Client {
    use aws_sdk_sqs::config::{BehaviorVersion, Config, Credentials, Region};
    let config = Config::builder().behavior_version(BehaviorVersion::latest()).region(Region::new(REGION));
    let config = config.credentials_provider(Credentials::new(ACCESS_KEY_ID, SECRET_ACCESS_KEY, None, None, "test"));
    aws_sdk_sqs::Client::from_conf(config.endpoint_url(sqs.endpoint()).http_client(plain_http()).build())
}

/// The body of the next message, if one comes within `wait` seconds.
pub(crate) async fn receive(client: &aws_sdk_sqs::Client, queue: &str, wait: i32) -> Option<String> {
    let received = client.receive_message().queue_url(queue).wait_time_seconds(wait).send().await.unwrap();
    received.messages.unwrap_or_default().pop().and_then(|message| message.body)
}
