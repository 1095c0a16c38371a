//! Reads leads out of plain words: typed by somebody (`POST /api/crm/leads/parse`), or what waits in its queue.

mod docs;
mod parse;

pub use docs::operations;
use shared::{
    App, Error,
    http::Routes,
    queue::{Message, Queue},
    runtime::Function,
    workflow,
};

/// The function.
pub fn function() -> Function {
    Function {
        routes: Some(routes()),
        queue: Some((Queue::LeadParser, |app, message| Box::pin(handle(app, message)))),
        ..Function::new("lead-parser")
    }
}

fn routes() -> Routes {
    Routes::new().post("/api/crm/leads/parse", parse::parse).get("/api/crm/leads/parse/{id}", parse::read_parsed)
}

async fn handle(app: &App, message: Message) -> shared::Result<()> {
    match message {
        Message::TextWaiting { extraction_id } => workflow::process(app, extraction_id).await,
        Message::ReceiptPending { .. } => Err(Error::malformed("bad_message", "this message is of another queue")),
    }
}
