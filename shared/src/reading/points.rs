//! Where somebody can be reached: addresses, numbers, profiles.

use std::collections::BTreeSet;

use super::layout::Layout;
use super::phones::phones;
use super::spoken::spoken_emails;
use super::words::{Word, floor};
use super::{Confidence, Context, Flag, Span};
use crate::people::email;

/// A way to reach somebody.
#[derive(Clone, Debug)]
pub(super) struct Point {
    pub(super) kind: PointKind,
    pub(super) value: String,
    pub(super) span: Span,
    pub(super) confidence: Confidence,
    pub(super) flags: BTreeSet<Flag>,
}

/// Which way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum PointKind {
    Email,
    Phone,
    LinkedIn,
}

/// More points than a text has that a person wrote: keeps hostile texts cheap.
pub(super) const MAX_POINTS: usize = 64;

/// All points of `text` in order, ours too.
pub(super) fn points(text: &str, context: &Context<'_>, words: &[Word<'_>], layout: &Layout) -> Vec<Point> {
    let mut found = emails(text);
    found.extend(spoken_emails(text, words));
    let urls = urls(text);
    found.extend(urls.iter().filter_map(|url| linkedin(text, *url)));
    let mut taken: Vec<Span> = found.iter().map(|point| point.span).chain(urls).collect();
    taken.sort_unstable();
    found.extend(phones(text, context, words, layout, &taken));
    found.sort_by_key(|point| point.span);
    found.dedup_by(|next, known| known.span.overlaps(next.span));
    found.truncate(MAX_POINTS);
    found
}

/// Mailboxes that no person reads.
const MACHINES: &[&str] = &[
    "noreply",
    "no-reply",
    "no_reply",
    "donotreply",
    "do-not-reply",
    "mailer-daemon",
    "postmaster",
    "notifications",
    "notification",
    "bounce",
    "bounces",
];

fn emails(text: &str) -> Vec<Point> {
    let mut found: Vec<Point> = Vec::new();
    for (at, sign) in text.match_indices(['@', '＠']).take(MAX_POINTS * 4) {
        let after_last = found.last().map_or(0, |point| point.span.end);
        let low = floor(text, at.saturating_sub(80)).max(after_last);
        let is_local = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '\'');
        let width = |i: usize| text[low + i..].chars().next().map_or(1, char::len_utf8);
        let local = text[low..at].rfind(|c| !is_local(c)).map_or(low, |i| low + i + width(i));
        let start = at - text[local..at].trim_start_matches(['.', '\'', '-', '+']).len();
        let rest = &text[at + sign.len()..floor(text, at + 255)];
        let domain = rest
            .find(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '-' | '。')))
            .map_or(rest, |end| &rest[..end]);
        let end = at + sign.len() + domain.trim_end_matches(['.', '-', '。']).len();
        let span = Span::new(start, end);
        let is_part_of_url = text[..start].ends_with('/');
        let Ok(value) = email::normalize(&text[span.range()]) else { continue };
        let local = value.split('@').next().unwrap_or("");
        if is_part_of_url || MACHINES.contains(&local) {
            continue;
        }
        found.push(Point {
            kind: PointKind::Email,
            value,
            span,
            confidence: Confidence::of(95),
            flags: BTreeSet::new(),
        });
        if found.len() >= MAX_POINTS {
            break;
        }
    }
    found
}

/// Addresses of pages.
fn urls(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for mark in ["http://", "https://", "www.", "linkedin.com/"] {
        for (at, _) in text.match_indices(mark).take(MAX_POINTS) {
            let end = text[at..]
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | ')' | ']' | ',' | '|'))
                .map_or(text.len(), |end| at + end);
            let end = at + text[at..end.min(floor(text, at + 2048))].trim_end_matches(['.', ';', '!', '?']).len();
            found.push(Span::new(at, end));
        }
    }
    found.sort_unstable();
    found.dedup_by(|next, known| known.contains(*next));
    found
}

/// A person's page on LinkedIn, without what trackers add to it.
fn linkedin(text: &str, url: Span) -> Option<Point> {
    let whole = &text[url.range()];
    let at = whole.find("linkedin.com/in/")?;
    let slug_at = at + "linkedin.com/in/".len();
    let host_is_real = matches!(
        whole[..at].trim_start_matches("https://").trim_start_matches("http://"),
        "" | "www." | "de." | "es." | "fr." | "in." | "uk." | "m."
    );
    let slug = whole[slug_at..].split(['/', '?', '#']).next().unwrap_or("");
    let is_slug =
        (3..=100).contains(&slug.len()) && slug.chars().all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '%'));
    (host_is_real && is_slug).then(|| Point {
        kind: PointKind::LinkedIn,
        value: format!("https://www.linkedin.com/in/{slug}"),
        span: Span::new(url.start, url.start + slug_at + slug.len()),
        confidence: Confidence::of(95),
        flags: BTreeSet::new(),
    })
}
