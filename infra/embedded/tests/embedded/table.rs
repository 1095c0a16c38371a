//! A table with two indexes, a stream and a time to live.

use std::collections::HashMap;
use std::ops::Range;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use aws_sdk_dynamodb::types::{
    AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType, Projection,
    ProjectionType, PutRequest, ScalarAttributeType, StreamSpecification, StreamViewType, TimeToLiveSpecification,
    WriteRequest,
};
use aws_sdk_dynamodbstreams::types::{Record, ShardIteratorType};
use embedded::dynamo::Dynamo;
use tempfile::TempDir;

use crate::clients::{dynamo_client, streams_client};

/// Its name.
pub(crate) const TABLE: &str = "table";

pub(crate) async fn on_disk() -> (TempDir, Dynamo) {
    let folder = tempfile::tempdir().unwrap();
    let dynamo = Dynamo::open(&file(&folder)).await.unwrap();
    (folder, dynamo)
}

pub(crate) fn file(folder: &TempDir) -> PathBuf {
    folder.path().join("data/dynamo.db")
}

pub(crate) fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

pub(crate) fn key(name: &str, of: KeyType) -> KeySchemaElement {
    KeySchemaElement::builder().attribute_name(name).key_type(of).build().unwrap()
}

pub(crate) fn index(name: &str) -> GlobalSecondaryIndex {
    let projection = Projection::builder().projection_type(ProjectionType::Include).non_key_attributes("l").build();
    let index = GlobalSecondaryIndex::builder().index_name(name).projection(projection);
    let index = index.key_schema(key(&format!("{name}pk"), KeyType::Hash));
    index.key_schema(key(&format!("{name}sk"), KeyType::Range)).build().unwrap()
}

pub(crate) async fn create_table(client: &aws_sdk_dynamodb::Client) {
    let stream = StreamSpecification::builder().stream_enabled(true).stream_view_type(StreamViewType::NewAndOldImages);
    let mut create = client.create_table().table_name(TABLE).billing_mode(BillingMode::PayPerRequest);
    for name in ["pk", "sk", "gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk"] {
        let attribute = AttributeDefinition::builder().attribute_name(name).attribute_type(ScalarAttributeType::S);
        create = create.attribute_definitions(attribute.build().unwrap());
    }
    let create = create.key_schema(key("pk", KeyType::Hash)).key_schema(key("sk", KeyType::Range));
    let create = create.global_secondary_indexes(index("gsi1")).global_secondary_indexes(index("gsi2"));
    create.stream_specification(stream.build().unwrap()).send().await.unwrap();
    let ttl = TimeToLiveSpecification::builder().enabled(true).attribute_name("ttl").build().unwrap();
    client.update_time_to_live().table_name(TABLE).time_to_live_specification(ttl).send().await.unwrap();
}

/// Puts the items of a range, sixteen at a time; returns how long it took.
pub(crate) async fn write(client: &aws_sdk_dynamodb::Client, range: Range<usize>) -> Duration {
    let started = Instant::now();
    let next = Arc::new(Mutex::new(range));
    let writers: Vec<_> = (0..16)
        .map(|_| {
            let (client, next) = (client.clone(), next.clone());
            tokio::spawn(async move {
                loop {
                    let Some(i) = next.lock().unwrap().next() else { return };
                    put(&client, i).await;
                }
            })
        })
        .collect();
    for writer in writers {
        writer.await.unwrap();
    }
    started.elapsed()
}

async fn put(client: &aws_sdk_dynamodb::Client, i: usize) {
    let put = client.put_item().table_name(TABLE).set_item(Some(item(i)));
    put.condition_expression("attribute_not_exists(pk)").send().await.unwrap();
}

/// Puts the items of a range in batches: many in a short time.
pub(crate) async fn fill(client: &aws_sdk_dynamodb::Client, range: Range<usize>) {
    let all: Vec<_> = range.collect();
    for batch in all.chunks(25) {
        let puts = batch.iter().map(|&i| PutRequest::builder().set_item(Some(item(i))).build().unwrap());
        let requests = puts.map(|put| WriteRequest::builder().put_request(put).build()).collect();
        client.batch_write_item().request_items(TABLE, requests).send().await.unwrap();
    }
}

fn item(i: usize) -> HashMap<String, AttributeValue> {
    let attributes = [
        ("pk", format!("tenant#{}", i % 50)),
        ("sk", format!("lead#{i:06}")),
        ("gsi1pk", "all".to_owned()),
        ("gsi1sk", format!("{i:06}")),
        ("gsi2pk", format!("owner#{}", i % 10)),
        ("gsi2sk", i.to_string()),
        ("l", "Some Person".to_owned()),
        ("note", "x".repeat(400)),
    ];
    attributes.into_iter().map(|(name, value)| (name.to_owned(), text(value))).collect()
}

pub(crate) async fn read_stream(dynamo: &Dynamo, from: ShardIteratorType, after: Option<&str>) -> Vec<Record> {
    let client = streams_client(dynamo);
    let table = dynamo_client(dynamo).describe_table().table_name(TABLE).send().await.unwrap().table.unwrap();
    let arn = table.latest_stream_arn().unwrap();
    let stream = client.describe_stream().stream_arn(arn).send().await.unwrap().stream_description.unwrap();
    let shard = stream.shards()[0].shard_id().unwrap();
    let iterator = client.get_shard_iterator().stream_arn(arn).shard_id(shard).shard_iterator_type(from);
    let iterator = iterator.set_sequence_number(after.map(str::to_owned)).send().await.unwrap();
    let (mut iterator, mut records) = (iterator.shard_iterator, Vec::new());
    while let Some(at) = iterator {
        let page = client.get_records().shard_iterator(at).send().await.unwrap();
        if page.records().is_empty() {
            break;
        }
        records.extend(page.records.unwrap_or_default());
        iterator = page.next_shard_iterator;
    }
    records
}

pub(crate) fn sequence_number(record: &Record) -> &str {
    record.dynamodb().unwrap().sequence_number().unwrap()
}
