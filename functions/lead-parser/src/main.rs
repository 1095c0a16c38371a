//! The Lambda function `lead-parser`.

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), shared::runtime::RuntimeError> {
    shared::runtime::run(lead_parser::function()).await
}
