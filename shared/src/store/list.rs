//! Lists: one predicate drives, the others filter, and the cost of a page is bounded.
//!
//! The list of all records stands in `gsi2`; each value of a facet (an owner, a tag, a lifecycle) has *list rows* of its
//! own in the table, written from the stream. A request reads at most four pages of at most 200 rows and 16 read units;
//! a page may come out short and then has a cursor.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue as Attribute;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_dynamo::{AttributeValue, Item};

use super::{Cursors, Entity, Index, Key, Place, Query, Rows, SortKeys, Store, Summary, cursor::bad_cursor};
use crate::{
    BusinessTime, Error, Id, Result,
    identity::{Team, User},
};

/// The most pages that one request reads.
pub(super) const MAX_PAGES: usize = 4;
/// The most rows of one page.
pub(super) const MAX_ROWS: usize = 200;
/// The most read units that one request consumes.
pub(super) const MAX_UNITS: f64 = 16.0;

/// The values by which a record is listed and counted, by the facet's name.
pub type Facets = BTreeMap<String, Vec<String>>;

/// A facet of a record type: by what its lists can be filtered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facet {
    /// The facet's name in keys and counters.
    pub name: &'static str,
    /// The name of the query parameter.
    pub parameter: &'static str,
}

/// A record type with a list.
pub trait Listed: Entity {
    /// The partition of `gsi2` that holds all of them, by creation.
    const LIST: &'static str;
    /// The time by which the list is sorted. It stands in the sort key, and not a second time in the summary.
    const TIME: &'static str = "created_at";
    /// By what the list can be filtered.
    const FACETS: &'static [Facet] = &[];
    /// By what a page can be filtered while it is read: fields of the summary, in a list whose parts are bounded. Such a
    /// page may come out short.
    const FILTERS: &'static [&'static str] = &[];
    /// Whether the list begins at its end: with the newest.
    const DESCENDING: bool = true;

    /// Whether a record that is nobody's is seen, one by one, by who sees a team's: so that he can give it to somebody.
    const FREE_TO_TAKE: bool = false;

    /// Whose the record is, for those who see only some people's. Nobody's is seen by those who see all.
    fn owners(&self) -> Vec<Id<User>> {
        Vec::new()
    }

    /// The team that the record is, if it is one.
    fn team(&self) -> Option<Id<Team>> {
        None
    }

    /// Whether a row holds what a filter wants, where not every row does.
    fn holds(summary: &Summary, facet: &Facet, wanted: &str) -> bool {
        holds(summary, facet, wanted)
    }

    /// Where the records of one owner stand, in the order of the whole list.
    fn of_owner(_owner: Id<User>) -> Option<Part> {
        None
    }
}

/// A partition that holds a part of a list.
pub type Part = (Index, Key);

/// A request for one page.
#[derive(Clone, Debug)]
pub struct ListRequest {
    /// Of a list that is parted, such as receipts by month, the part.
    pub partition: Option<String>,
    /// The predicates: a facet's query parameter and the wanted value.
    pub filters: BTreeMap<String, String>,
    /// The most items wanted, 1 to 100.
    pub limit: usize,
    /// Where to go on.
    pub cursor: Option<String>,
}

/// One page of a list.
#[derive(Clone, Debug, Default, Serialize, JsonSchema)]
pub struct Page {
    /// What a list shows of each record.
    pub items: Vec<Summary>,
    /// Where to go on; null at the end.
    pub next_cursor: Option<String>,
}

/// A list row: a record under one value of one facet.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct ListRow {
    /// What the list shows.
    pub l: Summary,
    /// The version of the record that the row was made of.
    pub v: u64,
}

/// Where a record stands under one value of a facet. `order` is the sort key: creation and id.
pub fn facet_place(list: &'static str, facet: &str, value: &str, order: &Key) -> Place {
    Place::new(facet_part(list, facet, value).1, order.clone())
}

/// The partition of the records of a list under one value of a facet.
pub fn facet_part(list: &'static str, facet: &str, value: &str) -> Part {
    (Index::Table, Key::new("F").with(list).with(facet).with(value))
}

/// The name of the counter of all records of a list under one value of a facet.
pub fn total_counter(list: &str, facet: &str, value: &str) -> String {
    format!("{list}.{facet}.{value}")
}

