//! Where each word of a text stands, so that a phrase is looked up and not searched for.

/// Where the words of a folded line start, found by a hash of each.
#[derive(Debug, Default)]
pub(super) struct Index {
    /// Of each hash the first word, counted from one; 0 where there is none.
    heads: Vec<u32>,
    /// Where each word starts, and the next one with its hash.
    words: Vec<(u32, u32)>,
}

impl Index {
    /// Of a line with one space between its words.
    pub(super) fn of(line: &str) -> Self {
        let mut words: Vec<(u32, u32)> = Vec::new();
        let mut start = 0;
        for word in line.split(' ') {
            words.extend(u32::try_from(start).ok().filter(|_| !word.is_empty()).map(|start| (start, 0)));
            start += word.len() + 1;
        }
        let mut index = Self { heads: vec![0; words.len().next_power_of_two()], words };
        // From the last to the first, so that the places of a word come in order.
        for at in (0..index.words.len()).rev() {
            let slot = index.slot(line.get(index.words[at].0 as usize..).unwrap_or(""));
            index.words[at].1 = std::mem::replace(&mut index.heads[slot], u32::try_from(at + 1).unwrap_or(0));
        }
        index
    }

    /// FNV of the first word of `line`.
    fn slot(&self, line: &str) -> usize {
        let word = line.bytes().take_while(|byte| *byte != b' ');
        let hash = word.fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
        (hash ^ (hash >> 16)) as usize & (self.heads.len() - 1)
    }

    /// Where words start, in order, among them all that are the first word of `phrase`.
    pub(super) fn like(&self, phrase: &str) -> impl Iterator<Item = usize> {
        let mut next = self.heads[self.slot(phrase)];
        std::iter::from_fn(move || {
            let (start, following) = *self.words.get((next as usize).checked_sub(1)?)?;
            next = following;
            Some(start as usize)
        })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::reading::words::Folded;

    #[test]
    fn asking_for_a_phrase_looks_only_at_words_like_its_first() {
        let line = format!(" call me {}", "word ".repeat(1_000));
        let index = Index::of(&line);
        assert!(index.like("call me").count() < 3, "the words between are not looked at");
        assert_eq!(index.like("call me").next(), Some(1));
    }

    proptest! {
        #[test]
        fn a_phrase_is_found_wherever_a_search_finds_it(
            words in prop::collection::vec(prop::sample::select(vec!["na", "no", "Na", "é", "na.", "n", "-", "\n", "nana", "a"]), 0..40),
            phrase in prop::collection::vec(prop::sample::select(vec!["na", "no", "e", "n", ".", "nana", "a"]), 1..4),
        ) {
            let folded = Folded::new(&words.join(" "));
            let phrase = phrase.join(" ");
            let (mut at, mut searched) = (0, 0);
            let spaced = format!("{} ", folded.line);
            while let Some(next) = spaced[at..].find(&format!(" {phrase} ")) {
                searched += 1;
                at += next + phrase.len() + 1;
            }
            prop_assert_eq!(folded.all(&phrase).count(), searched);
        }
    }
}
