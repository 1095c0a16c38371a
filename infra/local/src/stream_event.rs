//! Records of the table's stream as the event that Lambda sends.

use aws_sdk_dynamodbstreams::types::Record;
use serde_dynamo::Item;
use serde_json::{Value, json};
use shared::runtime::{Pattern, StreamMapping};

/// Where records come from.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The stream.
    pub arn: String,
    /// The shard.
    pub shard_id: String,
    /// The region.
    pub region: String,
}

/// The record's place in its shard.
pub fn sequence_number(record: &Record) -> String {
    record.dynamodb().and_then(|change| change.sequence_number()).unwrap_or_default().to_owned()
}

/// Whether one of the mapping's patterns chooses the record.
pub fn is_chosen(record: &Record, patterns: &[Pattern]) -> bool {
    let name = record.event_name().map(|name| name.as_str()).unwrap_or_default();
    let image = record.dynamodb().and_then(|change| change.new_image.clone());
    let image = image.map(Item::from).unwrap_or_default();
    patterns.iter().any(|pattern| pattern.matches(name, &image))
}

/// The event of a batch.
pub fn event(records: &[&Record], origin: &Origin, mapping: &StreamMapping) -> Value {
    let records: Vec<Value> = records.iter().map(|record| one(record, origin)).collect();
    let mut event = json!({ "Records": records });
    if let Some(seconds) = mapping.tumbling_window_seconds {
        let at = records_start(&event);
        let start = at.div_euclid(i64::from(seconds)) * i64::from(seconds);
        let time = |seconds: i64| jiff::Timestamp::from_second(seconds).unwrap_or_default().to_string();
        event["window"] = json!({ "start": time(start), "end": time(start + i64::from(seconds)) });
        event["state"] = json!({});
        event["shardId"] = json!(origin.shard_id);
        event["eventSourceARN"] = json!(origin.arn);
        event["isFinalInvokeForWindow"] = json!(false);
        event["isWindowTerminatedEarly"] = json!(false);
    }
    event
}

fn records_start(event: &Value) -> i64 {
    event["Records"][0]["dynamodb"]["ApproximateCreationDateTime"].as_i64().unwrap_or_default()
}

fn one(record: &Record, origin: &Origin) -> Value {
    let change = record.dynamodb();
    let image = |image: Option<std::collections::HashMap<_, _>>| image.map(|image| json!(Item::from(image)));
    let mut dynamodb = json!({
        "ApproximateCreationDateTime": change.and_then(|c| c.approximate_creation_date_time).map(|at| at.secs()),
        "Keys": image(change.and_then(|c| c.keys.clone())),
        "SequenceNumber": sequence_number(record),
        "SizeBytes": change.and_then(|c| c.size_bytes),
        "StreamViewType": change.and_then(|c| c.stream_view_type.as_ref()).map(|kind| kind.as_str()),
    });
    for (name, value) in [
        ("NewImage", image(change.and_then(|c| c.new_image.clone()))),
        ("OldImage", image(change.and_then(|c| c.old_image.clone()))),
    ] {
        if let Some(value) = value {
            dynamodb[name] = value;
        }
    }
    json!({
        "eventID": record.event_id(), "eventName": record.event_name().map(|name| name.as_str()),
        "eventVersion": record.event_version(), "eventSource": "aws:dynamodb", "awsRegion": origin.region,
        "eventSourceARN": origin.arn, "dynamodb": dynamodb,
    })
}
