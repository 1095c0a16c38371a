//! Names that are a whole line, a whole sentence, or that sign a text.

use super::{GREETINGS, Search, fold_all};
use crate::reading::Span;
use crate::reading::cues::{CLOSINGS, OTHERS};
use crate::reading::known::is_place;
use crate::reading::labels::Label;
use crate::reading::names::{Case, Name};
use crate::reading::words::floor;

/// Where a name stands that nothing announces.
#[derive(Clone, Copy, Debug)]
struct Shape {
    starts_line: bool,
    ends_line: bool,
    is_last: bool,
    after_comma: bool,
}

/// What stands before the name of one who signs for another.
const FOR_OTHERS: &[&str] = &["i.A.", "i. A.", "i.V.", "i. V.", "p.p.", "gez.", "p.o.", "P.O."];

impl Search<'_, '_> {
    /// Names that are a whole line, a whole sentence, or stand after a closing.
    pub(super) fn alone(&mut self) {
        let text = self.page.text;
        let mut at = 0;
        while at < self.page.words.len() {
            let word = &self.page.words[at];
            let first = at;
            at += 1;
            let (is_line, before) = self.border_before(word.span.start);
            let is_greeted = self.greets(word.span.start);
            let is_listed = self.page.is_note() && !is_line && !before && text[..word.span.start].ends_with(", ");
            let is_comma = !is_line && !before && text[..word.span.start].ends_with(", ");
            if !is_line && !before && !is_comma {
                continue;
            }
            let label = self.page.layout.label_around(word.span);
            if label.is_some_and(|label| !matches!(label, Label::Message | Label::From)) {
                continue;
            }
            let closing = self.closes(word.span.start);
            let case = if closing > 0 { Case::Given } else { Case::Capital };
            let Some(name) = self.page.names().after(first, case) else { continue };
            at = name.words.1.max(at);
            let rest = &text[name.span.end..];
            let ends_line = rest.trim_start_matches([' ', '\t', '\r', '.', '!', ')', '*', '\'', '"']).starts_with('\n')
                || rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
            let ends = ends_line
                || rest.starts_with(['.', '!', ';'])
                || ((rest.starts_with([',', '|'])
                    || rest.starts_with(" |")
                    || rest.starts_with(" (")
                    || rest.starts_with(" -")
                    || rest.starts_with(" /")
                    || rest.starts_with(" –"))
                    && (closing > 0 || name.parts > 1 || name.is_given));
            let goes_on = closing > 0 && self.point_follows(name.span.end) || self.digits_follow(&name);
            if is_greeted && name.parts > 1 && self.introduces(&name) {
                self.add(name, 74, None);
                continue;
            }
            if !ends && !goes_on {
                continue;
            }
            let is_last = rest.trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
            let shape = Shape { starts_line: is_line, ends_line, is_last, after_comma: is_listed };
            let is_loose = is_comma && !is_listed && closing == 0;
            let score = match is_loose {
                true if is_last && name.is_given => 56,
                true => 0,
                false => self.score_alone(&name, closing, shape, rest),
            };
            if score > 0 {
                self.add(name, score, None);
            }
        }
    }

    /// Whether a greeting and a comma stand before `at`: «Guten Tag, …».
    fn greets(&self, at: usize) -> bool {
        let before = &self.page.text[floor(self.page.text, at.saturating_sub(40))..at];
        let Some(clause) = before.trim_end().strip_suffix([',', '!', '.']) else { return false };
        let clause = fold_all(clause.rsplit(['\n', '.', '!', '?', ',', ':']).next().unwrap_or("").trim());
        OTHERS[..GREETINGS].contains(&clause.as_str())
    }

    /// Whether what stands after a name says where they come from.
    fn introduces(&self, name: &Name) -> bool {
        let next = self.page.words.get(name.words.1).map(|word| word.low.as_str());
        let is_near = self.page.text[name.span.end..].starts_with(' ');
        let says = matches!(
            next,
            Some(
                "von"
                    | "vom"
                    | "from"
                    | "at"
                    | "with"
                    | "de"
                    | "del"
                    | "here"
                    | "hier"
                    | "aus"
                    | "calling"
                    | "over"
                    | "chez"
                    | "du"
            )
        );
        is_near && says || self.page.layout.is_conversation && self.page.text[name.span.end..].starts_with(['.', ','])
    }

