//! Several records of several types in one round trip.

use std::collections::{BTreeSet, HashMap};

use aws_sdk_dynamodb::types::KeysAndAttributes;
use serde_dynamo::{AttributeValue, Item};

use super::{Entity, Operation, Place, Saved, Store, decode, key_map, unavailable};
use crate::{Error, Result};

/// The most keys that one BatchGetItem takes (AWS service quota).
const MAX_KEYS: usize = 100;
/// How often keys that the table left unprocessed are asked for again.
const MAX_ROUNDS: usize = 5;

/// A list of records to read together.
#[must_use = "nothing is read until `fetch`"]
pub struct Batch<'a> {
    store: &'a Store,
    strong: bool,
    places: BTreeSet<Place>,
}

/// What a batch found.
#[derive(Debug, Default)]
pub struct Found(HashMap<(String, String), Item>);

impl Store {
    /// Begins a batch of strongly consistent reads.
    pub fn batch(&self) -> Batch<'_> {
        Batch { store: self, strong: true, places: BTreeSet::new() }
    }

    /// Begins a batch of reads at half the price, possibly as things were a moment ago: for who checks afterwards, and for
    /// what never changes.
    pub fn glances(&self) -> Batch<'_> {
        Batch { strong: false, ..self.batch() }
    }
}

impl Batch<'_> {
    /// Adds a record.
    pub fn want<E: Entity>(mut self, reference: &E::Ref) -> Self {
        self.places.insert(E::place(reference));
        self
    }

    /// Adds what lies at `place`, whatever it is.
    pub fn want_place(mut self, place: Place) -> Self {
        self.places.insert(place);
        self
    }

    /// Reads them all: one round trip for up to 100 records.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer or keeps leaving keys unprocessed.
    pub async fn fetch(self) -> Result<Found> {
        let mut found = Found::default();
        let places: Vec<Place> = self.places.into_iter().collect();
        for chunk in places.chunks(MAX_KEYS) {
            let keys = chunk.iter().map(key_map).collect();
            let build = |e| Error::internal("building a batch", e);
            let keys = KeysAndAttributes::builder().set_keys(Some(keys)).consistent_read(self.strong);
            let mut left = Some(keys.build().map_err(build)?);
            for _ in 0..MAX_ROUNDS {
                let Some(keys) = left.take() else { break };
                left = fetch_round(self.store, keys, &mut found).await?;
            }
            if left.is_some() {
                return Err(Error::unavailable("the database", "keys were left unprocessed"));
            }
        }
        Ok(found)
    }
}

async fn fetch_round(store: &Store, keys: KeysAndAttributes, found: &mut Found) -> Result<Option<KeysAndAttributes>> {
    let request = store.client.batch_get_item().request_items(&store.table, keys);
    let output = request.set_return_consumed_capacity(store.capacity()).send().await.map_err(unavailable)?;
    if let Some(meter) = &store.meter {
        meter.note(Operation::new("BatchGetItem", output.consumed_capacity().iter()));
    }
    for item in output.responses.unwrap_or_default().into_values().flatten() {
        let item = Item::from(item);
        if let (Some(AttributeValue::S(pk)), Some(AttributeValue::S(sk))) = (item.get("pk"), item.get("sk")) {
            found.0.insert((pk.clone(), sk.clone()), item);
        }
    }
    Ok(output.unprocessed_keys.unwrap_or_default().into_values().next().filter(|keys| !keys.keys().is_empty()))
}

impl Found {
    /// Takes a record out of what was found.
    ///
    /// # Errors
    /// `Internal` when the item cannot be read.
    pub fn take<E: Entity>(&mut self, reference: &E::Ref) -> Result<Option<Saved<E>>> {
        self.take_item(&E::place(reference)).map(decode).transpose()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there is nothing.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Takes what lies at `place`.
    pub fn take_item(&mut self, place: &Place) -> Option<Item> {
        self.0.remove(&(place.pk.as_str().to_owned(), place.sk.as_str().to_owned()))
    }
}
