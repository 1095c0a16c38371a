//! What is wanted: in their own words, of which kind, how they came to us, and what is worth a tag.

mod home;
mod kind;
mod need;
mod phrase;
mod source;
mod tags;
mod vehicle;

pub(super) use self::home::property;
pub(super) use self::kind::project_type;
pub(super) use self::need::need;
pub(super) use self::source::source;
pub(super) use self::tags::tags;
pub(super) use self::vehicle::vehicle;
use super::Span;
use super::page::Page;

/// The first place of any of `phrases` that is theirs.
fn first(page: &Page<'_>, window: Span, phrases: &[&str]) -> Option<Span> {
    phrases
        .iter()
        .filter_map(|phrase| {
            page.folded.all(phrase).take(8).find(|span| window.contains(*span) && page.is_theirs(*span))
        })
        .min_by_key(|span| (span.start, std::cmp::Reverse(span.end)))
}

#[cfg(test)]
mod tests;
