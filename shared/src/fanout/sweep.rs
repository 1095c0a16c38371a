//! What waits and whose time has come goes to its queue again: a lost queue loses nothing.

use crate::{
    App, Result,
    integrations::{Receipt, WAITING_SHARDS},
    queue::{self, Message},
    store::{self, Index, Item, Key, Query, SortKeys},
    workflow::{self, Extraction},
};

/// The most records of a shard that one call sends.
const PAGE: usize = 100;

/// Sends every receipt and every text that is due to its queue; answers how many.
///
/// # Errors
/// Those of the store and the queues.
pub async fn sweep_waiting(app: &App) -> Result<usize> {
    let mut messages = Vec::new();
    for shard in 0..WAITING_SHARDS {
        let due = due(app, Receipt::waiting_key(shard)).await?;
        let ids = due.iter().filter_map(|row| id(row, "R#")?.parse().ok());
        messages.extend(ids.map(|receipt_id| Message::ReceiptPending { receipt_id }));
    }
    for shard in 0..workflow::WAITING_SHARDS {
        let due = due(app, Extraction::waiting_key(shard)).await?;
        let ids = due.iter().filter_map(|row| id(row, "EX#")?.parse().ok());
        messages.extend(ids.map(|extraction_id| Message::TextWaiting { extraction_id }));
    }
    queue::send(app, &messages).await?;
    Ok(messages.len())
}

/// What waits in a shard and is due.
async fn due(app: &App, shard: Key) -> Result<Vec<Item>> {
    // `~` sorts behind every id, so that the millisecond of now is included.
    let until = format!("{}#~", Key::timed(app.now(), "").as_str().trim_end_matches('#'));
    let query = Query { sort_keys: SortKeys::UpTo(until), limit: PAGE, ..Query::new(Index::Gsi1, shard) };
    Ok(app.store.query(query).await?.items)
}

/// The id in the partition key of a row.
fn id<'r>(row: &'r Item, prefix: &str) -> Option<&'r str> {
    store::text(row, "pk")?.strip_prefix(prefix)
}
