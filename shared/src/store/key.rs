//! Keys, built from parts and never by hand: a part cannot pose as a border.

use std::fmt::Display;

use crate::BusinessTime;

/// What a part of a key cannot hold as it is.
const ESCAPED: [char; 3] = ['#', '%', '~'];

/// A partition or sort key such as `L#0190…` or `F#LEAD#tag#new roof`.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(String);

impl Key {
    /// A key that begins with the constant `tag`.
    pub fn new(tag: &'static str) -> Self {
        Self(tag.to_owned())
    }

    /// A key as it stands in the table, escaped already.
    pub fn stored(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// A key that begins with a value, escaped.
    pub fn value(part: impl Display) -> Self {
        let mut key = Self(String::new()).with(part);
        key.0.remove(0);
        key
    }

    /// A key that sorts as the time `at`, then as `id`.
    pub fn timed(at: BusinessTime, id: impl Display) -> Self {
        Self(format!("{:013}", at.millis().max(0))).with(id)
    }

    /// Adds a part. `#`, `%` and `~` in it are escaped, so that no value can pose as another key or sort behind it.
    #[must_use]
    pub fn with(mut self, part: impl Display) -> Self {
        let text = part.to_string();
        self.0.push('#');
        if !text.contains(ESCAPED) {
            self.0.push_str(&text);
            return self;
        }
        for character in text.chars() {
            match character {
                '#' => self.0.push_str("%23"),
                '%' => self.0.push_str("%25"),
                '~' => self.0.push_str("%7E"),
                other => self.0.push(other),
            }
        }
        self
    }

    /// The key as it stands in the table.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The key as it stands in the table.
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Where a record lives: its partition and its place in it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// The partition key.
    pub pk: Key,
    /// The sort key.
    pub sk: Key,
}

impl Place {
    /// The place of a collection's head: sort key `A`.
    pub fn head(pk: Key) -> Self {
        Self { pk, sk: Key::new("A") }
    }

    /// A place in the partition `pk`.
    pub fn new(pk: Key, sk: Key) -> Self {
        Self { pk, sk }
    }
}

/// Where a record stands in the two sparse indexes. `None` keeps it out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    /// «What belongs to …».
    pub gsi1: Option<Place>,
    /// «The one list, or what waits».
    pub gsi2: Option<Place>,
}

/// The table, or one of its indexes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Index {
    /// The table itself; reads can be strong.
    Table,
    /// «What belongs to …».
    Gsi1,
    /// «The one list, or what waits».
    Gsi2,
}

impl Index {
    /// The names of the partition and the sort attribute.
    pub fn attributes(self) -> (&'static str, &'static str) {
        match self {
            Self::Table => ("pk", "sk"),
            Self::Gsi1 => ("gsi1pk", "gsi1sk"),
            Self::Gsi2 => ("gsi2pk", "gsi2sk"),
        }
    }

    /// The name of the index, none for the table itself.
    pub fn name(self) -> Option<&'static str> {
        match self {
            Self::Table => None,
            Self::Gsi1 => Some("gsi1"),
            Self::Gsi2 => Some("gsi2"),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn different_parts_never_make_the_same_key(a in ".*", b in ".*", c in ".*", d in ".*") {
            let one = Key::new("K").with(&a).with(&b);
            let other = Key::new("K").with(&c).with(&d);
            prop_assert_eq!(one == other, a == c && b == d);
        }
    }
}
