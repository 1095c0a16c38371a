//! Reading a text that waits: rules, then the model, then proposals; then what policies approved is written.

use std::collections::BTreeMap;

use jiff::{SignedDuration, tz::TimeZone};
use serde_json::Value;

use super::{By, Cited, Extraction, ExtractionState, Loaded, Rendition, Status, Writeback, apply, carry_out, propose};
use crate::{
    App, Error, Id, Result,
    ai::{self, AgentRun},
    event::{Actor, Announcement, Level},
    evidence::sha256,
    integrations::Receipt,
    pipeline::{Intake, Lead},
    reading::{self, Context, Field, Reading},
    runtime::Deadline,
    store::{Entity as _, Saved},
};

/// So long somebody who waits, or a queue, has to read a text before the sweeper brings it again.
pub(super) const PATIENCE: SignedDuration = SignedDuration::from_secs(60);
/// So long the model may take for a text that nobody waits for.
const AT_LEISURE: SignedDuration = SignedDuration::from_secs(45);

/// Reads a text that waits. Done twice, the second time does nothing.
///
/// # Errors
/// Those that will pass: the queue and the sweeper bring it again.
pub async fn process(app: &App, id: Id<Extraction>) -> Result<()> {
    let Some(extraction) = app.store.get::<Extraction>(&id).await? else {
        tracing::warn!(extraction.id = %id, "there is no such text");
        return Ok(());
    };
    let is_waiting = matches!(extraction.state, ExtractionState::Waiting | ExtractionState::Deciding);
    let too_early = extraction.next_at.is_some_and(|at| app.now() < at);
    if !is_waiting || too_early {
        return Ok(());
    }
    // Whoever comes meanwhile, the sweep among them, leaves it to us.
    let extraction = claim(app, &extraction).await?;
    let Some(extraction) = extraction else { return Ok(()) };
    match read_to_the_end(app, extraction.clone(), AT_LEISURE).await {
        Ok(_) => Ok(()),
        // Somebody else has read it meanwhile.
        Err(Error::Stale { entity, .. }) if entity == Extraction::TYPE => Ok(()),
        Err(error) if error.is_retryable() => Err(error),
        Err(error) => note_failure(app, &extraction, error).await,
    }
}

/// Takes a text for oneself for a while; none where somebody else was faster.
async fn claim(app: &App, extraction: &Saved<Extraction>) -> Result<Option<Saved<Extraction>>> {
    let next = Extraction { next_at: Some(app.now().plus(PATIENCE)), ..extraction.value.clone() };
    match app.store.tx().update(extraction, &next).commit_unannounced("to begin is no news").await {
        Ok(()) => app.store.load::<Extraction>(&extraction.id).await.map(Some),
        Err(Error::Stale { .. }) => Ok(None),
        Err(error) => Err(error),
    }
}

/// Reads a text, and writes what policies approve; `time` is for the model.
///
/// # Errors
/// `Stale` when somebody else reads it at the same time; those of the store.
pub(super) async fn read_to_the_end(
    app: &App,
    extraction: Saved<Extraction>,
    time: SignedDuration,
) -> Result<Saved<Extraction>> {
    let read = if extraction.state == ExtractionState::Waiting {
        read_once(app, &extraction, time).await?;
        app.store.load::<Extraction>(&extraction.id).await?
    } else {
        extraction
    };
    if read.state != ExtractionState::Deciding {
        return Ok(read);
    }
    for writeback in &read.writebacks {
        carry_out::carry_out_policy(app, *writeback).await?;
    }
    let next = Extraction { state: ExtractionState::Done, next_at: None, ..read.value.clone() };
    let tx = app.store.tx().update(&read, &next);
    tx.commit_unannounced("each writeback has told of itself").await?;
    app.store.load::<Extraction>(&read.id).await
}

/// Reads it and writes down what is proposed.
async fn read_once(app: &App, extraction: &Saved<Extraction>, time: SignedDuration) -> Result<()> {
    let text = text_of(app, extraction).await?;
    let (reading, run) = understand(app, extraction, &text, time).await?;
    let read = Extraction {
        leaves_points_out: leaves_points_out(&reading),
        is_complete: reading.is_complete && reading.parties.len() <= propose::MAX_PARTIES,
        text_hash: Some(sha256(text.as_bytes())),
        ..extraction.value.clone()
    };
    let cited = Cited { evidence_id: extraction.evidence_id(), rendition: extraction.rendition, text: &text };
    let proposals = propose::proposals(app, &read, cited, &reading).await?;
    let is_approved = proposals.iter().any(|(writeback, _)| writeback.status == Status::Approved);
    let next = Extraction {
        state: if is_approved { ExtractionState::Deciding } else { ExtractionState::Done },
        no_lead: reading.no_lead,
        suspicious: propose::doubts(cited, &reading),
        writebacks: proposals.iter().map(|(writeback, _)| writeback.id).collect(),
        attempts: 0,
        next_at: is_approved.then(|| app.now().plus(PATIENCE)),
        error: None,
        ..read
    };
    let mut tx = app.store.tx().update(extraction, &next).create(&run);
    for (writeback, proposal) in &proposals {
        tx = tx.create(writeback).create(proposal);
    }
    let announcement = Announcement::new("text.read", &next, Actor::Run(run.id));
    tx.commit(announcement.correlated(next.receipt_id.to_string()).because_of(next.evidence_id())).await
}

