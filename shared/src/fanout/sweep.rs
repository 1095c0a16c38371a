//! Pending receipts whose time has come go to their queue again: a lost queue loses nothing.

use serde_dynamo::AttributeValue;

use crate::{
    App, Id, Result,
    integrations::{Receipt, WAITING_SHARDS},
    queue::{self, Message},
    store::{Index, Key, Query, SortKeys},
};

/// The most receipts of a shard that one call sends.
const PAGE: usize = 100;

/// Sends every receipt that is due to its queue; answers how many.
///
/// # Errors
/// Those of the store and the queues.
pub async fn sweep_receipts(app: &App) -> Result<usize> {
    let mut messages = Vec::new();
    // `~` sorts behind every id, so that the millisecond of now is included.
    let due = SortKeys::UpTo(format!("{}#~", Key::timed(app.now(), "").as_str().trim_end_matches('#')));
    for shard in 0..WAITING_SHARDS {
        let query =
            Query { sort_keys: due.clone(), limit: PAGE, ..Query::new(Index::Gsi1, Receipt::waiting_key(shard)) };
        for row in app.store.query(query).await?.items {
            let Some(AttributeValue::S(pk)) = row.get("pk") else {
                continue;
            };
            if let Some(Ok(receipt_id)) = pk.strip_prefix("R#").map(str::parse::<Id<Receipt>>) {
                messages.push(Message::ReceiptPending { receipt_id });
            }
        }
    }
    queue::send(app, &messages).await?;
    Ok(messages.len())
}
