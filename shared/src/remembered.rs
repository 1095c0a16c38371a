//! What a process remembers for a while, so that it is read once a minute and not once a request.

use std::{
    collections::HashMap,
    hash::Hash,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use crate::WallTime;

/// The most that is remembered of a kind, so that made-up keys cannot fill the memory.
const MOST: usize = 1_000;

type Known<K, V> = HashMap<K, (V, WallTime)>;

/// Values by key, each with the time until which it may be believed. Clones share what they remember.
pub(crate) struct Remembered<K, V>(Arc<Mutex<Known<K, V>>>);

impl<K, V> Clone for Remembered<K, V> {
    fn clone(&self) -> Self {
        Self(Arc::clone(&self.0))
    }
}

impl<K, V> Default for Remembered<K, V> {
    fn default() -> Self {
        Self(Arc::default())
    }
}

impl<K: Eq + Hash, V: Clone> Remembered<K, V> {
    /// What is remembered of `key`, and until when, if that is not over.
    pub(crate) fn recall(&self, key: &K, now: WallTime) -> Option<(V, WallTime)> {
        self.known().get(key).filter(|(_, until)| now < *until).cloned()
    }

    /// Remembers `value` until then.
    pub(crate) fn remember(&self, key: K, value: V, until: WallTime) {
        let mut known = self.known();
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(key, (value, until));
    }

    /// Forgets `key`, because this very process has changed it.
    pub(crate) fn forget(&self, key: &K) {
        self.known().remove(key);
    }

    /// Forgets what is not to be kept.
    pub(crate) fn retain(&self, keep: impl Fn(&V) -> bool) {
        self.known().retain(|_, (value, _)| keep(value));
    }

    fn known(&self) -> MutexGuard<'_, Known<K, V>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_remembered_is_believed_until_its_time_and_never_fills_the_memory() {
        let remembered = Remembered::<usize, &str>::default();
        let at = WallTime::from_millis;
        remembered.remember(1, "one", at(10));
        assert_eq!(remembered.clone().recall(&1, at(9)), Some(("one", at(10))));
        assert_eq!(remembered.recall(&1, at(10)), None);
        remembered.remember(2, "two", at(20));
        remembered.retain(|value| *value != "one");
        assert_eq!((remembered.recall(&1, at(0)), remembered.recall(&2, at(0))), (None, Some(("two", at(20)))));
        for key in 0..=MOST {
            remembered.remember(key, "many", at(20));
        }
        assert!(remembered.known().len() <= MOST);
        remembered.forget(&MOST);
        assert_eq!(remembered.recall(&MOST, at(0)), None);
    }
}
