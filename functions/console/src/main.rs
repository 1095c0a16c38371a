//! The Lambda function `console`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(console::function()).await
}