/// What a text says: by rules, then with what the model adds.
async fn understand(
    app: &App,
    extraction: &Extraction,
    text: &str,
    time: SignedDuration,
) -> Result<(Reading, AgentRun)> {
    let context = context(extraction);
    let mut reading = reading::read(text, &context);
    let deadline = Deadline::at(app.wall_now().plus(time));
    let (said, run) = ai::ask(app, text, Some(extraction.evidence_id()), deadline).await;
    if let Some(said) = &said {
        reading.add(text, &context, said);
    }
    Ok((reading, AgentRun { id: extraction.run_id(), ..run }))
}

/// What is known of a text before it is read.
fn context(extraction: &Extraction) -> Context<'_> {
    let zone = TimeZone::get(&extraction.timezone).unwrap_or(TimeZone::UTC);
    let now = extraction.said_at.timestamp().to_zoned(zone);
    Context { channel: &extraction.channel, region: &extraction.region, now }
}

/// The text.
///
/// # Errors
/// `NotFound` when what held it is gone, `Internal` when it is not what it was; those of the store.
pub(super) async fn text_of(app: &App, extraction: &Extraction) -> Result<String> {
    let receipt = app.store.load::<Receipt>(&extraction.receipt_id).await?;
    match extraction.rendition {
        Rendition::Text => {
            let bytes = receipt.evidence.fetch(app, receipt.evidence_id()).await?;
            String::from_utf8(bytes.to_vec()).map_err(|e| Error::internal("reading a text", e))
        }
        Rendition::Message => {
            let lead = extraction.lead_id.ok_or_else(|| Error::internal("reading a message", "it is of no lead"))?;
            let intake = app.store.load::<Intake>(&(lead, receipt.received_at, receipt.id)).await?;
            intake.value.message.ok_or_else(|| Error::internal("reading a message", "there is none"))
        }
    }
}

/// Notes that another attempt was in vain.
async fn note_failure(app: &App, extraction: &Saved<Extraction>, error: Error) -> Result<()> {
    tracing::warn!(extraction.id = %extraction.id, error.code = error.code(), "a text could not be read: {}", error.chain());
    let next = extraction.failed_once_more(error.to_string(), app.now());
    let failed = next.state == ExtractionState::Failed;
    let tx = app.store.tx().update(extraction, &next);
    if failed {
        let announcement = Announcement::new("text.failed", &next, Actor::System("lead-parser"));
        tx.commit(announcement.at_level(Level::Error)).await
    } else {
        tx.commit_unannounced("the record itself tells of its attempts, and an operator is told of the last one").await
    }
}

/// Lets the queue read a text anew, by the rules and the model of then. What was proposed before and waits is withdrawn.
///
/// # Errors
/// `Refused` with `is_being_read` while it is read; those of the store.
pub async fn read_anew(app: &App, id: Id<Extraction>, by: Actor) -> Result<()> {
    let extraction = app.store.load::<Extraction>(&id).await?;
    if matches!(extraction.state, ExtractionState::Waiting | ExtractionState::Deciding) {
        return Err(Error::refused("is_being_read", "this text is being read; wait until it was"));
    }
    let mut tx = app.store.tx();
    for writeback in &extraction.writebacks {
        let loaded = Loaded::load(app, *writeback).await?;
        let is_edited = loaded.proposal.fields.values().any(|proposed| proposed.source == By::Person);
        let has_assents = !loaded.writeback.assents.is_empty();
        // What somebody has put work into stays beside the new one.
        if loaded.writeback.status.is_open() && !is_edited && !has_assents {
            let reason = Some("the text is read anew".to_owned());
            let next = Writeback { status: Status::Rejected, reason, ..loaded.writeback.value.clone() };
            tx = tx.update(&loaded.writeback, &next);
        }
    }
    let mut former = extraction.former.clone();
    former.extend(&extraction.writebacks);
    let next = Extraction {
        state: ExtractionState::Waiting,
        former,
        writebacks: Vec::new(),
        rounds: extraction.rounds + 1,
        attempts: 0,
        next_at: Some(app.now()),
        error: None,
        ..extraction.value.clone()
    };
    let announcement = Announcement::new("text.asked_again", &next, by).correlated(next.receipt_id.to_string());
    tx.update(&extraction, &next).commit(announcement).await
}

