//! What the chain is made of: the hash of an Event's header, the seal of an hour, and the head.
//!
//! | hash | of |
//! |---|---|
//! | leaf | the header as JSON: its attributes by name, sorted, without spaces; without [`UNSEALED`] and names that begin with `_` |
//! | root | the leaves of the hour, in the order of the Events' ids, 32 bytes each |
//! | chain | the chain so far (32 bytes), the hour as `2026-03-02T09` (13), how many Events (8, big-endian), the root (32) |

use serde::{Deserialize, Serialize};
use serde_dynamo::Item;
use serde_json::{Map, Value};

use super::Hash;
use crate::{
    BusinessTime, Error, Result, fanout,
    store::{Access, Entity, Key, Place},
};

/// What the seal of an Event does not cover: the payload, of which the header has a salted digest; what consumers write later;
/// and keys, which follow from the header. The partition (`pk`) is a part of the header.
pub(super) const UNSEALED: &[&str] =
    &["gsi1pk", "gsi1sk", "gsi2pk", "gsi2sk", "l", fanout::MARK, "payload", "sk", "ttl"];

/// What the chain begins from, with the hour of its beginning.
const GENESIS: &[u8] = b"portico audit chain 1 ";

/// The hash of an Event's header, as it is stored.
///
/// # Errors
/// `Internal` when the item cannot be written as JSON.
pub(super) fn leaf(item: &Item) -> Result<Hash> {
    let fields: Map<String, Value> =
        serde_dynamo::from_item(item.clone()).map_err(|e| Error::internal("reading an event's header", e))?;
    let is_sealed = |name: &str| !name.starts_with('_') && !UNSEALED.contains(&name);
    let mut header = Value::Object(fields.into_iter().filter(|(name, _)| is_sealed(name)).collect());
    header.sort_all_objects();
    Ok(Hash::of(&[header.to_string().as_bytes()]))
}

/// The seal of an hour that has Events.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seal {
    /// The hour, by its beginning.
    pub hour: BusinessTime,
    /// How many Events it has.
    pub events: u64,
    /// Over the headers of its Events.
    pub root: Hash,
    /// The chain before it.
    pub previous: Hash,
    /// The chain with it.
    pub chain: Hash,
}

impl Seal {
    /// The seal of `hour` over the hashes of its Events, behind the chain `previous`.
    pub(super) fn over(hour: BusinessTime, leaves: &[Hash], previous: Hash) -> Self {
        let bytes: Vec<u8> = leaves.iter().flat_map(|leaf| *leaf.bytes()).collect();
        let (root, events) = (Hash::of(&[&bytes]), leaves.len() as u64);
        let chain = Hash::of(&[previous.bytes(), hour.hour().as_bytes(), &events.to_be_bytes(), root.bytes()]);
        Self { hour, events, root, previous, chain }
    }

    /// What the sort keys of all seals begin with.
    pub(super) const PREFIX: &'static str = "SEAL#";

    /// The partition of the chain.
    pub(super) fn partition() -> Key {
        Key::new("AUDIT")
    }
}

impl Entity for Seal {
    const TYPE: &'static str = "seal";
    const ACCESS: &'static [Access] = &[("the seals of the hours that have events, in order", "AUDIT / SEAL#<hour>")];
    type Ref = BusinessTime;

    fn reference(&self) -> BusinessTime {
        self.hour
    }

    fn place(hour: &BusinessTime) -> Place {
        Place::new(Self::partition(), Key::new("SEAL").with(hour.hour()))
    }
}

/// The beginnings of the hashes of an hour's Events. They prove nothing; by them verification names the Event where the
/// root only tells that there is one.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Leaves {
    /// The hour, by its beginning.
    pub hour: BusinessTime,
    /// The first five characters of each, in the order of the Events' ids.
    pub beginnings: String,
}

impl Leaves {
    /// So many characters of each hash are kept.
    pub(super) const WIDTH: usize = 5;
    /// Of an hour with more Events than this none are kept: the item would be too large.
    const MAX: usize = 10_000;

