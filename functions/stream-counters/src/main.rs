//! The Lambda function `stream-counters`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(stream_counters::function()).await
}
