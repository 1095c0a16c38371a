//! What follows from an Event: list rows, name rows, messages to queues. Done twice, the second time changes nothing.

mod redrive;
mod rows;
mod sweep;

use serde_dynamo::AttributeValue;

pub use self::redrive::{Watermark, redrive, redrive_between};
pub use self::sweep::sweep_receipts;
use crate::{
    App, Result,
    event::Event,
    queue::{self, Message},
    runtime::{BatchFailure, StreamBatch},
    store::{Entity as _, Item, decode},
};

/// The attribute of an Event that was routed.
const MARK: &str = "routed";

/// Routes the Events of a batch, in order; answers with the first that must come again.
///
/// An Event that can never be routed is logged and left without its mark; it does not hold up the others.
pub async fn route_batch(app: &App, batch: StreamBatch) -> Option<BatchFailure> {
    for record in &batch.records {
        if let Err(error) = route_item(app, record.new_image.clone()).await {
            if error.is_retryable() {
                tracing::warn!(error.code = error.code(), "will route again: {}", error.chain());
                return Some(record.failure());
            }
            tracing::error!(error.code = error.code(), "an event cannot be routed: {}", error.chain());
        }
    }
    None
}

async fn route_item(app: &App, item: Item) -> Result<()> {
    if is_routed(&item) {
        return Ok(());
    }
    let event = decode::<Event>(item)?.value;
    rows::write(app, &event).await?;
    let messages = messages(&event)?;
    if !messages.is_empty() {
        queue::send(app, &messages).await?;
    }
    app.store.mark(&Event::place(&event.reference()), MARK).await
}

fn is_routed(item: &Item) -> bool {
    matches!(item.get(MARK), Some(AttributeValue::Bool(true)))
}

/// Which queues hear of an Event.
fn messages(event: &Event) -> Result<Vec<Message>> {
    Ok(match event.event_type.as_str() {
        "receipt.received" => vec![Message::ReceiptPending { receipt_id: event.subject.parse()? }],
        _ => Vec::new(),
    })
}
