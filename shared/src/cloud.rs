//! The SDK clients: built once, on ring, from static credentials. Only the endpoints differ between Lambda and a laptop.

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, rustls_provider::CryptoMode},
};
use secrecy::ExposeSecret as _;

use crate::config::Aws;

/// The clients of all services.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The table.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// Evidence.
    pub s3: aws_sdk_s3::Client,
    /// The queues.
    pub sqs: aws_sdk_sqs::Client,
}

impl Clients {
    /// Clients for the services at `aws`. Nothing is connected yet.
    pub fn new(aws: &Aws) -> Self {
        Self::over(aws, http_client())
    }

    /// Clients for the services at `aws`, over this HTTP client.
    pub fn over(aws: &Aws, http: SharedHttpClient) -> Self {
        let credentials = credentials(aws);
        let region = Region::new(aws.region.clone());
        let version = BehaviorVersion::latest();
        let mut dynamodb = aws_sdk_dynamodb::Config::builder()
            .behavior_version(version)
            .region(region.clone())
            .credentials_provider(credentials.clone())
            .http_client(http.clone());
        dynamodb.set_endpoint_url(aws.dynamodb.clone());
        let mut s3 = aws_sdk_s3::Config::builder()
            .behavior_version(version)
            .region(region.clone())
            .credentials_provider(credentials.clone())
            .http_client(http.clone())
            .force_path_style(aws.s3.is_some());
        s3.set_endpoint_url(aws.s3.clone());
        let mut sqs = aws_sdk_sqs::Config::builder()
            .behavior_version(version)
            .region(region)
            .credentials_provider(credentials)
            .http_client(http);
        sqs.set_endpoint_url(aws.sqs.clone());
        Self {
            dynamodb: aws_sdk_dynamodb::Client::from_conf(dynamodb.build()),
            s3: aws_sdk_s3::Client::from_conf(s3.build()),
            sqs: aws_sdk_sqs::Client::from_conf(sqs.build()),
        }
    }
}

/// The credentials of `aws`, for a client of one more service.
pub fn credentials(aws: &Aws) -> Credentials {
    let token = aws.session_token.as_ref().map(|token| token.expose_secret().to_owned());
    Credentials::new(&aws.access_key_id, aws.secret_access_key.expose_secret(), token, None, "environment")
}

/// The HTTP client of all SDK clients: rustls on ring.
pub fn http_client() -> SharedHttpClient {
    Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring)).build_https()
}
