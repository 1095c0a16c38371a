//! Making a proposal anew: because the records have changed, or because somebody edited it.

use super::{
    Action, Branch, Extraction, Loaded, Proposal, Status, Writeback,
    assess::{Assessment, assess, is_known},
    matching::{self, Met},
};
use crate::{
    App, Error, Result,
    event::{Actor, Announcement},
    people::Person,
    pipeline::Lead,
    store::{Entity as _, Saved},
};

/// Why a proposal ends of itself.
const KNOWN: &str = "all of it is known by now";

/// Makes the proposal anew for what is there now. A person decides then, whatever a policy said.
///
/// # Errors
/// Those of the store.
pub(super) async fn renew(app: &App, loaded: &Loaded, by: Actor) -> Result<Loaded> {
    let proposal = &loaded.proposal;
    let extraction = loaded.extraction(app).await?;
    let number = |extraction: &Extraction| {
        extraction.writebacks.iter().position(|id| *id == loaded.writeback.id).unwrap_or(usize::MAX)
    };
    let sender = extraction.as_ref().and_then(|extraction| extraction.sender(number(extraction)));
    let met = matching::meet(app, &proposal.fields, sender).await?;
    // What somebody chose is still chosen, if it is there.
    let is_there = |key: &&String| met.branches.iter().any(|branch| branch.key == **key);
    let chosen = proposal.chosen.as_ref().filter(is_there).cloned().or_else(|| met.chosen.clone());
    let next = Proposal { branches: met.branches, chosen, ..proposal.value.clone() };
    let is_known = is_known(&next.fields, next.choice());
    let announcement = Announcement::about("renewed", &loaded.writeback.value, by);
    rewrite(app, loaded, next, if is_known { Status::Rejected } else { Status::ReviewRequired }, announcement).await
}

/// Writes a proposal that somebody edited.
///
/// # Errors
/// Those of the store.
pub(super) async fn edited(app: &App, loaded: &Loaded, mut next: Proposal, by: Actor) -> Result<Loaded> {
    for branch in &mut next.branches {
        let (person, lead) = records(app, branch).await?;
        branch.before = matching::before(&next.fields, person.as_deref(), lead.as_deref());
    }
    let status = match loaded.writeback.status {
        Status::Draft => Status::Draft,
        Status::ReviewRequired
        | Status::Approved
        | Status::Executed
        | Status::Rejected
        | Status::Failed
        | Status::Reverted => Status::ReviewRequired,
    };
    rewrite(app, loaded, next, status, Announcement::about("edited", &loaded.writeback.value, by)).await
}

/// Writes a proposal anew, with all that follows from what it says. What others agreed to is void.
async fn rewrite(
    app: &App,
    loaded: &Loaded,
    mut next: Proposal,
    status: Status,
    announcement: Announcement,
) -> Result<Loaded> {
    let extraction = loaded.extraction(app).await?;
    let met = Met::again(&next, lead_of(app, &next).await?);
    let assessed = assess(app, extraction.as_ref(), &next.fields, &met, &next.suspicious).await?;
    let Assessment { risk, title, decision } = assessed;
    let former = &loaded.writeback.value;
    // Policies are asked about what would be written now; they may become stricter, and never laxer.
    let approvals_needed = decision.approvals_needed().max(former.approvals_needed);
    next.decision = decision;
    let choice = next.choice();
    let head = Writeback {
        action: choice.map_or(Action::Update, |branch| branch.action),
        status,
        risk: risk.max(former.risk),
        title,
        person_id: choice.and_then(|branch| branch.person_id),
        lead_id: choice.and_then(|branch| branch.lead_id),
        is_ambiguous: next.chosen.is_none(),
        owner_id: met.owner(),
        hash: next.hash()?,
        approvals_needed,
        assents: Vec::new(),
        reason: (status == Status::Rejected).then(|| KNOWN.to_owned()),
        ..former.clone()
    };
    let tx = app.store.tx().update(&loaded.writeback, &head).update(&loaded.proposal, &next);
    tx.commit(announcement).await?;
    Loaded::load(app, head.id).await
}

/// The lead that would be changed.
async fn lead_of(app: &App, proposal: &Proposal) -> Result<Option<Saved<Lead>>> {
    match proposal.choice() {
        Some(branch) => Ok(records(app, branch).await?.1),
        None => Ok(None),
    }
}

async fn records(app: &App, branch: &Branch) -> Result<(Option<Saved<Person>>, Option<Saved<Lead>>)> {
    let mut wanted = app.store.batch();
    if let Some(person) = &branch.person_id {
        wanted = wanted.want::<Person>(person);
    }
    if let Some(lead) = &branch.lead_id {
        wanted = wanted.want::<Lead>(lead);
    }
    let mut found = wanted.fetch().await?;
    let person = branch.person_id.map(|id| found.take::<Person>(&id)).transpose()?.flatten();
    let lead = branch.lead_id.map(|id| found.take::<Lead>(&id)).transpose()?.flatten();
    Ok((person, lead))
}

impl Loaded {
    /// What proposed it.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn extraction(&self, app: &App) -> Result<Option<Extraction>> {
        match &self.writeback.extraction_id {
            None => Ok(None),
            Some(id) => match app.store.get::<Extraction>(id).await? {
                Some(extraction) => Ok(Some(extraction.value)),
                None => Err(Error::internal("reading a writeback", format!("{} {id} is gone", Extraction::TYPE))),
            },
        }
    }
}
