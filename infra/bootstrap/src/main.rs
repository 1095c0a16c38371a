//! One binary that is any function: Lambda says which one in `_HANDLER`. For tests; what is shipped is a binary a function.

use shared::runtime::{self, Function};

#[tokio::main(flavor = "current_thread")]
#[expect(
    clippy::disallowed_methods,
    reason = "Lambda names the function in the environment, before there are settings"
)]
async fn main() -> Result<(), runtime::RuntimeError> {
    let name = std::env::var("_HANDLER").unwrap_or_default();
    let function = bootstrap::functions().into_iter().find(|function| function.name == name);
    let function = function.ok_or_else(|| format!("_HANDLER is `{name}`, and no function is called so"))?;
    let is_emulated = std::env::var_os("AWS_ENDPOINT_URL").is_some();
    runtime::run(if is_emulated { with_one_shard(function) } else { function }).await
}

/// The emulated cloud has no tumbling windows, with which Lambda says of which shard a batch is; it has one shard.
fn with_one_shard(function: Function) -> Function {
    let tell: runtime::StreamHandler = |app, mut batch| {
        batch.shard_id.get_or_insert_with(|| "shard-0".to_owned());
        match stream_counters::function().stream {
            Some((_, handler)) => handler(app, batch),
            None => Box::pin(async { Ok(None) }),
        }
    };
    let stream = function
        .stream
        .map(|(mapping, handler)| (mapping, if mapping.tumbling_window_seconds.is_some() { tell } else { handler }));
    Function { stream, ..function }
}
