//! How much of something one sender may do in a minute. Counted in the table, because a function has many memories.

use aws_sdk_dynamodb::types::AttributeValue;

use crate::{
    App, Error, Result,
    store::{Key, Place},
};

/// The window, in seconds.
const WINDOW: i64 = 60;
/// How long a counter is kept, in seconds.
const KEPT: i64 = 3_600;

/// Admits one more request of `who` within `scope`, if it made less than `limit` in this minute of the wall clock.
///
/// `who` is kept as a keyed hash only, for an hour.
///
/// # Errors
/// `TooMany`, with the rest of the minute; those of the store.
pub async fn admit(app: &App, scope: &str, who: &str, limit: u32) -> Result<()> {
    let now = app.wall_now().seconds();
    let window = now.div_euclid(WINDOW);
    let who = app.cursors.sign(&app.store, "rate", who.as_bytes()).await?;
    let place = Place::new(Key::new("RATE").with(scope).with(who), Key::value(window.to_string()));
    let values = [(":one", 1), (":limit", i64::from(limit)), (":ttl", now + KEPT)]
        .map(|(name, number)| (name.to_owned(), AttributeValue::N(number.to_string())));
    let admitted = app
        .store
        .update_if(
            &place,
            "ADD hits :one SET #ttl = :ttl",
            "attribute_not_exists(hits) OR hits < :limit",
            [("#ttl".to_owned(), "ttl".to_owned())].into(),
            values.into(),
        )
        .await?;
    if admitted { Ok(()) } else { Err(Error::TooMany { seconds: (window + 1) * WINDOW - now }) }
}
