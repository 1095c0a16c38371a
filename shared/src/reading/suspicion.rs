//! Words that should not be trusted: orders to whoever reads, markup, and what a person would not have seen.

mod addressed;
mod extent;
mod markup;
mod orders;

use self::addressed::addressed;
use self::extent::{aside, order};
use self::markup::{hidden, markup};
use self::orders::{ORDERS, QUERIES};
use super::words::{Folded, Word, trimmed};
use super::{Span, Suspicion, SuspicionKind};

/// The words of `text` that should not be trusted, in order.
pub(super) fn suspicions(text: &str, words: &[Word<'_>], folded: &Folded) -> Vec<Suspicion> {
    let mut found = markup(text);
    // A form that came as one JSON object is no more than a form.
    found
        .retain(|known| !(text[known.span.range()].starts_with('{') && known.span == trimmed(text, Span::whole(text))));
    hidden(text, &mut found);
    let queries = folded.places(QUERIES).into_iter();
    found.extend(queries.map(|span| Suspicion { span, kind: SuspicionKind::Markup }));
    instructions(text, words, folded, &mut found);
    found.sort_by_key(|suspicion| (suspicion.span.start, std::cmp::Reverse(suspicion.span.end), suspicion.kind as u8));
    found.dedup_by(|next, known| known.span.contains(next.span));
    found
}

/// The orders in `text` that are not within what is known already.
fn instructions(text: &str, words: &[Word<'_>], folded: &Folded, found: &mut Vec<Suspicion>) {
    let asides = addressed(text, words).into_iter().map(|place| (place, true));
    let mut places: Vec<(Span, bool)> =
        folded.places(ORDERS).into_iter().map(|place| (place, false)).chain(asides).collect();
    places.sort_unstable();
    let mut last_aside = Span::new(0, 0);
    for (place, is_aside) in places {
        let is_known = last_aside.contains(place) || found.iter().rev().take(8).any(|known| known.span.contains(place));
        // A short order may be the beginning of words to a machine that reach further.
        if is_known && (!is_aside || last_aside.contains(place) || is_markup(found, place)) {
            continue;
        }
        let span = if is_aside { aside(text, place) } else { order(text, place) };
        if is_aside {
            last_aside = span;
        }
        found.push(Suspicion { span, kind: SuspicionKind::Instruction });
    }
}

fn is_markup(found: &[Suspicion], place: Span) -> bool {
    let known = found.iter().rev().take(8);
    known.into_iter().any(|known| known.kind != SuspicionKind::Instruction && known.span.contains(place))
}

#[cfg(test)]
mod tests;
