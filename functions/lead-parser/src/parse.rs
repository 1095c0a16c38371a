//! Words that somebody types.

use axum::{
    Json,
    extract::Query,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse as _, Response},
};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use shared::{
    App, Error, Id, Result,
    ai::AgentRun,
    evidence::Evidence,
    http::{Allowed, Body, Path, State},
    identity::{Caller, permissions::LeadsWrite},
    integrations::Receipt,
    reading::NoLead,
    store::Entity as _,
    workflow::{self, Doubt, Extraction, ExtractionState, ParseRequest, Parsed},
};

/// Whether to wait until the words are read.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Patience {
    #[serde(default)]
    wait: bool,
}

/// Words that were taken in.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Taken {
    /// What came in.
    receipt_id: Id<Receipt>,
    /// The words, byte by byte.
    evidence_id: Id<Evidence>,
    /// Under which it is noted how they were read.
    run_id: Id<AgentRun>,
}

/// Words that were read.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Read {
    #[serde(flatten)]
    taken: Taken,
    /// Whether somebody wants something in them.
    is_lead: bool,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    no_lead: Option<NoLead>,
    /// Whether all of it was read, and all who want something in it are proposed.
    is_complete: bool,
    /// How far they have come: `done`, or `failed`.
    state: ExtractionState,
    /// Why they could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
    /// What in them should not be trusted: orders to the reader, hidden words, markup.
    suspicious: Vec<Doubt>,
    /// One for each who wants something; none where all of it is known already.
    proposals: Vec<Map<String, Value>>,
}

pub(crate) async fn parse(
    State(app): State<App>,
    allowed: Allowed<LeadsWrite>,
    patience: Result<Query<Patience>, axum::extract::rejection::QueryRejection>,
    Body(request): Body<ParseRequest>,
) -> Result<Response> {
    let Query(Patience { wait }) =
        patience.map_err(|_| Error::malformed("bad_query", "`wait` is true or false, and there is no other"))?;
    let parsed: Parsed = workflow::parse(&app, &allowed.caller, request, wait).await?;
    let location = format!("/api/crm/leads/parse/{}", parsed.extraction.run_id::<AgentRun>());
    let mut response = show(&app, &allowed.caller, parsed.extraction.value, wait).await?;
    if let Ok(location) = HeaderValue::from_str(&location) {
        response.headers_mut().insert(header::LOCATION, location);
    }
    Ok(response)
}

/// What words that were taken in were read as, for who asked, and for who sees every lead.
pub(crate) async fn read_parsed(
    State(app): State<App>,
    allowed: Allowed<LeadsWrite>,
    Path(id): Path<Id<AgentRun>>,
) -> Result<Response> {
    let unknown = || Error::NotFound { entity: AgentRun::TYPE, id: id.to_string() };
    let extraction = workflow::run_of(&app, id).await?.1.ok_or_else(unknown)?;
    if !allowed.view.is_all() && extraction.asked_by != Some(allowed.view.own()) {
        return Err(unknown());
    }
    show(&app, &allowed.caller, extraction.value, true).await
}

/// What became of words; of those that nobody waits for, that they are kept.
async fn show(app: &App, by: &Caller, extraction: Extraction, wait: bool) -> Result<Response> {
    let taken =
        Taken { receipt_id: extraction.receipt_id, evidence_id: extraction.evidence_id(), run_id: extraction.run_id() };
    let is_done = matches!(extraction.state, ExtractionState::Done | ExtractionState::Failed);
    if !(is_done && wait) {
        return Ok((StatusCode::ACCEPTED, Json(taken)).into_response());
    }
    let proposals = workflow::proposals_of(app, by, &extraction).await?;
    let read = Read {
        taken,
        is_lead: extraction.no_lead.is_none() && extraction.state == ExtractionState::Done,
        no_lead: extraction.no_lead,
        is_complete: extraction.is_complete,
        state: extraction.state,
        error: extraction.error,
        suspicious: extraction.suspicious,
        proposals,
    };
    Ok((StatusCode::OK, Json(read)).into_response())
}
