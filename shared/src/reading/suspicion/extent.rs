//! How far an order goes.

use super::orders::CARRIES_ON;
use crate::reading::Span;
use crate::reading::words::{floor, fold, sentence, trimmed};

/// The sentence that gives the order, and the sentences after it that go on with it.
pub(super) fn order(text: &str, place: Span) -> Span {
    let mut whole = sentence(text, place);
    let line_end = text[whole.end..].find('\n').map_or(text.len(), |at| whole.end + at);
    // «Translate the following: …»: what follows is not the order.
    if let Some(colon) = text[place.end.min(whole.end)..whole.end].find(": ") {
        let is_followed = text[place.end.min(whole.end)..whole.end][colon + 2..].split_whitespace().count() > 2;
        if is_followed && is_about_what_follows(text, Span::new(whole.start, place.end.min(whole.end) + colon)) {
            return Span::new(whole.start, place.end.min(whole.end) + colon + 1);
        }
    }
    for _ in 0..8 {
        let rest = text[whole.end..line_end].trim_start();
        let start = line_end - rest.len();
        let first: String = rest.chars().take_while(|c| c.is_alphabetic()).flat_map(fold).take(16).collect();
        if !CARRIES_ON.contains(&first.as_str()) && !assigns(rest) {
            break;
        }
        whole.end = sentence(text, Span::new(start, start + first_len(rest))).end.max(whole.end);
    }
    trimmed(text, whole)
}

/// Whether a sentence is about what comes after its colon, so that this is not a part of it.
fn is_about_what_follows(text: &str, head: Span) -> bool {
    let head: String = text[head.range()].chars().flat_map(fold).collect();
    ["following", "below", "translate", "summari", "siguiente", "suivant", "folgend", "traduc", "tradui", "ubersetz"]
        .iter()
        .any(|word| head.contains(word))
}

fn first_len(rest: &str) -> usize {
    rest.chars().next().map_or(0, char::len_utf8)
}

/// Whether `rest` begins like `budget=5000`: no person writes that.
fn assigns(rest: &str) -> bool {
    let key = rest.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
    let value = key.trim_start_matches(' ').strip_prefix([':', '=']).unwrap_or("");
    let is_key = (2..=24).contains(&(rest.len() - key.len()));
    is_key && (key.trim_start_matches(' ').starts_with('=') || key.starts_with(":=")) && !value.is_empty()
}

/// More bytes before an order than the bracket that it stands in opens.
const MAX_BEFORE: usize = 400;
/// More bytes than a bracket holds: what is longer ends with its paragraph.
const MAX_BRACKET: usize = 4096;

/// So begins a sentence in which somebody goes on to speak for himself.
const SPEAKS_AGAIN: &[&str] = &[
    "real msg",
    "real message",
    "real request",
    "my actual",
    "my real",
    "actual request",
    "anyway",
    "ok now",
    "but seriously",
    "seriously",
    "jokes aside",
    "just kidding",
    "jk",
    "also i ",
    "also, i ",
    "also we ",
    "i want",
    "i need",
    "i would like",
    "i'd like",
    "i'm looking",
    "im looking",
    "i am looking",
    "we need",
    "we want",
    "we would like",
    "we're looking",
    "looking for",
    "need a ",
    "quiero",
    "queremos",
    "necesito",
    "necesitamos",
    "busco",
    "buscamos",
    "en realidad",
    "ahora en serio",
    "je veux",
    "je cherche",
    "nous cherchons",
    "j'ai besoin",
    "plus serieusement",
    "ich suche",
    "ich brauche",
    "wir suchen",
    "wir brauchen",
    "im ernst",
    "eigentlich",
    "mujhe",
    "mujhko",
    "hume",
    "waise",
];

/// All that is said to a machine from `place` on: until its bracket closes, else until somebody speaks for himself again, else
/// until its paragraph ends. What he says then is proposed like anything else, and a person sees the order beside it.
pub(super) fn aside(text: &str, place: Span) -> Span {
    if let Some(bracket) = bracket(text, place) {
        return bracket;
    }
    let start = sentence(text, place).start;
    let end = paragraph_end(text, place);
    trimmed(text, Span::new(start, speaks_again(text, place.end, end).unwrap_or(end)))
}

/// Where, behind the end of a sentence, somebody speaks for himself again.
fn speaks_again(text: &str, from: usize, until: usize) -> Option<usize> {
    let ends = text[from..until].char_indices().filter(|(_, c)| ".!?;\n".contains(*c));
    ends.map(|(at, c)| from + at + c.len_utf8()).find_map(|after| {
        let rest = text[after..until].trim_start();
        let begins: String = rest.chars().take(24).flat_map(fold).collect();
        let is_next = rest.len() < until - after;
        (is_next && SPEAKS_AGAIN.iter().any(|cue| begins.starts_with(cue))).then(|| until - rest.len())
    })
}

/// The bracket around `place`.
fn bracket(text: &str, place: Span) -> Option<Span> {
    let from = floor(text, place.start.saturating_sub(MAX_BEFORE));
    let mut closed = 0_usize;
    let opening = text[from..place.start].char_indices().rev().find(|(_, c)| match c {
        ')' | ']' | '}' | '】' => {
            closed += 1;
            false
        }
        '(' | '[' | '{' | '【' => {
            let is_open = closed == 0;
            closed = closed.saturating_sub(1);
            is_open
        }
        _other => false,
    });
    let start = from + opening?.0;
    let limit = floor(text, start + MAX_BRACKET);
    let mut depth = 0_usize;
    for (at, c) in text[start..limit].char_indices() {
        match c {
            '(' | '[' | '{' | '【' => depth += 1,
            ')' | ']' | '}' | '】' => depth = depth.saturating_sub(1),
            _other => {}
        }
        if depth == 0 {
            return Some(Span::new(start, start + at + c.len_utf8()));
        }
    }
    Some(trimmed(text, Span::new(start, paragraph_end(text, place))))
}

/// Where the paragraph ends: at an empty line, and in a form or a conversation at the end of the line.
fn paragraph_end(text: &str, place: Span) -> usize {
    let from = floor(text, place.start.saturating_sub(MAX_BEFORE));
    let line = text[from..place.start].rfind('\n').map_or(from, |at| from + at + 1);
    let is_field = text[line..place.start].split_once(':').is_some_and(|(head, _)| head.len() <= 24);
    let mut end = place.end;
    for piece in text[place.end..].split_inclusive('\n') {
        if end > place.end && (is_field || piece.trim().is_empty()) {
            break;
        }
        end += piece.len();
    }
    end
}