/// Lets the queue read again those texts of a receipt that could not be read; answers whether there was one.
///
/// # Errors
/// Those of the store.
pub async fn retry_readings(app: &App, receipt: Id<Receipt>, by: &Actor) -> Result<bool> {
    let ids = [Rendition::Text, Rendition::Message].map(|rendition| Extraction::id_of(receipt, rendition));
    let mut found = ids.iter().fold(app.store.batch(), |batch, id| batch.want::<Extraction>(id)).fetch().await?;
    let mut is_any = false;
    for id in ids {
        let known = found.take::<Extraction>(&id)?;
        if known.is_some_and(|extraction| extraction.state == ExtractionState::Failed) {
            read_anew(app, id, by.clone()).await?;
            is_any = true;
        }
    }
    Ok(is_any)
}

/// What a text would be read as now and was not before: each field with its value before and after. Of the second person in
/// it, `2.full_name`. Nothing is written; the model is not asked.
///
/// # Errors
/// Those of the store and of the evidence store.
pub async fn differences(app: &App, id: Id<Extraction>) -> Result<Vec<(String, Value, Value)>> {
    let extraction = app.store.load::<Extraction>(&id).await?;
    let text = text_of(app, &extraction).await?;
    let reading = reading::read(&text, &context(&extraction));
    let mut values: BTreeMap<String, (Value, Value)> = BTreeMap::new();
    let name = |number: usize, field: Field| match number {
        0 => apply::name(field),
        _ => format!("{}.{}", number + 1, apply::name(field)),
    };
    for (number, id) in extraction.writebacks.iter().enumerate() {
        for (field, proposed) in Loaded::load(app, *id).await?.proposal.value.fields {
            values.entry(name(number, field)).or_default().0 = proposed.value;
        }
    }
    if reading.no_lead.is_none() {
        for (number, party) in reading.parties.into_iter().enumerate() {
            for (field, found) in party.fields {
                values.entry(name(number, field)).or_default().1 = found.value;
            }
        }
    }
    let changed = values.into_iter().filter(|(_, (before, after))| before != after);
    Ok(changed.map(|(name, (before, after))| (name, before, after)).collect())
}

/// A run and the text that it has read; of a text that waits for its first run, the text alone.
///
/// # Errors
/// Those of the store.
pub async fn run_of(app: &App, id: Id<AgentRun>) -> Result<(Option<Saved<AgentRun>>, Option<Saved<Extraction>>)> {
    let mut found = app.store.batch().want::<AgentRun>(&id).want::<Extraction>(&id.cast()).fetch().await?;
    let (run, extraction) = (found.take::<AgentRun>(&id)?, found.take::<Extraction>(&id.cast())?);
    let evidence = run.as_ref().and_then(|run| run.evidence_id).filter(|_| extraction.is_none());
    let Some(evidence) = evidence else { return Ok((run, extraction)) };
    let ids = [Rendition::Text, Rendition::Message].map(|rendition| Extraction::id_of(evidence.cast(), rendition));
    let mut found = ids.iter().fold(app.store.batch(), |batch, id| batch.want::<Extraction>(id)).fetch().await?;
    for id in &ids {
        if let Some(extraction) = found.take::<Extraction>(id)? {
            return Ok((run, Some(extraction)));
        }
    }
    Ok((run, None))
}

/// The leads that the words of a receipt led to.
///
/// # Errors
/// Those of the store.
pub async fn leads_of(app: &App, receipt: Id<Receipt>) -> Result<Vec<Id<Lead>>> {
    let Some(extraction) = app.store.get::<Extraction>(&Extraction::id_of(receipt, Rendition::Text)).await? else {
        return Ok(Vec::new());
    };
    let all: Vec<Id<Writeback>> = extraction.former.iter().chain(&extraction.writebacks).copied().collect();
    let wanted = all.iter().fold(app.store.batch(), |batch, id| batch.want::<Writeback>(id));
    let mut found = wanted.fetch().await?;
    let mut leads = Vec::new();
    for id in &all {
        leads.extend(found.take::<Writeback>(id)?.filter(|w| w.executed_at.is_some()).and_then(|w| w.lead_id));
    }
    Ok(leads)
}

/// Whether an address or a number that the text holds is in no proposal: then it is not certain whose the others are.
fn leaves_points_out(reading: &Reading) -> bool {
    let of = |field| reading.parties.iter().filter(|party| party.fields.contains_key(field)).count();
    reading.points > of(&Field::Email) + of(&Field::Phone)
}
