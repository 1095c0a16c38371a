//! A batch of the table's stream, as Lambda sends it, and the filters that choose its records.

use aws_lambda_events::dynamodb;
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue, Item};
use serde_json::{Value, json, value::RawValue};

use super::StreamMapping;
use crate::{Error, Result};

/// Chooses records of the stream: inserted or changed items of one type, with one attribute at one value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// `INSERT`, `MODIFY`.
    pub events: &'static [&'static str],
    /// The value of `_type`.
    pub kind: &'static str,
    /// An attribute and the text it must have.
    pub attribute: Option<(&'static str, &'static str)>,
}

impl Pattern {
    /// Whether a record is chosen.
    pub fn matches(&self, event_name: &str, new_image: &Item) -> bool {
        let is =
            |name: &str, text: &str| matches!(new_image.get(name), Some(AttributeValue::S(value)) if value == text);
        self.events.contains(&event_name)
            && is("_type", self.kind)
            && self.attribute.is_none_or(|(name, text)| is(name, text))
    }
}

/// Records of one shard, in order.
#[derive(Clone, Debug, Default)]
pub struct StreamBatch {
    /// The shard, where the mapping has a tumbling window.
    pub shard_id: Option<String>,
    /// The records, oldest first.
    pub records: Vec<StreamRecord>,
}

/// One change of one item.
#[derive(Clone, Debug, Default)]
pub struct StreamRecord {
    /// Grows along the shard; digits only.
    pub sequence_number: String,
    /// The item after the change.
    pub new_image: Item,
}

/// The record from which on the batch must come again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BatchFailure {
    /// Its sequence number.
    #[serde(rename = "itemIdentifier")]
    pub sequence_number: String,
}

#[derive(Deserialize)]
struct Shard {
    #[serde(rename = "shardId")]
    shard_id: Option<String>,
}

/// Reads a stream event.
pub(super) fn read(event: &RawValue) -> Result<StreamBatch> {
    let bad = |e| Error::malformed("bad_event", format!("not an event of the stream: {e}"));
    let shard: Shard = serde_json::from_str(event.get()).map_err(bad)?;
    let event: dynamodb::Event = serde_json::from_str(event.get()).map_err(bad)?;
    let records = event.records.into_iter().map(|record| StreamRecord {
        sequence_number: record.change.sequence_number.unwrap_or_default(),
        new_image: record.change.new_image,
    });
    Ok(StreamBatch { shard_id: shard.shard_id, records: records.collect() })
}

/// What Lambda is answered. With a tumbling window the answer must have a state, else the call counts as failed.
pub(super) fn answer(failures: &[BatchFailure], mapping: StreamMapping) -> Value {
    let mut answer = json!({ "batchItemFailures": failures });
    if mapping.tumbling_window_seconds.is_some() {
        answer["state"] = json!({});
    }
    answer
}
