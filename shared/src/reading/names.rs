//! Reads one name off the words of a text.

use super::Span;
use super::company::is_business;
use super::known::{COURTESIES, PARTICLES, TITLES, is_given, is_ordinary};
use super::words::Word;

/// A name, and its words.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Name {
    pub(super) value: String,
    pub(super) span: Span,
    /// Words from, until before.
    pub(super) words: (usize, usize),
    /// How many parts it has.
    pub(super) parts: usize,
    /// Whether its first part is a given name that is common somewhere.
    pub(super) is_given: bool,
    /// Whether a title stands before it.
    pub(super) is_titled: bool,
    /// Whether it is written in lower case.
    pub(super) is_low: bool,
}

/// How a name has to be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Case {
    /// With capitals, or in a script without.
    Capital,
    /// In lower case too where it is a common given name.
    Given,
    /// In lower case too.
    Any,
}

/// More parts than a name has.
const MAX_PARTS: usize = 4;

/// Reads names off the words of one text.
#[derive(Clone, Copy, Debug)]
pub(super) struct Names<'a, 'w> {
    pub(super) text: &'a str,
    pub(super) words: &'w [Word<'a>],
}

impl Names<'_, '_> {
    fn gap(&self, at: usize) -> &str {
        let (Some(a), Some(b)) = (self.words.get(at), self.words.get(at + 1)) else { return "\n" };
        self.text.get(a.span.end..b.span.start).unwrap_or("\n")
    }

    /// The word that starts at `place` or after it.
    pub(super) fn word_from(&self, place: usize) -> usize {
        self.words.partition_point(|word| word.span.start < place)
    }

    /// The name whose first word, or whose title, is word `first`.
    pub(super) fn after(&self, first: usize, case: Case) -> Option<Name> {
        let (start, is_titled) = self.without_titles(first);
        let mut end = start;
        let mut is_low = false;
        while end < self.words.len() && end - start < MAX_PARTS + 2 {
            let is_first = end == start;
            let joined = is_first || self.is_joined(end - 1);
            if !joined || !self.is_part(start, end, case, is_low, is_titled) {
                break;
            }
            is_low |= is_first && !self.words[end].is_capital() && !self.words[end].is_uncased();
            end += 1;
            if is_low && end - start == 2 {
                break;
            }
        }
        while end > start && (self.is_particle(end - 1) || self.is_courtesy(end - 1)) {
            end -= 1;
        }
        (end > start).then(|| self.name(start, end.min(start + MAX_PARTS + 1), is_titled, is_low))
    }

    /// The name whose last word is the word before `end`.
    pub(super) fn before(&self, end: usize, case: Case) -> Option<Name> {
        let mut end = end;
        while end > 0 && self.is_courtesy(end - 1) {
            end -= 1;
        }
        let mut start = end;
        let is_initial = end > 1 && self.words[end - 1].text.chars().count() == 1 && self.words[end - 1].is_capital();
        if is_initial && self.is_joined(end - 2) && self.words[end - 2].is_capital() {
            start -= 1;
        }
        while start > 0 && end - start < MAX_PARTS && (start == end || self.is_joined(start - 1)) {
            let is_small = start < end && self.is_particle(start - 1);
            if !is_small && !self.is_part(start - 1, start - 1, case, false, false) {
                break;
            }
            start -= 1;
        }
        while start < end && self.is_particle(start) && !self.words[start].is_capital() {
            start += 1;
        }
        if start == end {
            return None;
        }
        let is_titled = start > 0 && TITLES.contains(&self.words[start - 1].low.as_str());
        // A pair whose family name stands once: «Ruth & Sam Abernathy».
        let pair = (start > 1 && self.is_and(start - 1))
            .then(|| self.after(start - 1, case))
            .flatten()
            .filter(|pair| pair.words.1 >= end);
        pair.or_else(|| self.after(start, case)).map(|name| Name { is_titled: name.is_titled || is_titled, ..name })
    }

