//! What was read becomes a proposal, a proposal becomes a writeback, and a writeback can be taken back. Nothing that a text
//! says is written before a person or a policy approved it.

mod apply;
mod approval;
mod assess;
mod carry_out;
mod conditions;
mod decide;
mod edit;
mod execute;
mod extraction;
mod inbox;
mod matching;
mod message;
mod origins;
mod parse;
mod policy;
mod proposal;
mod propose;
mod provenance;
mod read;
mod renew;
mod revert;
mod show;
mod targets;
mod undo;
mod writeback;

pub use approval::{Applied, Approval, Subject, Verdict};
pub use conditions::{AskedBy, Conditions, Effect, Inputs};
pub use decide::{Approve, Reject, approve, reject};
pub use edit::{Edit, edit, submit};
pub use extraction::{Extraction, ExtractionState, Rendition, WAITING_SHARDS};
pub use inbox::{Waiting, inbox, inbox_key};
pub use message::message_of;
pub use origins::{ShownOrigin, origins};
pub use parse::{CHANNELS, ParseRequest, Parsed, parse};
pub use policy::{Policy, PolicyDecision, PolicyInput};
pub use proposal::{Branch, By, Certainty, Cited, Doubt, Proposal, Proposed, Quote};
pub use provenance::{Origin, Provenance};
pub use read::{differences, leads_of, process, read_anew, retry_readings, run_of};
pub use revert::{Revert, revert};
pub use show::{list_writebacks, proposals_of, writeback as show_writeback};
pub use writeback::{Action, Assent, Risk, Status, Writeback, waiting_order};

use crate::{
    App, Error, Id, Result,
    identity::View,
    store::{Entity as _, Index, Query, Saved, decode, text},
};

/// A writeback with all that stands beside it.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The writeback.
    pub writeback: Saved<Writeback>,
    /// What it would write.
    pub proposal: Saved<Proposal>,
    /// The decisions on it, in order.
    pub approvals: Vec<Approval>,
}

impl Loaded {
    /// Reads a writeback in one round trip.
    ///
    /// # Errors
    /// `NotFound`; those of the store.
    pub async fn load(app: &App, id: Id<Writeback>) -> Result<Self> {
        let rows = app.store.query(Query::new(Index::Table, Writeback::place(&id).pk)).await?.items;
        let (mut writeback, mut proposal, mut approvals) = (None, None, Vec::new());
        for item in rows {
            match text(&item, "sk").unwrap_or_default() {
                "A" => writeback = Some(decode::<Writeback>(item)?),
                "BODY" => proposal = Some(decode::<Proposal>(item)?),
                key if key.starts_with("APPR#") => approvals.push(decode::<Approval>(item)?.value),
                _ => {}
            }
        }
        let lost = || Error::NotFound { entity: Writeback::TYPE, id: id.to_string() };
        Ok(Self { writeback: writeback.ok_or_else(lost)?, proposal: proposal.ok_or_else(lost)?, approvals })
    }

    /// The same, if it is seen.
    ///
    /// # Errors
    /// `NotFound`, also for one that is somebody else's; those of the store.
    pub async fn seen(app: &App, view: &View, id: Id<Writeback>) -> Result<Self> {
        let loaded = Self::load(app, id).await?;
        view.check(app, &loaded.writeback).await?;
        Ok(loaded)
    }
}
