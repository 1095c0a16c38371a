//! What a type must say to live in the table.

use std::ops::Deref;

use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_dynamo::{AttributeValue, Item};
use serde_json::{Map, Value};

use super::{Facets, Place, Places};
use crate::{BusinessTime, Error, Result};

/// The row that a list shows: what both indexes project, and nothing else.
pub type Summary = Map<String, Value>;

/// One way to find a record: what is looked for, and the key that answers.
pub type Access = (&'static str, &'static str);

/// A record type: one file for each, and one line in [`crate::entities`].
pub trait Entity: Serialize + DeserializeOwned + Clone + Send + Sync + 'static {
    /// The value of the `_type` attribute. Stored, so never renamed.
    const TYPE: &'static str;

    /// The version of the stored shape. Raise it together with a step in [`Entity::upgrade`].
    const SHAPE: u32 = 1;

    /// Every way to find such a record; `docs/access-patterns.md` is made of these.
    const ACCESS: &'static [Access];

    /// Whether the command's Event tells the fields that a write changed.
    const AUDITED: bool = false;

    /// Fields whose values never stand in an Event.
    const SECRET: &'static [&'static str] = &[];

    /// What names one record.
    type Ref: Clone + Send + Sync;

    /// What names this record.
    fn reference(&self) -> Self::Ref;

    /// The primary key, which depends on the name alone, so that a record is read without a search.
    fn place(reference: &Self::Ref) -> Place;

    /// The places in the indexes. Written together with the record, so they cannot go stale.
    fn places(&self, _meta: &Meta) -> Places {
        Places::default()
    }

    /// What a list shows of the record. Needed by what stands in an index.
    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        None
    }

    /// The small closed vocabularies by which such records are listed and counted: `lifecycle`, `source`, a tag.
    fn facets(&self) -> Facets {
        Facets::new()
    }

    /// When the item may be cleaned away, in seconds since 1970. Cleaning only: expiry is compared in code.
    fn ttl(&self) -> Option<i64> {
        None
    }

    /// Brings an item that was stored with an older shape up to date.
    ///
    /// # Errors
    /// When the item is not of the shape that it claims.
    fn upgrade(_item: &mut Item, _from: u32) -> Result<()> {
        Ok(())
    }

    /// How a person names the record in a message: its sort key if it has a telling one, else its partition.
    fn label(reference: &Self::Ref) -> String {
        let place = Self::place(reference);
        let pk = place.pk.as_str();
        pk.split_once('#').map_or(pk, |(_, rest)| rest).to_owned()
    }
}

/// What the store knows of a record beside the record itself.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Meta {
    /// Counts the writes; 1 when created.
    #[serde(rename = "_version")]
    pub version: u64,
    /// When the record was created.
    #[serde(rename = "_created_at", with = "millis")]
    pub created_at: BusinessTime,
    /// When the record was last written.
    #[serde(rename = "_updated_at", with = "millis")]
    pub updated_at: BusinessTime,
    /// When the record was tombstoned, if it is.
    #[serde(rename = "_deleted_at", default, skip_serializing_if = "Option::is_none", with = "maybe_millis")]
    pub deleted_at: Option<BusinessTime>,
}

/// Times as milliseconds: a third of the bytes of a text, and an item pays for each started kilobyte.
mod millis {
    use serde::{Deserialize, Deserializer, Serializer};

    use crate::BusinessTime;

    pub(super) fn serialize<S: Serializer>(at: &BusinessTime, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(at.millis())
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BusinessTime, D::Error> {
        i64::deserialize(deserializer).map(BusinessTime::from_millis)
    }
}

mod maybe_millis {
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    use crate::BusinessTime;

    pub(super) fn serialize<S: Serializer>(at: &Option<BusinessTime>, serializer: S) -> Result<S::Ok, S::Error> {
        at.map(|at| at.millis()).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<BusinessTime>, D::Error> {
        Ok(Option::<i64>::deserialize(deserializer)?.map(BusinessTime::from_millis))
    }
}

impl Meta {
    /// A record that is created `now`.
    pub fn new(now: BusinessTime) -> Self {
        Self { version: 1, created_at: now, updated_at: now, deleted_at: None }
    }

    /// The next version, written `now`.
    #[must_use]
    pub fn next(&self, now: BusinessTime) -> Self {
        Self { version: self.version + 1, updated_at: now, ..self.clone() }
    }
}

/// A record as it was read, with what the store knows of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Saved<E> {
    /// The record.
    pub value: E,
    /// Its version and times.
    pub meta: Meta,
}

impl<E> Deref for Saved<E> {
    type Target = E;

