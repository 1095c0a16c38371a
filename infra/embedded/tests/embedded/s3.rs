//! S3: objects, restarts, signatures and browsers.

use aws_sdk_s3::error::ProvideErrorMetadata;
use embedded::credentials::SECRET_ACCESS_KEY;
use embedded::s3::S3;

use crate::clients::s3_client;

#[tokio::test]
async fn an_object_outlives_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("made/for/it");
    let s3 = S3::open(&root).await.unwrap();
    let client = s3_client(&s3, SECRET_ACCESS_KEY);
    client.create_bucket().bucket("evidence").send().await.unwrap();
    let put = client.put_object().bucket("evidence").key("a/b c.txt").content_type("text/plain");
    put.body(b"as it came".to_vec().into()).send().await.unwrap();
    s3.shutdown().await;

    let s3 = S3::open(&root).await.unwrap();
    let client = s3_client(&s3, SECRET_ACCESS_KEY);
    let got = client.get_object().bucket("evidence").key("a/b c.txt").send().await.unwrap();
    assert_eq!(got.content_type(), Some("text/plain"));
    assert_eq!(got.body.collect().await.unwrap().to_vec(), b"as it came");
    let missing = client.get_object().bucket("evidence").key("none").send().await.unwrap_err();
    assert!(missing.into_service_error().is_no_such_key());
    s3.shutdown().await;
}

#[tokio::test]
async fn a_wrong_secret_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let s3 = S3::open(folder.path()).await.unwrap();
    let refused = s3_client(&s3, "guessed").list_buckets().send().await.unwrap_err();
    assert_eq!(refused.code(), Some("SignatureDoesNotMatch"));
    s3.shutdown().await;
}

#[tokio::test]
async fn a_browser_may_ask_and_read() {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let folder = tempfile::tempdir().unwrap();
    let s3 = S3::open(folder.path()).await.unwrap();
    let address = s3.endpoint().strip_prefix("http://").unwrap();
    for (method, status) in [("OPTIONS", "204"), ("GET", "403")] {
        let mut stream = tokio::net::TcpStream::connect(address).await.unwrap();
        let request = format!("{method} /bucket/key HTTP/1.1\r\nhost: {address}\r\nconnection: close\r\n\r\n");
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with(&format!("HTTP/1.1 {status}")), "{answer}");
        assert!(answer.contains("access-control-allow-origin: *"), "{answer}");
    }
    s3.shutdown().await;
}
