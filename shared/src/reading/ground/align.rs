//! Where the words of a quote stand.

use std::cell::OnceCell;

use memchr::memmem;

use crate::reading::Span;

/// So many places of one quote are looked at.
const MAX_PLACES: usize = 32;

/// Where `quote` stands in `text`: letter by letter, else with white space, case, and typographic quotes and dashes made
/// equal; the first place, if there are several. Words are never cut: «Ann» does not stand in «Anniversary».
pub fn align(text: &str, quote: &str) -> Option<Span> {
    Aligner::new(text).places(quote).0.first().copied()
}

/// How well a quote fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Tier {
    /// Letter by letter.
    Exact,
    /// But for white space, case, quotes and dashes.
    Folded,
}

/// Finds quotes in a text, which is folded once and only if needed.
pub(super) struct Aligner<'a> {
    pub(super) text: &'a str,
    folded: OnceCell<Folded>,
}

impl<'a> Aligner<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self { text, folded: OnceCell::new() }
    }

    /// The places where `quote` stands.
    pub(super) fn places(&self, quote: &str) -> (Vec<Span>, Tier) {
        let quote = quote.trim();
        let bare = quote.trim_matches(|c: char| c.is_whitespace() || is_wrapping(c));
        for quote in [quote, bare] {
            let exact = self.exactly(quote);
            if !exact.is_empty() {
                return (exact, Tier::Exact);
            }
        }
        (self.folded(bare), Tier::Folded)
    }

    fn exactly(&self, quote: &str) -> Vec<Span> {
        if quote.is_empty() {
            return Vec::new();
        }
        let places = memmem::find_iter(self.text.as_bytes(), quote).map(|start| Span::new(start, start + quote.len()));
        places.filter(|span| is_whole(self.text, *span)).take(MAX_PLACES).collect()
    }

    fn folded(&self, quote: &str) -> Vec<Span> {
        let quote = Folded::new(quote).text;
        if quote.trim().is_empty() {
            return Vec::new();
        }
        let folded = self.folded.get_or_init(|| Folded::new(self.text));
        let places = memmem::find_iter(folded.text.as_bytes(), &quote);
        let places = places.filter_map(|start| folded.origin(start, start + quote.len()));
        places.filter(|span| is_whole(self.text, *span)).take(MAX_PLACES).collect()
    }
}

/// What stands around a quote that a model has wrapped.
fn is_wrapping(c: char) -> bool {
    matches!(fold_sign(c), '\'' | '"') || matches!(c, '.' | ',' | ';' | ':')
}

/// Whether no word is cut at the ends of `span`, and no letter loses its accent.
fn is_whole(text: &str, span: Span) -> bool {
    let Some(quote) = text.get(span.range()) else { return false };
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    let (first, last) = (quote.chars().next(), quote.chars().next_back());
    let is_joined = |left: Option<char>, right: Option<char>| {
        left.zip(right).is_some_and(|(left, right)| is_of_a_word(left) && is_of_a_word(right))
    };
    !is_joined(before, first) && !is_joined(last, after) && !after.is_some_and(is_mark)
}

/// Letters and digits of scripts that put spaces between words.
fn is_of_a_word(c: char) -> bool {
    let has_no_spaces = matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' | '\u{2e80}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}');
    (c.is_alphanumeric() || is_mark(c)) && !has_no_spaces
}

/// Accents that stand behind their letter, and joiners.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}' | '\u{200d}' | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// A text made equal, and where each character of it comes from.
struct Folded {
    text: String,
    /// For each character of the original (for each run of white space, one): where it begins here, and its own bytes.
    origins: Vec<(usize, Span)>,
}

impl Folded {
    fn new(original: &str) -> Self {
        let mut folded = Self { text: String::with_capacity(original.len()), origins: Vec::new() };
        let mut was_space = false;
        for (start, c) in original.char_indices() {
            let end = start + c.len_utf8();
            if c.is_whitespace() {
                match folded.origins.last_mut().filter(|_| was_space) {
                    Some((_, run)) => run.end = end,
                    None => folded.push(" ".chars(), Span::new(start, end)),
                }
            } else {
                match c {
                    'ß' | 'ẞ' => folded.push("ss".chars(), Span::new(start, end)),
                    'ς' => folded.push("σ".chars(), Span::new(start, end)),
                    c => folded.push(fold_sign(c).to_lowercase(), Span::new(start, end)),
                }
            }
            was_space = c.is_whitespace();
        }
        folded
    }

    fn push(&mut self, characters: impl Iterator<Item = char>, origin: Span) {
        self.origins.push((self.text.len(), origin));
        self.text.extend(characters);
    }