/// Reads one page of the list of `E`, newest first.
///
/// `counters` tells how many records stand under a value, where it is known, so that the smallest predicate drives.
///
/// # Errors
/// `Malformed` with `filter_not_indexed` for a predicate that no index serves and `bad_cursor` for a foreign cursor.
pub async fn list<E: Listed>(
    store: &Store,
    cursors: &Cursors,
    request: &ListRequest,
    counters: &HashMap<String, i64>,
) -> Result<Page> {
    let predicates = predicates::<E>(&request.filters)?;
    let driver = predicates
        .iter()
        .filter(|(facet, _)| E::FACETS.contains(facet))
        .min_by_key(|(facet, value)| counters.get(&total_counter(E::LIST, facet.name, value)).copied().unwrap_or(0));
    let (index, pk) = match driver {
        Some((facet, value)) => facet_part(E::LIST, facet.name, value),
        None => (Index::Gsi2, request.partition.iter().fold(Key::new(E::LIST), |key, part| key.with(part))),
    };
    let bound = format!("{} {:?} {:?}", E::LIST, request.partition, request.filters);
    let query = Query { descending: E::DESCENDING, strong: false, ..Query::new(index, pk) };
    let drivers = predicates.iter().filter(|(facet, _)| E::FACETS.contains(facet));
    let drivers: Vec<Key> = drivers.map(|(facet, value)| facet_part(E::LIST, facet.name, value).1).collect();
    let mut page = page(store, cursors, &bound, (query, &drivers), &predicates, request).await?;
    page.items.iter_mut().for_each(|item| name_time(item, E::TIME));
    Ok(page)
}

/// Where the time of a sort key is kept until the list's own name for it is known.
pub(super) const SORT_TIME: &str = "~time";

pub(super) fn name_time(item: &mut Summary, name: &str) {
    if let Some(time) = item.remove(SORT_TIME) {
        item.insert(name.to_owned(), time);
    }
}

/// Reads one page of the list rows of the partition `pk` whose sort keys begin with `prefix`, in their order.
///
/// # Errors
/// `Malformed` with `bad_cursor` for a foreign cursor.
pub async fn list_rows(store: &Store, cursors: &Cursors, pk: Key, prefix: &str, request: &ListRequest) -> Result<Page> {
    let bound = format!("{} {prefix}", pk.as_str());
    let query = Query { strong: false, ..Query::new(Index::Table, pk).starting_with(prefix.to_owned()) };
    let mut page = page(store, cursors, &bound, (query, &[]), &[], request).await?;
    page.items.iter_mut().for_each(|item| drop(item.remove(SORT_TIME)));
    Ok(page)
}

async fn page(
    store: &Store,
    cursors: &Cursors,
    bound: &str,
    (mut query, drivers): (Query, &[Key]),
    predicates: &[Predicate<'_>],
    request: &ListRequest,
) -> Result<Page> {
    if let Some(cursor) = &request.cursor {
        let after = cursors.open(store, bound, cursor).await?;
        // Counters may prefer another driver by now: the list goes on with the one that it began with.
        if let Some(pk) = after.get(query.index.attributes().0).and_then(|value| value.as_s().ok()) {
            let pk = Key::stored(pk);
            if pk != query.pk && !drivers.contains(&pk) {
                return Err(bad_cursor());
            }
            query.pk = pk;
        }
        query.after = Some(after);
    }
    // Rows under one value of a facet all hold; in any other range, each row is looked at.
    let is_filtered = predicates.len() > usize::from(query.index == Index::Table);
    let (items, last) = read_pages(store, query, predicates, request.limit, is_filtered).await?;
    let next_cursor = match last {
        Some(last) => Some(cursors.seal(store, bound, &last).await?),
        None => None,
    };
    Ok(Page { items, next_cursor })
}

/// A predicate: a facet and the wanted value.
pub(super) type Predicate<'a> = (Facet, &'a str);

