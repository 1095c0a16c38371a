//! Writebacks: look at one, decide on it, take it back.

use axum::{Json, http::StatusCode, response::Response};
use shared::{
    App, Id, Result,
    http::{Allowed, Body, IfMatch, ListQuery, NoBody, Path, Shown, State},
    identity::{
        Caller, View,
        permissions::{WritebacksApproveLow, WritebacksRead},
    },
    store::Page,
    workflow::{self, Approve, Edit, Loaded, Reject, Revert, Writeback},
};

/// The most bytes of a body.
const SMALL: usize = 64 * 1024;

pub(crate) async fn list_writebacks(
    State(app): State<App>,
    allowed: Allowed<WritebacksRead>,
    ListQuery(request): ListQuery,
) -> Result<Json<Page>> {
    Ok(Json(workflow::list_writebacks(&app, &allowed.view, request).await?))
}

pub(crate) async fn read_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksRead>,
    Path(id): Path<Id<Writeback>>,
) -> Result<Response> {
    show(&app, &allowed.caller, &Loaded::seen(&app, &allowed.view, id).await?).await
}

async fn show(app: &App, by: &Caller, loaded: &Loaded) -> Result<Response> {
    let fields = workflow::show_writeback(app, by, loaded).await?;
    let shown = Shown { id: loaded.writeback.id.to_string(), version: loaded.writeback.meta.version, fields };
    Ok(shown.answer(StatusCode::OK, None))
}

/// What a decision led to.
async fn show_again(app: &App, by: &Caller, id: Id<Writeback>) -> Result<Response> {
    show(app, by, &Loaded::load(app, id).await?).await
}

/// Refuses when the writeback has another version than the one that is demanded.
async fn demand(app: &App, view: &View, id: Id<Writeback>, version: Option<u64>) -> Result<()> {
    if version.is_none() {
        return Ok(());
    }
    view.load::<Writeback>(app, &id).await?.demand(version)
}

pub(crate) async fn edit_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksApproveLow>,
    Path(id): Path<Id<Writeback>>,
    IfMatch(version): IfMatch,
    Body(edit): Body<Edit, SMALL>,
) -> Result<Response> {
    demand(&app, &allowed.view, id, version).await?;
    let edited = workflow::edit(&app, &allowed.caller, &allowed.view, id, &edit).await?;
    show(&app, &allowed.caller, &edited).await
}

pub(crate) async fn approve_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksApproveLow>,
    Path(id): Path<Id<Writeback>>,
    IfMatch(version): IfMatch,
    Body(choice): Body<Approve, SMALL>,
) -> Result<Response> {
    demand(&app, &allowed.view, id, version).await?;
    workflow::approve(&app, &allowed.caller, &allowed.view, id, &choice).await?;
    show_again(&app, &allowed.caller, id).await
}

pub(crate) async fn reject_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksApproveLow>,
    Path(id): Path<Id<Writeback>>,
    IfMatch(version): IfMatch,
    Body(no): Body<Reject, SMALL>,
) -> Result<Response> {
    demand(&app, &allowed.view, id, version).await?;
    workflow::reject(&app, &allowed.caller, &allowed.view, id, no).await?;
    show_again(&app, &allowed.caller, id).await
}

/// The answer is the writeback that takes the other one back.
pub(crate) async fn revert_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksApproveLow>,
    Path(id): Path<Id<Writeback>>,
    IfMatch(version): IfMatch,
    Body(how): Body<Revert, SMALL>,
) -> Result<Response> {
    demand(&app, &allowed.view, id, version).await?;
    let made = workflow::revert(&app, &allowed.caller, &allowed.view, id, how).await?;
    show_again(&app, &allowed.caller, made.id).await
}

pub(crate) async fn submit_writeback(
    State(app): State<App>,
    allowed: Allowed<WritebacksApproveLow>,
    Path(id): Path<Id<Writeback>>,
    IfMatch(version): IfMatch,
    _: NoBody,
) -> Result<Response> {
    demand(&app, &allowed.view, id, version).await?;
    workflow::submit(&app, &allowed.caller, &allowed.view, id).await?;
    show_again(&app, &allowed.caller, id).await
}
