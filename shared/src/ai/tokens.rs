//! How many tokens a day may cost. Counted in the table, because a function has many memories.

use aws_sdk_dynamodb::types::AttributeValue;
use jiff::SignedDuration;

use crate::{
    App, Result,
    store::{Key, Place},
};

/// How long a day's count is kept.
const KEPT: SignedDuration = SignedDuration::from_hours(7 * 24);
/// Most texts have a token for three or four bytes: what is set aside is too much rather than too little.
const BYTES_PER_TOKEN: usize = 2;
/// How many times what was set aside a server may say was used.
const MOST: u64 = 4;
/// The instructions and the schema, which servers count as words too.
const OVERHEAD: u64 = 1_000;

/// Tokens that were set aside on a day, and are to be settled.
pub(super) struct Reserved {
    place: Place,
    tokens: u64,
}

/// What a call with `bytes` of words and an answer of `output` tokens may cost at most.
pub(super) fn estimate(bytes: usize, output: u64) -> u64 {
    let words = u64::try_from(bytes.div_ceil(BYTES_PER_TOKEN)).unwrap_or(u64::from(u32::MAX));
    words.min(u64::from(u32::MAX)) + OVERHEAD + output
}

/// Sets `tokens` aside for a call, if the day has as many left.
///
/// # Errors
/// Those of the store.
pub(super) async fn reserve(app: &App, tokens: u64) -> Result<Option<Reserved>> {
    let Some(room) = app.config.ai.daily_tokens.checked_sub(tokens) else { return Ok(None) };
    let now = app.wall_now();
    let place = Place::new(Key::new("AI").with("tokens"), Key::value(now.day()));
    let number = |number: String| AttributeValue::N(number);
    let values = [(":n", number(tokens.to_string())), (":room", number(room.to_string()))];
    let values = values.into_iter().chain([(":ttl", number(now.plus(KEPT).seconds().to_string()))]);
    let values = values.map(|(name, value)| (name.to_owned(), value)).collect();
    let names = [("#ttl".to_owned(), "ttl".to_owned())].into();
    let condition = "attribute_not_exists(used) OR used <= :room";
    let has_room = app.store.update_if(&place, "ADD used :n SET #ttl = :ttl", condition, names, values).await?;
    Ok(has_room.then_some(Reserved { place, tokens }))
}

impl Reserved {
    /// Gives back what was not used, or takes what was used beyond; of the day on which it was set aside. If the table does
    /// not answer, the day has less than it could.
    pub(super) async fn settle(self, app: &App, used: u64) {
        // A server that counts wildly must not end the day for all others.
        let used = i128::from(used.min(self.tokens.saturating_mul(MOST))) - i128::from(self.tokens);
        if used == 0 {
            return;
        }
        let values = [(":n".to_owned(), AttributeValue::N(used.to_string()))].into();
        let settled =
            app.store.update_if(&self.place, "ADD used :n", "attribute_exists(used)", [].into(), values).await;
        if let Err(error) = settled {
            tracing::warn!(ai.tokens = self.tokens, "tokens were not settled: {}", error.chain());
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::testing::world;

    #[tokio::test]
    async fn a_day_has_so_many_tokens_and_the_next_as_many_again() {
        let mut world = world().await;
        let mut config = (*world.app.config).clone();
        config.ai.daily_tokens = 1_000;
        world.app.config = Arc::new(config);
        let app = &world.app;
        let first = reserve(app, 600).await.unwrap().unwrap();
        assert!(reserve(app, 600).await.unwrap().is_none(), "it is not there");
        first.settle(app, 400).await;
        let second = reserve(app, 600).await.unwrap().unwrap();
        assert!(reserve(app, 1).await.unwrap().is_none());
        second.settle(app, 700).await;
        assert!(reserve(app, 0).await.unwrap().is_none(), "more was used than there was");
        assert!(reserve(app, 1_001).await.unwrap().is_none(), "no day has as many");
        world.advance(SignedDuration::from_hours(24));
        assert!(reserve(app, 1_000).await.unwrap().is_some());
    }

    #[test]
    fn what_a_call_may_cost_is_finite() {
        assert_eq!(estimate(8_001, 300), 4_001 + 1_000 + 300);
        assert!(estimate(usize::MAX, 300) < u64::MAX / 2);
    }
}
