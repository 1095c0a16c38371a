//! Words of a text, and the same text folded so that phrases are found in it whatever their case, accents and marks.

mod index;

use self::index::Index;
use super::Span;

/// One word: letters and digits, with apostrophes and hyphens inside.
#[derive(Clone, Debug)]
pub(super) struct Word<'a> {
    pub(super) text: &'a str,
    pub(super) span: Span,
    /// Folded like [`fold`] does.
    pub(super) low: String,
}

impl Word<'_> {
    /// Whether it begins with a capital.
    pub(super) fn is_capital(&self) -> bool {
        self.text.chars().next().is_some_and(char::is_uppercase)
    }

    /// Whether all its letters are capitals, and there are two or more.
    pub(super) fn is_shouted(&self) -> bool {
        let mut letters = self.text.chars().filter(|c| c.is_alphabetic()).peekable();
        letters.peek().is_some() && self.text.chars().count() > 1 && letters.all(char::is_uppercase)
    }

    /// Whether it is written without digits.
    pub(super) fn is_alphabetic(&self) -> bool {
        !self.text.chars().any(char::is_numeric)
    }

    /// Whether it is written in a script without capitals.
    pub(super) fn is_uncased(&self) -> bool {
        self.text.chars().next().is_some_and(|c| c.is_alphabetic() && !c.is_lowercase() && !c.is_uppercase())
    }
}

/// All words of `text`, in order.
pub(super) fn words(text: &str) -> Vec<Word<'_>> {
    let mut found = Vec::new();
    let mut start = None;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let is_inner = start.is_some() && is_joint(c) && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
        if is_letter(c) || is_inner {
            start.get_or_insert(at);
        } else if let Some(from) = start.take() {
            found.push(word(text, from, at));
        }
    }
    found.extend(start.map(|from| word(text, from, text.len())));
    found
}

fn word(text: &str, from: usize, to: usize) -> Word<'_> {
    let word = &text[from..to];
    Word { text: word, span: Span::new(from, to), low: word.chars().flat_map(fold).collect() }
}

/// What stands between the parts of one word.
fn is_joint(c: char) -> bool {
    matches!(c, '\'' | '’' | '-' | '‑')
}

/// Letters, digits, and the signs that Indian scripts join letters with.
fn is_letter(c: char) -> bool {
    c.is_alphanumeric()
        || matches!(c, '\u{0300}'..='\u{036f}' | '\u{093c}' | '\u{094d}' | '\u{09cd}' | '\u{0bcd}' | '\u{0c4d}')
}

/// A letter in lower case and without its accent: `É` is `e`, `ß` is `ss`.
pub(super) fn fold(c: char) -> impl Iterator<Item = char> {
    let low = if c.is_ascii() { c.to_ascii_lowercase() } else { c.to_lowercase().next().unwrap_or(c) };
    let (first, second) = match low {
        'à' | 'á' | 'â' | 'ã' | 'å' => ('a', None),
        'ä' => ('a', None),
        'ç' => ('c', None),
        'è' | 'é' | 'ê' | 'ë' => ('e', None),
        'ì' | 'í' | 'î' | 'ï' => ('i', None),
        'ñ' => ('n', None),
        'ò' | 'ó' | 'ô' | 'õ' | 'ö' | 'ø' => ('o', None),
        'ù' | 'ú' | 'û' | 'ü' => ('u', None),
        'ý' | 'ÿ' => ('y', None),
        'œ' => ('o', Some('e')),
        'æ' => ('a', Some('e')),
        'ß' => ('s', Some('s')),
        '’' | 'ʼ' | '`' | '´' => ('\'', None),
        '‑' => ('-', None),
        other => (other, None),
    };
    std::iter::once(first).chain(second)
}

/// A text in one line of folded words with one space between them. A mark that ends a clause is a word of its own, so
/// that no phrase is found across it.
#[derive(Debug)]
pub(super) struct Folded {
    line: String,
    /// Where the character of each byte stands in the text: from, until before.
    from: Vec<(u32, u32)>,
    /// Over a thousand phrases are asked for: each is looked up by its first word instead of searched for.
    words: Index,
}

