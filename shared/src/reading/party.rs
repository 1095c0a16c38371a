//! Who of those that a text names is a party, and which words are about whom.

use super::Span;
use super::labels::Label;
use super::page::Page;
use super::points::{Point, PointKind};
use super::who::{Candidate, candidates, names_mailbox, ranked};
use super::words::fold;

/// One who wants something, before their values are read.
#[derive(Clone, Debug, Default)]
pub(super) struct Somebody {
    pub(super) name: Option<Candidate>,
    pub(super) points: Vec<Point>,
    /// The words about them; the first of several has those about all.
    pub(super) windows: Vec<Span>,
}

/// More parties than one text has that a person wrote.
const MAX_PARTIES: usize = 20;

/// Everybody in `page` who wants something: at least one.
pub(super) fn parties(page: &Page<'_>) -> Vec<Somebody> {
    let all = candidates(page);
    let heads = heads(page, &all);
    if heads.len() > 1 { several(page, heads) } else { vec![single(page, &all)] }
}

/// The names that head a part of the text of their own: each with a point beside it that is no other's.
fn heads(page: &Page<'_>, all: &[Candidate]) -> Vec<Candidate> {
    let mut heads: Vec<Candidate> = Vec::new();
    let listed = |candidate: &Candidate| is_listed(page, candidate.name.span.start);
    for candidate in all.iter().filter(|candidate| candidate.point.is_some() || listed(candidate)) {
        let overlaps = heads.iter().any(|head| head.name.span.overlaps(candidate.name.span));
        let first = first_part(&candidate.name.value);
        let same_name = heads.iter().any(|head| first_part(&head.name.value) == first);
        let is_new = heads.iter().all(|head| head.point.is_none() || head.point != candidate.point);
        if !overlaps && is_new && !same_name && heads.len() < MAX_PARTIES {
            heads.push(candidate.clone());
        }
    }
    let kind = |head: &Candidate| head.point.and_then(|at| page.points.get(at)).map(|point| point.kind);
    let phones = heads.iter().filter(|head| kind(head) == Some(PointKind::Phone)).count();
    let emails = heads.iter().filter(|head| kind(head) == Some(PointKind::Email)).count();
    let lists = heads.iter().filter(|head| listed(head)).count();
    if page.layout.is_conversation || (phones < 2 && emails < 2 && lists < 2) { Vec::new() } else { heads }
}

/// Whether the number of a list stands before `at`: `1) Ida Romano`.
fn is_listed(page: &Page<'_>, at: usize) -> bool {
    let before = page.text[..at].trim_end_matches(' ');
    let Some(inner) = before.strip_suffix([')', '.', ':']) else { return false };
    let digits = inner.len() - inner.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let start = inner[..inner.len() - digits].chars().next_back();
    (1..=2).contains(&digits) && start.is_none_or(|c| c.is_whitespace() || matches!(c, '(' | '#'))
}

fn first_part(name: &str) -> String {
    name.split(' ').next().unwrap_or("").chars().flat_map(fold).collect()
}

fn several(page: &Page<'_>, heads: Vec<Candidate>) -> Vec<Somebody> {
    let starts: Vec<usize> = heads.iter().map(|head| head.name.span.start).collect();
    let last_end = end_of_last(page, &heads);
    let firsts: Vec<String> = heads.iter().map(|head| first_part(&head.name.value)).collect();
    let mut parties: Vec<Somebody> = heads
        .into_iter()
        .enumerate()
        .map(|(at, head)| {
            let end = starts.get(at + 1).copied().unwrap_or(last_end);
            let own = Span::new(head.name.span.start.min(end), end);
            let point =
                head.point.and_then(|at| page.points.get(at)).filter(|point| point.span.start < own.start).cloned();
            let inside =
                page.points.iter().filter(|point| own.contains(point.span) && page.is_theirs(point.span)).cloned();
            Somebody { points: point.into_iter().chain(inside).collect(), windows: vec![own], name: Some(head) }
        })
        .collect();
    // What is said after all of them is about whom it names: «Chet wants an F-150 under 60k».
    for clause in clauses(page, last_end) {
        let first = page.words.partition_point(|word| word.span.start < clause.start);
        let about = page.words[first..]
            .iter()
            .take_while(|word| word.span.end <= clause.end)
            .find_map(|word| firsts.iter().position(|first| *first == word.low));
        if let Some(party) = about.and_then(|at| parties.get_mut(at)) {
            party.windows.push(clause);
        }
    }
    if let Some(first) = parties.first_mut() {
        let before = Span::new(0, starts.first().copied().unwrap_or(0));
        first.windows.push(before);
    }
    parties
}

