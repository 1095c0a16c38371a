//! Every inbound request that was authenticated or accepted leaves a receipt, with its exact bytes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::Form;
use crate::{
    BusinessTime, Id,
    evidence::Evidence,
    identity::User,
    people::Person,
    pipeline::Lead,
    store::{Access, Entity, Key, Listed, Meta, Place, Places, Summary, summary_row},
    workflow::{Risk, inbox_key, waiting_order},
};

/// Pending receipts are spread over so many partitions.
pub const WAITING_SHARDS: u8 = 4;
/// After so many attempts a receipt is failed and waits for an operator.
const MAX_ATTEMPTS: u32 = 5;

/// What became of an inbound request.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Receipt {
    /// Derived from the source and the sender's dedupe key, so that a repeat meets the first one.
    pub id: Id<Receipt>,
    /// Which kind of sender: `form`, or the name of a provider.
    pub source: String,
    /// The form that it came through; none where a provider's own form is not one of ours.
    pub form_id: Option<Id<Form>>,
    /// The version of the form's field map that it was read under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mapping_version: Option<u32>,
    /// When it came in.
    pub received_at: BusinessTime,
    /// How far it has come.
    pub state: ReceiptState,
    /// What it led to.
    pub disposition: Option<Disposition>,
    /// The lead that it made or belongs to.
    pub lead_id: Option<Id<Lead>>,
    /// The person that it made or belongs to.
    pub person_id: Option<Id<Person>>,
    /// Who sent it, if he had signed in or showed a key.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<Id<User>>,
    /// Its bytes.
    #[schemars(skip)]
    pub evidence: Evidence,
    /// How often it was tried in vain.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempts: u32,
    /// When it is tried again.
    pub next_at: Option<BusinessTime>,
    /// Why the last attempt failed, in words for an operator.
    pub error: Option<String>,
}

/// How far a receipt has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum ReceiptState {
    /// Kept, and not yet worked on.
    Received,
    /// All that it asked for is done.
    Done,
    /// A person must look at it: the same key came with another body.
    NeedsReview,
    /// It looks like spam, or cannot be read; a person can release it.
    Quarantined,
    /// Five attempts were in vain.
    Failed,
}

/// What an inbound request led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// A new lead.
    Created,
    /// Another inquiry on an open lead.
    Attached,
    /// Nothing: the form rejects a person who is known.
    Rejected,
    /// Nothing: another body under a key that was used before.
    Conflict,
    /// Nothing yet: it looks like spam, or cannot be read.
    Quarantined,
    /// Nothing: the provider says that it is a test.
    Test,
    /// Nothing: it tells of something that concerns no lead.
    Ignored,
    /// Nothing at once: its words are read, and what they say is proposed.
    Read,
}

impl Disposition {
    /// The name in the API and in lists.
    pub fn name(self) -> &'static str {
        match self {
            Self::Created => "created",
            Self::Attached => "attached",
            Self::Rejected => "rejected",
            Self::Conflict => "conflict",
            Self::Quarantined => "quarantined",
            Self::Test => "test",
            Self::Ignored => "ignored",
            Self::Read => "read",
        }
    }
}

fn is_zero(count: &u32) -> bool {
    *count == 0
}

impl Receipt {
    /// The id of the request that these parts name: the source, what it came to, the sender's own key.
    pub fn id_of(parts: &[&str]) -> Id<Self> {
        Id::derived(&[&["receipt"], parts].concat())
    }

    /// The id of its bytes.
    pub fn evidence_id(&self) -> Id<Evidence> {
        self.id.cast()
    }

    /// The partition of `gsi1` where pending receipts of a shard wait.
    pub fn waiting_key(shard: u8) -> Key {
        Key::new("WAIT").with("RCPT").with(shard)
    }

    /// The receipt after another attempt failed: to be tried again, or failed for good.
    #[must_use]
    pub fn failed_once_more(&self, error: String, now: BusinessTime) -> Self {
        let attempts = self.attempts + 1;
        let failed = attempts >= MAX_ATTEMPTS;
        let pause = jiff::SignedDuration::from_secs(30 << attempts.min(10));
        Self {
            attempts,
            state: if failed { ReceiptState::Failed } else { ReceiptState::Received },
            next_at: (!failed).then(|| now.plus(pause)),
            error: Some(error),
            ..self.clone()
        }
    }
}

impl Entity for Receipt {
    const TYPE: &'static str = "receipt";
    const ACCESS: &'static [Access] = &[
        ("one receipt, also by the sender's own key, from which the id derives", "R#<id> / A"),
        ("receipts that wait to be worked on", "gsi1 WAIT#RCPT#<0-3> / <next_at>#<id>"),
        ("receipts that wait for a person", "gsi1 INBOX / <risk>#<age>#<id>"),
        ("what a person sent, where no lead stands for it", "gsi1 P#<person> / <received>#RCPT#<id>"),
        ("receipts of a month, newest first", "gsi2 RCPT#<yyyy-mm> / <received>#<id>"),
    ];
    const SECRET: &'static [&'static str] = &["evidence"];
    type Ref = Id<Receipt>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("R").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        let month = Key::new(Self::LIST).with(self.received_at.month());
        let gsi2 = Some(Place::new(month, Key::timed(self.received_at, self.id)));
        let gsi1 = match (self.state, self.disposition, self.person_id) {
            (ReceiptState::Received, ..) => {
                let at = self.next_at.unwrap_or(self.received_at);
                Some(Place::new(Self::waiting_key(self.id.shard(WAITING_SHARDS)), Key::timed(at, self.id)))
            }
            (ReceiptState::Failed | ReceiptState::NeedsReview, ..) => {
                Some(Place::new(inbox_key(), waiting_order(Risk::Medium, self.received_at, self.id)))
            }
            // Of a created lead the lead itself stands in the person's history, with this receipt's id.
            (_, Some(Disposition::Created), _) | (_, _, None) => None,
            (_, _, Some(person)) => {
                let order = Key::timed(self.received_at, "RCPT").with(self.id);
                Some(Place::new(Key::new("P").with(person), order))
            }
        };
        Places { gsi1, gsi2 }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        // What the inbox shows beside what the list does.
        let kind = match self.state {
            ReceiptState::Failed => Some("failed_receipt"),
            ReceiptState::NeedsReview => Some("receipt_to_review"),
            ReceiptState::Received | ReceiptState::Done | ReceiptState::Quarantined => None,
        };
        let row = json!({
            "kind": kind, "risk": kind.map(|_| Risk::Medium), "title": kind.and(self.error.as_ref()),
            "created_at": kind.map(|_| self.received_at),
            "id": self.id, "source": self.source, "form_id": self.form_id, "state": self.state,
            "disposition": self.disposition, "lead_id": self.lead_id, "person_id": self.person_id,
        });
        summary_row(row)
    }
}

impl Listed for Receipt {
    const LIST: &'static str = "RCPT";
    const TIME: &'static str = "received_at";
    const FILTERS: &'static [&'static str] = &["source", "disposition", "state"];
}
