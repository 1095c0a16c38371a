//! Names of others: whom a text greets, who sent somebody to us, family, colleagues.

use super::{GREETINGS, Search};
use crate::reading::Span;
use crate::reading::cues::{NOT_THEM, OTHERS};
use crate::reading::names::{Case, Name};

impl Search<'_, '_> {
    /// Whom the text names besides: addressees, referrers, colleagues, family.
    pub(super) fn others(&mut self) {
        let names = self.page.names();
        let is_greeting = |at: Span| {
            at.start == 0
                || self.page.text[..at.start]
                    .trim_end_matches([' ', '\t', '>'])
                    .ends_with(['\n', '.', '!', ':', ',', ']'])
        };
        for (index, phrase) in OTHERS.iter().enumerate() {
            for place in self.page.folded.all(phrase).take(16) {
                if index < GREETINGS && !is_greeting(place) && !matches!(*phrase, "hi" | "hello") {
                    continue;
                }
                // Whom our own mail greets is the one who answers it.
                if index < GREETINGS && self.page.layout.is_ours(place) {
                    continue;
                }
                if matches!(*phrase, "she's" | "he's" | "she is" | "he is" | "not") && self.page.is_note() {
                    continue;
                }
                let first = names.word_from(place.end);
                let gap = self
                    .page
                    .words
                    .get(first)
                    .and_then(|word| self.page.text.get(place.end..word.span.start))
                    .unwrap_or("\n");
                let is_close = gap.chars().count() <= 3
                    && !gap.contains(['\n', '.', ';', '?', '"'])
                    && !(gap.contains([',', '-', '–', '!']) && index < GREETINGS);
                let other = is_close.then(|| names.after(first, Case::Given)).flatten();
                let goes_on = |name: &Name| index < GREETINGS && self.says_who(name);
                if let Some(name) = other.filter(|name| !goes_on(name)) {
                    self.others.push(name.span);
                }
            }
        }
        for phrase in NOT_THEM {
            for place in self.page.folded.all(phrase).take(16) {
                let at = self.page.words.partition_point(|word| word.span.end <= place.start);
                let name = names.before(at, Case::Given).filter(|name| name.span.end + 1 >= place.start);
                self.others.extend(name.map(|name| name.span));
            }
        }
        self.same_as_others();
    }

    /// «Hi Maria Gomez here»: the greeting goes on with the name of the one who writes.
    fn says_who(&self, name: &Name) -> bool {
        let next = self.page.words.get(name.words.1).map(|word| word.low.as_str());
        matches!(next, Some("here" | "speaking" | "calling" | "hier" | "from"))
            && self.page.text[name.span.end..].starts_with(' ')
    }

    /// Whoever is somebody else in one place is in all others: «Referral from Kate … Kate is a client».
    fn same_as_others(&mut self) {
        let names = self.page.names();
        let firsts: Vec<String> = self
            .others
            .iter()
            .take(16)
            .filter_map(|span| self.page.words.get(names.word_from(span.start)))
            .map(|word| word.low.clone())
            .collect();
        let same =
            self.page.words.iter().filter(|word| word.is_capital() && firsts.contains(&word.low)).map(|word| word.span);
        let greeted_only = self.page.is_note();
        self.others.extend(same.filter(|_| greeted_only).take(64).collect::<Vec<_>>());
    }
}
