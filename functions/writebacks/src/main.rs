//! The Lambda function `writebacks`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(writebacks::function()).await
}
