//! What a model has said of a text, so that a repeat costs nothing.
//!
//! Kept as places in the text and not as words, under a keyed hash: without the text, an entry tells nothing of anybody.

use std::collections::BTreeMap;

use jiff::SignedDuration;
use serde::{Deserialize, Serialize};

use super::{endpoint::Endpoint, prompt};
use crate::{
    App, Error, Result, WallTime,
    reading::{Quotes, Said, Span, align},
    store::{Access, Entity, Key, Place},
};

/// How long an answer is believed.
const FRESH_FOR: SignedDuration = SignedDuration::from_hours(7 * 24);

/// What a model has said of a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ModelAnswer {
    /// A keyed hash of the text, the instructions, the model and its address.
    pub key: String,
    /// Whether somebody wants something in it.
    pub is_lead: bool,
    /// Where the words of each person stand, by field.
    pub people: Vec<BTreeMap<String, Span>>,
    /// Until when it is believed.
    pub expires_at: WallTime,
}

impl Entity for ModelAnswer {
    const TYPE: &'static str = "model_answer";
    const ACCESS: &'static [Access] = &[("what a model has said of a text (for a week)", "SAID#<keyed hash> / A")];
    type Ref = String;

    fn reference(&self) -> String {
        self.key.clone()
    }

    fn place(key: &String) -> Place {
        Place::head(Key::new("SAID").with(key))
    }

    fn ttl(&self) -> Option<i64> {
        Some(self.expires_at.seconds())
    }
}

/// Under what the answer to `text` is kept.
///
/// # Errors
/// Those of the store.
pub(super) async fn key(app: &App, endpoint: &Endpoint, text: &str) -> Result<String> {
    let asked = [endpoint.host(), &endpoint.model, &prompt::HASH, text].join("\n");
    app.cursors.sign(&app.store, "ai", asked.as_bytes()).await
}

/// What tells an answer from others.
///
/// # Errors
/// Those of the store.
pub(super) async fn hash(app: &App, said: &Said) -> Result<String> {
    let words = serde_json::to_vec(said).map_err(|error| Error::internal("writing JSON", error))?;
    app.cursors.sign(&app.store, "ai", &words).await
}

/// What is kept of `text` under `key`.
///
/// # Errors
/// Those of the store.
pub(super) async fn recall(app: &App, key: &str, text: &str) -> Result<Option<Said>> {
    let found = app.store.glance::<ModelAnswer>(&key.to_owned()).await?;
    let fresh = found.filter(|saved| app.wall_now() < saved.expires_at);
    Ok(fresh.map(|saved| said(&saved.value, text)))
}

/// Keeps an answer. That it could not be kept is no reason to do without it.
pub(super) async fn keep(app: &App, key: String, text: &str, said: &Said) {
    let answer = places(key, text, said, app.wall_now().plus(FRESH_FOR));
    let kept = async {
        let tx = match app.store.get::<ModelAnswer>(&answer.key).await? {
            Some(former) => app.store.tx().update(&former, &answer),
            None => app.store.tx().create(&answer),
        };
        tx.commit_unannounced("what can be asked again concerns nobody").await
    };
    if let Err(error) = kept.await {
        tracing::warn!("an answer of the model was not kept: {}", error.chain());
    }
}

fn places(key: String, text: &str, said: &Said, expires_at: WallTime) -> ModelAnswer {
    let people = said.people.iter().map(|person| {
        let mut person = person.clone();
        let place = |(name, quote): (&'static str, &mut Option<String>)| {
            Some((name.to_owned(), align(text, quote.as_deref()?)?))
        };
        person.slots().into_iter().filter_map(place).collect()
    });
    ModelAnswer { key, is_lead: said.is_lead, people: people.collect(), expires_at }
}

fn said(answer: &ModelAnswer, text: &str) -> Said {
    let people = answer.people.iter().map(|places| {
        let mut person = Quotes::default();
        for (name, slot) in person.slots() {
            *slot = places.get(name).and_then(|span| text.get(span.start..span.end)).map(str::to_owned);
        }
        person
    });
    Said { is_lead: answer.is_lead, people: people.collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_kept_without_its_words() {
        let text = "Ann Lee wants a roof";
        let quotes = |name: &str, need: Option<&str>| Quotes {
            full_name: Some(name.into()),
            need: need.map(str::to_owned),
            ..Quotes::default()
        };
        let heard = Said { is_lead: true, people: vec![quotes("ANN LEE", Some("a boat"))] };
        let kept = places("k".into(), text, &heard, WallTime::from_millis(0));
        assert!(!serde_json::to_string(&kept).unwrap().contains("nn"));
        assert_eq!(said(&kept, text), Said { is_lead: true, people: vec![quotes("Ann Lee", None)] });
        assert_eq!(said(&kept, "Ü").people[0], Quotes::default(), "another text has no such place");
    }
}
