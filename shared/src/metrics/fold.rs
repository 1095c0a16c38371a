//! Folding a batch of Events into the counters: one transaction with the position that was folded.
//!
//! The stream repeats batches, and a repeated one may have other borders. So the position stands in the table, per shard,
//! and moves in the transaction that adds: what lies at or before it was counted.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue as Attribute;
use serde_dynamo::AttributeValue;

use crate::{
    App, Error, Result,
    event::Event,
    runtime::{StreamBatch, StreamRecord},
    store::{Facets, Key, Place, RawWrite, decode, total_counter},
};

/// What is counted, by counter name.
pub type Counts = BTreeMap<String, i64>;

/// Counters of all time.
pub(super) fn total_place() -> Place {
    Place::head(Key::new("M#total"))
}

/// The partition of the days, so that one query reads a month of them.
pub(super) fn days_key() -> Key {
    Key::new("M#day")
}

/// Counters of a day.
fn day_place(day: &str) -> Place {
    Place::new(days_key(), Key::value(day))
}

fn position_place(shard: &str) -> Place {
    Place::head(Key::new("HW").with(shard))
}

/// What one Event adds to the counters of all time, and to those of its day.
pub fn counts_of(event: &Event) -> (Counts, Counts) {
    let mut total = Counts::new();
    let list = event.kind.to_uppercase();
    let mut add = |facets: &Facets, by: i64| {
        for (facet, values) in facets {
            for value in values {
                *total.entry(total_counter(&list, facet, value)).or_default() += by;
            }
        }
    };
    add(&event.facets_before, -1);
    add(&event.facets_after, 1);
    for (record, verb) in &event.records {
        let kind = record.split(' ').next().unwrap_or_default();
        let by = match verb.as_str() {
            "created" | "restored" => 1,
            "tombstoned" => -1,
            _ => continue,
        };
        *total.entry(format!("{}.all", kind.to_uppercase())).or_default() += by;
    }
    total.retain(|_, by| *by != 0);
    let day = Counts::from([(event.event_type.clone(), 1)]);
    (total, day)
}

/// The most Events that one transaction folds: its expressions must stay under DynamoDB's 4 KB, whatever the Events tell.
const SLICE: usize = 25;
/// The most terms of one update expression, for the same reason.
const MAX_TERMS: usize = 150;

/// Folds the batch. Done twice, the second time does nothing.
///
/// # Errors
/// Those of the store; then the batch comes again, and what was folded of it is not folded twice. `Malformed` when the
/// mapping does not tell the shard.
pub async fn fold(app: &App, batch: &StreamBatch) -> Result<()> {
    let shard = batch.shard_id.as_deref();
    let shard = shard.ok_or_else(|| Error::malformed("bad_event", "the counters' mapping needs a tumbling window"))?;
    let mut folded = position(app, shard).await?;
    let new = |record: &&StreamRecord| folded.as_ref().is_none_or(|folded| padded(&record.sequence_number) > *folded);
    let records: Vec<&StreamRecord> = batch.records.iter().filter(new).collect();
    for slice in records.chunks(SLICE) {
        if let Some(last) = slice.last() {
            let last = padded(&last.sequence_number);
            fold_slice(app, shard, folded.take(), slice, last.clone()).await?;
            folded = Some(last);
        }
    }
    Ok(())
}

async fn fold_slice(
    app: &App,
    shard: &str,
    folded: Option<String>,
    records: &[&StreamRecord],
    last: String,
) -> Result<()> {
    let (mut total, mut days) = (Counts::new(), BTreeMap::<String, Counts>::new());
    for record in records {
        match decode::<Event>(record.new_image.clone()) {
            Ok(event) => {
                let (all, of_day) = counts_of(&event.value);
                all.into_iter().for_each(|(name, by)| *total.entry(name).or_default() += by);
                let day = days.entry(event.meta.created_at.day()).or_default();
                of_day.into_iter().for_each(|(name, by)| *day.entry(name).or_default() += by);
            }
            Err(error) => tracing::error!(error.code = error.code(), "an event cannot be counted: {}", error.chain()),
        }
    }
    let many = total.len() + days.values().map(Counts::len).sum::<usize>() > MAX_TERMS;
    if let (true, [first, .., _]) = (many, records) {
        // Events of many tags each: halve until they fit. One Event's facets are bounded by its form's.
        let (left, right) = records.split_at(records.len() / 2);
        let middle =
            left.last().map_or_else(|| padded(&first.sequence_number), |record| padded(&record.sequence_number));
        Box::pin(fold_slice(app, shard, folded, left, middle.clone())).await?;
        return Box::pin(fold_slice(app, shard, Some(middle), right, last)).await;
    }
    let mut tx = app.store.tx().raw(advance(shard, folded, last), "stream position", shard.to_owned());
    let days = days.into_iter().map(|(day, counts)| (day_place(&day), counts));
    for (place, counts) in std::iter::once((total_place(), total)).chain(days) {
        if !counts.is_empty() {
            let name = format!("{} {}", place.pk.as_str(), place.sk.as_str());
            tx = tx.raw(add(place, &counts), "counter", name);
        }
    }
    tx.commit_unannounced("counters tell of events and are none").await
}

/// Sequence numbers are digits of any length: padded, they compare as text.
fn padded(sequence: &str) -> String {
    format!("{sequence:0>40}")
}

async fn position(app: &App, shard: &str) -> Result<Option<String>> {
    let place = position_place(shard);
    let item = app.store.batch().want_place(place.clone()).fetch().await?.take_item(&place);
    Ok(item.and_then(|item| match item.get("position") {
        Some(AttributeValue::S(text)) => Some(text.clone()),
        _ => None,
    }))
}

fn advance(shard: &str, folded: Option<String>, last: String) -> RawWrite {
    let mut values = HashMap::from([(":last".to_owned(), Attribute::S(last))]);
    let condition = match folded {
        None => "attribute_not_exists(#position)",
        Some(folded) => {
            values.insert(":folded".to_owned(), Attribute::S(folded));
            "#position = :folded"
        }
    };
    RawWrite {
        place: position_place(shard),
        update: "SET #position = :last".to_owned(),
        condition: Some(condition.to_owned()),
        names: HashMap::from([("#position".to_owned(), "position".to_owned())]),
        values,
    }
}

fn add(place: Place, counts: &Counts) -> RawWrite {
    let mut terms = Vec::new();
    let (mut names, mut values) = (HashMap::new(), HashMap::new());
    for (position, (name, by)) in counts.iter().enumerate() {
        terms.push(format!("#c{position} :c{position}"));
        names.insert(format!("#c{position}"), name.clone());
        values.insert(format!(":c{position}"), Attribute::N(by.to_string()));
    }
    RawWrite {
        place,
        update: format!("ADD {}", terms.join(", ")),
        // The position in the same transaction is the condition.
        condition: None,
        names,
        values,
    }
}
