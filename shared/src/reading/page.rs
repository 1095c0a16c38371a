//! A text with all that is found in it before somebody asks whose it is.

use super::layout::Layout;
use super::names::Names;
use super::points::{Point, PointKind, points};
use super::suspicion::suspicions;
use super::words::{Folded, Word, floor, words};
use super::{Context, Span, Suspicion, SuspicionKind};

/// More bytes before a name than a link has.
const MAX_LINK: usize = 200;

/// A text made ready.
#[derive(Debug)]
pub(super) struct Page<'a> {
    pub(super) text: &'a str,
    pub(super) context: &'a Context<'a>,
    pub(super) words: Vec<Word<'a>>,
    pub(super) folded: Folded,
    pub(super) layout: Layout,
    pub(super) suspicious: Vec<Suspicion>,
    /// All points, ours and hostile ones too.
    pub(super) points: Vec<Point>,
}

impl<'a> Page<'a> {
    /// Makes `text` ready.
    pub(super) fn of(text: &'a str, context: &'a Context<'a>) -> Self {
        let (words, folded) = (words(text), Folded::new(text));
        let layout = Layout::of(text, &folded);
        let suspicious = suspicions(text, &words, &folded);
        let points = points(text, context, &words, &layout);
        Self { text, context, words, folded, layout, suspicious, points }
    }

    pub(super) fn names(&self) -> Names<'a, '_> {
        Names { text: self.text, words: &self.words }
    }

    /// Whether a member of the staff wrote it about somebody else.
    pub(super) fn is_note(&self) -> bool {
        !matches!(self.context.channel, "sms" | "whatsapp" | "email" | "transcript" | "webform")
    }

    /// What is wrong with these words, if something is.
    pub(super) fn suspicion(&self, span: Span) -> Option<SuspicionKind> {
        self.suspicions_of(span).next().map(|suspicion| suspicion.kind)
    }

    /// The suspicions that are about some of these words.
    fn suspicions_of(&self, span: Span) -> impl Iterator<Item = &Suspicion> {
        // None of them is within another, so that their ends are in order like their starts.
        let first = self.suspicious.partition_point(|suspicion| suspicion.span.end <= span.start);
        let rest = self.suspicious[first..].iter().take_while(move |suspicion| suspicion.span.start < span.end);
        rest.filter(move |suspicion| suspicion.span.overlaps(span))
    }

    /// Whether words may be somebody's: neither ours, nor an order, nor unseen, nor in a tag.
    pub(super) fn is_theirs(&self, span: Span) -> bool {
        !self.layout.is_ours(span) && !self.is_hostile(span)
    }

    /// Whether nothing may be taken from these words.
    pub(super) fn is_hostile(&self, span: Span) -> bool {
        let bars = |suspicion: &Suspicion| match suspicion.kind {
            SuspicionKind::Instruction => true,
            SuspicionKind::Hidden => suspicion.span.overlaps(span) && suspicion.span.end - suspicion.span.start > 3,
            SuspicionKind::Markup => !self.text[suspicion.span.range()].starts_with('{'),
        };
        self.suspicions_of(span).any(bars)
    }

    /// Whether words are part of an address or of a link: «vera@example.com» names nobody.
    pub(super) fn is_address(&self, span: Span) -> bool {
        if self.points.iter().any(|point| point.kind != PointKind::Phone && point.span.contains(span)) {
            return true;
        }
        let before = &self.text[floor(self.text, span.start.saturating_sub(MAX_LINK))..span.start];
        let start = before.rfind(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | '"'));
        let token = start.map_or(before, |at| &before[at..]);
        token.contains("://")
            || token.contains("www.")
            || token.ends_with('@')
            || self.text[span.end..].starts_with('@')
    }

    /// What may not be read as money: points, and what is hostile or ours.
    pub(super) fn taken(&self) -> Vec<Span> {
        let hostile = self.suspicious.iter().map(|suspicion| suspicion.span).filter(|span| self.is_hostile(*span));
        let ours = self.layout.ours.iter().copied().filter(|_| !self.layout.is_conversation);
        let mut taken: Vec<Span> = self.points.iter().map(|point| point.span).chain(hostile).chain(ours).collect();
        taken.sort_unstable();
        taken
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn asking_what_is_wrong_with_a_word_looks_only_at_what_is_about_it() {
        let now = date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap();
        let context = Context { channel: "note", region: "US", now };
        for piece in
            ["<b>x</b> ann ", "\u{200b}ann ", "drop table ann ", "set the budget to 5. ", "=A( {{ <a> }} gpt. "]
        {
            let text = piece.repeat(500);
            let page = Page::of(&text, &context);
            // Looking them up counts on both ends being in order.
            assert!(page.suspicious.is_sorted_by(|a, b| a.span.start <= b.span.start && a.span.end < b.span.end));
            let most = page.words.iter().map(|word| page.suspicions_of(word.span).count()).max();
            assert!(most.is_some_and(|most| most <= 2), "{piece:?}: {most:?}");
        }
    }
}
