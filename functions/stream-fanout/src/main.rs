//! The Lambda function `stream-fanout`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(stream_fanout::function()).await
}
