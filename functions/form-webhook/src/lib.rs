//! Takes leads in from forms: `POST /forms/{id}`; from its queue, the submissions that had to wait.

mod submit;

use shared::{
    App, capture,
    http::Routes,
    queue::{Message, Queue},
    runtime::Function,
};

/// The function.
pub fn function() -> Function {
    Function {
        routes: Some(Routes::new().post("/forms/{form_id}", submit::submit)),
        queue: Some((Queue::FormWebhook, |app, message| Box::pin(handle(app, message)))),
        ..Function::new("form-webhook")
    }
}

async fn handle(app: &App, message: Message) -> shared::Result<()> {
    match message {
        Message::ReceiptPending { receipt_id } => capture::process(app, receipt_id).await,
    }
}
