//! What follows from the words of a quote.

use serde_json::Value;

use crate::reading::{
    Span,
    company::is_business,
    known::is_ordinary,
    page::Page,
    points::{Point, PointKind},
    topic,
    words::words,
};

/// More characters than anything is said in.
const MAX_TEXT: usize = 300;
/// More bytes than a word has.
const MAX_RUN: usize = 400;

/// The words themselves, with one space between them, without what stands around them.
pub(super) fn text_in(text: &str, span: Span) -> Option<(String, Span)> {
    let quote = text.get(span.range())?;
    let is_outer = |c: char| c.is_whitespace() || ",;:\"'“”„«»‘’-–—*•".contains(c);
    let start = span.start + (quote.len() - quote.trim_start_matches(is_outer).len());
    let inner = quote.trim_matches(is_outer);
    let inner = inner.strip_suffix('.').filter(|rest| !rest.contains('.')).unwrap_or(inner);
    let value = inner.split_whitespace().collect::<Vec<_>>().join(" ");
    let is_right = value.chars().any(char::is_alphanumeric)
        && value.chars().count() <= MAX_TEXT
        && !value.chars().any(char::is_control);
    is_right.then(|| (value, Span::new(start, start + inner.len())))
}

/// The words that name a business: with a capital where there are any, or with a word of its own. «The bakery» is none.
pub(super) fn company_in(text: &str, span: Span) -> Option<(String, Span)> {
    text_in(text, span).filter(|(name, _)| {
        words(name).iter().any(|word| {
            let is_plain = is_ordinary(&word.low) || is_business(&word.low) || word.text.chars().count() < 2;
            word.is_capital() || word.is_uncased() || !is_plain
        })
    })
}

/// The address or number that the rules have read in `span`, if there is exactly one and `span` holds all of it: a model
/// may tell whose it is, not what it is.
pub(super) fn point_in<'p>(page: &'p Page<'_>, span: Span, kind: PointKind) -> Option<&'p Point> {
    let mut within = page.points.iter().filter(|point| point.kind == kind && point.span.overlaps(span));
    let point = within.next().filter(|_| within.next().is_none())?;
    span.contains(point.span).then_some(point)
}

/// How somebody came to us; none where the words say no way that we know. A word more on each side: «Google» is a way only
/// in «on Google».
pub(super) fn source_in(page: &Page<'_>, span: Span) -> Option<(Value, Span)> {
    topic::source(page, with_neighbours(page.text, span)).filter(|(_, found)| found.overlaps(span))
}

/// The span with the rest of the words that it begins and ends in, and the next word on each side, on the same line.
fn with_neighbours(text: &str, span: Span) -> Span {
    let is_gap = |c: char| c == ' ' || c == '\u{a0}' || c == '\t';
    let is_word = |c: char| !c.is_whitespace();
    let whole = run_around(text, span, is_word);
    run_around(text, run_around(text, whole, is_gap), is_word)
}

/// `span` with the characters around it that are parts of the same, as far as anything that has a meaning goes.
fn run_around(text: &str, span: Span, is_part: impl Fn(char) -> bool + Copy) -> Span {
    let before = &text[text.floor_char_boundary(span.start.saturating_sub(MAX_RUN))..span.start];
    let after = &text[span.end..text.ceil_char_boundary((span.end + MAX_RUN).min(text.len()))];
    let (left, right) = (before.trim_end_matches(is_part), after.trim_start_matches(is_part));
    Span::new(span.start - (before.len() - left.len()), span.end + (after.len() - right.len()))
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;
    use crate::reading::{Context, align};

    fn on_page<T>(text: &str, quote: &str, read: impl Fn(&Page<'_>, Span) -> T) -> T {
        let now = date(2026, 3, 2).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        let context = Context { channel: "note", region: "US", now };
        read(&Page::of(text, &context), align(text, quote).unwrap())
    }

    fn point(text: &str, quote: &str, kind: PointKind) -> Option<String> {
        on_page(text, quote, |page, span| point_in(page, span, kind).map(|point| point.value.clone()))
    }

    #[test]
    fn half_an_address_is_none() {
        let text = "Mail <Ann.Lee@example.com> or bob@example.org.";
        let email = |text: &str, quote: &str| point(text, quote, PointKind::Email);
        assert_eq!(email(text, "Ann.Lee@example.com").as_deref(), Some("ann.lee@example.com"));
        assert_eq!(email(text, "or bob@example.org").as_deref(), Some("bob@example.org"));
        assert_eq!(email(text, "Lee@example.com"), None);
        assert_eq!(email(text, "Ann.Lee@example"), None);
        assert_eq!(email(text, text), None, "two");
        assert_eq!(email("x @ y", "x @ y"), None);
        assert_eq!(email("ann at acme dot example", "ann at acme dot example").as_deref(), Some("ann@acme.example"));
    }

    #[test]
    fn half_a_number_is_none() {
        let text = "Tel. +52 415 555 0134, or 202-555-0123 until 5; order 4155550188";
        let phone = |quote: &str| point(text, quote, PointKind::Phone);
        assert_eq!(phone("202-555-0123").as_deref(), Some("+12025550123"));
        assert_eq!(phone("or 202-555-0123 until").as_deref(), Some("+12025550123"));
        assert_eq!(phone("415 555 0134"), None);
        assert_eq!(phone("555-0123"), None);
        assert_eq!(phone("+52 415 555 0134").as_deref(), Some("+524155550134"));
    }

    #[test]
    fn words_are_what_stands_in_the_text() {
        let text = "wants: “a new\n roof”, soon.";
        let read = |quote: &str| text_in(text, align(text, quote).unwrap()).map(|(words, _)| words);
        assert_eq!(read("“a new roof”").as_deref(), Some("a new roof"));
        assert_eq!(read("soon.").as_deref(), Some("soon"));
        assert_eq!(text_in("…", Span::whole("…")), None);
    }

    #[test]
    fn a_business_has_a_name() {
        let read = |text: &str| company_in(text, Span::whole(text)).map(|(name, _)| name);
        for name in ["Best Buy", "acme", "the Bakery", "hartwig logistik", "三菱"] {
            assert_eq!(read(name).as_deref(), Some(name));
        }
        for words in ["the bakery", "our company", "we"] {
            assert_eq!(read(words), None, "{words}");
        }
    }

    #[test]
    fn a_way_is_one_that_we_know() {
        let read = |text: &str, quote: &str| on_page(text, quote, |page, span| source_in(page, span).map(|one| one.0));
        assert_eq!(read("Kate recommended you", "Kate recommended you"), Some("referral".into()));
        assert_eq!(read("I found you on Google last week", "Google"), Some("google".into()));
        assert_eq!(read("I drove past", "drove past"), None);
        assert_eq!(read("I work at Google now", "work"), None);
    }

    #[test]
    fn a_window_has_a_word_more_on_each_side_and_stays_on_its_line() {
        let around = |text: &str, quote: &str| {
            let start = text.find(quote).unwrap();
            text[with_neighbours(text, Span::new(start, start + quote.len())).range()].to_owned()
        };
        assert_eq!(around("up to 5 million euros", "5"), "to 5 million");
        assert_eq!(around("x\n5\ny", "5"), "5");
        assert_eq!(around("ü5ü", "5"), "ü5ü");
    }
}
