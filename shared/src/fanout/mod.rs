//! What follows from an Event: list rows, name rows, messages to queues. Done twice, the second time changes nothing.

mod redrive;
mod rows;
mod sweep;

use std::{collections::BTreeMap, sync::Arc};

use serde_dynamo::AttributeValue;
use tokio::{sync::Semaphore, task::JoinSet};

pub use self::redrive::{Watermark, redrive, redrive_between};
pub use self::sweep::sweep_waiting;
use crate::{
    App, Result,
    event::Event,
    queue::{self, Message},
    runtime::{BatchFailure, StreamBatch},
    store::{Entity as _, Item, decode},
    workflow,
};

/// The attribute of an Event that was routed.
pub(crate) const MARK: &str = "routed";

/// So many records of different subjects are worked on at once: nearly all of the time is waiting for the table.
const AT_ONCE: usize = 16;

/// Routes the Events of a batch, those of one subject in order; answers with the first that must come again.
///
/// An Event that can never be routed is logged and left without its mark; it does not hold up the others.
pub async fn route_batch(app: &App, batch: StreamBatch) -> Option<BatchFailure> {
    let numbers: Vec<String> = batch.records.iter().map(|record| record.sequence_number.clone()).collect();
    let mut chains: BTreeMap<String, Vec<(usize, Item)>> = BTreeMap::new();
    for (position, record) in batch.records.into_iter().enumerate() {
        let subject = if let Some(AttributeValue::S(pk)) = record.new_image.get("pk") { pk.as_str() } else { "" };
        chains.entry(subject.to_owned()).or_default().push((position, record.new_image));
    }
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut routing = JoinSet::new();
    for chain in chains.into_values() {
        let (app, room) = (app.clone(), Arc::clone(&room));
        routing.spawn(async move {
            let _place = room.acquire().await;
            route_chain(&app, chain).await
        });
    }
    let mut first = None;
    while let Some(routed) = routing.join_next().await {
        let failed = routed.unwrap_or_else(|error| {
            tracing::error!("routing a batch broke off: {error}");
            Some(0)
        });
        first = [first, failed].into_iter().flatten().min();
    }
    first.and_then(|position| numbers.into_iter().nth(position)).map(|sequence_number| BatchFailure { sequence_number })
}

/// Routes the Events of one subject, in order; answers with the position of the first that must come again.
async fn route_chain(app: &App, chain: Vec<(usize, Item)>) -> Option<usize> {
    for (position, item) in chain {
        if let Err(error) = route_item(app, item).await {
            if error.is_retryable() {
                tracing::warn!(error.code = error.code(), "will route again: {}", error.chain());
                return Some(position);
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
    let mut messages = messages(&event)?;
    if let Some(extraction_id) = workflow::message_of(app, &event).await? {
        messages.push(Message::TextWaiting { extraction_id });
    }
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
        "text.received" | "text.asked_again" => vec![Message::TextWaiting { extraction_id: event.subject.parse()? }],
        _ => Vec::new(),
    })
}
