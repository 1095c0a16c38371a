//! The free text of a form's submission: it is read, and what it says is proposed.

use super::{Extraction, ExtractionState, Rendition};
use crate::{App, Error, Id, Result, capture, event::Event, integrations::Receipt, settings};

/// If the Event tells of a submission with free text, notes that it waits to be read. Done twice, the second time changes
/// nothing.
///
/// # Errors
/// Those of the store.
pub async fn message_of(app: &App, event: &Event) -> Result<Option<Id<Extraction>>> {
    let is_told = matches!(event.event_type.as_str(), "lead.created" | "lead.inquired");
    let (true, [evidence]) = (is_told, event.evidence.as_slice()) else { return Ok(None) };
    // A lead that was made of a text tells of evidence too, and correlates to its writeback.
    if event.correlation_id != Some(evidence.to_string()) {
        return Ok(None);
    }
    let receipt_id = evidence.cast::<Receipt>();
    let id = Extraction::id_of(receipt_id, Rendition::Message);
    let (known, receipt) = {
        let mut found = app.store.batch().want::<Extraction>(&id).want::<Receipt>(&receipt_id).fetch().await?;
        (found.take::<Extraction>(&id)?, found.take::<Receipt>(&receipt_id)?)
    };
    if known.is_some() {
        return Ok(Some(id));
    }
    let lost = |what: &'static str| Error::internal("reading a message", what);
    let receipt = receipt.ok_or_else(|| lost("its receipt is not there"))?;
    let form = receipt.form_id.ok_or_else(|| lost("its receipt is of no form"))?;
    let extraction = Extraction {
        id,
        receipt_id,
        rendition: Rendition::Message,
        channel: "webform".to_owned(),
        region: capture::region_of(app, form).await?,
        timezone: app.settings.get(app, &settings::DEFAULT_TIMEZONE).await?,
        said_at: receipt.received_at,
        asked_by: None,
        by_hand: false,
        owns: false,
        sees_all: true,
        form_id: Some(form),
        person_id: receipt.person_id,
        lead_id: Some(event.subject.parse()?),
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
        next_at: Some(app.now()),
        error: None,
    };
    let tx = app.store.tx().create(&extraction);
    match tx.commit_unannounced("the Event of the submission tells of it").await {
        Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(Some(id)),
        Err(error) => Err(error),
    }
}
