//! A text that is read for leads: what is known of it before, how far it has come, and what came of it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Doubt, Risk, Writeback, waiting_order};
use crate::{
    BusinessTime, Id,
    evidence::Evidence,
    identity::User,
    integrations::{Form, Receipt},
    people::Person,
    pipeline::Lead,
    reading::NoLead,
    store::{Access, Entity, Key, Meta, Place, Places, Summary, summary_row},
};

/// Waiting texts are spread over so many partitions.
pub const WAITING_SHARDS: u8 = 4;
/// After so many attempts it is failed and waits for a person.
const MAX_ATTEMPTS: u32 = 5;

/// Which text of a piece of evidence: quotes point into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rendition {
    /// The bytes themselves, which are UTF-8.
    Text,
    /// The free text of a form's submission, as the lead shows it.
    Message,
}

impl fmt::Display for Rendition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text => "text",
            Self::Message => "message",
        })
    }
}

/// How far it has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ExtractionState {
    /// Nobody has read it.
    Waiting,
    /// It was read, and what policies approved is being written.
    Deciding,
    /// It was read.
    Done,
    /// Five attempts were in vain.
    Failed,
}

fn yes() -> bool {
    true
}

/// A text that is read for leads.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Extraction {
    /// Derived from the receipt and the rendition.
    pub id: Id<Extraction>,
    /// What came in.
    pub receipt_id: Id<Receipt>,
    /// Which text of it.
    pub rendition: Rendition,
    /// How it came: `note`, `sms`, `whatsapp`, `email`, `transcript`, `webform`.
    pub channel: String,
    /// ISO 3166.
    pub region: String,
    /// IANA name: in which «tomorrow» is counted.
    pub timezone: String,
    /// When it was said.
    pub said_at: BusinessTime,
    /// Who asked for it to be read.
    pub asked_by: Option<Id<User>>,
    /// Whether who asked signed in, and so answers for it; a machine does not.
    #[serde(default)]
    pub by_hand: bool,
    /// Whether a lead that is made of it is that user's.
    #[serde(default)]
    pub owns: bool,
    /// Whether who asked sees every lead: what is proposed must not tell him of others.
    #[serde(default)]
    pub sees_all: bool,
    /// The form that it came through.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub form_id: Option<Id<Form>>,
    /// Whose words they are, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub person_id: Option<Id<Person>>,
    /// About which lead, where that is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lead_id: Option<Id<Lead>>,
    /// How far it has come.
    pub state: ExtractionState,
    /// How often it was read to the end; each time is a run of its own.
    #[serde(default)]
    pub rounds: u32,
    /// Why it is no lead, if it is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub no_lead: Option<NoLead>,
    /// SHA-256 of the text that was read, base64url: quotes point into that one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text_hash: Option<String>,
    /// Whether all of it was read, and all who want something in it are proposed.
    #[serde(default = "yes")]
    pub is_complete: bool,
    /// Whether an address or a number of the text is in no proposal.
    #[serde(default)]
    pub leaves_points_out: bool,
    /// What in it should not be trusted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub suspicious: Vec<Doubt>,
    /// What was proposed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub writebacks: Vec<Id<Writeback>>,
    /// What was proposed when it was read before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub former: Vec<Id<Writeback>>,
    /// How often it was tried in vain.
    #[serde(default)]
    pub attempts: u32,
    /// When it is tried again.
    pub next_at: Option<BusinessTime>,
    /// Why the last attempt failed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

impl Extraction {
    /// The id of the reading of this text.
    pub fn id_of(receipt: Id<Receipt>, rendition: Rendition) -> Id<Self> {
        Id::derived(&["extraction", &receipt.to_string(), &rendition.to_string()])
    }

    /// The evidence that holds the text.
    pub fn evidence_id(&self) -> Id<Evidence> {
        self.receipt_id.cast()
    }

    /// The id of what the reading of this round is noted under.
    pub fn run_id<T>(&self) -> Id<T> {
        // The first run can be found before there is one.
        if self.rounds == 0 {
            return self.id.cast();
        }
        Id::derived(&["run", &self.id.to_string(), &self.rounds.to_string()])
    }

    /// The id of the `number`-th proposal of this round.
    pub fn writeback_id(&self, number: usize) -> Id<Writeback> {
        Id::derived(&["writeback", &self.id.to_string(), &self.rounds.to_string(), &number.to_string()])
    }

    /// Whose words the `number`-th person's are, and about which lead, where that is known: of the first who wants something;
    /// others are spoken of.
    pub(super) fn sender(&self, number: usize) -> Option<(Id<Person>, Option<Id<Lead>>)> {
        self.person_id.filter(|_| number == 0).map(|person| (person, self.lead_id))
    }

    /// The partition of `gsi1` where the texts of a shard wait.
    pub fn waiting_key(shard: u8) -> Key {
        Key::new("WAIT").with("TEXT").with(shard)
    }

    /// After another attempt failed: to be tried again, or failed for good.
    #[must_use]
    pub fn failed_once_more(&self, error: String, now: BusinessTime) -> Self {
        let attempts = self.attempts + 1;
        let failed = attempts >= MAX_ATTEMPTS;
        let pause = jiff::SignedDuration::from_secs(30 << attempts.min(10));
        Self {
            attempts,
            state: if failed { ExtractionState::Failed } else { self.state },
            next_at: (!failed).then(|| now.plus(pause)),
            error: Some(error),
            ..self.clone()
        }
    }
}

impl Entity for Extraction {
    const TYPE: &'static str = "extraction";
    const ACCESS: &'static [Access] = &[
        ("the reading of a text, by the receipt, from which the id derives", "EX#<id> / A"),
        ("texts that wait to be read", "gsi1 WAIT#TEXT#<0-3> / <next_at>#<id>"),
        ("texts that could not be read, for the inbox", "gsi1 INBOX / <risk>#<age>#<id>"),
    ];
    type Ref = Id<Extraction>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("EX").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        let gsi1 = match self.state {
            ExtractionState::Waiting | ExtractionState::Deciding => {
                let at = self.next_at.unwrap_or(meta.created_at);
                Some(Place::new(Self::waiting_key(self.id.shard(WAITING_SHARDS)), Key::timed(at, self.id)))
            }
            ExtractionState::Failed => {
                Some(Place::new(Key::new("INBOX"), waiting_order(Risk::Medium, meta.created_at, self.id)))
            }
            ExtractionState::Done => None,
        };
        Places { gsi1, gsi2: None }
    }

    fn summary(&self, meta: &Meta) -> Option<Summary> {
        summary_row(json!({
            "id": self.id, "kind": "failed_reading", "receipt_id": self.receipt_id, "risk": Risk::Medium,
            "title": self.error, "created_at": meta.created_at,
        }))
    }
}
