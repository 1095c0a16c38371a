//! From a field back to the words that it came from.

use std::collections::{BTreeMap, btree_map::Entry};

use schemars::JsonSchema;
use serde::Serialize;

use super::{Extraction, Origin, Provenance, Rendition, Subject, apply, read::text_of};
use crate::{
    App, Error, Id, Result,
    evidence::{Evidence, sha256},
    people::Person,
    pipeline::Lead,
    store::Entity as _,
};

/// Where a field comes from, with the words themselves.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct ShownOrigin {
    /// Where it comes from.
    #[serde(flatten)]
    pub origin: Origin,
    /// `lead` or `contact`: whose field it is.
    pub of: &'static str,
    /// The words, cut from the evidence; none where a person wrote the value into the proposal, and where the text is not
    /// the one that was read.
    pub quote: Option<String>,
}

/// The fields of a lead and of its person that came from words, each with these, cut from the evidence now. What somebody
/// has changed since is not among them.
///
/// # Errors
/// Those of the store and of the evidence store.
pub async fn origins(app: &App, lead: Option<&Lead>, person: Id<Person>) -> Result<BTreeMap<String, ShownOrigin>> {
    let subjects = lead.map(|lead| Subject::Lead(lead.id)).into_iter().chain([Subject::Person(person)]);
    let subjects: Vec<Subject> = subjects.collect();
    let wanted = subjects.iter().fold(app.store.batch(), |batch, subject| batch.want::<Provenance>(subject));
    let mut found = wanted.want::<Person>(&person).fetch().await?;
    let lost = || Error::NotFound { entity: Person::TYPE, id: person.to_string() };
    let known = found.take::<Person>(&person)?.ok_or_else(lost)?;
    let mut texts: BTreeMap<(Id<Evidence>, Rendition), Option<String>> = BTreeMap::new();
    let mut shown = BTreeMap::new();
    for subject in subjects {
        let Some(provenance) = found.take::<Provenance>(&subject)? else { continue };
        let of = match subject {
            Subject::Lead(_) => "lead",
            Subject::Person(_) => "contact",
        };
        for (name, origin) in provenance.value.fields {
            let now = Provenance::field_of(&name).map(|field| apply::before(field, &origin.value, Some(&known), lead));
            if now.as_ref() != Some(&origin.value) {
                continue;
            }
            let quote = match (origin.evidence_id, origin.rendition) {
                (Some(evidence), Some(rendition)) => {
                    let text = match texts.entry((evidence, rendition)) {
                        Entry::Occupied(known) => known.into_mut(),
                        Entry::Vacant(place) => place.insert(text(app, evidence, rendition).await?),
                    };
                    text.as_ref().map(|text| cut(text, &origin))
                }
                (Some(_) | None, _) => None,
            };
            shown.insert(name, ShownOrigin { origin, of, quote });
        }
    }
    Ok(shown)
}

/// A text of a piece of evidence as it was read; none where nobody has read it, or where it is another one by now.
async fn text(app: &App, evidence: Id<Evidence>, rendition: Rendition) -> Result<Option<String>> {
    let Some(extraction) = app.store.get::<Extraction>(&Extraction::id_of(evidence.cast(), rendition)).await? else {
        return Ok(None);
    };
    let text = text_of(app, &extraction).await?;
    Ok(Some(text).filter(|text| extraction.text_hash.as_deref() == Some(&sha256(text.as_bytes()))))
}

fn cut(text: &str, origin: &Origin) -> String {
    let (start, end) = (origin.start.unwrap_or_default(), origin.end.unwrap_or_default());
    text.chars().skip(start).take(end.saturating_sub(start)).collect()
}
