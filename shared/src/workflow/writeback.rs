//! A writeback: one change that was proposed, who decides on it, and what became of it. What it would change stands beside it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Extraction;
use crate::{
    BusinessTime, Id,
    identity::User,
    people::Person,
    pipeline::Lead,
    store::{
        Access, Entity, Facet, Key, Listed, Meta, Part, Place, Places, Summary, facet_part, facet_place, summary_row,
    },
};

/// How far a writeback has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Kept, and shown to nobody until somebody submits it.
    Draft,
    /// It waits for a person.
    ReviewRequired,
    /// A policy approved it, and it is about to be executed.
    Approved,
    /// It was written.
    Executed,
    /// Somebody said no.
    Rejected,
    /// It was approved and could not be written; a person looks at it.
    Failed,
    /// It was written, and taken back.
    Reverted,
}

impl Status {
    /// Every one.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::ReviewRequired,
        Self::Approved,
        Self::Executed,
        Self::Rejected,
        Self::Failed,
        Self::Reverted,
    ];

    /// The name in the API and in keys.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::ReviewRequired => "review_required",
            Self::Approved => "approved",
            Self::Executed => "executed",
            Self::Rejected => "rejected",
            Self::Failed => "failed",
            Self::Reverted => "reverted",
        }
    }

    /// Whether a person can still decide.
    pub fn is_open(self) -> bool {
        match self {
            Self::Draft | Self::ReviewRequired | Self::Approved | Self::Failed => true,
            Self::Executed | Self::Rejected | Self::Reverted => false,
        }
    }
}

/// What a writeback does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// Makes a lead, and its person if nobody is known.
    Create,
    /// Changes a lead and its person.
    Update,
    /// Takes another writeback back.
    Revert,
}

/// How much harm a wrong writeback does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Risk {
    /// It adds what nobody knew.
    Low,
    /// It replaces what was known, or could meet the wrong person.
    Medium,
    /// It cannot be taken back easily: always decided by a person.
    High,
}

impl Risk {
    /// So that the higher one sorts behind.
    fn digit(self) -> u8 {
        match self {
            Self::Low => 1,
            Self::Medium => 2,
            Self::High => 3,
        }
    }
}

/// That one of several people who must agree does.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Assent {
    /// Who.
    pub by: Id<User>,
    /// To what: a digest of the choice, too.
    pub to: String,
}

/// A writeback.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Writeback {
    /// Derived from what proposed it, so that a repeat meets the first one.
    pub id: Id<Writeback>,
    /// What it does.
    pub action: Action,
    /// How far it has come.
    pub status: Status,
    /// How much harm it does if it is wrong.
    pub risk: Risk,
    /// What a list shows: a name, or what else there is.
    pub title: String,
    /// The person that it concerns: known before, or made by it.
    pub person_id: Option<Id<Person>>,
    /// The lead that it concerns: known before, or made by it.
    pub lead_id: Option<Id<Lead>>,
    /// Whether several records could be meant, and nobody has chosen.
    #[serde(default)]
    pub is_ambiguous: bool,
    /// Who cares for the lead, or asked for a new one.
    pub owner_id: Option<Id<User>>,
    /// Who asked for the text to be read.
    pub asked_by: Option<Id<User>>,
    /// What proposed it: a text that was read.
    pub extraction_id: Option<Id<Extraction>>,
    /// SHA-256 of what it would write, base64url: what an approval is bound to.
    pub hash: String,
    /// How many people must agree.
    pub approvals_needed: u8,
    /// Who agrees already, where several must.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub assents: Vec<Assent>,
    /// Which one it takes back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverts: Option<Id<Writeback>>,
    /// Which one took it back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reverted_by: Option<Id<Writeback>>,
    /// When it was written.
    pub executed_at: Option<BusinessTime>,
    /// Why somebody said no, or why it could not be written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

impl Writeback {
    /// The partition of `gsi2` that holds those of a status.
    pub fn status_key(status: Status) -> Key {
        Key::new(Self::LIST).with(status.name())
    }

    /// The partition of the open ones that somebody is to see.
    pub fn open_part(owner: Id<User>) -> Part {
        facet_part(Self::LIST, "open", &owner.to_string())
    }

    /// Where the writeback stands in the lists of those who see it.
    pub fn rows(&self, meta: &Meta) -> Vec<Place> {
        let order = waiting_order(self.risk, meta.created_at, self.id);
        let facets: &[&str] = if self.status.is_open() { &["owner", "open"] } else { &["owner"] };
        let places =
            self.owners().into_iter().flat_map(|owner| facets.iter().map(move |facet| (*facet, owner.to_string())));
        places.map(|(facet, owner)| facet_place(Self::LIST, facet, &owner, &order)).collect()
    }
}

/// The sort key of what waits for a person, read from its end: the highest risk first, then the oldest.
pub fn waiting_order<T>(risk: Risk, since: BusinessTime, id: Id<T>) -> Key {
    /// More than any time has milliseconds.
    const END: i64 = 10_000_000_000_000;
    Key::value(risk.digit()).with(format!("{:013}", (END - 1 - since.millis()).max(0))).with(id)
}

impl Entity for Writeback {
    const TYPE: &'static str = "writeback";
    const ACCESS: &'static [Access] = &[
        ("one writeback", "W#<id> / A"),
        ("what is proposed about a person", "gsi1 P#<person> / ~WB#<id>"),
        ("writebacks by status, the highest risk first, then the oldest", "gsi2 WB#<status> / <risk>#<age>#<id>"),
        ("those that somebody sees (written by the stream)", "F#WB#owner#<user> / <risk>#<age>#<id>"),
        ("those of them that are open (written by the stream)", "F#WB#open#<user> / <risk>#<age>#<id>"),
    ];
    const AUDITED: bool = true;
    type Ref = Id<Writeback>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("W").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let about = self.person_id.filter(|_| self.status.is_open());
        let gsi1 = about.map(|person| Place::new(Key::new("P").with(person), Key::new("~WB").with(self.id)));
        let order = waiting_order(self.risk, meta.created_at, self.id);
        Places { gsi1, gsi2: Some(Place::new(Self::status_key(self.status), order)) }
    }

    fn summary(&self, meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "action": self.action, "status": self.status, "risk": self.risk, "title": self.title,
            "person_id": self.person_id, "lead_id": self.lead_id, "owner_id": self.owner_id,
            "is_ambiguous": self.is_ambiguous.then_some(true), "created_at": meta.created_at,
        }))
    }
}

impl Listed for Writeback {
    const LIST: &'static str = "WB";
    const FILTERS: &'static [&'static str] = &["status", "risk", "action", "owner_id", "person_id", "lead_id"];
    const FACETS: &'static [Facet] = &[];
    const FREE_TO_TAKE: bool = true;

    fn owners(&self) -> Vec<Id<User>> {
        let mut owners: Vec<Id<User>> = self.owner_id.into_iter().chain(self.asked_by).collect();
        owners.dedup();
        owners
    }

    fn of_owner(owner: Id<User>) -> Option<Part> {
        Some(facet_part(Self::LIST, "owner", &owner.to_string()))
    }
}
