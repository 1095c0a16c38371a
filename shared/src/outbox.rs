//! What Portico sends to people goes through one port. Until a provider is set, a sandbox keeps it.

use std::{future::Future, pin::Pin};

use serde::{Deserialize, Serialize};

use crate::{
    BusinessTime, Error, Id, Result,
    store::{Access, Entity, Index, Key, Meta, Place, Places, Query, Store, Summary, object},
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

/// What a port answers: a future that can be called through a pointer.
pub type Sending<'a> = Pin<Box<dyn Future<Output = Result<()>> + Send + 'a>>;

/// Sends messages.
pub trait Outbox: Send + Sync {
    /// Asks the provider to send `message`. The same id is sent once.
    fn send<'a>(&'a self, message: &'a Outgoing, now: BusinessTime) -> Sending<'a>;
}

/// Keeps messages instead of sending them, where the operator can see them.
pub struct Sandbox {
    store: Store,
}

impl Sandbox {
    /// A sandbox that keeps its messages in `store`.
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

impl Outbox for Sandbox {
    fn send<'a>(&'a self, message: &'a Outgoing, now: BusinessTime) -> Sending<'a> {
        Box::pin(async move {
            let kept = SandboxMessage { message: message.clone(), sent_at: now };
            match self.store.tx().create(&kept).commit_unannounced("nothing has left the house").await {
                Ok(()) | Err(Error::AlreadyExists { .. }) => Ok(()),
                Err(error) => Err(error),
            }
        })
    }
}

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
