//! The dashboard: two reads of counters and a list, whatever there is to count.

use std::collections::{BTreeMap, HashMap};

use jiff::SignedDuration;
use schemars::JsonSchema;
use serde::Serialize;
use serde_dynamo::{AttributeValue, Item};

use super::fold::{days_key, total_place};
use crate::{
    App, Id, Result,
    identity::{User, View},
    pipeline::Lead,
    store::{Index, ListRequest, Listed, Query, SortKeys, Summary, total_counter},
};

/// How many days the dashboard shows.
const DAYS: i64 = 30;
/// How many leads the dashboard shows.
const RECENT: usize = 10;

/// What the dashboard shows. Counters lag the writes by seconds. Who sees only some people's leads is shown how many these
/// are, and nothing of the others.
#[derive(Debug, Default, Serialize, JsonSchema)]
pub struct Dashboard {
    /// All leads.
    pub leads: i64,
    /// All people; not told to who sees only some.
    pub contacts: Option<i64>,
    /// Leads by lifecycle.
    pub by_lifecycle: BTreeMap<String, i64>,
    /// Leads by source.
    pub by_source: BTreeMap<String, i64>,
    /// Leads by tag.
    pub by_tag: BTreeMap<String, i64>,
    /// Leads by owner.
    pub by_owner: BTreeMap<String, i64>,
    /// What happened on each of the last 30 days (UTC), by type of event; a day on which nothing did is left out.
    pub days: BTreeMap<String, BTreeMap<String, i64>>,
    /// The newest leads.
    pub recent_leads: Vec<Summary>,
}

/// Reads the counters of all time: how many records stand under a value.
///
/// # Errors
/// Those of the store.
pub async fn totals(app: &App) -> Result<HashMap<String, i64>> {
    let place = total_place();
    let item = app.store.batch().want_place(place.clone()).fetch().await?.take_item(&place);
    Ok(numbers(item).collect())
}

/// Reads the dashboard.
///
/// # Errors
/// Those of the store.
pub async fn dashboard(app: &App, view: &View) -> Result<Dashboard> {
    if let Some(owners) = view.owners(app).await? {
        return partial(app, view, &owners).await;
    }
    let before = app.now().plus(SignedDuration::from_hours(-24 * DAYS)).day();
    let days = Query { sort_keys: SortKeys::After(before), strong: false, ..Query::new(Index::Table, days_key()) };
    let recent = recent();
    let nothing = HashMap::new();
    let (totals, days, recent) =
        tokio::try_join!(totals(app), app.store.query(days), view.list::<Lead>(app, &recent, &nothing))?;
    let all = |name: &str| totals.get(name).copied().unwrap_or_default();
    let by = |facet: &str| -> BTreeMap<String, i64> {
        let prefix = format!("{}.{facet}.", Lead::LIST);
        let named = totals.iter().filter_map(|(name, count)| Some((name.strip_prefix(&prefix)?.to_owned(), *count)));
        named.filter(|(_, count)| *count != 0).collect()
    };
    Ok(Dashboard {
        leads: all("LEAD.all"),
        contacts: Some(all("PERSON.all")),
        by_lifecycle: by("lifecycle"),
        by_source: by("source"),
        by_tag: by("tag"),
        by_owner: by("owner"),
        days: days.items.into_iter().filter_map(of_day).collect(),
        recent_leads: recent.items,
    })
}

/// The dashboard of who sees the leads of `owners` only.
async fn partial(app: &App, view: &View, owners: &[Id<User>]) -> Result<Dashboard> {
    let (recent, nothing) = (recent(), HashMap::new());
    let (totals, recent) = tokio::try_join!(totals(app), view.list::<Lead>(app, &recent, &nothing))?;
    let of = |owner: &Id<User>| totals.get(&total_counter(Lead::LIST, "owner", &owner.to_string())).copied();
    let by_owner: BTreeMap<String, i64> =
        owners.iter().filter_map(|owner| Some((owner.to_string(), of(owner).filter(|count| *count != 0)?))).collect();
    let leads = by_owner.values().sum();
    Ok(Dashboard { leads, by_owner, recent_leads: recent.items, ..Dashboard::default() })
}

fn recent() -> ListRequest {
    ListRequest { partition: None, filters: BTreeMap::new(), limit: RECENT, cursor: None }
}

/// A day and its counters.
fn of_day(item: Item) -> Option<(String, BTreeMap<String, i64>)> {
    let Some(AttributeValue::S(day)) = item.get("sk") else { return None };
    Some((day.clone(), numbers(Some(item)).collect()))
}

fn numbers(item: Option<Item>) -> impl Iterator<Item = (String, i64)> {
    item.map(Item::into_inner).unwrap_or_default().into_iter().filter_map(|(name, value)| {
        let AttributeValue::N(text) = value else { return None };
        Some((name, text.parse().ok()?))
    })
}
