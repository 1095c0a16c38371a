//! What Portico sends to people goes through one port. Until a provider is set, a sandbox keeps it.

use serde::{Deserialize, Serialize};

use crate::{
    BusinessTime, Error, Id, Result,
    store::{Access, Entity, Index, Key, Meta, Place, Places, Query, Store, Summary, Tx, object},
};

/// A message that is to be sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outgoing {
    /// Derived by the sender from what the message is about, so that a repeat is the same message.
    pub id: Id<Outgoing>,
    /// `email` or `sms`.
    pub channel: String,
    /// An address or a number.
    pub to: String,
    /// For mail.
    pub subject: Option<String>,
    /// Plain text.
    pub body: String,
}

/// Takes messages to people.
pub trait Outbox: Send + Sync {
    /// Adds `message` to what `tx` writes: it is sent if the command happens, and else never was.
    fn post<'t>(&self, message: Outgoing, now: BusinessTime, tx: Tx<'t>) -> Tx<'t>;
}

/// Keeps messages instead of sending them, where the operator can see them.
pub struct Sandbox;

impl Outbox for Sandbox {
    fn post<'t>(&self, message: Outgoing, now: BusinessTime, tx: Tx<'t>) -> Tx<'t> {
        tx.create(&SandboxMessage { message, sent_at: now })
    }
}

/// How long the sandbox keeps a message, in seconds: it may hold a link that sets a password.
const KEPT: i64 = 30 * 24 * 3_600;

/// A message that the sandbox was asked to send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SandboxMessage {
    /// The message.
    #[serde(flatten)]
    pub message: Outgoing,
    /// When.
    pub sent_at: BusinessTime,
}

impl Entity for SandboxMessage {
    const TYPE: &'static str = "sandbox_message";
    const ACCESS: &'static [Access] = &[
        ("one message", "OUT#<id> / A"),
        ("what the sandbox was asked to send, newest first", "gsi2 OUT / <sent>#<id>"),
    ];
    type Ref = Id<Outgoing>;

    fn reference(&self) -> Self::Ref {
        self.message.id
    }

    fn place(id: &Self::Ref) -> Place {
        Place::head(Key::new("OUT").with(id))
    }

    fn places(&self, _meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new("OUT"), Key::timed(self.sent_at, self.message.id))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        object(self).ok()
    }

    fn ttl(&self) -> Option<i64> {
        Some(self.sent_at.seconds() + KEPT)
    }
}

/// The latest messages that the sandbox was asked to send, newest first; of `channel` only, if one is given.
///
/// # Errors
/// Those of the store.
pub async fn sandboxed(store: &Store, channel: Option<&str>, limit: usize) -> Result<Vec<SandboxMessage>> {
    let query = Query { descending: true, limit, ..Query::new(Index::Gsi2, Key::new("OUT")) };
    let mut messages = Vec::new();
    for mut item in store.query(query).await?.items {
        let row = item.remove("l").ok_or_else(|| Error::internal("reading the outbox", "a row without a summary"))?;
        let message: SandboxMessage =
            serde_dynamo::from_attribute_value(row).map_err(|e| Error::internal("reading the outbox", e))?;
        if channel.is_none_or(|channel| message.message.channel == channel) {
            messages.push(message);
        }
    }
    Ok(messages)
}