    fn score_alone(&self, name: &Name, closing: u8, shape: Shape, rest: &str) -> u8 {
        let Shape { starts_line, ends_line, is_last, after_comma } = shape;
        let is_line = starts_line && ends_line;
        let is_name = name.parts > 1 || name.is_given || name.is_titled;
        let is_place = is_place(&self.page.words[name.words.0].low);
        if closing > 0 {
            return if is_name { closing } else { closing - 12 };
        }
        let is_top = self.page.text[..name.span.start].trim().is_empty();
        match (is_line, is_last) {
            _ if is_place && !name.is_given => 0,
            (true, _) if is_name && !is_top && (is_last || self.signs(name.span.end)) => 80,
            (true, _) if is_name => 62,
            (false, false) if starts_line && name.parts > 1 && !is_top && self.signs(name.span.end) => 76,
            (false, false) if after_comma => {
                if name.is_given && name.parts > 1 {
                    58
                } else {
                    0
                }
            }
            (false, true) if is_name => 72,
            (false, true) if self.page.context.channel == "sms" && !self.is_german() => 45,
            (false, false) if is_name && is_top && rest.starts_with([',', ' ', '|']) && self.page.is_note() => 64,
            (false, false) if is_name && rest.starts_with(['.', ',', '!']) => 50,
            (false, false) if name.parts > 1 && self.signs(name.span.end) => 56,
            (_, false) if self.digits_follow(name) => 52,
            (true | false, true | false) => 0,
        }
    }

    /// Whether the next lines look like the rest of a signature.
    fn signs(&self, from: usize) -> bool {
        let end = floor(self.page.text, from + 160);
        let next = Span::new(from, end);
        self.page.points.iter().any(|point| point.span.overlaps(next))
    }

    /// Whether many digits stand after a name that ends a message: a number that nobody can call still says whose it is.
    fn digits_follow(&self, name: &Name) -> bool {
        let rest = &self.page.text[name.span.end..floor(self.page.text, name.span.end + 40)];
        let is_end = name.span.end + 40 >= self.page.text.len();
        let rest = rest.trim();
        let digits = rest.chars().filter(char::is_ascii_digit).count();
        let begins = rest.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '+' | '('));
        is_end && !self.is_german() && rest.len() <= 20 && digits >= 7 && begins
    }

    fn point_follows(&self, from: usize) -> bool {
        self.page.points.iter().any(|point| point.span.start >= from && point.span.start - from <= 4)
    }

    /// Whether a line starts here, or a sentence.
    fn border_before(&self, at: usize) -> (bool, bool) {
        let before = self.page.text[..at].trim_end_matches([' ', '\t', '\'', '"', '*', '“', '(']);
        if before.ends_with(" i.") || before.ends_with("\ni.") {
            return (false, false);
        }
        let before = FOR_OTHERS
            .iter()
            .find_map(|sign| before.strip_suffix(sign))
            .unwrap_or(before)
            .trim_end_matches([' ', '\t']);
        let dashes = before.trim_end_matches(['-', '–', '—', '~']);
        let is_line = before.is_empty()
            || before.ends_with('\n')
            || (dashes.len() < before.len() && (dashes.is_empty() || dashes.ends_with('\n')));
        let starts = before.ends_with(['.', '!', '?', ':', ';', '。', '।', ']', ')']) || dashes.len() < before.len();
        let is_closing =
            before.ends_with([',', '-', '–']) || before.chars().next_back().is_some_and(char::is_alphanumeric);
        (is_line, starts || (is_closing && self.closes(at) > 0))
    }

    /// How sure a name at `at` signs the text: after a closing, after a dash.
    fn closes(&self, at: usize) -> u8 {
        let low = floor(self.page.text, at.saturating_sub(48));
        let before = &self.page.text[low..at];
        let is_new_line = before.trim_end_matches([' ', '\t', '\r', '*']).ends_with('\n');
        let trimmed = before.trim_end();
        if trimmed.ends_with(['–', '—', '~'])
            || trimmed.ends_with(" -")
            || trimmed.ends_with("\n-")
            || trimmed.ends_with("--")
        {
            let left = self.page.text[at..].split(['\n', ' ']).filter(|word| !word.is_empty()).count();
            return if left <= 12 { 78 } else { 0 };
        }
        let bare = trimmed.trim_end_matches([',', '!', '.', ':']);
        let has_comma = trimmed.ends_with(',') || trimmed.ends_with('!') || trimmed.ends_with('.');
        let clause = bare.rsplit(['\n', '.', '!', '?', ',', ';', '(', '।']).next().unwrap_or("").trim();
        let folded = fold_all(clause);
        let is_closing = CLOSINGS.contains(&folded.as_str())
            || (folded.split(' ').count() <= 4
                && CLOSINGS.iter().any(|closing| closing.len() > 5 && folded.ends_with(closing)));
        let is_end = self.page.text[at..].len() < 240;
        match (is_closing, is_new_line, has_comma) {
            (true, true, _) => 88,
            (true, false, true) if is_end => 84,
            // «LG Birte Ahrens» on a line of its own
            (true, false, false)
                if is_end && bare.ends_with(clause) && bare[..bare.len() - clause.len()].ends_with('\n') =>
            {
                78
            }
            (true, false, false) if is_end && self.page.text[at..].split_whitespace().count() <= 3 => 70,
            (true | false, true | false, true | false) => 0,
        }
    }
}
