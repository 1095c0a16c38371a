//! The SDK clients: built once, on ring, from static credentials. Only the endpoints differ between Lambda and a laptop.

use aws_credential_types::Credentials;
use aws_sdk_dynamodb::config::{BehaviorVersion, Region, SharedHttpClient};
use aws_smithy_http_client::{
    Builder,
    tls::{Provider, TlsContext, TrustStore, rustls_provider::CryptoMode},
};
use secrecy::ExposeSecret as _;

use crate::config::Aws;

/// The clients of all services.
#[derive(Clone, Debug)]
pub struct Clients {
    /// The table.
    pub dynamodb: aws_sdk_dynamodb::Client,
    /// The key of secrets.
    pub kms: aws_sdk_kms::Client,
    /// Evidence.
    pub s3: aws_sdk_s3::Client,
    /// The queues.
    pub sqs: aws_sdk_sqs::Client,
}

impl Clients {
    /// Clients for the services at `aws`. Nothing is connected yet.
    pub fn new(aws: &Aws) -> Self {
        Self::over(aws, http_client(aws))
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
        let mut kms = aws_sdk_kms::Config::builder()
            .behavior_version(version)
            .region(region.clone())
            .credentials_provider(credentials.clone())
            .http_client(http.clone());
        kms.set_endpoint_url(aws.kms.clone());
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
            kms: aws_sdk_kms::Client::from_conf(kms.build()),
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

/// The authorities that vouch for AWS (<https://www.amazontrust.com/repository/>): to read the system's hundred and more
/// costs a cold start many times what reading these costs.
const AMAZON: &[u8] = include_bytes!("amazon.pem");

/// The HTTP client of all SDK clients: rustls on ring, believing Amazon's authorities or else those of `aws`.
pub fn http_client(aws: &Aws) -> SharedHttpClient {
    let tls = Builder::new().tls_provider(Provider::Rustls(CryptoMode::Ring));
    let authorities = aws.ca_bundle.as_deref().unwrap_or(AMAZON);
    let context = TlsContext::builder().with_trust_store(TrustStore::empty().with_pem_certificate(authorities)).build();
    match context {
        Ok(context) => tls.tls_context(context).build_https(),
        Err(never) => unreachable!("{never}"),
    }
}

#[cfg(test)]
mod tests {
    use rustls::{
        RootCertStore,
        pki_types::{CertificateDer, pem::PemObject as _},
    };

    #[test]
    fn amazons_authorities_are_those_that_mozilla_knows() {
        let mut ours = RootCertStore::empty();
        for certificate in CertificateDer::pem_slice_iter(super::AMAZON) {
            ours.add(certificate.unwrap()).unwrap();
        }
        assert_eq!(ours.len(), 5);
        for ours in &ours.roots {
            let known = webpki_roots::TLS_SERVER_ROOTS.iter().find(|root| root.subject == ours.subject);
            let known = known.unwrap_or_else(|| panic!("{ours:?} is no authority"));
            assert_eq!(known.subject_public_key_info, ours.subject_public_key_info);
        }
    }
}
