//! A lead: a person's commercial context, never the person.

use std::collections::{BTreeMap, HashMap};

use aws_sdk_dynamodb::types::AttributeValue;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::{Budget, Intake, Lifecycle, Source, Wants, booking::bookings_of};
use crate::{
    App, BusinessTime, Id, Result,
    identity::{User, View},
    integrations::{Form, Receipt},
    metrics::totals,
    people::Person,
    store::{
        Access, Entity, Facet, Facets, Index, Key, ListRequest, Listed, Meta, Page, Part, Place, Places, Query,
        RawWrite, Saved, Summary, decode, facet_part, object, summary_row,
    },
};

/// What somebody wants of us.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Lead {
    /// The lead.
    pub id: Id<Lead>,
    /// Whose it is.
    pub person_id: Id<Person>,
    /// The person's name, for the list.
    pub full_name: Option<String>,
    /// How far it has come.
    pub lifecycle: Lifecycle,
    /// Who cares for it.
    pub owner_id: Option<Id<User>>,
    /// In the order in which they were added.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What the person would spend.
    pub budget: Option<Budget>,
    /// What it is about.
    pub project_type: Option<String>,
    /// What else is known of it.
    #[serde(flatten)]
    pub wants: Wants,
    /// Where it came from.
    pub source: Source,
    /// The form that it came through.
    pub form_id: Option<Id<Form>>,
    /// The submission that made it.
    pub receipt_id: Option<Id<Receipt>>,
    /// How often the same person came back with it.
    #[serde(default)]
    pub inquiries: u32,
}

impl Lead {
    /// Notes another submission on the open lead `id`, without reading it first.
    pub fn inquired_again(id: Id<Self>, now: BusinessTime) -> RawWrite {
        RawWrite {
            place: Self::place(&id),
            update: "ADD inquiries :one, #version :one SET #updated = :now".to_owned(),
            condition: Some("attribute_exists(pk) AND attribute_not_exists(#deleted)".to_owned()),
            names: [("#version", "_version"), ("#updated", "_updated_at"), ("#deleted", "_deleted_at")]
                .map(|(name, attribute)| (name.to_owned(), attribute.to_owned()))
                .into(),
            values: HashMap::from([
                (":one".to_owned(), AttributeValue::N("1".to_owned())),
                (":now".to_owned(), AttributeValue::N(now.millis().to_string())),
            ]),
        }
    }

    /// The sort key of the lead's list rows: its creation.
    pub fn order(meta: &Meta, id: Id<Self>) -> Key {
        Key::timed(meta.created_at, id)
    }
}

impl Entity for Lead {
    const TYPE: &'static str = "lead";
    const ACCESS: &'static [Access] = &[
        ("one lead", "L#<id> / A"),
        ("the open leads of a person", "gsi1 P#<person> / ~LEAD#<id>"),
        ("the closed leads of a person", "gsi1 P#<person> / <created>#LEAD#<id>"),
        ("all leads, newest first", "gsi2 LEAD / <created>#<id>"),
        ("leads by lifecycle, owner, source or tag (written by the stream)", "F#LEAD#<facet>#<value> / <created>#<id>"),
    ];
    const AUDITED: bool = true;
    type Ref = Id<Lead>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("L").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let order = if self.lifecycle.is_open() {
            Key::new("~LEAD").with(self.id)
        } else {
            Key::timed(meta.created_at, "LEAD").with(self.id)
        };
        Places {
            gsi1: Some(Place::new(Key::new("P").with(self.person_id), order)),
            gsi2: Some(Place::new(Key::new(Self::LIST), Self::order(meta, self.id))),
        }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        let row = json!({
            "id": self.id, "person_id": self.person_id, "full_name": self.full_name, "lifecycle": self.lifecycle,
            "owner_id": self.owner_id, "tags": (!self.tags.is_empty()).then_some(&self.tags),
            "source": self.source.ingress, "project_type": self.project_type,
            "budget_band": self.budget.as_ref().and_then(|budget| budget.band),
        });
        summary_row(row)
    }

    fn facets(&self) -> Facets {
        let mut facets = BTreeMap::from([
            ("lifecycle".to_owned(), vec![self.lifecycle.name().to_owned()]),
            ("source".to_owned(), vec![self.source.ingress.name().to_owned()]),
        ]);
        if let Some(owner) = self.owner_id {
            facets.insert("owner".to_owned(), vec![owner.to_string()]);
        }
        if !self.tags.is_empty() {
            facets.insert("tag".to_owned(), self.tags.clone());
        }
        facets
    }
}

