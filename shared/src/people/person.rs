//! A person: the identity that leads, conversations and opportunities belong to.

use std::collections::{BTreeMap, HashMap};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::ContactPoint;
use crate::{
    App, Error, Id, Result,
    identity::{User, View},
    store::{
        Access, Entity, Facet, Key, ListRequest, Listed, Meta, Page, Part, Place, Places, Summary, facet_part,
        list_rows, summary_row,
    },
};

/// Somebody we know. The API calls it a contact.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Person {
    /// The person.
    pub id: Id<Person>,
    /// As it was given; a split into parts never changes it.
    pub full_name: Option<String>,
    /// The first name, where it is known apart.
    pub given_name: Option<String>,
    /// The last name, where it is known apart.
    pub family_name: Option<String>,
    /// The address to write to.
    pub primary_email: Option<String>,
    /// The number to call, E.164.
    pub primary_phone: Option<String>,
    /// Every address, normalised; each is claimed.
    #[serde(default)]
    pub emails: Vec<String>,
    /// Every number, E.164; each is claimed.
    #[serde(default)]
    pub phones: Vec<String>,
    /// The profile on LinkedIn; it is claimed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub linkedin_url: Option<String>,
    /// The company, in the person's own words.
    pub company: Option<String>,
    /// What the person does there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job_title: Option<String>,
    /// IANA name, where it was stated.
    pub timezone: Option<String>,
    /// Who cares for leads of the person, and for how many.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub owners: BTreeMap<Id<User>, u32>,
}

impl Person {
    /// Adds a contact point; the first of its kind is the primary one.
    pub fn add(&mut self, point: &ContactPoint) {
        let (all, primary) = match point {
            ContactPoint::Email(_) => (&mut self.emails, &mut self.primary_email),
            ContactPoint::Phone(_) => (&mut self.phones, &mut self.primary_phone),
            ContactPoint::Linkedin(url) => {
                self.linkedin_url.get_or_insert_with(|| url.clone());
                return;
            }
        };
        if !all.iter().any(|known| known == point.value()) {
            all.push(point.value().to_owned());
        }
        primary.get_or_insert_with(|| point.value().to_owned());
    }

    /// Every contact point; each is claimed.
    pub fn points(&self) -> Vec<ContactPoint> {
        let emails = self.emails.iter().cloned().map(ContactPoint::Email);
        let phones = self.phones.iter().cloned().map(ContactPoint::Phone);
        emails.chain(phones).chain(self.linkedin_url.clone().map(ContactPoint::Linkedin)).collect()
    }

    /// Takes a contact point away; the next of its kind is the primary one.
    pub fn remove(&mut self, point: &ContactPoint) {
        let (all, primary) = match point {
            ContactPoint::Email(_) => (&mut self.emails, &mut self.primary_email),
            ContactPoint::Phone(_) => (&mut self.phones, &mut self.primary_phone),
            ContactPoint::Linkedin(url) => {
                self.linkedin_url.take_if(|known| known == url);
                return;
            }
        };
        all.retain(|known| known != point.value());
        if primary.as_deref() == Some(point.value()) {
            *primary = all.first().cloned();
        }
    }

    /// Notes that a lead of the person is another one's now.
    pub fn hand_over(&mut self, from: Option<Id<User>>, to: Option<Id<User>>) {
        if let Some(from) = from {
            let left = self.owners.remove(&from).unwrap_or_default().saturating_sub(1);
            self.owners.extend((left > 0).then_some((from, left)));
        }
        if let Some(to) = to {
            *self.owners.entry(to).or_default() += 1;
        }
    }

    /// Whether another contact point of this kind is taken for the person's.
    pub fn has_room_for(&self, point: &ContactPoint) -> bool {
        match point {
            ContactPoint::Email(_) => self.emails.len() < MAX_POINTS,
            ContactPoint::Phone(_) => self.phones.len() < MAX_POINTS,
            ContactPoint::Linkedin(_) => self.linkedin_url.is_none(),
        }
    }

