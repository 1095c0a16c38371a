//! All that waits for a person, in one list: the highest risk first, then the oldest.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Value, json};

use super::{Status, Writeback, show::address};
use crate::{
    App, BusinessTime, Error, Result,
    identity::{Caller, Permission as _, View, permissions::ReceiptsRead},
    store::{Index, Key, ListRequest, Part, Summary, list_parts},
};

/// Something that waits for a person.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Waiting {
    /// `proposal`, `ambiguous_match`, `failed_writeback`, `failed_receipt`, `receipt_to_review`, `failed_reading`.
    pub kind: String,
    /// Of the record that waits.
    pub id: String,
    /// `low`, `medium` or `high`.
    pub risk: String,
    /// What it is, in a line.
    pub title: Option<String>,
    /// Since when it waits.
    pub since: BusinessTime,
    /// For so many seconds.
    pub age_seconds: i64,
    /// Where it is shown.
    pub href: String,
    /// What its list shows.
    pub summary: Summary,
}

/// The partition of `gsi1` where all but writebacks wait for a person.
pub fn inbox_key() -> Key {
    Key::new("INBOX")
}

/// One page of what waits for the caller, and where to go on. `kind` and `risk` filter it; such a page may come out short.
///
/// # Errors
/// `Malformed` for another filter; those of the store.
pub async fn inbox(
    app: &App,
    by: &Caller,
    view: &View,
    mut request: ListRequest,
) -> Result<(Vec<Waiting>, Option<String>)> {
    let kind = request.filters.remove("kind");
    if let Some(unknown) = request.filters.keys().find(|name| *name != "risk") {
        let message = format!("no index serves `{unknown}`; the inbox can be filtered by: kind, risk");
        return Err(Error::malformed("filter_not_indexed", message));
    }
    let mut parts: Vec<Part> = match view.owners(app).await? {
        None => {
            let waiting = [Status::ReviewRequired, Status::Failed, Status::Approved];
            waiting.iter().map(|status| (Index::Gsi2, Writeback::status_key(*status))).collect()
        }
        Some(owners) => owners.into_iter().map(Writeback::open_part).collect(),
    };
    if by.grants.scope(ReceiptsRead::NAME).is_some() {
        parts.push((Index::Gsi1, inbox_key()));
    }
    let page = list_parts::<Writeback>(&app.store, &app.cursors, &request, &parts, &format!("inbox {view:?} {kind:?}"))
        .await?;
    let now = app.now();
    let items = page.items.into_iter().filter_map(|summary| waiting(summary, now));
    let items = items.filter(|item| kind.as_ref().is_none_or(|kind| *kind == item.kind));
    Ok((items.collect(), page.next_cursor))
}

/// What a policy approved is written within seconds; after so many, somebody should know.
const OVERDUE: i64 = 300;

/// What a row says; none for a draft, which waits for nobody, and for what is just being written.
fn waiting(summary: Summary, now: BusinessTime) -> Option<Waiting> {
    let text = |name: &str| summary.get(name).and_then(Value::as_str).map(str::to_owned);
    let id = text("id")?;
    let since: BusinessTime = serde_json::from_value(summary.get("created_at")?.clone()).ok()?;
    let (kind, href) = match (text("kind"), text("status").as_deref()) {
        (Some(kind), _) => {
            let receipt = text("receipt_id").unwrap_or_else(|| id.clone());
            (kind, format!("/api/receipts/{receipt}"))
        }
        (None, Some("draft")) => return None,
        (None, Some("approved")) if now.since(&since).as_secs() < OVERDUE => return None,
        (None, status) => {
            let is_ambiguous = summary.get("is_ambiguous") == Some(&json!(true));
            let kind = match status {
                Some("failed" | "approved") => "failed_writeback",
                Some(_) | None if is_ambiguous => "ambiguous_match",
                Some(_) | None => "proposal",
            };
            (kind.to_owned(), address(id.parse().ok()?))
        }
    };
    Some(Waiting {
        kind,
        id,
        risk: text("risk").unwrap_or_else(|| "low".to_owned()),
        title: text("title"),
        since,
        age_seconds: now.since(&since).as_secs(),
        href,
        summary,
    })
}
