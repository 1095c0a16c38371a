//! Lists of what a few people own: each one's part is read by its own index, and the parts are merged.
//!
//! Nothing is read that is not to be seen. All parts are sorted alike, so that where a page ended is one sort key for all of
//! them. A page may come out short and then has a cursor.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue as Attribute;
use futures_util::future::try_join_all;
use serde_dynamo::AttributeValue;

use super::{
    Cursors, ListRequest, Listed, Page, Part, Query, Rows, SortKeys, Store, Summary,
    list::{MAX_PAGES, MAX_ROWS, MAX_UNITS, Predicate, SORT_TIME, name_time, predicates, summary, time_of},
};
use crate::{Error, Result};

/// The fewest rows that are read of a part.
const MIN_ROWS: usize = 4;
/// What a cursor holds: the sort key behind which the list goes on.
const BEHIND: &str = "behind";

/// Reads one page of the list of `E`, newest first, of these parts only. `who` sees it: a cursor is good for nobody else.
///
/// # Errors
/// Those of [`super::list()`].
pub async fn list_parts<E: Listed>(
    store: &Store,
    cursors: &Cursors,
    request: &ListRequest,
    parts: &[Part],
    who: &str,
) -> Result<Page> {
    let predicates = predicates::<E>(&request.filters)?;
    let bound = format!("{} {:?} {who}", E::LIST, request.filters);
    let behind = match &request.cursor {
        Some(cursor) => cursors.open(store, &bound, cursor).await?.remove(BEHIND),
        None => None,
    };
    let behind = behind.and_then(|value| value.as_s().ok().cloned());
    let (mut items, behind) = merged::<E>(store, parts, behind, &predicates, request.limit).await?;
    items.iter_mut().for_each(|item| name_time(item, E::TIME));
    let next_cursor = match behind {
        Some(behind) => {
            let key = HashMap::from([(BEHIND.to_owned(), Attribute::S(behind))]);
            Some(cursors.seal(store, &bound, &key).await?)
        }
        None => None,
    };
    Ok(Page { items, next_cursor })
}

async fn merged<E: Listed>(
    store: &Store,
    parts: &[Part],
    mut behind: Option<String>,
    predicates: &[Predicate<'_>],
    limit: usize,
) -> Result<(Vec<Summary>, Option<String>)> {
    let wanted = if predicates.is_empty() { limit + 1 } else { MAX_ROWS };
    let rows = (wanted / parts.len().max(1)).max(MIN_ROWS).min(wanted);
    let mut items = Vec::new();
    let mut spent = 0.0;
    for _ in 0..MAX_PAGES {
        let (merged, horizon, units) = round(store, parts, behind.as_deref(), rows).await?;
        for (order, summary) in merged.into_iter().rev() {
            if items.len() == limit {
                return Ok((items, behind));
            }
            if predicates.iter().all(|(facet, value)| E::holds(&summary, facet, value)) {
                items.push(summary);
            }
            behind = Some(order);
        }
        let Some(horizon) = horizon else { return Ok((items, None)) };
        behind = Some(horizon);
        spent += units;
        if items.len() == limit || spent + units > MAX_UNITS {
            break;
        }
    }
    Ok((items, behind))
}

/// What one reading of all parts gives: the rows down to where every part was read, by sort key; that border, unless
/// everything was read; what it cost.
type Round = (BTreeMap<String, Summary>, Option<String>, f64);

async fn round(store: &Store, parts: &[Part], behind: Option<&str>, rows: usize) -> Result<Round> {
    let sort_keys = || behind.map_or(SortKeys::All, |behind| SortKeys::Before(behind.to_owned()));
    let read = parts.iter().map(|(index, pk)| {
        let query = Query::new(*index, pk.clone());
        let query = Query { sort_keys: sort_keys(), descending: true, strong: false, limit: rows, ..query };
        let order = index.attributes().1;
        async move { Ok((store.query(query).await?, order)) }
    });
    let read: Vec<(Rows, &str)> = try_join_all(read).await?;
    let mut merged = BTreeMap::new();
    let mut horizon: Option<String> = None;
    let mut units = 0.0;
    for (Rows { items, next, units: spent }, order) in read {
        units += spent;
        let mut last = None;
        for mut row in items {
            let Some(AttributeValue::S(key)) = row.get(order).cloned() else {
                return Err(Error::internal("reading a list row", "it has no sort key"));
            };
            let mut summary = summary(&mut row)?;
            if let Some(at) = row.get(order).and_then(time_of) {
                summary.insert(SORT_TIME.to_owned(), at.to_string().into());
            }
            last = Some(key.clone());
            // A record of two owners stands in both parts.
            merged.insert(key, summary);
        }
        if next.is_some() {
            horizon = horizon.max(last);
        }
    }
    if let Some(horizon) = &horizon {
        merged.retain(|order, _| order >= horizon);
    }
    Ok((merged, horizon, units))
}
