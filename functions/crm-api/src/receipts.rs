//! Receipts, and the exact bytes of what came in.

use axum::{
    Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::{
    App, Error, Id, Result,
    event::{Actor, Announcement},
    evidence::Evidence,
    http::{Allowed, ListQuery, Path, Shown},
    identity::permissions::{EvidenceRead, ReceiptsRead},
    integrations::Receipt,
    store::{Page, Saved, list},
};

/// Types that a browser may be told; all others are octets to it.
const PLAIN_TYPES: &[&str] =
    &["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

/// One page of the receipts of a month.
#[derive(Serialize)]
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
    _: Allowed<ReceiptsRead>,
    ListQuery(mut request): ListQuery,
) -> Result<Json<OfMonth>> {
    let month = request.filters.remove("month").unwrap_or_else(|| app.now().month());
    let before = month_before(&month).ok_or_else(|| Error::malformed("bad_month", "give a month such as 2026-03"))?;
    request.partition = Some(month.clone());
    let page = list::<Receipt>(&app.store, &app.cursors, &request, &Default::default()).await?;
    Ok(Json(OfMonth { page, month, month_before: before }))
}

/// The month before `2026-03`; none for what is no month.
fn month_before(text: &str) -> Option<String> {
    let (year, month) = text.split_once('-').filter(|(year, month)| year.len() == 4 && month.len() == 2)?;
    let (year, month): (u16, u8) = (year.parse().ok()?, month.parse().ok()?);
    match month {
        1 => Some(format!("{:04}-12", year.checked_sub(1)?)),
        2..=12 => Some(format!("{year:04}-{:02}", month - 1)),
        _ => None,
    }
}

pub(crate) async fn read_receipt(
    State(app): State<App>,
    _: Allowed<ReceiptsRead>,
    Path(id): Path<Id<Receipt>>,
) -> Result<Response> {
    let receipt = app.store.load::<Receipt>(&id).await?;
    let mut shown = Shown::of(&receipt)?;
    shown.fields.insert("evidence_id".to_owned(), json!(receipt.evidence_id()));
    Ok(shown.answer(StatusCode::OK, None))
}

pub(crate) async fn read_evidence(
    State(app): State<App>,
    _: Allowed<EvidenceRead>,
    Path(id): Path<Id<Evidence>>,
) -> Result<Json<Map<String, Value>>> {
    let receipt = held_by(&app, id).await?;
    let Evidence { content_type, length, sha256, .. } = &receipt.evidence;
    let fields = json!({
        "id": id, "receipt_id": receipt.id, "content_type": content_type, "length": length, "sha256": sha256,
        "received_at": receipt.received_at,
    });
    shared::store::object(&fields).map(Json)
}

/// The bytes as they came in. Who looked is an Event, written before they are shown.
pub(crate) async fn read_content(
    State(app): State<App>,
    allowed: Allowed<EvidenceRead>,
    Path(id): Path<Id<Evidence>>,
) -> Result<Response> {
    let receipt = held_by(&app, id).await?;
    let bytes = receipt.evidence.fetch(&app, id).await?;
    let announcement = Announcement::new("evidence.read", &receipt.value, Actor::User(allowed.caller.user.id));
    app.store.tx().commit(announcement.because_of(id)).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, safe_type(&receipt.evidence.content_type));
    let name = format!("attachment; filename=\"{id}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok((headers, bytes).into_response())
}

async fn held_by(app: &App, id: Id<Evidence>) -> Result<Saved<Receipt>> {
    let receipt = app.store.get::<Receipt>(&id.cast()).await?;
    receipt.ok_or_else(|| Error::NotFound { entity: "evidence", id: id.to_string() })
}

fn safe_type(text: &str) -> HeaderValue {
    let essence = text.split(';').next().unwrap_or_default().trim().to_lowercase();
    let plain = PLAIN_TYPES.contains(&essence.as_str()).then(|| HeaderValue::from_str(text).ok()).flatten();
    plain.unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
