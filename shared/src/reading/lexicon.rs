//! Phrases and what they mean, found by their first word.

use std::collections::HashMap;

use super::token::Token;

/// Phrases of folded words («up to», «jusqu'a»), and what each means.
pub(super) struct Lexicon<M: 'static> {
    by_first: HashMap<&'static str, Vec<(Vec<&'static str>, M)>>,
}

impl<M: Copy> Lexicon<M> {
    /// Of rows of phrases with a bar between them. A phrase of an earlier row wins.
    pub(super) fn new(rows: &[(&'static str, M)]) -> Self {
        let mut by_first: HashMap<&str, Vec<(Vec<&str>, M)>> = HashMap::new();
        for (phrases, meaning) in rows {
            for phrase in phrases.split('|') {
                let mut words = phrase.split_whitespace();
                let Some(first) = words.next() else { continue };
                by_first.entry(first).or_default().push((words.collect(), *meaning));
            }
        }
        // The longest first; the sort keeps the order of the rows.
        by_first.values_mut().for_each(|phrases| phrases.sort_by_key(|(words, _)| std::cmp::Reverse(words.len())));
        Self { by_first }
    }

    /// What the longest phrase that begins at `at` means, and of how many tokens it is.
    pub(super) fn at(&self, tokens: &[Token<'_>], at: usize) -> Option<(M, usize)> {
        let first = tokens.get(at)?;
        let phrases = self.by_first.get(first.low.as_ref())?;
        let rest = &tokens[at + 1..];
        let is_here = |words: &[&str]| {
            words.len() <= rest.len() && words.iter().zip(rest).all(|(word, token)| *word == token.low)
        };
        phrases.iter().find(|(words, _)| is_here(words)).map(|(words, meaning)| (*meaning, words.len() + 1))
    }
}