    /// Of these hashes; none if they are too many.
    pub(super) fn of(hour: BusinessTime, leaves: &[Hash]) -> Option<Self> {
        let beginnings = || leaves.iter().map(Self::beginning).collect();
        (leaves.len() <= Self::MAX).then(|| Self { hour, beginnings: beginnings() })
    }

    /// The beginning of one hash.
    pub(super) fn beginning(leaf: &Hash) -> String {
        leaf.to_string().chars().take(Self::WIDTH).collect()
    }
}

impl Entity for Leaves {
    const TYPE: &'static str = "leaves";
    const ACCESS: &'static [Access] = &[("which event of an hour breaks its seal", "AUDIT / LEAVES#<hour>")];
    type Ref = BusinessTime;

    fn reference(&self) -> BusinessTime {
        self.hour
    }

    fn place(hour: &BusinessTime) -> Place {
        Place::new(Seal::partition(), Key::new("LEAVES").with(hour.hour()))
    }
}

/// How far the chain has come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChainHead {
    /// The first hour that the chain covers.
    pub since: BusinessTime,
    /// The next hour to seal.
    pub next: BusinessTime,
    /// The chain with the last seal.
    pub chain: Hash,
}

impl ChainHead {
    /// A chain that begins with the hour `since`.
    pub(super) fn beginning(since: BusinessTime) -> Self {
        Self { since, next: since, chain: Self::genesis(since) }
    }

    /// The chain before the first seal.
    pub(super) fn genesis(since: BusinessTime) -> Hash {
        Hash::of(&[GENESIS, since.hour().as_bytes()])
    }
}

impl Entity for ChainHead {
    const TYPE: &'static str = "chain_head";
    const ACCESS: &'static [Access] = &[("how far the hours are sealed", "AUDIT / A")];
    type Ref = ();

    fn reference(&self) {}

    fn place((): &()) -> Place {
        Place::head(Seal::partition())
    }

    fn label((): &()) -> String {
        "audit".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use serde_dynamo::AttributeValue;

    use super::*;

    fn item(fields: &[(&str, &str)]) -> Item {
        let fields = fields.iter().map(|(name, text)| ((*name).to_owned(), AttributeValue::S((*text).to_owned())));
        fields.collect::<std::collections::HashMap<_, _>>().into()
    }

    #[test]
    fn a_leaf_is_over_the_header_alone_and_never_changes() {
        let header = item(&[("id", "1"), ("actor", "system:x"), ("pk", "L#1")]);
        let wanted = Hash::of(&[br#"{"actor":"system:x","id":"1","pk":"L#1"}"#]);
        assert_eq!(leaf(&header).unwrap(), wanted);
        let more =
            [("id", "1"), ("pk", "L#1"), ("actor", "system:x"), ("payload", "p"), ("_version", "1"), ("sk", "E#1")];
        assert_eq!(leaf(&item(&more)).unwrap(), wanted, "what is not sealed may change");
        assert_ne!(leaf(&item(&[("id", "1"), ("actor", "system:y"), ("pk", "L#1")])).unwrap(), wanted);
        assert_ne!(leaf(&item(&[("id", "1"), ("actor", "system:x"), ("pk", "L#1"), ("more", "")])).unwrap(), wanted);
    }

    #[test]
    fn a_chain_depends_on_each_of_its_parts() {
        let hour = BusinessTime::from_millis(1_772_442_000_000);
        let (one, other) = (Hash::of(&[b"1"]), Hash::of(&[b"2"]));
        let seal = Seal::over(hour, &[one, other], ChainHead::genesis(hour));
        assert_eq!(seal.chain.to_string(), "GEe1UMPg6Oi0MkKMLH5zM0sK65roGBvs75kDlwSeFLE");
        for changed in [
            Seal::over(hour, &[other, one], ChainHead::genesis(hour)),
            Seal::over(hour, &[one], ChainHead::genesis(hour)),
            Seal::over(hour, &[one, other], one),
            Seal::over(BusinessTime::from_millis(0), &[one, other], ChainHead::genesis(hour)),
        ] {
            assert_ne!(changed.chain, seal.chain);
        }
    }
}
