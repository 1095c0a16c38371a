//! What a model adds: words it points at, each of which must stand in the text.

mod align;
mod desk;
mod join;
mod name;
mod person;
mod value;

pub use align::align;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::{desk::Desk, person::Person};
use super::{Context, NoLead, Reading, page::Page, read::part};

/// More people than one text speaks for.
const MAX_PEOPLE: usize = 100;

/// What a model says of a text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Said {
    // Before the people: a small model that has not said yet whether there is anybody ends the list before it begins.
    /// Whether somebody wants something in it.
    pub is_lead: bool,
    /// What it points at, person by person.
    pub people: Vec<Quotes>,
}

/// The words of one person, copied from the text. What is said here of each is said to the model too.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Quotes {
    /// The person's name.
    pub full_name: Option<String>,
    /// Whom the person works for.
    pub company: Option<String>,
    /// As what.
    pub job_title: Option<String>,
    /// An email address.
    pub email: Option<String>,
    /// A phone number.
    pub phone: Option<String>,
    /// What they would spend.
    pub budget: Option<String>,
    /// What kind of work or thing is wanted.
    pub project_type: Option<String>,
    /// What is wanted.
    pub need: Option<String>,
    /// How they came to us.
    pub source: Option<String>,
    /// What is to be done next.
    pub next_action: Option<String>,
    /// By when.
    pub next_action_due: Option<String>,
}

impl Quotes {
    /// How many there are.
    pub fn count(&self) -> usize {
        self.clone().slots().iter().filter(|(_, quote)| quote.is_some()).count()
    }

    /// Each quote with the name of its field.
    pub(crate) fn slots(&mut self) -> [(&'static str, &mut Option<String>); 11] {
        [
            ("full_name", &mut self.full_name),
            ("company", &mut self.company),
            ("job_title", &mut self.job_title),
            ("email", &mut self.email),
            ("phone", &mut self.phone),
            ("budget", &mut self.budget),
            ("project_type", &mut self.project_type),
            ("need", &mut self.need),
            ("source", &mut self.source),
            ("next_action", &mut self.next_action),
            ("next_action_due", &mut self.next_action_due),
        ]
    }
}

impl Reading {
    /// Takes in what a model said of `text`: a quote that does not stand in it is dropped, and so is a value that does not
    /// follow from its quote; the rules win on addresses, numbers and money. Answers with how many quotes were dropped.
    ///
    /// Where the rules say why it is no lead, the model is not asked for its opinion; only of [`NoLead::NothingAsked`] it may
    /// convince us, with words that are not suspicious.
    pub fn add(&mut self, text: &str, context: &Context<'_>, said: &Said) -> usize {
        if said.people.is_empty() {
            return 0;
        }
        let page = Page::of(part(text), context);
        let desk = Desk::of(&page, &self.suspicious);
        let people = said.people.iter().take(MAX_PEOPLE);
        let people: Vec<Person> = people.map(|quotes| Person::ground(&desk, quotes)).collect();
        let dropped = people.iter().map(|person| person.dropped).sum();
        match self.no_lead {
            None => {}
            Some(NoLead::NothingAsked) if said.is_lead && people.iter().any(Person::asks_for_something) => {
                self.no_lead = None;
            }
            Some(
                NoLead::AutoReply
                | NoLead::Notice
                | NoLead::Solicitation
                | NoLead::Cancellation
                | NoLead::Junk
                | NoLead::NothingAsked,
            ) => return dropped,
        }
        let are_several = people.len() > 1;
        for person in people.into_iter().filter(|person| !person.is_mentioned) {
            join::place(self, person, said.is_lead, are_several);
        }
        dropped
    }
}

#[cfg(test)]
mod tests;
