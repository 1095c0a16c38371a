//! Typed identifiers: an `Id<Lead>` cannot be passed where an `Id<Person>` is wanted.

use std::{
    borrow::Cow,
    cmp::Ordering,
    fmt,
    hash::{Hash, Hasher},
    marker::PhantomData,
    str::FromStr,
};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use uuid::{Builder, Uuid};

use crate::{BusinessTime, Error, Result};

/// The identifier of a `T`: a UUID, version 7 where it was made here, version 8 where it derives from a name.
pub struct Id<T> {
    uuid: Uuid,
    kind: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// A version 7 id, which sorts by `now`. Both come from the caller, so the result repeats.
    pub fn new(now: BusinessTime, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.millis()).unwrap_or_default();
        Self::from_uuid(Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// The same id for the same `parts`, always: SHA-256 over the length-prefixed parts, as a version 8 UUID.
    pub fn derived(parts: &[&str]) -> Self {
        let mut hash = ring::digest::Context::new(&ring::digest::SHA256);
        for part in parts {
            hash.update(&(part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finish().as_ref()[..16]);
        Self::from_uuid(Builder::from_custom_bytes(bytes).into_uuid())
    }

    /// The id with this UUID.
    pub fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, kind: PhantomData }
    }

    /// The UUID.
    pub fn uuid(&self) -> Uuid {
        self.uuid
    }

    /// The same UUID, naming something else: a receipt and the evidence it holds share theirs.
    pub fn cast<U>(&self) -> Id<U> {
        Id::from_uuid(self.uuid)
    }

    /// Spreads ids over `count` shards.
    pub fn shard(&self, count: u8) -> u8 {
        self.uuid.as_bytes()[15] % count.max(1)
    }
}

impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}

impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.uuid, f)
    }
}

impl<T> FromStr for Id<T> {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Uuid::try_parse(text).map(Self::from_uuid).map_err(|_| Error::malformed("bad_id", "the id is no UUID"))
    }
}

impl<T> JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Id".into()
    }

    fn json_schema(_generator: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "uuid" })
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Id<T> {}

impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}

impl<T> Eq for Id<T> {}

impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}

impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&self.uuid)
    }
}

impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = Cow::<'de, str>::deserialize(deserializer)?;
        Uuid::try_parse(&text).map(Self::from_uuid).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_derived_id_depends_on_every_part_and_its_borders() {
        let id = Id::<()>::derived(&["ab", "c"]);
        assert_eq!(id, Id::derived(&["ab", "c"]));
        assert_ne!(id, Id::derived(&["a", "bc"]));
        assert_eq!(id.uuid().get_version_num(), 8);
    }

    #[test]
    fn new_ids_sort_by_time() {
        let early = Id::<()>::new(BusinessTime::from_millis(1_000), [255; 10]);
        let late = Id::<()>::new(BusinessTime::from_millis(2_000), [0; 10]);
        assert!(early.to_string() < late.to_string());
    }
}