/// Where what is said of the last of several ends: at its line or sentence.
fn end_of_last(page: &Page<'_>, heads: &[Candidate]) -> usize {
    let Some(last) = heads.last() else { return page.text.len() };
    let point = last.point.and_then(|at| page.points.get(at)).map_or(0, |point| point.span.end);
    let from = point.max(last.name.span.end);
    let rest = &page.text[from..];
    let end = rest.char_indices().find(|(at, c)| {
        *c == '\n' || (matches!(c, '.' | '!' | '?') && rest[at + 1..].starts_with(|next: char| next.is_whitespace()))
    });
    end.map_or(page.text.len(), |(at, _)| from + at + 1)
}

/// The clauses from `start` on, at most so many as anybody says of a list.
fn clauses(page: &Page<'_>, start: usize) -> Vec<Span> {
    let mut found = Vec::new();
    let mut from = start;
    for (at, c) in page.text[start..].char_indices() {
        let next = page.text[start + at + c.len_utf8()..].chars().next();
        if c == '\n' || (matches!(c, '.' | ',' | ';' | '!' | '?') && next.is_none_or(char::is_whitespace)) {
            found.push(Span::new(from, start + at));
            from = start + at + c.len_utf8();
        }
        if found.len() > 64 {
            return found;
        }
    }
    found.push(Span::new(from, page.text.len()));
    found
}

fn single(page: &Page<'_>, all: &[Candidate]) -> Somebody {
    let name = ranked(page, all).into_iter().next();
    let parts: Vec<String> = name
        .iter()
        .flat_map(|candidate| candidate.name.value.split(' ').map(|part| part.chars().flat_map(fold).collect()))
        .collect();
    let theirs: Vec<&Point> =
        page.points.iter().filter(|point| page.is_theirs(point.span) && !is_authors(page, point)).collect();
    let email = best(&theirs, PointKind::Email, |point| rank_email(page, point, &parts));
    let phone = best(&theirs, PointKind::Phone, |point| rank_phone(page, point, name.as_ref()));
    let linkedin = best(&theirs, PointKind::LinkedIn, |_| 1);
    let points = [email, phone, linkedin].into_iter().flatten().cloned().collect();
    Somebody { name, points, windows: vec![Span::whole(page.text)] }
}

/// What says that a note is about somebody else than its author.
#[rustfmt::skip]
const ABOUT_OTHERS: &[&str] = &[
    "she", "he", "her", "his", "they", "please add", "add", "new lead", "client", "customer", "met", "called",
    "wants", "needs", "ella", "anade", "agrega", "cliente", "elle", "ajoute", "ajoutez", "sie", "er", "kunde",
    "kundin", "bitte anlegen", "unhe", "usko", "customer hai",
];

/// What says that it is by the one whom it is about.
#[rustfmt::skip]
const ABOUT_SELF: &[&str] = &[
    "i'm", "i am", "this is", "my name is", "here", "i need", "we need", "i want", "we want", "me llamo", "soy",
    "necesito", "je suis", "je m'appelle", "je cherche", "ich bin", "ich suche", "ich brauche", "mera naam", "main",
];

