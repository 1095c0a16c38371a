//! Where words stand.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// Where words stand in a text: bytes from `start` until before `end`, both on borders of characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Span {
    /// Bytes before it.
    pub start: usize,
    /// Bytes before what follows it.
    pub end: usize,
}

impl Span {
    /// From `start` until before `end`.
    pub fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The whole of `text`.
    pub fn whole(text: &str) -> Self {
        Self::new(0, text.len())
    }

    /// To index the text with.
    pub fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Whether some of the words are the same.
    pub fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// Whether all words of `other` are among these.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// These words, those of `other`, and all between them.
    pub(super) fn with(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }

    /// The same in a text in which so many bytes stand before.
    pub(super) fn moved(self, by: usize) -> Self {
        Self::new(self.start + by, self.end + by)
    }

    /// The same in Unicode scalars instead of bytes: what the API tells.
    pub fn in_scalars(self, text: &str) -> Self {
        let before = |end: usize| text[..end].chars().count();
        Self::new(before(self.start), before(self.end))
    }
}
