//! The list of Events.

use schemars::JsonSchema;
use serde::Serialize;

use super::{
    read::{Found, Span, by_time, of_actor, of_record},
    search::{Search, is_viewed},
    show::ShownEvent,
};
use crate::{
    App, Error, Id, Result,
    event::Event,
    identity::View,
    store::{ListRequest, Page, Summary},
};

/// One page of Events.
#[derive(Debug, Serialize, JsonSchema)]
pub struct Listing {
    #[serde(flatten)]
    page: Page,
    /// Of an actor's Events, the month.
    #[serde(skip_serializing_if = "Option::is_none")]
    month: Option<String>,
    /// Of an actor's Events, where to go on when this month has no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    month_before: Option<String>,
}

/// One page of the Events that the filters name, newest first.
///
/// # Errors
/// `Malformed` with `filter_not_indexed` for filters that no index serves, `bad_cursor` for a foreign cursor, and what says
/// which filter cannot be read; `Invalid` for a record type that has no Events.
pub async fn list(app: &App, view: &View, request: &ListRequest) -> Result<Listing> {
    let mut filters = request.filters.clone();
    let is_formative = is_viewed(&mut filters, "formative")?;
    let cursor = Cursor { bound: format!("events {filters:?}"), newest: request.cursor.clone() };
    let event_type = filters.remove("type");
    let search = Search::read(app, view, &mut filters).await?;
    let newest = cursor.open(app).await?;
    let span = Span { oldest: None, newest: newest.unwrap_or(Id::from_uuid(uuid::Uuid::max())) };
    let wanted = |event: &Event| event_type.as_ref().is_none_or(|wanted| *wanted == event.event_type);
    let (mut month, mut month_before) = (None, None);
    let found = match search {
        Search::Record(partition) => of_record(app, &partition, span, request.limit, &wanted).await?,
        Search::Actor { partition, month: of, month_before: before } => {
            (month, month_before) = (Some(of), Some(before));
            of_actor(app, partition, span, request.limit, &wanted).await?
        }
        Search::Time(whole) => {
            let span = Span { newest: newest.unwrap_or(whole.newest), ..whole };
            by_time(app, span, request.limit, &wanted).await?
        }
    };
    let show = if is_formative { ShownEvent::formative } else { ShownEvent::item };
    Ok(Listing { page: cursor.page(app, found, show).await?, month, month_before })
}

/// Where a list of Events goes on.
#[derive(Debug)]
pub(super) struct Cursor {
    /// The query.
    pub(super) bound: String,
    /// What the client gave.
    pub(super) newest: Option<String>,
}

/// The name of the id in a cursor.
const NEWEST: &str = "newest";

impl Cursor {
    /// The newest Event that is still to come; none at the beginning.
    pub(super) async fn open(&self, app: &App) -> Result<Option<Id<Event>>> {
        let Some(text) = &self.newest else { return Ok(None) };
        let key = app.cursors.open(&app.store, &self.bound, text).await?;
        let id = key.get(NEWEST).and_then(|value| value.as_s().ok()).and_then(|text| text.parse().ok());
        id.map(Some).ok_or_else(|| Error::internal("reading a cursor", "it has no event"))
    }

    /// The text that goes on from `rest`.
    pub(super) async fn seal(&self, app: &App, rest: Option<Id<Event>>) -> Result<Option<String>> {
        let Some(rest) = rest else { return Ok(None) };
        let key = [(NEWEST.to_owned(), aws_sdk_dynamodb::types::AttributeValue::S(rest.to_string()))];
        app.cursors.seal(&app.store, &self.bound, &key.into()).await.map(Some)
    }

    /// What was found, as a page.
    pub(super) async fn page(&self, app: &App, found: Found, show: impl Fn(Event) -> Result<Summary>) -> Result<Page> {
        let next_cursor = self.seal(app, found.rest).await?;
        let items = found.events.into_iter().map(show).collect::<Result<_>>()?;
        Ok(Page { items, next_cursor })
    }
}
