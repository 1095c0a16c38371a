//! Takes leads in: from forms of ours (`/forms/…`), from providers (`/hooks/forms/…`); from its queue, what had to wait.

mod browser;
mod docs;
mod hooks;
mod page;
mod submit;

pub use docs::operations;
use shared::{
    App, Error, capture,
    http::Routes,
    queue::{Message, Queue},
    runtime::Function,
};

/// The most bytes of a body.
const MAX_BODY: usize = 1024 * 1024;

/// The function.
pub fn function() -> Function {
    Function {
        routes: Some(routes()),
        queue: Some((Queue::FormWebhook, |app, message| Box::pin(handle(app, message)))),
        ..Function::new("form-webhook")
    }
}

fn routes() -> Routes {
    Routes::new()
        .get("/forms/{form_id}", page::show)
        .post("/forms/{form_id}", submit::submit)
        .options("/forms/{form_id}", submit::preflight)
        .get("/forms/{form_id}/thanks", page::thanks)
        .get("/hooks/forms/facebook", hooks::facebook_handshake)
        .post("/hooks/forms/facebook", hooks::facebook)
        .post("/hooks/forms/{provider}/{form_id}", hooks::signed)
        .post("/hooks/forms/{provider}/{form_id}/{token}", hooks::tokened)
}

async fn handle(app: &App, message: Message) -> shared::Result<()> {
    match message {
        Message::ReceiptPending { receipt_id } => capture::process(app, receipt_id).await,
        Message::TextWaiting { .. } => Err(Error::malformed("bad_message", "this message is of another queue")),
    }
}
