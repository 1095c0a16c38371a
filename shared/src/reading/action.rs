//! What is to be done next, and by when.

mod cues;
mod page;

use std::collections::BTreeSet;

use self::{cues::URGENCY, page::Page};
use super::{
    Confidence, Context, Flag, Span,
    token::{Kind, Token, tokens},
};

/// What is to be done next.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Action {
    /// As [`super::Field::NextAction`] has it.
    pub(super) kind: &'static str,
    pub(super) span: Span,
    pub(super) confidence: Confidence,
    /// By when, as [`super::Field::NextActionDue`] has it.
    pub(super) due: Option<Due>,
}

/// By when.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Due {
    pub(super) value: String,
    pub(super) span: Span,
    pub(super) confidence: Confidence,
    pub(super) flags: BTreeSet<Flag>,
}

/// What is to be done next according to the words within `window`. `taken` is what was read as something else already.
pub(super) fn action_in(text: &str, context: &Context<'_>, window: Span, taken: &[Span]) -> Option<Action> {
    let mut taken = taken.to_vec();
    taken.sort_unstable();
    let mut tokens = tokens(text, window);
    tokens.retain(|token| !is_taken(&taken, token));
    Page::of(&tokens, context).action()
}

fn is_taken(taken: &[Span], token: &Token<'_>) -> bool {
    let at = taken.partition_point(|taken| taken.end <= token.span.start);
    // The ends of sentences and lines stay.
    matches!(token.kind, Kind::Word | Kind::Digits) && taken.get(at).is_some_and(|taken| taken.overlaps(token.span))
}

/// How soon it has to be according to the words within `window`.
pub(super) fn urgency_in(text: &str, _context: &Context<'_>, window: Span) -> Option<(&'static str, Span, Confidence)> {
    let tokens = tokens(text, window);
    let found = (0..tokens.len()).filter_map(|at| {
        let (urgency, length) = URGENCY.at(&tokens, at)?;
        let span = Span::new(tokens[at].span.start, tokens[at + length - 1].span.end);
        let is_negated =
            at > 0 && matches!(tokens[at - 1].low.as_ref(), "not" | "no" | "nicht" | "pas" | "isn't" | "nothing");
        Some(if is_negated { ("low", span, Confidence::of(65)) } else { (urgency, span, Confidence::of(80)) })
    });
    // What is pressing counts more than what is not.
    found.reduce(|best, next| if best.0 == "low" && next.0 == "high" { next } else { best })
}

#[cfg(test)]
mod tests;