impl Folded {
    /// Folds `text`.
    pub(super) fn new(text: &str) -> Self {
        let (line, from) = (String::with_capacity(text.len() + 2), Vec::with_capacity(text.len() + 2));
        let mut folded = Self { line, from, words: Index::default() };
        folded.push(' ', 0, 0);
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let end = at + c.len_utf8();
            let next = chars.peek().map(|(_, next)| *next);
            if is_letter(c) || c == '@' || c == '&' || (is_joint(c) && next.is_some_and(char::is_alphanumeric)) {
                fold(c).for_each(|low| folded.push(low, at, end));
            } else if c == '/' && (folded.line.ends_with(" w") || folded.line.ends_with(" c")) {
                folded.push('/', at, end);
            } else if ends_clause(c, next) {
                folded.space(at);
                folded.push(if c == ':' || c == '：' { ':' } else { '.' }, at, end);
                folded.space(end);
            } else {
                folded.space(at);
            }
        }
        folded.space(text.len());
        folded.words = Index::of(&folded.line);
        folded
    }

    fn push(&mut self, c: char, from: usize, to: usize) {
        self.line.push(c);
        let place = (u32::try_from(from).unwrap_or(u32::MAX), u32::try_from(to).unwrap_or(u32::MAX));
        self.from.resize(self.line.len(), place);
    }

    fn space(&mut self, at: usize) {
        if !self.line.ends_with(' ') {
            self.push(' ', at, at);
        }
    }

    /// Whether `phrase`, written as the folded line is, stands in the text.
    pub(super) fn has(&self, phrase: &str) -> bool {
        self.all(phrase).next().is_some()
    }

    /// How many of `phrases` stand in the text.
    pub(super) fn count(&self, phrases: &[&str]) -> usize {
        phrases.iter().filter(|phrase| self.has(phrase)).count()
    }

    /// Wherever `phrase` stands in the text as whole words.
    pub(super) fn all<'p>(&'p self, phrase: &'p str) -> impl Iterator<Item = Span> + 'p {
        // «haha haha» stands once in «haha haha haha».
        let mut free = 0;
        self.words.like(phrase).filter_map(move |at| {
            let end = at + phrase.len();
            let rest = self.line.as_bytes().get(at..)?.strip_prefix(phrase.as_bytes())?;
            let is_whole = at >= free && rest.first().is_none_or(|byte| *byte == b' ');
            let (start, _) = self.from.get(at)?;
            let (_, last) = self.from.get(end.checked_sub(1)?).filter(|_| is_whole)?;
            free = end;
            Some(Span::new(*start as usize, *last as usize))
        })
    }

    /// Every place of any of `phrases`, in order.
    pub(super) fn places(&self, phrases: &[&str]) -> Vec<Span> {
        let mut places: Vec<Span> = phrases.iter().flat_map(|phrase| self.all(phrase)).collect();
        places.sort_unstable();
        places
    }

    /// How many words there are.
    pub(super) fn word_count(&self) -> usize {
        self.line.split(' ').filter(|word| !matches!(*word, "" | "." | ":")).count()
    }
}

fn ends_clause(c: char, next: Option<char>) -> bool {
    match c {
        '\n' | '!' | '?' | ';' | '。' | '！' | '？' | '।' | '：' => true,
        '.' | ':' => next.is_none_or(|next| !next.is_alphanumeric()),
        _ => false,
    }
}

/// The sentence around `at`: until a mark that ends one, or a line break.
pub(super) fn sentence(text: &str, at: Span) -> Span {
    let ends = |(i, c): (usize, char)| {
        let next = text[i + c.len_utf8()..].chars().next();
        let is_end = matches!(c, '\n' | '!' | '?' | '。' | '！' | '？' | '।')
            || (c == '.' && next.is_none_or(char::is_whitespace));
        is_end.then_some(i + c.len_utf8())
    };
    let floor = floor(text, at.start.saturating_sub(MAX_SENTENCE));
    let start = text[floor..at.start].char_indices().rev().find_map(|(i, c)| ends((floor + i, c))).unwrap_or(floor);
    let ceiling = floor_of(text, at.end.saturating_add(MAX_SENTENCE));
    let end = text[at.end..ceiling].char_indices().find_map(|(i, c)| ends((at.end + i, c))).unwrap_or(ceiling);
    trimmed(text, Span::new(start, end))
}

/// More bytes on either side than a sentence has: keeps reading linear whatever the text.
const MAX_SENTENCE: usize = 600;

fn floor_of(text: &str, at: usize) -> usize {
    floor(text, at.min(text.len()))
}

/// The border of a character at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// `span` without white space at its ends.
pub(super) fn trimmed(text: &str, span: Span) -> Span {
    trimmed_of(text, span, char::is_whitespace)
}

/// `span` without those characters at its ends.
pub(super) fn trimmed_of(text: &str, span: Span, is_dropped: impl Fn(char) -> bool) -> Span {
    let inner = &text[span.range()];
    let start = span.start + inner.len() - inner.trim_start_matches(&is_dropped).len();
    let end = span.end - (inner.len() - inner.trim_end_matches(&is_dropped).len());
    Span::new(start, end.max(start))
}
