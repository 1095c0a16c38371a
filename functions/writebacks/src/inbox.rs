//! What waits for a person, and what persons have decided.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use shared::{
    App, Error, Result,
    clock::month_before,
    http::{Allowed, ListQuery, State},
    identity::permissions::WritebacksRead,
    store::Page,
    workflow::{self, Approval, Waiting},
};

/// One page of what waits.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Inbox {
    /// The highest risk first, then the oldest.
    items: Vec<Waiting>,
    /// Where to go on; null at the end.
    next_cursor: Option<String>,
}

pub(crate) async fn read_inbox(
    State(app): State<App>,
    allowed: Allowed<WritebacksRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Inbox>> {
    let (items, next_cursor) = workflow::inbox(&app, &allowed.caller, &allowed.view, request).await?;
    Ok(Json(Inbox { items, next_cursor }))
}

/// One page of the decisions of a month.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Decisions {
    #[serde(flatten)]
    page: Page,
    /// The month, such as 2026-03; the current one unless `month` asks for another.
    month: String,
    /// Where to go on when this month has no more.
    month_before: String,
}

pub(crate) async fn list_approvals(
    State(app): State<App>,
    allowed: Allowed<WritebacksRead>,
    ListQuery(mut request): ListQuery,
) -> Result<Json<Decisions>> {
    if !allowed.view.is_all() {
        let message = "this list is for those who see every writeback; those of your own show their approvals";
        return Err(Error::Forbidden { code: "own_only", message: message.to_owned() });
    }
    let month = request.filters.remove("month").unwrap_or_else(|| app.now().month());
    let before = month_before(&month).ok_or_else(|| Error::malformed("bad_month", "give a month such as 2026-03"))?;
    request.partition = Some(month.clone());
    let page = allowed.view.list::<Approval>(&app, &request, &Default::default()).await?;
    Ok(Json(Decisions { page, month, month_before: before }))
}