impl Listed for Lead {
    const LIST: &'static str = "LEAD";
    const FREE_TO_TAKE: bool = true;
    const FACETS: &'static [Facet] = &[
        Facet { name: "lifecycle", parameter: "lifecycle" },
        Facet { name: "owner", parameter: "owner_id" },
        Facet { name: "source", parameter: "source" },
        Facet { name: "tag", parameter: "tag" },
    ];

    fn owners(&self) -> Vec<Id<User>> {
        self.owner_id.into_iter().collect()
    }

    fn of_owner(owner: Id<User>) -> Option<Part> {
        Some(facet_part(Self::LIST, "owner", &owner.to_string()))
    }
}

/// The most submissions that are shown of a lead; the oldest one is always among them.
const SUBMISSIONS: usize = 100;

/// One lead with what its submissions said: `answers` of all that are shown, the latest winning, first and last touch, and
/// its bookings.
///
/// # Errors
/// `NotFound`, also for one that is not seen, and those of the store.
pub async fn lead_detail(app: &App, view: &View, id: Id<Lead>) -> Result<(Saved<Lead>, Map<String, Value>)> {
    let submissions = Query::new(Index::Table, Lead::place(&id).pk).starting_with("INTAKE#".to_owned());
    let newest = Query { descending: true, limit: SUBMISSIONS, ..submissions.clone() };
    let oldest = Query { limit: 1, ..submissions };
    let (lead, newest, oldest) =
        tokio::try_join!(view.load::<Lead>(app, &id), app.store.query(newest), app.store.query(oldest))?;
    let mut intakes: Vec<Intake> =
        newest.items.into_iter().rev().map(|item| Ok(decode(item)?.value)).collect::<Result<_>>()?;
    let first = oldest.items.into_iter().next().map(decode::<Intake>).transpose()?;
    let is_complete = first.as_ref().map(|first| first.receipt_id) == intakes.first().map(|intake| intake.receipt_id);
    if let (Some(first), false) = (first, is_complete) {
        intakes.insert(0, first.value);
    }
    let bookings = bookings_of(app, id, lead.person_id).await?;
    let mut fields = lead.to_json()?;
    let mut answers = Map::new();
    let (mut submissions, mut touches) = (Vec::new(), Vec::new());
    for intake in intakes {
        let said = intake.answers()?;
        answers.extend(said.clone());
        touches.extend((!intake.touch.is_empty()).then(|| intake.touch.clone()));
        let mut submission = object(&intake)?;
        submission.insert("answers".to_owned(), Value::Object(said));
        submissions.push(Value::Object(submission));
    }
    fields.insert("answers".to_owned(), Value::Object(answers));
    fields.insert("bookings".to_owned(), json!(bookings));
    fields.insert("first_touch".to_owned(), json!(touches.first()));
    fields.insert("last_touch".to_owned(), json!(touches.last()));
    fields.insert("submissions".to_owned(), Value::Array(submissions));
    fields.insert("submissions_complete".to_owned(), is_complete.into());
    Ok((lead, fields))
}

/// One page of the leads that are seen, newest first. Where several filters are given, the one with the fewest leads drives.
///
/// # Errors
/// Those of [`View::list`].
pub async fn list_leads(app: &App, view: &View, request: &ListRequest) -> Result<Page> {
    let counters = if request.filters.len() > 1 { totals(app).await? } else { HashMap::new() };
    view.list::<Lead>(app, request, &counters).await
}
