//! What was read becomes writebacks: who is meant, what it would change, how risky that is, and what the policies say.

use std::collections::BTreeMap;

use super::{
    Action, Cited, Doubt, Effect, Extraction, Proposal, Proposed, Quote, Status, Writeback,
    assess::{Assessment, assess, is_known},
    matching::{self, Met},
};
use crate::{
    App, Result,
    reading::{Field, Party, Reading},
};

/// The most people of one text who are proposed.
pub(super) const MAX_PARTIES: usize = 20;
/// The most suspicious words of one text that are shown.
const MAX_DOUBTS: usize = 20;

/// What a reading proposes: the writebacks, each with its body.
///
/// # Errors
/// Those of the store.
pub(super) async fn proposals(
    app: &App,
    extraction: &Extraction,
    cited: Cited<'_>,
    reading: &Reading,
) -> Result<Vec<(Writeback, Proposal)>> {
    let mut proposals = Vec::new();
    if reading.no_lead.is_some() {
        return Ok(proposals);
    }
    let suspicious = doubts(cited, reading);
    for (number, party) in reading.parties.iter().take(MAX_PARTIES).enumerate() {
        let fields = fields(cited, party);
        let met = matching::meet(app, &fields, extraction.sender(number)).await?;
        // To who does not see the record, saying nothing would say that all of it is so.
        if extraction.sees_all && is_known(&fields, met.choice()) {
            continue;
        }
        proposals.push(propose(app, extraction, number, fields, met, suspicious.clone()).await?);
    }
    Ok(proposals)
}

/// What in a text should not be trusted.
pub(super) fn doubts(cited: Cited<'_>, reading: &Reading) -> Vec<Doubt> {
    let shown = reading.suspicious.iter().take(MAX_DOUBTS);
    shown.map(|doubt| Doubt { quote: Quote::of(cited, doubt.span), kind: doubt.kind }).collect()
}

fn fields(cited: Cited<'_>, party: &Party) -> BTreeMap<Field, Proposed> {
    party.fields.iter().map(|(field, found)| (*field, Proposed::of(cited, found))).collect()
}

async fn propose(
    app: &App,
    extraction: &Extraction,
    number: usize,
    fields: BTreeMap<Field, Proposed>,
    met: Met,
    suspicious: Vec<Doubt>,
) -> Result<(Writeback, Proposal)> {
    let Assessment { risk, title, decision, .. } = assess(app, Some(extraction), &fields, &met, &suspicious).await?;
    let status = match decision.effect {
        Effect::Approve if met.chosen.is_some() => Status::Approved,
        Effect::Approve | Effect::Review | Effect::FourEyes => Status::ReviewRequired,
        Effect::Draft => Status::Draft,
    };
    let id = extraction.writeback_id(number);
    let choice = met.choice().cloned();
    let owner_id = met.owner();
    let proposal = Proposal { id, fields, branches: met.branches, chosen: met.chosen, suspicious, decision };
    let writeback = Writeback {
        id,
        action: choice.as_ref().map_or(Action::Update, |branch| branch.action),
        status,
        risk,
        title,
        person_id: choice.as_ref().and_then(|branch| branch.person_id),
        lead_id: choice.as_ref().and_then(|branch| branch.lead_id),
        is_ambiguous: proposal.chosen.is_none(),
        owner_id,
        asked_by: extraction.asked_by,
        extraction_id: Some(extraction.id),
        hash: proposal.hash()?,
        approvals_needed: proposal.decision.approvals_needed(),
        assents: Vec::new(),
        reverts: None,
        reverted_by: None,
        executed_at: None,
        reason: None,
    };
    Ok((writeback, proposal))
}