    /// «田中さん»: the family name before a courtesy.
    pub(super) fn before_courtesy(&self) -> Vec<Name> {
        let mut found = Vec::new();
        for courtesy in ["さん", "様", "さま", "氏", "先生", "女士"] {
            for (at, _) in self.text.match_indices(courtesy).take(16) {
                let run: usize = self.text[..at]
                    .chars()
                    .rev()
                    .take(7)
                    .take_while(|c| is_east_asian_name(*c))
                    .map(char::len_utf8)
                    .sum();
                let letters = self.text[at - run..at].chars().count();
                let at_word = self.word_from(at - run).min(self.words.len().saturating_sub(1));
                if (1..=6).contains(&letters) {
                    let value = self.text[at - run..at].to_owned();
                    let span = Span::new(at - run, at);
                    found.push(Name {
                        value,
                        span,
                        words: (at_word, at_word),
                        parts: 1,
                        is_given: false,
                        is_titled: true,
                        is_low: false,
                    });
                }
            }
        }
        found
    }

    fn without_titles(&self, first: usize) -> (usize, bool) {
        let mut at = first;
        while let Some(word) = self.words.get(at).filter(|_| at - first < 5) {
            let is_and = at > first && matches!(word.low.as_str(), "and" | "und" | "y" | "et");
            let is_title =
                TITLES.contains(&word.low.as_str()) && (word.text.chars().count() > 1 || self.gap(at).starts_with('.'));
            let goes_on = matches!(self.gap(at).trim(), "" | "." | "&" | ". &") && !self.gap(at).contains('\n');
            if !(is_and || is_title) || !goes_on {
                break;
            }
            at += 1;
        }
        (at, at > first)
    }

    /// Whether only a space stands after word `at`, or the dot of an initial.
    fn is_joined(&self, at: usize) -> bool {
        let is_initial = self.words.get(at).is_some_and(|word| word.text.chars().count() == 1);
        matches!(self.gap(at), " " | "\u{a0}") || (is_initial && matches!(self.gap(at), ". " | "."))
    }

