//! Reads leads out of plain text, by rules: what it says, in which words it says it, and how sure that is.
//!
//! Pure: no clock, no table, no network. What a model adds goes through the same door: it may only point at words, and
//! every value follows from words that stand in the text.

mod action;
mod company;
mod cues;
mod field;
mod ground;
mod known;
mod labels;
mod layout;
mod lexicon;
mod money;
mod names;
mod no_lead;
mod page;
mod party;
mod phones;
mod points;
mod read;
#[cfg(test)]
mod samples;
mod span;
mod spoken;
mod suspicion;
mod token;
mod topic;
mod when;
mod who;
mod words;

use std::collections::{BTreeMap, BTreeSet};

pub use field::{Confidence, Field, Flag, Source};
pub use ground::{Quotes, Said, align};
use jiff::Zoned;
pub use read::read;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;
pub use span::Span;

/// What is known of a text before it is read.
#[derive(Clone, Debug)]
pub struct Context<'a> {
    /// How it came in: `note`, `sms`, `whatsapp`, `email`, `transcript`, `webform`; another name reads as `note`.
    pub channel: &'a str,
    /// The country (ISO 3166-1 alpha-2) whose phone numbers need no prefix, whose money needs no name, and whose order of
    /// day and month holds.
    pub region: &'a str,
    /// When it was said, in the zone of the person who said it: what «tomorrow» counts from.
    pub now: Zoned,
}

/// What a text says.
#[derive(Clone, Debug, PartialEq)]
pub struct Reading {
    /// Why it is no lead; none where it is one. Then nobody is proposed.
    pub no_lead: Option<NoLead>,
    /// Those who want something, in the order of the text. A lead whose person is not told is a party without a name.
    pub parties: Vec<Party>,
    /// Words that try to instruct whoever reads them, or that a person would not have seen.
    pub suspicious: Vec<Suspicion>,
    /// How many addresses and numbers it holds, anybody's: more than the parties have tells that somebody else is spoken of.
    pub points: usize,
    /// Whether the whole text was read, not only its beginning.
    pub is_complete: bool,
}

impl Default for Reading {
    fn default() -> Self {
        Self { no_lead: None, parties: Vec::new(), suspicious: Vec::new(), points: 0, is_complete: true }
    }
}

/// Why a text is no lead.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum NoLead {
    /// A machine answered: out of office, undeliverable.
    AutoReply,
    /// A code, a receipt, a notice that no person wrote.
    Notice,
    /// Somebody sells to us, or writes to everybody.
    Solicitation,
    /// Somebody calls something off, or wants to be left alone.
    Cancellation,
    /// Made-up names and numbers.
    Junk,
    /// Nobody wants anything in it.
    NothingAsked,
}

/// One who wants something.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Party {
    /// What is known of them, each with the words that say so.
    pub fields: BTreeMap<Field, Found>,
}

/// A value, and the words that it follows from.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The value, as [`Field`] says.
    pub value: Value,
    /// The words: `&text[span.range()]` is the quote.
    pub span: Span,
    /// Who read it.
    pub source: Source,
    /// How sure that is.
    pub confidence: Confidence,
    /// What a person should know before trusting it.
    pub flags: BTreeSet<Flag>,
}

/// Words that should not be trusted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suspicion {
    /// Which ones.
    pub span: Span,
    /// What is wrong with them.
    pub kind: SuspicionKind,
}

/// What is wrong with words.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum SuspicionKind {
    /// They give orders to whoever reads them: to a model, to an assistant.
    Instruction,
    /// They look like markup, a program or a formula.
    Markup,
    /// A person would not see them: comments, zero widths, other directions.
    Hidden,
}
