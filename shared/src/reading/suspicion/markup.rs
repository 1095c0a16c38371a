//! Markup, formulas, and characters that a person would not have seen.

use crate::reading::words::floor;
use crate::reading::{Span, Suspicion, SuspicionKind};

/// Tags with what they enclose, formulas, JSON, templates.
pub(super) fn markup(text: &str) -> Vec<Suspicion> {
    let mut ends = Ends { text, known: [("", None); 6] };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(next) = text[at..].find(['<', '=', '{', '$']) {
        let start = at + next;
        let (length, kind) = markup_at(text, start, &mut ends);
        if length > 0 {
            found.push(Suspicion { span: Span::new(start, start + length), kind });
        }
        at = start + length.max(1);
    }
    found
}

/// Where markup ends. Each end is looked for once and remembered until it lies behind, whoever asks how often.
struct Ends<'a> {
    text: &'a str,
    /// Each end, and where the next one is: none until it is asked for, the end of the text where there is none.
    known: [(&'static str, Option<usize>); 6],
}

impl Ends<'_> {
    /// How far it is from `start` until `end` begins, if both are within `limit`. `start` never goes back.
    fn after(&mut self, end: &'static str, start: usize, limit: usize) -> Option<usize> {
        let free = self.known.iter_mut().find(|(known, _)| *known == end || known.is_empty())?;
        let next = match free.1.filter(|next| *next >= start) {
            Some(next) => next,
            None => self.text[start..].find(end).map_or(self.text.len(), |at| start + at),
        };
        *free = (end, Some(next));
        (next + end.len() <= limit).then(|| next - start)
    }
}

/// More bytes than a piece of markup has: what is longer is cut.
const MAX_MARKUP: usize = 4096;

/// How long the markup is that begins at `start`: 0 where none does.
fn markup_at(text: &str, start: usize, ends: &mut Ends<'_>) -> (usize, SuspicionKind) {
    let before = text[..start].chars().next_back();
    let limit = floor(text, start + MAX_MARKUP);
    let rest = &text[start..limit];
    let mut until = |end| ends.after(end, start, limit);
    let kind = SuspicionKind::Markup;
    if rest.starts_with("<!--") {
        return (until("-->").map_or(rest.len(), |at| at + 3), SuspicionKind::Hidden);
    }
    if rest.starts_with('<') {
        return (until(">").map_or(0, |close| tag(rest, close)), kind);
    }
    let upper = |text: &str| text.chars().take_while(char::is_ascii_uppercase).count();
    if let Some(formula) = rest.strip_prefix('=') {
        let is_open = formula.as_bytes().get(upper(formula)) == Some(&b'(');
        let is_formula = (upper(formula) > 1 && is_open) || formula.starts_with("cmd|");
        if !is_formula {
            return (0, kind);
        }
        let line = until("\n").unwrap_or(rest.len());
        return (until(")").map_or(line, |at| at + 1).min(line), kind);
    }
    let is_json =
        rest.starts_with("{\"") || rest.starts_with("{ \"") || rest.starts_with("{'") || rest.starts_with("{\n");
    if rest.starts_with("{{") || rest.starts_with("{%") || rest.starts_with("${") || (is_json && before != Some('$')) {
        let end = until("}}").map(|at| at + 2);
        return (end.or_else(|| until("}").map(|at| at + 1)).unwrap_or(0), kind);
    }
    (0, kind)
}

/// How long the tag is that closes at `close`, with what it encloses where the two belong together; 0 for
/// `<ann@example.com>` and `a < b`.
fn tag(rest: &str, close: usize) -> usize {
    let name = rest[1..].trim_start_matches('/');
    let name = &name[..name.find(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '|').unwrap_or(name.len())];
    let inner = &rest[..close];
    if name.is_empty() || inner.contains('@') || inner.contains('\n') || name.starts_with("http") {
        return 0;
    }
    let end = format!("</{name}");
    let is_opening = !rest.starts_with("</");
    match rest[close..].find(&end).filter(|_| is_opening) {
        Some(at) => rest[close + at..].find('>').map_or(rest.len(), |last| close + at + last + 1),
        None => close + 1,
    }
}

/// Characters that nobody sees, and long runs of letters that mean nothing to a person.
pub(super) fn hidden(text: &str, found: &mut Vec<Suspicion>) {
    let mut push =
        |start: usize, end: usize| found.push(Suspicion { span: Span::new(start, end), kind: SuspicionKind::Hidden });
    let mut run: Option<usize> = None;
    let mut blob = 0;
    for (at, c) in text.char_indices() {
        if is_unseen(c) {
            run.get_or_insert(at);
        } else if let Some(start) = run.take() {
            push(start, at);
        }
        if !(c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')) {
            if is_blob(&text[blob..at]) {
                push(blob, at);
            }
            blob = at + c.len_utf8();
        }
    }
    if let Some(start) = run {
        push(start, text.len());
    }
    if is_blob(&text[blob..]) {
        push(blob, text.len());
    }
}

/// Zero widths and directions; not the joiners that scripts and emoji need.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{200b}' | '\u{2060}'..='\u{2064}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}')
}

fn is_blob(run: &str) -> bool {
    let has = |test: fn(&char) -> bool| run.chars().any(|c| test(&c));
    run.len() >= 40
        && !run.contains("//")
        && has(char::is_ascii_uppercase)
        && has(char::is_ascii_lowercase)
        && has(char::is_ascii_digit)
}