    fn is_particle(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| PARTICLES.contains(&word.low.as_str()))
    }

    fn is_courtesy(&self, at: usize) -> bool {
        self.words.get(at).is_some_and(|word| COURTESIES.contains(&word.low.as_str()))
    }

    /// Whether word `at` and the one after it are joined by «and».
    fn is_and(&self, at: usize) -> bool {
        self.gap(at) == " & "
    }

    fn is_part(&self, start: usize, at: usize, case: Case, is_low: bool, is_titled: bool) -> bool {
        let word = &self.words[at];
        let low = word.low.as_str();
        let letters = word.text.chars().count();
        if !word.is_alphabetic() || letters > 24 {
            return false;
        }
        if is_contraction(low) || (is_east_asian(word.text) && case != Case::Any) {
            return false;
        }
        let is_first = at == start;
        if is_first {
            if letters == 1 && word.is_capital() && self.gap(at).starts_with('.') && low != "i" {
                return self.is_joined(at)
                    && self.words.get(at + 1).is_some_and(|next| next.is_capital() && !is_ordinary(&next.low));
            }
            let known = is_given(low);
            if is_ordinary(low) && !(known && word.is_capital()) || TITLES.contains(&low) && !known {
                return false;
            }
            let is_acronym =
                word.is_shouted() && letters <= 4 && !known && !is_titled && !self.has_shouted_neighbour(at);
            let written = match case {
                Case::Capital => word.is_capital(),
                Case::Given => word.is_capital() || known,
                Case::Any => letters > 1,
            };
            return (written || word.is_uncased()) && letters > 1 && !is_acronym;
        }
        let is_initial = letters == 1 && (word.is_capital() || (is_low && self.gap(at).starts_with('.')));
        if is_initial {
            return low != "i" || self.gap(at).starts_with('.');
        }
        if PARTICLES.contains(&low) {
            return self.words.get(at + 1).is_some_and(|next| {
                (next.is_capital() || PARTICLES.contains(&next.low.as_str()))
                    // «Remedios de Modas Elvira»: where they work.
                    && !is_business(&next.low)
                    && self.is_joined(at)
                    && !is_ordinary(&next.low)
            });
        }
        if is_ordinary(low) && !(is_given(low) && word.is_capital()) {
            return false;
        }
        let first = &self.words[start];
        let is_acronym = word.is_shouted() && !first.is_shouted() && letters <= 4 && letters > 2;
        if is_low {
            case != Case::Capital && !word.is_capital()
        } else {
            (word.is_capital() || word.is_uncased()) && !is_acronym
        }
    }

    fn has_shouted_neighbour(&self, at: usize) -> bool {
        let near = [at.checked_sub(1), Some(at + 1)];
        near.into_iter()
            .flatten()
            .filter_map(|at| self.words.get(at))
            .any(|word| word.is_shouted() && word.text.chars().count() > 2)
    }

    fn name(&self, start: usize, end: usize, is_titled: bool, is_low: bool) -> Name {
        let mut to = self.words[end - 1].span.end;
        let is_initial = end - start > 1 && self.words[end - 1].text.chars().count() == 1;
        if is_initial && self.text[to..].starts_with('.') {
            to += 1;
        }
        let parts = &self.words[start..end];
        let mut value = parts.iter().map(|word| repaired(word)).collect::<Vec<_>>().join(" ");
        for word in parts {
            // The dots of initials belong to the name.
            if word.text.chars().count() == 1 && self.text[word.span.end..].starts_with('.') {
                value = with_dots(parts, self.text);
                break;
            }
        }
        let whole = Name {
            value,
            span: Span::new(parts[0].span.start, to),
            words: (start, end),
            parts: end - start,
            is_given: is_given(&parts[0].low),
            is_titled,
            is_low,
        };
        self.with_partner(whole)
    }

    /// «Ruth & Sam Abernathy» is Ruth Abernathy, in words that name both.
    fn with_partner(&self, name: Name) -> Name {
        let (start, end) = name.words;
        let second = match (self.gap(end - 1), self.words.get(end).map(|word| word.low.as_str())) {
            (" & ", Some(_)) => end,
            (" ", Some("and" | "und" | "et" | "y")) if self.gap(end) == " " => end + 1,
            _other => return name,
        };
        if name.parts != 1 || name.is_low {
            return name;
        }
        let partner = self.words.get(second).filter(|word| word.is_capital() && !is_ordinary(&word.low));
        let family = self
            .words
            .get(second + 1)
            .filter(|word| word.is_capital() && !is_ordinary(&word.low) && self.is_joined(second));
        match (partner, family) {
            (Some(_), Some(family)) => {
                let value = format!("{} {}", name.value, repaired(family));
                Name {
                    value,
                    span: Span::new(name.span.start, family.span.end),
                    words: (start, second + 2),
                    parts: 2,
                    ..name
                }
            }
            _single => name,
        }
    }
}

/// «I'm», «Maria's», «don't».
fn is_contraction(low: &str) -> bool {
    ["'m", "'re", "'ll", "'ve", "n't", "'s"].iter().any(|ending| low.ends_with(ending))
}

/// Written without spaces between words: where a name ends is not to be seen.
fn is_east_asian(word: &str) -> bool {
    word.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}'))
}

/// Signs of names: no hiragana, which joins words.
fn is_east_asian_name(c: char) -> bool {
    matches!(c, '\u{30a0}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '々')
}

fn with_dots(parts: &[Word<'_>], text: &str) -> String {
    let dotted = |word: &Word<'_>| {
        let is_initial = word.text.chars().count() == 1 && text[word.span.end..].starts_with('.');
        if is_initial { format!("{}.", repaired(word)) } else { repaired(word) }
    };
    parts.iter().map(dotted).collect::<Vec<_>>().join(" ")
}

/// A part of a name with capitals where they belong: `ANITA` is Anita, `d'souza` is D'Souza, `McCoy` stays.
fn repaired(word: &Word<'_>) -> String {
    let has_both = word.text.chars().any(char::is_uppercase) && word.text.chars().any(char::is_lowercase);
    let is_particle = PARTICLES.contains(&word.low.as_str()) && !word.is_capital();
    if has_both || is_particle || word.text.chars().count() == 1 && word.is_capital() {
        return word.text.to_owned();
    }
    let mut begins = true;
    let mut value = String::with_capacity(word.text.len());
    for c in word.text.chars() {
        if begins {
            value.extend(c.to_uppercase());
        } else {
            value.extend(c.to_lowercase());
        }
        begins = matches!(c, '\'' | '’' | '-');
    }
    value
}
