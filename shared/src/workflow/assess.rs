//! How much harm a proposal does if it is wrong, and what the policies say of it.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    Action, AskedBy, Branch, By, Doubt, Effect, Extraction, Inputs, Policy, PolicyDecision, Proposed, Risk, apply,
    matching::Met,
};
use crate::{
    App, Result,
    reading::{Field, Flag},
};

/// The most characters of a title.
const MAX_TITLE: usize = 80;
/// How a text came of which nothing is known.
const UNKNOWN: &str = "note";

/// What follows from what a proposal says.
pub(super) struct Assessment {
    pub(super) risk: Risk,
    pub(super) title: String,
    pub(super) decision: PolicyDecision,
}

/// Assesses a proposal of `fields` about whoever was `met`.
///
/// # Errors
/// Those of the store.
pub(super) async fn assess(
    app: &App,
    extraction: Option<&Extraction>,
    fields: &BTreeMap<Field, Proposed>,
    met: &Met,
    suspicious: &[Doubt],
) -> Result<Assessment> {
    let mut risk = risk(fields, met, suspicious);
    let sees_all = extraction.is_none_or(|extraction| extraction.sees_all);
    if !sees_all && met.branches.iter().any(|branch| branch.person_id.is_some()) {
        // Whether something else stands in a record of others is not to be found out by guessing.
        risk = risk.max(Risk::Medium);
    }
    let action = met.choice().map_or(Action::Update, |branch| branch.action);
    let contacts = [Field::Email, Field::Phone].iter().filter_map(|field| fields.get(field));
    let least = contacts.map(|proposed| proposed.confidence).min();
    let is_one_of_several = |proposed: &Proposed| proposed.flags.contains(&Flag::Ambiguous);
    let inputs = Inputs {
        action,
        channel: extraction.map_or(UNKNOWN, |extraction| &extraction.channel).to_owned(),
        asked_by: asked_by(extraction),
        found_by: fields.values().map(|proposed| proposed.source).collect::<BTreeSet<_>>(),
        risk,
        contact_confidence: least.map(|sure| f64::from(sure.hundredths()) / 100.0),
        is_somebody_known: met.branches.iter().any(|branch| branch.person_id.is_some()),
        is_ambiguous: fields.values().any(is_one_of_several)
            || extraction.is_some_and(|extraction| extraction.leaves_points_out),
        is_suspicious: !suspicious.is_empty(),
        writes: fields.keys().copied().collect(),
    };
    let mut decision = Policy::decide(app, inputs).await?;
    if decision.effect == Effect::Approve && extraction.is_some_and(|extraction| extraction.rounds > 0) {
        // What is read once more may have been rejected or taken back: no policy knows better than whoever did.
        decision.effect = Effect::Review;
    }
    Ok(Assessment { risk, title: title(fields), decision })
}

/// Whether nothing would change: all of it stands in the record that is meant.
pub(super) fn is_known(fields: &BTreeMap<Field, Proposed>, choice: Option<&Branch>) -> bool {
    choice.is_some_and(|branch| {
        branch.action == Action::Update
            && fields.iter().all(|(field, proposed)| branch.before.get(field) == Some(&proposed.value))
    })
}

/// What a list shows of a proposal.
fn title(fields: &BTreeMap<Field, Proposed>) -> String {
    let text = |field: &Field| Some(fields.get(field)?.value.as_str()?.to_owned());
    let who = [Field::FullName, Field::Company, Field::Email, Field::Phone, Field::Need].iter().find_map(text);
    who.unwrap_or_else(|| "somebody without a name".to_owned()).chars().take(MAX_TITLE).collect()
}

fn risk(fields: &BTreeMap<Field, Proposed>, met: &Met, suspicious: &[Doubt]) -> Risk {
    let replaces = met.choice().is_some_and(|branch| {
        branch.before.iter().any(|(field, before)| {
            !apply::is_added(*field) && fields.get(field).is_some_and(|proposed| proposed.value != *before)
        })
    });
    let is_doubtful = |(field, proposed): (&Field, &Proposed)| {
        let is_point = apply::point(*field, &proposed.value).is_some();
        proposed.flags.contains(&Flag::Suspicious) || (is_point && proposed.source == By::Model)
    };
    let is_unclear = met.choice().is_none() || met.is_guess;
    if replaces || is_unclear || fields.iter().any(is_doubtful) || !suspicious.is_empty() {
        Risk::Medium
    } else {
        Risk::Low
    }
}

fn asked_by(extraction: Option<&Extraction>) -> AskedBy {
    match extraction.map(|extraction| (extraction.asked_by, extraction.by_hand)) {
        Some((Some(_), true)) => AskedBy::User,
        Some((Some(_), false)) => AskedBy::Key,
        Some((None, _)) | None => AskedBy::Form,
    }
}