    fn deref(&self) -> &E {
        &self.value
    }
}

impl<E: Entity> Saved<E> {
    /// Refuses when somebody who saw `version` wants to change it, and it is another one by now.
    ///
    /// # Errors
    /// `Stale`.
    pub fn demand(&self, version: Option<u64>) -> Result<()> {
        if version.is_none_or(|version| version == self.meta.version) {
            return Ok(());
        }
        Err(Error::Stale { entity: E::TYPE, id: E::label(&self.value.reference()) })
    }

    /// The record as the API shows it: its fields, `version`, `created_at` and `updated_at`.
    ///
    /// # Errors
    /// `Internal` when the record is no object.
    pub fn to_json(&self) -> Result<Map<String, Value>> {
        let mut fields = object(&self.value)?;
        fields.insert("version".to_owned(), self.meta.version.into());
        fields.insert("created_at".to_owned(), self.meta.created_at.to_string().into());
        fields.insert("updated_at".to_owned(), self.meta.updated_at.to_string().into());
        if let Some(at) = self.meta.deleted_at {
            fields.insert("deleted_at".to_owned(), at.to_string().into());
        }
        Ok(fields)
    }
}

#[derive(Deserialize)]
struct Head {
    #[serde(rename = "_type")]
    type_name: String,
    #[serde(rename = "_shape")]
    shape: u32,
    #[serde(flatten)]
    meta: Meta,
}

/// Reads an item, whether it came from a get, a query or the stream.
///
/// # Errors
/// `Internal` when the item is of another type, of a newer shape, or cannot be read.
pub fn decode<E: Entity>(mut item: Item) -> Result<Saved<E>> {
    let head: Head =
        serde_dynamo::from_item(item.clone()).map_err(|e| Error::internal("reading a record's metadata", e))?;
    if head.type_name != E::TYPE {
        return Err(Error::internal("reading a record", format!("wanted {}, found {}", E::TYPE, head.type_name)));
    }
    if head.shape > E::SHAPE {
        // Read as if it were older, it would be written as if it were.
        let what = format!("{} of shape {}, and this program knows {}", E::TYPE, head.shape, E::SHAPE);
        return Err(Error::internal("reading a record of a newer program", what));
    }
    if head.shape < E::SHAPE {
        E::upgrade(&mut item, head.shape)?;
    }
    let value = serde_dynamo::from_item(item).map_err(|e| Error::internal("reading a record", e))?;
    Ok(Saved { value, meta: head.meta })
}

/// Makes the item of a record: its fields, its metadata, its keys.
///
/// # Errors
/// `Internal` when the record cannot be written as an item.
pub fn encode<E: Entity>(value: &E, meta: &Meta) -> Result<Item> {
    let fail = |e| Error::internal("writing a record", e);
    let fields: Item = serde_dynamo::to_item(value).map_err(fail)?;
    let mut item = fields.into_inner();
    item.retain(|_, value| !matches!(value, AttributeValue::Null(_)));
    let stored: Item = serde_dynamo::to_item(meta).map_err(fail)?;
    item.extend(stored.into_inner());
    item.insert("_type".to_owned(), AttributeValue::S(E::TYPE.to_owned()));
    item.insert("_shape".to_owned(), AttributeValue::N(E::SHAPE.to_string()));
    let mut put = |names: (&str, &str), place: Place| {
        item.insert(names.0.to_owned(), AttributeValue::S(place.pk.into_string()));
        item.insert(names.1.to_owned(), AttributeValue::S(place.sk.into_string()));
    };
    put(super::Index::Table.attributes(), E::place(&value.reference()));
    if meta.deleted_at.is_none() {
        let Places { gsi1, gsi2 } = value.places(meta);
        let indexed = gsi1.is_some() || gsi2.is_some();
        gsi1.into_iter().for_each(|place| put(super::Index::Gsi1.attributes(), place));
        gsi2.into_iter().for_each(|place| put(super::Index::Gsi2.attributes(), place));
        if let (true, Some(summary)) = (indexed, value.summary(meta)) {
            item.insert("l".to_owned(), serde_dynamo::to_attribute_value(summary).map_err(fail)?);
        }
    }
    if let Some(seconds) = value.ttl() {
        item.insert("ttl".to_owned(), AttributeValue::N(seconds.to_string()));
    }
    Ok(item.into())
}

/// A value as a JSON object.
///
/// # Errors
/// `Internal` when it is something else.
pub fn object(value: &impl Serialize) -> Result<Map<String, Value>> {
    let value = serde_json::to_value(value).map_err(|e| Error::internal("writing JSON", e))?;
    let Value::Object(fields) = value else {
        return Err(Error::internal("writing JSON", "this type is no object"));
    };
    Ok(fields)
}

/// A list row of these fields; what is null is left out.
pub fn summary_row(fields: Value) -> Option<Summary> {
    let Value::Object(mut fields) = fields else { return None };
    fields.retain(|_, value| !value.is_null());
    Some(fields)
}