    /// Where `start..end` comes from; none where one of them lies within what was one character.
    fn origin(&self, start: usize, end: usize) -> Option<Span> {
        let find = |at: usize| self.origins.binary_search_by_key(&at, |(begins, _)| *begins).ok();
        let first = find(start)?;
        let behind = if end == self.text.len() { self.origins.len() } else { find(end)? };
        let last = behind.checked_sub(1).filter(|last| *last >= first)?;
        Some(Span::new(self.origins[first].1.start, self.origins[last].1.end))
    }
}

/// Quotes and dashes, as a keyboard has them.
fn fold_sign(c: char) -> char {
    match c {
        '\u{2018}'..='\u{201b}' | '\u{2032}' | '\u{2039}' | '\u{203a}' | '`' | '\u{b4}' => '\'',
        '\u{201c}'..='\u{201f}' | '\u{2033}' | '\u{ab}' | '\u{bb}' => '"',
        '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn finds(text: &str, quote: &str, words: &str) {
        let span = align(text, quote).map(|span| &text[span.range()]);
        assert_eq!(span, Some(words), "{quote:?} in {text:?}");
    }

    #[track_caller]
    fn misses(text: &str, quote: &str) {
        assert_eq!(align(text, quote), None, "{quote:?} in {text:?}");
    }

    #[test]
    fn a_quote_stands_letter_by_letter_or_nearly_so() {
        finds("I'm Ann Lee, hi", "Ann Lee", "Ann Lee");
        finds("I'm ANN\r\n  Lee, hi", "Ann Lee", "ANN\r\n  Lee");
        finds("it’s “very” urgent – now", "it's \"very\" urgent - now", "it’s “very” urgent – now");
        finds("under 450k please", "“Under 450K”.", "under 450k");
        finds("Ann and ann", "ann", "ann");
        misses("Ann Lee", "Bob");
        misses("Ann  Lee", "AnnLee");
        misses("Ann Lee", "");
        misses("Ann Lee", " \n\"'");
        misses("", "Ann");
    }

    #[test]
    fn words_are_not_cut() {
        misses("our Anniversary", "Ann");
        misses("Hanna", "Ann");
        misses("budget 50k", "budget 50");
        finds("Hanna and Ann", "Ann", "Ann");
        finds("我叫王小明，想买房", "王小明", "王小明");
        finds("ผมชื่อสมชายครับ", "สมชาย", "สมชาย");
    }

    #[test]
    fn offsets_stay_on_borders_of_characters() {
        finds("Herr Groß ruft an", "HERR GROSS", "Herr Groß");
        finds("STRASSE 5", "Straße", "STRASSE");
        misses("Groß", "Gros");
        misses("ß", "s");
        finds("İstanbul'dan Ayşe", "İSTANBUL", "İstanbul");
        misses("İ", "i");
        finds("ΟΔΥΣΣΕΥΣ Κ.", "Οδυσσευς", "ΟΔΥΣΣΕΥΣ");
        misses("Jose\u{301} Diaz", "Jose");
        finds("JOSE\u{301} Diaz", "jose\u{301}", "JOSE\u{301}");
        finds("a\u{a0}\u{2003}b", "a b", "a\u{a0}\u{2003}b");
        finds("👩\u{200d}👩 Ann", "ann", "Ann");
    }

    #[test]
    fn a_long_text_takes_no_time() {
        let text = "aA ".repeat(100_000);
        assert_eq!(align(&text, &"aa ".repeat(200)).map(|span| span.start), Some(0));
        misses(&"(".repeat(100_000), &"[".repeat(500));
        misses(&"a".repeat(300_000), &"A".repeat(400));
        assert_eq!(Aligner::new(&text).places("AA").0.len(), MAX_PLACES);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it(text in "[aAßẞİıſ\u{300}\u{307} \n«–\\PC]{0,40}", quote in "[aAßsSiİı\u{307} \"-]{0,5}") {
            if let Some(span) = align(&text, &quote) {
                prop_assert!(!text[span.range()].is_empty());
            }
        }

        #[test]
        fn what_is_cut_out_at_words_is_found_again(words in proptest::collection::vec("[a-zäßİ]{1,5}", 1..8), at in 0usize..8) {
            let text = words.join(" ");
            let word = &words[at % words.len()];
            let span = align(&text, &word.to_uppercase()).or_else(|| align(&text, word));
            prop_assert_eq!(span.map(|span| text[span.range()].to_lowercase()), Some(word.to_lowercase()));
        }
    }
}
