//! The single table: typed records in, typed records out, every write conditional.

mod batch;
mod cursor;
mod entity;
mod key;
mod list;
mod meter;
mod once;
mod parts;
mod query;
mod schema;
mod single;
mod tx;

use std::{collections::HashMap, sync::Arc, time::Duration};

use aws_sdk_dynamodb::{
    Client,
    types::{AttributeValue, ReturnConsumedCapacity},
};
pub use batch::{Batch, Found};
pub use cursor::{CursorKey, Cursors};
pub use entity::{Access, Entity, Meta, Saved, Summary, decode, encode, object, summary_row};
pub use key::{Index, Key, Place, Places};
pub use list::{
    Facet, Facets, ListRequest, ListRow, Listed, Page, Part, facet_part, facet_place, list, list_rows, total_counter,
};
pub use meter::{Meter, Operation};
pub use once::{Answered, Idempotency, Once};
pub use parts::list_parts;
pub use query::{Query, Rows, SortKeys};
pub use schema::create_table;
pub use serde_dynamo::Item;
pub use tx::{Condition, RawWrite, Tx};

use crate::{Error, Result, clock::BusinessClock, random::Random};

/// How long the first request to the table may take before the function goes on without it.
const PRIMING: Duration = Duration::from_secs(2);

/// A handle on the table. Clones are cheap.
#[derive(Clone)]
pub struct Store {
    client: Client,
    table: String,
    clock: BusinessClock,
    random: Random,
    meter: Option<Meter>,
    once: Option<Arc<Once>>,
}

impl Store {
    /// The table called `table` behind `client`.
    pub fn new(client: Client, table: impl Into<String>, clock: BusinessClock, random: Random) -> Self {
        Self { client, table: table.into(), clock, random, meter: None, once: None }
    }

    /// The same table, noting every request and the units it consumed in `meter`.
    #[must_use]
    pub fn metered(mut self, meter: Meter) -> Self {
        self.meter = Some(meter);
        self
    }

    /// The same table for one request: its key is written together with its first command.
    #[must_use]
    pub fn keyed(self, once: Once) -> Self {
        Self { once: Some(once.into()), ..self }
    }

    /// The SDK client, for the few calls that are not about records.
    pub fn client(&self) -> &Client {
        &self.client
    }

    /// The table's name.
    pub fn table(&self) -> &str {
        &self.table
    }

    /// Reads a record, strongly consistent. `None` when there is none; tombstoned records are there.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer, `Internal` when the item cannot be read.
    pub async fn get<E: Entity>(&self, reference: &E::Ref) -> Result<Option<Saved<E>>> {
        self.read(reference, true).await
    }

    async fn read<E: Entity>(&self, reference: &E::Ref, strong: bool) -> Result<Option<Saved<E>>> {
        let place = E::place(reference);
        let request =
            self.client.get_item().table_name(&self.table).set_key(Some(key_map(&place))).consistent_read(strong);
        let output = request.set_return_consumed_capacity(self.capacity()).send().await.map_err(unavailable)?;
        self.note("GetItem", output.consumed_capacity.as_ref());
        output.item.map(|item| decode(Item::from(item))).transpose()
    }

    /// Reads a record at half the price, possibly as it was a moment ago: for who checks afterwards.
    ///
    /// # Errors
    /// Those of [`Self::get`].
    pub async fn glance<E: Entity>(&self, reference: &E::Ref) -> Result<Option<Saved<E>>> {
        self.read(reference, false).await
    }

    /// Like [`Self::get`], for a record that must be there and must not be tombstoned.
    ///
    /// # Errors
    /// `NotFound`, and those of [`Self::get`].
    pub async fn load<E: Entity>(&self, reference: &E::Ref) -> Result<Saved<E>> {
        let found = self.get::<E>(reference).await?.filter(|saved| saved.meta.deleted_at.is_none());
        found.ok_or_else(|| Error::NotFound { entity: E::TYPE, id: E::label(reference) })
    }

    /// Asks the table for an item that nobody writes: who comes first finds the connection made. Whether it answers is
    /// another matter, for who comes first to find out.
    pub async fn prime(&self) {
        let key = key_map(&Place::head(Key::new("KEY").with("nobody")));
        let asked = self.client.get_item().table_name(&self.table).set_key(Some(key)).send();
        match tokio::time::timeout(PRIMING, asked).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::warn!("the table did not answer at first: {}", unavailable(error).chain()),
            Err(_) => tracing::warn!("the table did not answer in time at first"),
        }
    }

    /// Begins a transaction.
    pub fn tx(&self) -> Tx<'_> {
        Tx::new(self)
    }

    fn capacity(&self) -> Option<ReturnConsumedCapacity> {
        self.meter.is_some().then_some(ReturnConsumedCapacity::Indexes)
    }

    fn note(&self, name: &'static str, consumed: Option<&aws_sdk_dynamodb::types::ConsumedCapacity>) {
        if let Some(meter) = &self.meter {
            meter.note(Operation::new(name, consumed.into_iter()));
        }
    }
}

/// The error for a table that did not answer as it should.
pub(crate) fn unavailable(source: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::unavailable("the database", source)
}

/// The text that an item has under `name`, if it is one.
pub(crate) fn text<'i>(item: &'i Item, name: &str) -> Option<&'i str> {
    match item.get(name) {
        Some(serde_dynamo::AttributeValue::S(text)) => Some(text),
        _ => None,
    }
}

fn key_map(place: &Place) -> HashMap<String, AttributeValue> {
    HashMap::from([
        ("pk".to_owned(), AttributeValue::S(place.pk.as_str().to_owned())),
        ("sk".to_owned(), AttributeValue::S(place.sk.as_str().to_owned())),
    ])
}
