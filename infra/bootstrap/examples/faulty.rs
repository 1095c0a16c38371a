//! A function that does what none should, for the tests of what then happens.

use std::time::Duration;

use shared::{
    App,
    http::Routes,
    queue::{Message, Queue},
    runtime::{self, Function, Handling, RuntimeError, Schedule},
};

/// What it does with this receipt takes longer than any deadline allows.
const SLOW: &str = "00000000-0000-8000-8000-000000000000";

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), RuntimeError> {
    runtime::run(faulty()).await
}

fn faulty() -> Function {
    async fn panics() {
        panic!("Ann Lee");
    }
    async fn hangs() {
        std::future::pending::<()>().await;
    }
    async fn blocks() {
        std::thread::sleep(Duration::from_secs(60));
    }
    fn on_schedule(_: &App) -> Handling<'_, ()> {
        Box::pin(async { panic!("Ann Lee") })
    }
    fn on_message(_: &App, message: Message) -> Handling<'_, ()> {
        Box::pin(async move {
            let Message::ReceiptPending { receipt_id } = message else {
                return Err(shared::Error::malformed("bad_message", "this message is of another queue"));
            };
            if receipt_id.to_string() == SLOW {
                hangs().await;
            }
            Ok(())
        })
    }
    Function {
        routes: Some(Routes::new().get("/panics", panics).get("/hangs", hangs).get("/blocks", blocks)),
        queue: Some((Queue::FormWebhook, on_message)),
        schedule: Some((Schedule { name: "panics", every_seconds: 60 }, on_schedule)),
        ..Function::new("faulty")
    }
}
