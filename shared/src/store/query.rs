//! Reading a range of one partition, of the table or of an index.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::{AttributeValue, ReturnConsumedCapacity};
use serde_dynamo::Item;

use super::{Index, Key, Store, unavailable};
use crate::Result;

/// Which sort keys of the partition.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SortKeys {
    /// All of them.
    All,
    /// Those that begin with this text.
    Prefix(String),
    /// Those up to and including this text.
    UpTo(String),
    /// Those behind this text.
    After(String),
    /// Those before this text.
    Before(String),
    /// Those from one text to another, both included.
    Between(String, String),
}

/// A range of one partition.
#[derive(Clone, Debug)]
pub struct Query {
    /// The table or the index.
    pub index: Index,
    /// The partition.
    pub pk: Key,
    /// The part of it.
    pub sort_keys: SortKeys,
    /// Strongly consistent; possible on the table only.
    pub strong: bool,
    /// From the last sort key down.
    pub descending: bool,
    /// The most rows to read.
    pub limit: usize,
    /// The key of the row to go on behind.
    pub after: Option<HashMap<String, AttributeValue>>,
}

/// One page of a range.
#[derive(Debug, Default)]
pub struct Rows {
    /// The items, in key order.
    pub items: Vec<Item>,
    /// The key to go on behind, if there may be more.
    pub next: Option<HashMap<String, AttributeValue>>,
    /// Read units consumed.
    pub units: f64,
}

impl Query {
    /// The whole partition `pk` of `index`, ascending.
    pub fn new(index: Index, pk: Key) -> Self {
        let strong = index == Index::Table;
        Self { index, pk, sort_keys: SortKeys::All, strong, descending: false, limit: 100, after: None }
    }
}

impl Store {
    /// Reads one page. An index lags behind by its nature.
    ///
    /// # Errors
    /// `Unavailable` when the table does not answer.
    pub async fn query(&self, query: Query) -> Result<Rows> {
        let (pk, sk) = query.index.attributes();
        let (condition, value, last) = match query.sort_keys {
            SortKeys::All => ("#pk = :pk", None, None),
            SortKeys::Prefix(text) => ("#pk = :pk AND begins_with(#sk, :sk)", Some(text), None),
            SortKeys::After(text) => ("#pk = :pk AND #sk > :sk", Some(text), None),
            SortKeys::Before(text) => ("#pk = :pk AND #sk < :sk", Some(text), None),
            SortKeys::UpTo(text) => ("#pk = :pk AND #sk <= :sk", Some(text), None),
            SortKeys::Between(first, last) => ("#pk = :pk AND #sk BETWEEN :sk AND :last", Some(first), Some(last)),
        };
        let mut request = self
            .client
            .query()
            .table_name(&self.table)
            .set_index_name(query.index.name().map(str::to_owned))
            .consistent_read(query.strong)
            .key_condition_expression(condition)
            .expression_attribute_names("#pk", pk)
            .expression_attribute_values(":pk", AttributeValue::S(query.pk.into_string()))
            .scan_index_forward(!query.descending)
            .limit(i32::try_from(query.limit).unwrap_or(i32::MAX))
            .set_exclusive_start_key(query.after)
            .return_consumed_capacity(ReturnConsumedCapacity::Total);
        if let Some(text) = value {
            request = request
                .expression_attribute_names("#sk", sk)
                .expression_attribute_values(":sk", AttributeValue::S(text));
        }
        if let Some(text) = last {
            request = request.expression_attribute_values(":last", AttributeValue::S(text));
        }
        let output = request.send().await.map_err(unavailable)?;
        self.note("Query", output.consumed_capacity.as_ref());
        let units = output.consumed_capacity.as_ref().and_then(|capacity| capacity.capacity_units).unwrap_or_default();
        let items = output.items.unwrap_or_default().into_iter().map(Item::from).collect();
        Ok(Rows { items, next: output.last_evaluated_key, units })
    }
}
