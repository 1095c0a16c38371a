//! The exact bytes of what came in.

use axum::{
    Json,
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse as _, Response},
};
use serde_json::{Map, Value, json};
use shared::{
    App, Error, Id, Result,
    event::Announcement,
    evidence::{Evidence, EvidencePart},
    http::{Allowed, Path, State},
    identity::{View, permissions::EvidenceRead},
    integrations::Receipt,
    pipeline::Lead,
    store::{Entity as _, Saved},
    workflow,
};

/// Types that a browser may be told; all others are octets to it.
const PLAIN_TYPES: &[&str] =
    &["application/json", "application/x-www-form-urlencoded", "multipart/form-data", "text/plain"];

pub(crate) async fn read_evidence(
    State(app): State<App>,
    allowed: Allowed<EvidenceRead>,
    Path(id): Path<Id<Evidence>>,
) -> Result<Json<Map<String, Value>>> {
    let (receipt, part) = held_by(&app, &allowed.view, id).await?;
    let Evidence { content_type, length, sha256, .. } = part.as_ref().map_or(&receipt.evidence, |part| &part.evidence);
    let fields = json!({
        "id": id, "receipt_id": receipt.id, "content_type": content_type, "length": length, "sha256": sha256,
        "received_at": receipt.received_at, "field": part.as_ref().and_then(|part| part.field.as_ref()),
        "file_name": part.as_ref().and_then(|part| part.file_name.as_ref()),
    });
    shared::store::object(&fields).map(Json)
}

/// The bytes as they came in. Who looked is an Event, written before they are shown.
pub(crate) async fn read_content(
    State(app): State<App>,
    allowed: Allowed<EvidenceRead>,
    Path(id): Path<Id<Evidence>>,
) -> Result<Response> {
    let (receipt, part) = held_by(&app, &allowed.view, id).await?;
    let (bytes, content_type) = match &part {
        Some(part) => (part.fetch(&app).await?, &part.evidence.content_type),
        None => (receipt.evidence.fetch(&app, id).await?, &receipt.evidence.content_type),
    };
    let announcement = Announcement::new("evidence.read", &receipt.value, allowed.caller.actor());
    app.store.tx().commit(announcement.because_of(id)).await?;
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, safe_type(content_type));
    let name = format!("attachment; filename=\"{id}\"");
    headers.insert(
        header::CONTENT_DISPOSITION,
        HeaderValue::from_str(&name).unwrap_or(HeaderValue::from_static("attachment")),
    );
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    Ok((headers, bytes).into_response())
}

/// The receipt that holds the evidence, and the part of it that is meant, if it is not the request itself. Who sees only some
/// leads sees what came in for these.
async fn held_by(app: &App, view: &View, id: Id<Evidence>) -> Result<(Saved<Receipt>, Option<EvidencePart>)> {
    let unknown = || Error::NotFound { entity: "evidence", id: id.to_string() };
    let receipt_id = id.cast::<Receipt>();
    let mut found = app.store.batch().want::<Receipt>(&receipt_id).want::<EvidencePart>(&id).fetch().await?;
    let (receipt, part) = match found.take::<Receipt>(&receipt_id)? {
        Some(receipt) => (receipt, None),
        None => {
            let part = found.take::<EvidencePart>(&id)?.ok_or_else(unknown)?;
            (app.store.load::<Receipt>(&part.receipt_id).await?, Some(part.value))
        }
    };
    if !view.is_all() {
        let seen = demand_seen(app, view, &receipt).await;
        seen.map_err(|error| if matches!(error, Error::NotFound { .. }) { unknown() } else { error })?;
    }
    Ok((receipt, part))
}

/// Whether a receipt is seen by who sees only some leads: he sent it himself, or it led to a lead that he sees.
async fn demand_seen(app: &App, view: &View, receipt: &Receipt) -> Result<()> {
    if receipt.user_id == Some(view.own()) {
        return Ok(());
    }
    let unknown = || Error::NotFound { entity: Receipt::TYPE, id: receipt.id.to_string() };
    if let Some(lead) = receipt.lead_id {
        return view.load::<Lead>(app, &lead).await.map(drop);
    }
    for lead in workflow::leads_of(app, receipt.id).await? {
        match view.load::<Lead>(app, &lead).await {
            Ok(_) => return Ok(()),
            Err(Error::NotFound { .. }) => {}
            Err(error) => return Err(error),
        }
    }
    Err(unknown())
}

fn safe_type(text: &str) -> HeaderValue {
    let essence = text.split(';').next().unwrap_or_default().trim().to_lowercase();
    let plain = PLAIN_TYPES.contains(&essence.as_str()).then(|| HeaderValue::from_str(text).ok()).flatten();
    plain.unwrap_or(HeaderValue::from_static("application/octet-stream"))
}
