//! The Lambda function `form-webhook`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(form_webhook::function()).await
}
