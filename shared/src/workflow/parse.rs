//! Plain words on their way in: they are kept as evidence first, then read.

use std::time::Duration;

use bytes::Bytes;
use jiff::{SignedDuration, Timestamp, civil::DateTime, tz::TimeZone};
use schemars::JsonSchema;
use serde::Deserialize;

use super::{Extraction, ExtractionState, Rendition, read};
use crate::{
    App, BusinessTime, Error, FieldError, Id, Result,
    event::Announcement,
    evidence::{Evidence, Holder},
    identity::{
        Caller, Credential, Permission as _, Scope,
        permissions::{LeadsRead, LeadsWrite},
    },
    integrations::{Disposition, Receipt, ReceiptState},
    people::phone,
    settings,
    store::Saved,
};

/// How words can come in.
pub const CHANNELS: &[&str] = &["note", "sms", "whatsapp", "email", "transcript", "webform"];
/// The source of receipts of such words.
pub(super) const SOURCE: &str = "parser";
/// The most bytes of a text.
const MAX_TEXT: usize = 1024 * 1024;
/// So long whoever waits is kept waiting, before he is told to come again.
const WAIT: Duration = Duration::from_secs(20);
/// How much of that is the model's.
const FOR_THE_MODEL: SignedDuration = SignedDuration::from_secs(17);

/// Words to read.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParseRequest {
    /// The words: 1 MB at most, of which the first 64,000 characters are read.
    pub text: String,
    /// How they came: `note` (typed by somebody, the default), `sms`, `whatsapp`, `email`, `transcript`, `webform`.
    #[serde(default)]
    pub channel: Option<String>,
    /// The country (ISO 3166-1 alpha-2) whose numbers, money and dates they are; that of the workspace unless it is given.
    #[serde(default)]
    pub region: Option<String>,
    /// When they were said: with an offset, or local in `timezone`; now unless it is given.
    #[serde(default)]
    pub now: Option<String>,
    /// IANA name of the zone of who said them; that of the workspace unless it is given.
    #[serde(default)]
    pub timezone: Option<String>,
}

/// Words that were taken in.
#[derive(Clone, Debug)]
pub struct Parsed {
    /// How far they have come.
    pub extraction: Saved<Extraction>,
}

/// Takes words in. Who waits has them read at once; otherwise the queue does.
///
/// # Errors
/// `Invalid`, with every field that is not right; those of the store and of the evidence store.
pub async fn parse(app: &App, by: &Caller, request: ParseRequest, wait: bool) -> Result<Parsed> {
    let now = app.now();
    let (receipt, mut extraction, bytes) = take(app, by, request).await?;
    // Until then the queue leaves it to who waits; if he breaks off, the sweeper brings it.
    extraction.next_at = Some(if wait { now.plus(read::PATIENCE) } else { now });
    receipt.evidence.store_object(app, receipt.evidence_id(), bytes).await?;
    let announcement = Announcement::new("text.received", &extraction, by.actor());
    let announcement = announcement.correlated(receipt.id.to_string()).because_of(receipt.evidence_id());
    app.store.tx().create(&receipt).create(&extraction).commit(announcement).await?;
    let extraction = app.store.load::<Extraction>(&extraction.id).await?;
    if !wait {
        return Ok(Parsed { extraction });
    }
    let reading = read::read_to_the_end(app, extraction.clone(), FOR_THE_MODEL);
    match tokio::time::timeout(WAIT, reading).await {
        Ok(Ok(extraction)) => Ok(Parsed { extraction }),
        // It is kept, and will be read.
        Ok(Err(error)) if error.is_retryable() => Ok(Parsed { extraction }),
        Ok(Err(error)) => Err(error),
        Err(_) => Ok(Parsed { extraction }),
    }
}

async fn take(app: &App, by: &Caller, request: ParseRequest) -> Result<(Receipt, Extraction, Bytes)> {
    let mut faults = Vec::new();
    if request.text.trim().is_empty() || request.text.len() > MAX_TEXT {
        faults.push(FieldError::new("text", "give 1 character or more, and 1 MB at most"));
    }
    let channel = request.channel.unwrap_or_else(|| CHANNELS[0].to_owned());
    if !CHANNELS.contains(&channel.as_str()) {
        faults.push(FieldError::new("channel", format!("give one of: {}", CHANNELS.join(", "))));
    }
    let region = match request.region {
        Some(region) => region.to_uppercase(),
        None => app.settings.get(app, &settings::DEFAULT_REGION).await?,
    };
    if !phone::is_region(&region) {
        faults.push(FieldError::new("region", "give an ISO 3166 code such as US"));
    }
    let timezone = match request.timezone {
        Some(timezone) => timezone,
        None => app.settings.get(app, &settings::DEFAULT_TIMEZONE).await?,
    };
    let zone =
        TimeZone::get(&timezone).map_err(|_| FieldError::new("timezone", "give an IANA name such as Europe/Berlin"));
    let said_at = match (&zone, request.now.as_deref()) {
        (_, None) => Ok(app.now()),
        (Ok(zone), Some(text)) => moment(text, zone),
        (Err(_), Some(_)) => Ok(app.now()),
    };
    faults.extend(zone.err());
    let said_at = said_at.unwrap_or_else(|fault| {
        faults.push(fault);
        app.now()
    });
    if !faults.is_empty() {
        return Err(Error::Invalid { fields: faults });
    }
    let bytes = Bytes::from(request.text);
    let evidence =
        Evidence::describe("text/plain; charset=utf-8", &bytes, Holder::Final, app.config.evidence_inline_max);
    let id: Id<Receipt> = app.id();
    let receipt = Receipt {
        id,
        source: SOURCE.to_owned(),
        form_id: None,
        mapping_version: None,
        received_at: app.now(),
        state: ReceiptState::Done,
        disposition: Some(Disposition::Read),
        lead_id: None,
        person_id: None,
        user_id: Some(by.user.id),
        evidence,
        attempts: 0,
        next_at: None,
        error: None,
    };
    let extraction = Extraction {
        id: Extraction::id_of(id, Rendition::Text),
        receipt_id: id,
        rendition: Rendition::Text,
        channel,
        region,
        timezone,
        said_at,
        asked_by: Some(by.user.id),
        by_hand: matches!(by.credential, Credential::Session(_)),
        // Who sees only some leads would not see what is made of his own words.
        owns: by.grants.scope(LeadsWrite::NAME).is_some_and(|scope| scope < Scope::All) && !by.user.is_machine(),
        sees_all: by.view(LeadsRead::NAME).is_ok_and(|view| view.is_all()),
        form_id: None,
        person_id: None,
        lead_id: None,
        state: ExtractionState::Waiting,
        rounds: 0,
        no_lead: None,
        text_hash: None,
        is_complete: true,
        leaves_points_out: false,
        suspicious: Vec::new(),
        writebacks: Vec::new(),
        former: Vec::new(),
        attempts: 0,
        next_at: None,
        error: None,
    };
    Ok((receipt, extraction, bytes))
}

/// A time with an offset, or a local one in `zone`.
fn moment(text: &str, zone: &TimeZone) -> Result<BusinessTime, FieldError> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(BusinessTime::new(at));
    }
    let local = text.parse::<DateTime>().ok().and_then(|local| local.to_zoned(zone.clone()).ok());
    local
        .map(|at| BusinessTime::new(at.timestamp()))
        .ok_or_else(|| FieldError::new("now", "give a time such as 2026-03-02T09:30:00Z, or local without the Z"))
}