/// Whether a point is that of the one who noted down what somebody else wants: «My own number is …».
fn is_authors(page: &Page<'_>, point: &Point) -> bool {
    let is_mine =
        |word: &String| matches!(word.as_str(), "my" | "mi" | "mon" | "ma" | "mein" | "meine" | "mera" | "meri");
    page.is_note()
        && said_before(page, point.span).iter().any(is_mine)
        && ABOUT_OTHERS.iter().any(|phrase| page.folded.has(phrase))
        && !ABOUT_SELF.iter().any(|phrase| page.folded.has(phrase))
}

fn best<'p>(points: &[&'p Point], kind: PointKind, rank: impl Fn(&Point) -> i32) -> Option<&'p Point> {
    let ranked = points
        .iter()
        .filter(|point| point.kind == kind)
        .map(|point| (rank(point), *point))
        .filter(|(rank, _)| *rank > 0);
    ranked.max_by_key(|(rank, point)| (*rank, std::cmp::Reverse(point.span))).map(|(_, point)| point)
}

/// What is said before a point, folded, as far as its clause goes.
fn said_before(page: &Page<'_>, span: Span) -> Vec<String> {
    let at = page.words.partition_point(|word| word.span.start < span.start);
    let same = |word: &&super::words::Word<'_>| {
        page.text
            .get(word.span.end..span.start)
            .is_some_and(|gap| !gap.contains(['\n', ';', '|']) && !gap.contains(". ") && gap.len() < 60)
    };
    page.words[at.saturating_sub(6)..at].iter().rev().take_while(same).map(|word| word.low.clone()).collect()
}

/// Words that say that a point is somebody else's, or no longer right.
#[rustfmt::skip]
const NOT_THEIRS: &[&str] = &[
    "cc", "bcc", "your", "ur", "wife", "husband", "assistant", "colleague", "accountant", "lawyer", "old", "wrong",
    "not", "formerly", "instead-of", "su", "tu", "votre", "ihre", "ihr", "referred", "boss", "to", "loop",
];

fn rank_email(page: &Page<'_>, point: &Point, parts: &[String]) -> i32 {
    let label = page.layout.label_around(point.span);
    let before = said_before(page, point.span);
    let is_not = before
        .iter()
        .take(3)
        .any(|word| NOT_THEIRS.contains(&word.as_str()) && word != "to" && word != "su" && word != "ihre");
    let labelled = match label {
        Some(Label::ReplyTo) => 12,
        Some(Label::Email) => 30,
        Some(Label::From) => 10,
        Some(Label::To | Label::Referrer) => -60,
        _other => 0,
    };
    50 + labelled + if names_mailbox(parts, &point.value) { 25 } else { 0 } - if is_not { 40 } else { 0 }
}

fn rank_phone(page: &Page<'_>, point: &Point, name: Option<&Candidate>) -> i32 {
    let before = said_before(page, point.span);
    let is_not = before.iter().take(3).any(|word| {
        NOT_THEIRS.contains(&word.as_str())
            && word != "to"
            && word != "not"
            && word != "su"
            && word != "ihre"
            && word != "loop"
    });
    let is_best = before.iter().take(3).any(|word| {
        matches!(
            word.as_str(),
            "mine"
                | "me"
                | "cell"
                | "mobile"
                | "mobil"
                | "handy"
                | "movil"
                | "celular"
                | "portable"
                | "new"
                | "better"
                | "best"
                | "direct"
        )
    });
    let is_office = before.iter().take(1).any(|word| {
        matches!(word.as_str(), "office" | "work" | "main" | "home" | "zentrale" | "buro" | "oficina" | "bureau")
    });
    let label = page.layout.label_around(point.span);
    let is_theirs = name
        .is_some_and(|name| name.point.and_then(|at| page.points.get(at)).is_some_and(|own| own.span == point.span));
    let spoken = i32::from(point.flags.contains(&super::Flag::Spoken));
    50 + if label == Some(Label::Phone) { 20 } else { 0 } + if is_theirs { 8 } else { 0 } + if is_best { 6 } else { 0 }
        - if is_office { 3 } else { 0 }
        - spoken
        - if is_not { 40 } else { 0 }
        - if label == Some(Label::Referrer) { 60 } else { 0 }
}
