//! How texts were read, and what that cost.

use axum::Json;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::{Map, Value, json};
use shared::{
    App, Error, Id, Result,
    ai::AgentRun,
    clock::month_before,
    http::{Allowed, ListQuery, Path, State},
    identity::{
        Permission as _,
        permissions::{RunsRead, WritebacksRead},
    },
    store::{Entity as _, Page},
    workflow::{self, Extraction, ExtractionState},
};

/// One page of the runs of a month.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Runs {
    #[serde(flatten)]
    page: Page,
    /// The month, such as 2026-03; the current one unless `month` asks for another.
    month: String,
    /// Where to go on when this month has no more.
    month_before: String,
}

pub(crate) async fn list_runs(
    State(app): State<App>,
    allowed: Allowed<RunsRead>,
    ListQuery(mut request): ListQuery,
) -> Result<Json<Runs>> {
    if !allowed.view.is_all() {
        let message = "this list is for those who see every run; one of your own is found by its id".to_owned();
        return Err(Error::Forbidden { code: "own_only", message });
    }
    let month = request.filters.remove("month").unwrap_or_else(|| app.now().month());
    let before = month_before(&month).ok_or_else(|| Error::malformed("bad_month", "give a month such as 2026-03"))?;
    request.partition = Some(month.clone());
    let page = allowed.view.list::<AgentRun>(&app, &request, &Default::default()).await?;
    Ok(Json(Runs { page, month, month_before: before }))
}

/// How a text was read, and what was proposed; of a text that waits still, that it does.
pub(crate) async fn read_run(
    State(app): State<App>,
    allowed: Allowed<RunsRead>,
    Path(id): Path<Id<AgentRun>>,
) -> Result<Json<Map<String, Value>>> {
    let unknown = || Error::NotFound { entity: AgentRun::TYPE, id: id.to_string() };
    let (run, extraction) = workflow::run_of(&app, id).await?;
    let is_mine = extraction.as_ref().is_some_and(|extraction| extraction.asked_by == Some(allowed.view.own()));
    if (run.is_none() && extraction.is_none()) || !(allowed.view.is_all() || is_mine) {
        return Err(unknown());
    }
    let mut shown = match &run {
        Some(run) => run.to_json()?,
        None => Map::from_iter([("id".to_owned(), json!(id)), ("outcome".to_owned(), Value::Null)]),
    };
    if let Some(extraction) = extraction {
        let is_done = extraction.state == ExtractionState::Done;
        let answer = json!({
            "run_id": id, "receipt_id": extraction.receipt_id, "evidence_id": extraction.evidence_id(),
            "state": extraction.state, "is_lead": is_done.then_some(extraction.no_lead.is_none()),
            "no_lead": extraction.no_lead, "is_complete": extraction.is_complete, "suspicious": extraction.suspicious,
        });
        shown.extend(shared::store::object(&answer)?);
        shown.insert("extraction".to_owned(), json!(Extraction::clone(&extraction)));
        // What is proposed is for who may see it.
        let sees = allowed.caller.view(WritebacksRead::NAME).is_ok_and(|view| view.is_all() || is_mine);
        if sees && extraction.run_id::<AgentRun>() == id {
            let proposals = workflow::proposals_of(&app, &allowed.caller, &extraction).await?;
            shown.insert("proposals".to_owned(), json!(proposals));
        }
    }
    Ok(Json(shown))
}
