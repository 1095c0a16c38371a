//! A text as words, digits and signs, each with where it stands.

use std::borrow::Cow;

use memchr::memchr_iter;

use super::Span;

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Letters; one sign of a script that sets no spaces.
    Word,
    /// Digits of any script, without signs between them.
    Digits,
    Sign,
    /// A sentence ends.
    Sentence,
    /// A line ends.
    Line,
}

/// A word, digits or a sign.
#[derive(Clone, Debug)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind,
    pub(super) span: Span,
    /// Words without case and accents, digits as ASCII, signs as they are.
    pub(super) low: Cow<'a, str>,
}

impl Token<'_> {
    /// Whether a sentence or a line ends with it.
    pub(super) fn ends(&self) -> bool {
        matches!(self.kind, Kind::Sentence | Kind::Line)
    }
}

/// Who says a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    /// Whoever writes to us.
    Theirs,
    /// It is quoted from an earlier mail.
    Quoted,
    /// One of us, by the label of the line.
    Ours,
}

/// More digits in a row are no number that anybody means.
const MAX_DIGITS: usize = 40;

/// After these a dot ends no sentence.
const ABBREVIATIONS: &str = " rs mio tsd mill mrd max min mind ca approx incl inkl excl exkl zzgl env aprox no nr num st dr mr mrs ms \
    hd bzw vs est jan feb mar apr jun jul aug sep sept oct nov dec dez okt mai janv fevr avr juil ene abr ago dic mo di mi do fr \
    sa so lun mar mie jue vie sab dom jeu ven sam dim tel std str usw etc ";

/// Labels of our own side in transcripts and chats.
const OURS: &str = " rep agent sales dealer agente asesor asesora vendedor vendedora advisor adviser consultant operator \
    receptionist reception support host staff me us broker realtor salesperson salesman vendeur vendeuse conseiller conseillere \
    agence verkaufer verkauferin verkauf berater beraterin makler maklerin seller clerk store shop office csr executive \
    telecaller associate representative assistant desk mitarbeiter kundenservice empresa inmobiliaria tienda ";

/// The tokens of a window of the text, in order.
pub(super) fn tokens(text: &str, window: Span) -> Vec<Token<'_>> {
    let end = floor(text, window.end);
    let (mut at, mut all) = (floor(text, window.start), Vec::new());
    while at < end {
        let rest = &text[at..end];
        let Some(c) = rest.chars().next() else { break };
        if c.is_whitespace() && c != '\n' || is_unseen(c) {
            at += c.len_utf8();
            continue;
        }
        let (kind, length) = if digit(c).is_some() {
            (Kind::Digits, length_while(rest, |c| digit(c).is_some()))
        } else if is_letter(c) {
            (Kind::Word, word_length(rest))
        } else {
            (sign_kind(text, at, c, all.last()), c.len_utf8())
        };
        all.push(Token { kind, span: Span::new(at, at + length), low: low(kind, &rest[..length]) });
        at += length;
    }
    all
}

/// Who says each token.
pub(super) fn sides(tokens: &[Token<'_>]) -> Vec<Side> {
    let mut sides = Vec::with_capacity(tokens.len());
    for line in tokens.split_inclusive(|token| token.kind == Kind::Line) {
        let side = side_of(line);
        sides.extend(line.iter().map(|_| side));
    }
    sides
}

fn side_of(line: &[Token<'_>]) -> Side {
    if line.first().is_some_and(|token| token.low == ">") {
        return Side::Quoted;
    }
    let stamp = line.iter().take(16).position(|token| token.low == "]").filter(|_| line[0].low == "[");
    let spoken = &line[stamp.map_or(0, |at| at + 1)..];
    let Some(colon) = spoken.iter().take(6).position(|token| token.low == ":") else { return Side::Theirs };
    let is_ours = spoken[..colon].iter().any(|token| token.kind == Kind::Word && is_listed(OURS, &token.low));
    if is_ours { Side::Ours } else { Side::Theirs }
}

/// Whether a list of words, with a space around each, has this one.
pub(super) fn is_listed(list: &str, word: &str) -> bool {
    let (list, word) = (list.as_bytes(), word.as_bytes());
    let Some(first) = word.first() else { return false };
    memchr_iter(*first, list).any(|at| {
        let rest = list[at..].strip_prefix(word);
        at > 0 && list[at - 1] == b' ' && rest.is_some_and(|rest| rest.first() == Some(&b' '))
    })
}

/// The nearest border of a character at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}

/// The value of a digit: ASCII, full width, Devanagari, Arabic.
pub(super) fn digit(c: char) -> Option<u32> {
    let zeros = ['0', '０', '०', '٠', '۰'];
    zeros.iter().filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero))).find(|value| *value < 10)
}

/// Zero widths and marks of direction stand inside of words and are not seen.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}' | '\u{fe0f}')
}

fn is_letter(c: char) -> bool {
    c.is_alphabetic() || is_mark(c)
}

/// Accents that follow their letter; signs of Devanagari that count as no letters.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{93c}' | '\u{94d}')
}

