//! What is wanted, in their own words.

use super::phrase::short;
use crate::reading::Span;
use crate::reading::labels::Label;
use crate::reading::page::Page;
use crate::reading::words::{floor, sentence};

/// Phrases that begin what is wanted, the longer ones first.
#[rustfmt::skip]
const BEGINNINGS: &[&str] = &[
    "looking for", "looking at", "looking to", "searching for", "in search of", "interested in", "in the market for",
    "asked about", "asking about", "inquiring about", "enquiring about", "i need", "we need", "need", "needs",
    "i want", "we want", "want", "wants", "would like", "i'd like", "we'd like", "hoping to", "please quote",
    "quote for", "a quote", "estimate for", "how much", "price for", "do you have", "do u have", "replacing",
    "planning a", "ordering", "selling", "buying", "could we see", "can we see", "i saw the", "busco",
    "buscamos", "busca", "necesito", "necesitamos", "quiero", "queremos", "quisiera", "me interesa", "nos interesa",
    "interesado en", "interesada en", "me gustaria", "je cherche", "nous cherchons", "je recherche", "recherche",
    "cherche", "besoin de", "besoin d'un", "je voudrais", "nous voudrions", "j'aimerais", "souhaite", "souhaitons",
    "devis pour", "suche", "suchen", "sucht", "brauche", "brauchen", "benotigen", "mochte", "mochten",
    "interessiere mich", "interesse an", "angebot fur", "chahiye", "chaiye", "dekhna hai", "lena hai", "karwana hai",
    "चाहिए",
];

/// Those that stand behind what is wanted.
const BEHIND: &[&str] = &["chahiye", "chaiye", "dekhna hai", "lena hai", "karwana hai", "चाहिए"];

/// Those that are a part of what is wanted: «selling my house».
#[rustfmt::skip]
const KEPT: &[&str] = &[
    "replacing", "ordering", "selling", "buying", "how much", "do you have", "do u have", "could we see",
    "can we see",
];

/// Words after the beginning that say nothing yet.
#[rustfmt::skip]
const EMPTY: &[&str] = &[
    "to", "ich", "wir", "yo", "nous", "je", "d'", "you", "someone", "somebody", "mujhe", "hame", "humein", "humko",
    "hamein", "bhai", "sir", "ji", "muje", "hi", "hello", "namaste", "that", "also", "मुझे", "हमें",
];

/// Words after which nothing is wanted: «if you need me», «please quote by Friday».
#[rustfmt::skip]
const NOTHING: &[&str] = &[
    "me", "us", "it", "him", "them", "more", "any", "anything", "by", "asap", "before", "today", "tomorrow", "now",
    "bis", "antes", "avant", "her", "hear", "know", "talk", "speak", "call", "less",
];

/// What is wanted, verbatim and in few words.
pub(in crate::reading) fn need(page: &Page<'_>, window: Span) -> Option<(Span, u8)> {
    if let Some(labelled) = page
        .layout
        .first(Label::Project)
        .filter(|labelled| window.contains(labelled.value) && page.is_theirs(labelled.value))
    {
        return short(page, labelled.value, labelled.value.start).map(|span| (span, 80));
    }
    let theirs = |span: &Span| window.contains(*span) && page.is_theirs(*span);
    let mut places: Vec<(Span, &str)> = BEGINNINGS
        .iter()
        .flat_map(|phrase| page.folded.all(phrase).take(24).filter(theirs).take(2).map(move |span| (span, *phrase)))
        .collect();
    places.sort_unstable_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let found = places.into_iter().take(24).find_map(|(span, phrase)| wanted(page, window, span, phrase));
    found.map(|span| (span, 70)).or_else(|| question(page, window))
}

/// What is wanted where a phrase announces it.
fn wanted(page: &Page<'_>, window: Span, place: Span, phrase: &str) -> Option<Span> {
    let whole = sentence(page.text, place);
    let (start, end) = if BEHIND.contains(&phrase) {
        (clause_start(page, whole.start, place.start), place.start)
    } else if is_offered(page, place) {
        return None;
    } else {
        (if KEPT.contains(&phrase) { place.start } else { place.end }, whole.end)
    };
    let (start, end) = (start.max(window.start), end.min(window.end));
    let first = page.words.partition_point(|word| word.span.start < start);
    let skipped = page.words[first..].iter().take(3).take_while(|word| EMPTY.contains(&word.low.as_str())).count();
    let start = page.words.get(first + skipped).map_or(start, |word| word.span.start);
    let said = page.words.get(first + skipped)?;
    if NOTHING.contains(&said.low.as_str()) || start >= end {
        return None;
    }
    let span = short(page, Span::new(start, end), place.end.min(end).max(start))?;
    Some(span).filter(|span| page.is_theirs(*span))
}

/// Where the clause begins whose end says that it is wanted.
fn clause_start(page: &Page<'_>, start: usize, end: usize) -> usize {
    let mark = page.text[start..end].rfind([',', ';', ':', '|']).map_or(start, |at| start + at + 1);
    let points = page.points.iter().map(|point| point.span.end).filter(|at| *at <= end);
    points.max().unwrap_or(0).max(mark)
}

/// «If you need», «whatever you want».
fn is_offered(page: &Page<'_>, place: Span) -> bool {
    let at = page.words.partition_point(|word| word.span.start < place.start);
    let before = at.checked_sub(1).and_then(|at| page.words.get(at));
    before.is_some_and(|word| matches!(word.low.as_str(), "you" | "u" | "don't" | "not" | "if"))
}

/// The first question: where nothing else says what is wanted, it does.
fn question(page: &Page<'_>, window: Span) -> Option<(Span, u8)> {
    let marks = page.text[window.range()].match_indices(['?', '？']).take(8).map(|(at, _)| window.start + at);
    let questions = marks.map(|at| sentence(page.text, Span::new(at, at)));
    let long_enough = |span: &Span| page.text[span.range()].split_whitespace().count() > 2 && page.is_theirs(*span);
    questions
        .filter(|span| window.contains(*span))
        .find(long_enough)
        .map(|span| without_speaker(page, span))
        .and_then(|span| short(page, span, span.start))
        .map(|span| (span, 45))
}

/// A sentence without who says it, as in `[0:12] Ann: …`.
fn without_speaker(page: &Page<'_>, span: Span) -> Span {
    let head = &page.text[span.start..floor(page.text, span.start + 60).min(span.end)];
    let colon = head
        .find(": ")
        .filter(|_| page.layout.is_conversation && page.layout.lines.iter().any(|line| line.start == span.start));
    colon.map_or(span, |at| Span::new(span.start + at + 2, span.end))
}
