//! The Lambda function `crm-api`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(crm_api::function()).await
}