/// Whether words of its script stand without spaces.
pub(super) fn is_dense(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}')
}

fn length_while(text: &str, is: impl Fn(char) -> bool) -> usize {
    text.find(|c| !is(c)).unwrap_or(text.len())
}

/// «don't» is one word, «d'envoyer» are two.
fn word_length(text: &str) -> usize {
    let Some(first) = text.chars().next() else { return 0 };
    if is_dense(first) {
        return first.len_utf8();
    }
    let is_part = |c: char| is_letter(c) && !is_dense(c);
    let length = length_while(text, is_part);
    let mut rest = text[length..].chars();
    let (sign, next) = (rest.next(), rest.next());
    let is_elided =
        matches!(text[..length].to_ascii_lowercase().as_str(), "d" | "l" | "m" | "j" | "s" | "n" | "t" | "c" | "qu");
    match sign {
        Some(sign @ ('\'' | '’')) if next.is_some_and(is_part) => {
            let after = length + sign.len_utf8();
            if is_elided { after } else { after + length_while(&text[after..], is_part) }
        }
        _ => length,
    }
}

fn sign_kind(text: &str, at: usize, sign: char, before: Option<&Token<'_>>) -> Kind {
    match sign {
        '\n' => Kind::Line,
        '?' | '!' | ';' | '…' | '。' | '।' | '？' | '！' => Kind::Sentence,
        '.' => {
            let mut after = text[at + 1..].chars();
            let next = after.next();
            let ends = next.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | ')' | '.'));
            let continues = after.find(|c| !c.is_whitespace()).is_some_and(char::is_lowercase) && next != Some('\n');
            let is_abbreviation = before.is_some_and(|token| match token.kind {
                Kind::Word => token.span.end == at && (is_listed(ABBREVIATIONS, &token.low) && next != Some('\n')),
                Kind::Digits => token.span.end == at && continues,
                Kind::Sign | Kind::Sentence | Kind::Line => false,
            });
            if ends && !is_abbreviation { Kind::Sentence } else { Kind::Sign }
        }
        _ => Kind::Sign,
    }
}

fn low(kind: Kind, written: &str) -> Cow<'_, str> {
    match kind {
        Kind::Digits if written.is_ascii() && written.len() <= MAX_DIGITS => Cow::Borrowed(written),
        Kind::Digits => written.chars().take(MAX_DIGITS).filter_map(|c| char::from_digit(digit(c)?, 10)).collect(),
        Kind::Word if written.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'\'') => Cow::Borrowed(written),
        Kind::Word => Cow::Owned(folded(written)),
        Kind::Sign | Kind::Sentence | Kind::Line => Cow::Borrowed(written),
    }
}

/// Without case and accents.
pub(super) fn folded(word: &str) -> String {
    let mut low = String::with_capacity(word.len());
    for c in word.chars().flat_map(char::to_lowercase) {
        match c {
            'à' | 'á' | 'â' | 'ä' | 'ã' | 'å' => low.push('a'),
            'è' | 'é' | 'ê' | 'ë' => low.push('e'),
            'ì' | 'í' | 'î' | 'ï' => low.push('i'),
            'ò' | 'ó' | 'ô' | 'ö' | 'õ' => low.push('o'),
            'ù' | 'ú' | 'û' | 'ü' => low.push('u'),
            'ç' => low.push('c'),
            'ñ' => low.push('n'),
            'ß' => low.push_str("ss"),
            'œ' => low.push_str("oe"),
            'æ' => low.push_str("ae"),
            '’' => low.push('\''),
            '\u{300}'..='\u{36f}' | '\u{93c}' => {}
            _ => low.push(c),
        }
    }
    low
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lows(text: &str) -> String {
        tokens(text, Span::whole(text)).iter().map(|token| token.low.trim().to_owned()).collect::<Vec<_>>().join("|")
    }

    #[test]
    fn words_lose_case_and_accents_and_digits_their_script() {
        assert_eq!(lows("Mañana d’envoyer 450k"), "manana|d'|envoyer|450|k");
        assert_eq!(lows("don't ४ बजे हज़ार"), "don't|4|बजे|हजार");
        assert_eq!(lows("月30万円"), "月|30|万|円");
    }

    #[test]
    fn a_dot_after_an_abbreviation_ends_no_sentence() {
        let ends = |text| tokens(text, Span::whole(text)).iter().filter(|token| token.kind == Kind::Sentence).count();
        assert_eq!(
            ["max. 5 €", "bis 27.11. an uns", "1.5 Mio. € da", "one. two.", "5. Then"].map(ends),
            [0, 0, 0, 2, 1]
        );
    }

    #[test]
    fn a_line_is_ours_theirs_or_quoted() {
        let text = "[00:04] Rep: how much?\nLead: ten\n> quoted";
        let tokens = tokens(text, Span::whole(text));
        let sides = sides(&tokens);
        let of = |word| sides[tokens.iter().position(|token| token.low == word).unwrap()];
        assert_eq!([of("much"), of("ten"), of("quoted")], [Side::Ours, Side::Theirs, Side::Quoted]);
    }
}
