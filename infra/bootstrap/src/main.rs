//! One binary that is any function: Lambda says which one in `_HANDLER`.

use shared::runtime;

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::disallowed_methods,
    reason = "Lambda names the function in the environment, before there are settings"
)]
async fn main() -> Result<(), runtime::RuntimeError> {
    let name = std::env::var("_HANDLER").unwrap_or_default();
    let function = bootstrap::functions().into_iter().find(|function| function.name == name);
    runtime::run(function.ok_or_else(|| format!("_HANDLER is `{name}`, and no function is called so"))?).await
}