    /// The words that find the person by name: lower case, in no order.
    pub fn name_tokens(&self) -> Vec<String> {
        let mut tokens: Vec<String> = words(self.full_name.as_deref().unwrap_or_default()).collect();
        tokens.sort();
        // A word that begins another one would find the person twice.
        tokens.dedup_by(|longer, shorter| {
            let begins = longer.starts_with(shorter.as_str());
            if begins {
                shorter.clone_from(longer);
            }
            begins
        });
        tokens.truncate(MAX_NAME_TOKENS);
        tokens
    }
}

impl Person {
    /// The sort key of the person's list rows: the creation.
    pub fn order(meta: &Meta, id: Id<Self>) -> Key {
        Key::timed(meta.created_at, id)
    }
}

/// The words of a name, in lower case.
pub(crate) fn words(name: &str) -> impl Iterator<Item = String> {
    let name = name.to_lowercase();
    let words: Vec<String> =
        name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).map(str::to_owned).collect();
    words.into_iter()
}

/// The most addresses, and the most numbers, of a person.
const MAX_POINTS: usize = 10;
/// More words than that are no name.
const MAX_NAME_TOKENS: usize = 6;

/// Where the list row of a name's word lies: by its first two letters, then by the word.
pub fn name_place(token: &str, id: Id<Person>) -> Place {
    let letters: String = token.chars().take(2).collect();
    Place::new(Key::new("N").with(letters), Key::value(token).with(id))
}

impl Entity for Person {
    const TYPE: &'static str = "person";
    const ACCESS: &'static [Access] = &[
        ("one person", "P#<id> / A"),
        ("all people, newest first", "gsi2 PERSON / <created>#<id>"),
        ("people by who cares for a lead of theirs (written by the stream)", "F#PERSON#owner#<user> / <created>#<id>"),
        ("people by a word of their name (written by the stream)", "N#<2 letters> / <word>#<id>"),
    ];
    const AUDITED: bool = true;
    type Ref = Id<Person>;

    fn reference(&self) -> Id<Self> {
        self.id
    }

    fn place(id: &Id<Self>) -> Place {
        Place::head(Key::new("P").with(id))
    }

    fn places(&self, meta: &Meta) -> Places {
        Places { gsi1: None, gsi2: Some(Place::new(Key::new(Self::LIST), Self::order(meta, self.id))) }
    }

    fn summary(&self, _meta: &Meta) -> Option<Summary> {
        let row = json!({
            "id": self.id, "full_name": self.full_name, "primary_email": self.primary_email,
            "primary_phone": self.primary_phone, "company": self.company,
        });
        summary_row(row)
    }
}

impl Listed for Person {
    const LIST: &'static str = "PERSON";
    const FREE_TO_TAKE: bool = true;
    const FILTERS: &'static [&'static str] = &["name"];

    /// A word of the name begins so.
    fn holds(summary: &Summary, _name: &Facet, wanted: &str) -> bool {
        let name = summary.get("full_name").and_then(Value::as_str).unwrap_or_default();
        words(name).any(|word| word.starts_with(wanted))
    }

    fn owners(&self) -> Vec<Id<User>> {
        self.owners.keys().copied().collect()
    }

    fn of_owner(owner: Id<User>) -> Option<Part> {
        Some(facet_part(Self::LIST, "owner", &owner.to_string()))
    }
}

/// One page of the people that are seen, newest first; with `name`, those with a word of their name that begins so: by word
/// for who sees all, newest first for others.
///
/// # Errors
/// Those of [`View::list`], `Malformed` for a name of less than two letters.
pub async fn list_people(app: &App, view: &View, mut request: ListRequest) -> Result<Page> {
    let Some(name) = request.filters.get("name").map(|name| name.trim().to_lowercase()) else {
        return view.list::<Person>(app, &request, &HashMap::new()).await;
    };
    if name.chars().count() < 2 || !name.chars().all(char::is_alphanumeric) {
        return Err(Error::malformed("bad_name", "give two letters or more of one word of the name"));
    }
    if request.filters.len() > 1 {
        return Err(Error::malformed("filter_not_indexed", "`name` goes with no other filter"));
    }
    if view.is_all() {
        let letters: String = name.chars().take(2).collect();
        return list_rows(&app.store, &app.cursors, Key::new("N").with(letters), &name, &request).await;
    }
    request.filters.insert("name".to_owned(), name);
    view.list::<Person>(app, &request, &HashMap::new()).await
}
