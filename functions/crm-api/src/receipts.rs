//! Receipts: what came in, what it led to, and the ways back in.

use axum::{Json, http::StatusCode, response::Response};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;
use shared::{
    App, Error, Id, Result,
    capture::{self, Replay},
    clock::month_before,
    evidence::EvidencePart,
    http::{Allowed, Body, IfMatch, ListQuery, NoBody, Path, Shown, State},
    identity::permissions::{ReceiptsRead, ReceiptsWrite},
    integrations::{Disposition, Provider, Receipt, ReceiptState},
    store::{Page, Saved},
};

/// The most bytes of a body that only says how.
const SMALL: usize = 16 * 1024;

/// One page of the receipts of a month.
#[derive(Serialize, JsonSchema)]
pub(crate) struct OfMonth {
    #[serde(flatten)]
    page: Page,
    /// The month, such as 2026-03; the current one unless `month` asks for another.
    month: String,
    /// Where to go on when this month has no more.
    month_before: String,
}

pub(crate) async fn list_receipts(
    State(app): State<App>,
    allowed: Allowed<ReceiptsRead>,
    ListQuery(mut request): ListQuery,
) -> Result<Json<OfMonth>> {
    let month = request.filters.remove("month").unwrap_or_else(|| app.now().month());
    let before = month_before(&month).ok_or_else(|| Error::malformed("bad_month", "give a month such as 2026-03"))?;
    request.partition = Some(month.clone());
    let page = allowed.view.list::<Receipt>(&app, &request, &Default::default()).await?;
    Ok(Json(OfMonth { page, month, month_before: before }))
}

pub(crate) async fn read_receipt(
    State(app): State<App>,
    _: Allowed<ReceiptsRead>,
    Path(id): Path<Id<Receipt>>,
) -> Result<Response> {
    show(&app.store.load::<Receipt>(&id).await?)
}

fn show(receipt: &Saved<Receipt>) -> Result<Response> {
    let mut shown = Shown::of(receipt)?;
    shown.fields.insert("evidence_id".to_owned(), json!(receipt.evidence_id()));
    // The request of some providers only names the answers: these are evidence of their own, once they were fetched.
    let is_fetched = receipt.state == ReceiptState::Done && receipt.disposition != Some(Disposition::Ignored);
    if is_fetched && receipt.source == Provider::Facebook.source() {
        let answers = EvidencePart::id_of(receipt.id, "answers");
        shown.fields.insert("answers_evidence_id".to_owned(), json!(answers));
    }
    Ok(shown.answer(StatusCode::OK, None))
}

/// Refuses when the receipt has another version than the one that is demanded.
async fn demand(app: &App, id: Id<Receipt>, version: Option<u64>) -> Result<()> {
    if version.is_none() { Ok(()) } else { app.store.load::<Receipt>(&id).await?.demand(version) }
}

/// How to replay.
#[derive(Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ReplayRequest {
    /// Only tell what would change.
    #[serde(default)]
    dry_run: bool,
}

pub(crate) async fn replay_receipt(
    State(app): State<App>,
    allowed: Allowed<ReceiptsWrite>,
    Path(id): Path<Id<Receipt>>,
    IfMatch(version): IfMatch,
    Body(request): Body<ReplayRequest, SMALL>,
) -> Result<Json<Replay>> {
    demand(&app, id, version).await?;
    let actor = allowed.caller.actor();
    Ok(Json(capture::replay(&app, id, request.dry_run, actor).await?))
}

pub(crate) async fn release_receipt(
    State(app): State<App>,
    allowed: Allowed<ReceiptsWrite>,
    Path(id): Path<Id<Receipt>>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    demand(&app, id, version).await?;
    capture::release(&app, id, allowed.caller.actor()).await?;
    show(&app.store.load::<Receipt>(&id).await?)
}

pub(crate) async fn retry_receipt(
    State(app): State<App>,
    allowed: Allowed<ReceiptsWrite>,
    Path(id): Path<Id<Receipt>>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    demand(&app, id, version).await?;
    capture::retry(&app, id, allowed.caller.actor()).await?;
    show(&app.store.load::<Receipt>(&id).await?)
}
