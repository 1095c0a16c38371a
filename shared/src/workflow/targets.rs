//! The records that a proposal concerns, as they are now.

use std::collections::BTreeMap;

use super::{Branch, Extraction, Proposal, Provenance, Subject, Writeback, apply, matching};
use crate::{
    App, Error, Id, Result,
    identity::View,
    people::{Claim, ContactPoint, Person},
    pipeline::Lead,
    reading::Field,
    store::Saved,
};

/// The records that a branch of a proposal concerns, as they are now.
pub(super) struct Targets {
    pub(super) person: Option<Saved<Person>>,
    pub(super) lead: Option<Saved<Lead>>,
    pub(super) provenance: Vec<Saved<Provenance>>,
    /// What proposed it.
    pub(super) extraction: Option<Saved<Extraction>>,
    /// Who holds the contact points that are proposed.
    claims: BTreeMap<Field, Option<Saved<Claim>>>,
    /// Whether the person has an open lead, though none was known.
    has_new_lead: bool,
}

impl Targets {
    /// Reads them.
    ///
    /// # Errors
    /// Those of the store.
    pub(super) async fn load(app: &App, writeback: &Writeback, proposal: &Proposal, branch: &Branch) -> Result<Self> {
        let points: Vec<(Field, ContactPoint)> = points(proposal).collect();
        let mut wanted = points.iter().fold(app.store.batch(), |batch, (_, point)| batch.want::<Claim>(point));
        let subjects: Vec<Subject> =
            branch.person_id.map(Subject::Person).into_iter().chain(branch.lead_id.map(Subject::Lead)).collect();
        for subject in &subjects {
            wanted = wanted.want::<Provenance>(subject);
        }
        if let Some(person) = &branch.person_id {
            wanted = wanted.want::<Person>(person);
        }
        if let Some(lead) = &branch.lead_id {
            wanted = wanted.want::<Lead>(lead);
        }
        if let Some(extraction) = &writeback.extraction_id {
            wanted = wanted.want::<Extraction>(extraction);
        }
        let mut found = wanted.fetch().await?;
        let person = branch.person_id.map(|id| found.take::<Person>(&id)).transpose()?.flatten();
        let lead = branch.lead_id.map(|id| found.take::<Lead>(&id)).transpose()?.flatten();
        let extraction = writeback.extraction_id.map(|id| found.take::<Extraction>(&id)).transpose()?.flatten();
        let mut claims = BTreeMap::new();
        for (field, point) in points {
            claims.insert(field, found.take::<Claim>(&point)?);
        }
        let mut provenance = Vec::new();
        for subject in &subjects {
            provenance.extend(found.take::<Provenance>(subject)?);
        }
        let mut targets = Self {
            person: person.filter(is_there),
            lead: lead.filter(is_there),
            provenance,
            extraction,
            claims,
            has_new_lead: false,
        };
        targets.has_new_lead = targets.meets_a_lead(app, branch).await?;
        Ok(targets)
    }

    /// Whether a person of whom no open lead was known has one by now.
    async fn meets_a_lead(&self, app: &App, branch: &Branch) -> Result<bool> {
        let mine = |claim: &&Saved<Claim>| Some(claim.person_id) == branch.person_id;
        let lead = self.claims.values().flatten().filter(mine).find_map(|claim| claim.open_lead_id);
        match lead.filter(|_| branch.lead_id.is_none()) {
            Some(lead) => {
                Ok(app.store.get::<Lead>(&lead).await?.is_some_and(|lead| is_there(&lead) && lead.lifecycle.is_open()))
            }
            None => Ok(false),
        }
    }

    /// Whether they are still what the proposal was made for, as far as it is to be written.
    pub(super) fn are_as_proposed(&self, proposal: &Proposal, branch: &Branch, left_out: &[Field]) -> bool {
        let are_there = branch.person_id.is_some() == self.person.is_some()
            && branch.lead_id.is_some() == self.lead.is_some()
            && self.lead.as_ref().is_none_or(|lead| lead.lifecycle.is_open());
        let (person, lead) = (self.person.as_deref(), self.lead.as_deref());
        let now = matching::before(&proposal.fields, person, lead);
        let is_same = |field: &Field| left_out.contains(field) || now.get(field) == branch.before.get(field);
        are_there && !self.has_new_lead && now.keys().chain(branch.before.keys()).all(is_same)
    }

    /// Whether the records that would be changed are among those of `view`. To have asked for a proposal is no right to what it
    /// is about.
    pub(super) async fn demand_seen(&self, app: &App, view: &View) -> Result<()> {
        let seen = match (&self.lead, &self.person) {
            (Some(lead), _) => view.check(app, lead).await,
            (None, Some(person)) => view.check(app, person).await,
            (None, None) => Ok(()),
        };
        seen.map_err(not_yours)
    }

    /// The contact points that somebody else holds, among those that are to be written.
    pub(super) fn held_by_others(&self, branch: &Branch, left_out: &[Field]) -> Vec<Held> {
        let held = self.claims.iter().filter(|(field, _)| !left_out.contains(field));
        held.filter_map(|(field, claim)| Some((*field, claim.as_ref()?.person_id)))
            .filter(|(_, person)| Some(*person) != branch.person_id)
            .map(|(field, person)| Held { field, person })
            .collect()
    }

    /// Who holds a contact point that is proposed.
    pub(super) fn claim(&self, point: &ContactPoint) -> Option<&Saved<Claim>> {
        self.claims.values().flatten().find(|claim| claim.point == *point)
    }
}

/// A contact point that somebody holds.
pub(super) struct Held {
    pub(super) field: Field,
    pub(super) person: Id<Person>,
}

/// The refusal to decide about somebody else's record.
pub(super) fn not_yours(error: Error) -> Error {
    if !matches!(error, Error::NotFound { .. }) {
        return error;
    }
    let message = "it is about a record that is not among those you decide on; somebody else has to".to_owned();
    Error::Forbidden { code: "target_not_yours", message }
}

/// The refusal to give somebody what another person holds.
pub(super) fn held_by_another(held: &[Held]) -> Error {
    let fields: Vec<String> = held.iter().map(|held| apply::name(held.field)).collect();
    let message = format!(
        "{} is another person's, who could be meant too; choose that one, or leave it out of `fields`",
        fields.join(" and ")
    );
    Error::refused("held_by_another", message)
}

fn is_there<E>(saved: &Saved<E>) -> bool {
    saved.meta.deleted_at.is_none()
}

/// The contact points that a proposal names.
fn points(proposal: &Proposal) -> impl Iterator<Item = (Field, ContactPoint)> {
    proposal.fields.iter().filter_map(|(field, proposed)| Some((*field, apply::point(*field, &proposed.value)?)))
}