pub(super) fn predicates<E: Listed>(filters: &BTreeMap<String, String>) -> Result<Vec<Predicate<'_>>> {
    let facet = |(name, value)| -> Result<Predicate<'_>> {
        let name: &String = name;
        let value: &String = value;
        let facet = facets::<E>().find(|facet| facet.parameter == name);
        facet.map(|facet| (facet, value.as_str())).ok_or_else(|| {
            let known: Vec<&str> = facets::<E>().map(|facet| facet.parameter).collect();
            let known = if known.is_empty() { "no filter".to_owned() } else { known.join(", ") };
            Error::malformed(
                "filter_not_indexed",
                format!("no index serves `{name}`; this list can be filtered by: {known}"),
            )
        })
    };
    filters.iter().map(facet).collect()
}

/// All by which a list can be filtered: its facets, and what is only looked at while a page is read.
fn facets<E: Listed>() -> impl Iterator<Item = Facet> {
    let filters = E::FILTERS.iter().map(|name| Facet { name, parameter: name });
    E::FACETS.iter().copied().chain(filters)
}

type LastKey = Option<HashMap<String, Attribute>>;

async fn read_pages(
    store: &Store,
    mut query: Query,
    predicates: &[Predicate<'_>],
    limit: usize,
    is_filtered: bool,
) -> Result<(Vec<Summary>, LastKey)> {
    let mut items = Vec::new();
    let mut spent = 0.0;
    for _ in 0..MAX_PAGES {
        // Where every row counts, one more than wanted tells whether there is another page.
        query.limit = if !is_filtered { limit - items.len() + 1 } else { MAX_ROWS };
        let Rows { items: rows, next, units } = store.query(query.clone()).await?;
        let count = rows.len();
        let mut seen: Option<Item> = None;
        for (position, mut row) in rows.into_iter().enumerate() {
            if items.len() == limit {
                return Ok((items, seen.map(|row| key_of(&row, query.index)).or(query.after)));
            }
            let mut summary = summary(&mut row)?;
            if let Some(at) = row.get(query.index.attributes().1).and_then(time_of) {
                summary.insert(SORT_TIME.to_owned(), at.to_string().into());
            }
            seen = Some(row);
            if predicates.iter().all(|(facet, value)| holds(&summary, facet, value)) {
                items.push(summary);
            }
            if items.len() == limit && position + 1 == count && next.is_none() {
                return Ok((items, None));
            }
        }
        if next.is_none() {
            return Ok((items, None));
        }
        query.after = seen.map(|row| key_of(&row, query.index)).or(query.after);
        spent += units;
        if items.len() == limit || spent + units > MAX_UNITS {
            break;
        }
    }
    Ok((items, query.after))
}

/// The key that goes on behind `row`.
fn key_of(row: &Item, index: Index) -> HashMap<String, Attribute> {
    let (pk, sk) = index.attributes();
    ["pk", "sk", pk, sk]
        .into_iter()
        .filter_map(|name| match row.get(name) {
            Some(AttributeValue::S(text)) => Some((name.to_owned(), Attribute::S(text.clone()))),
            _ => None,
        })
        .collect()
}

/// The time that a sort key begins with.
pub(super) fn time_of(sort_key: &AttributeValue) -> Option<BusinessTime> {
    let AttributeValue::S(text) = sort_key else { return None };
    let (millis, _) = text.split_once('#')?;
    (millis.len() == 13).then_some(())?;
    millis.parse().ok().map(BusinessTime::from_millis)
}

/// Takes the summary out of a row.
pub(super) fn summary(row: &mut Item) -> Result<Summary> {
    let summary = row.remove("l").ok_or_else(|| Error::internal("reading a list row", "it has no summary"))?;
    serde_dynamo::from_attribute_value(summary).map_err(|e| Error::internal("reading a list row", e))
}

/// A list shows the values of its facets under the names of their parameters; `tag` is one of `tags`.
fn holds(summary: &Summary, facet: &Facet, wanted: &str) -> bool {
    let plural = format!("{}s", facet.parameter);
    match summary.get(facet.parameter).or_else(|| summary.get(&plural)) {
        Some(serde_json::Value::Array(values)) => values.iter().any(|value| value.as_str() == Some(wanted)),
        Some(value) => value.as_str() == Some(wanted),
        None => false,
    }
}

impl Query {
    /// Only the sort keys that begin with `prefix`.
    #[must_use]
    pub fn starting_with(mut self, prefix: String) -> Self {
        self.sort_keys = SortKeys::Prefix(prefix);
        self
    }
}
