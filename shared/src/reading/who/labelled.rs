//! Names in the lines of a form and in the headers of a mail.

use super::Search;
use crate::reading::Span;
use crate::reading::labels::Label;
use crate::reading::names::{Case, Name};

impl Search<'_, '_> {
    /// `Name: Ann Lee`, `First name: Ann` and `Last name: Lee`.
    pub(super) fn labelled(&mut self) {
        let names = self.page.names();
        let read = |value: Span| {
            let name = names.after(names.word_from(value.start), Case::Any).filter(|name| name.span.end <= value.end);
            name.filter(|name| self.page.text[value.start..name.span.start].len() <= 24)
        };
        let of = |label: Label| {
            self.page
                .layout
                .labelled
                .iter()
                .filter(move |labelled| labelled.label == label)
                .map(|labelled| labelled.value)
        };
        let whole: Vec<Name> = of(Label::Name).filter_map(|value| self.turned(value).or_else(|| read(value))).collect();
        let first = of(Label::FirstName).find_map(read);
        let family =
            of(Label::LastName).find_map(read).or_else(|| whole.first().filter(|name| name.parts == 1).cloned());
        if let Some(name) = first {
            let joined = family.and_then(|family| joined(&name, &family));
            self.add(joined.unwrap_or(name), 93, None);
        }
        for name in whole {
            self.add(name, 92, None);
        }
    }

    /// «Okonkwo, Chidi» in a header or in a form.
    fn turned(&self, value: Span) -> Option<Name> {
        let names = self.page.names();
        let family = names.after(names.word_from(value.start), Case::Capital)?;
        let given = names.after(family.words.1, Case::Capital)?;
        let comma = self.page.text.get(family.span.end..given.span.start)?;
        let is_alone = self.page.text[given.span.end..value.end.max(given.span.end)]
            .trim_start_matches(['"', ' ', '\''])
            .starts_with(['<', '('])
            || given.span.end == value.end;
        (comma == ", " && given.span.end <= value.end && is_alone && family.parts <= 2 && given.parts <= 2).then(|| {
            Name {
                value: format!("{} {}", given.value, family.value),
                span: Span::new(family.span.start, given.span.end),
                words: (family.words.0, given.words.1),
                parts: family.parts + given.parts,
                is_given: given.is_given,
                ..family
            }
        })
    }

    pub(super) fn sender(&mut self) {
        let Some(header) = self.page.layout.first(Label::From).or_else(|| self.page.layout.first(Label::ReplyTo))
        else {
            return;
        };
        let names = self.page.names();
        let value = self.page.text[header.value.range()]
            .find('<')
            .map_or(header.value, |at| Span::new(header.value.start, header.value.start + at));
        let plain = || names.after(names.word_from(value.start), Case::Given).filter(|name| name.span.end <= value.end);
        if let Some(name) = self.turned(header.value).or_else(plain) {
            self.add(name, 88, None);
        }
    }
}

/// A given name and a family name that stand in two lines of a form, whichever comes first.
fn joined(given: &Name, family: &Name) -> Option<Name> {
    let (before, after) = if given.span < family.span { (given, family) } else { (family, given) };
    let is_near = after.span.start >= before.span.end && after.span.start - before.span.end < 40;
    is_near.then(|| Name {
        value: format!("{} {}", given.value, family.value),
        span: Span::new(before.span.start, after.span.end),
        words: (before.words.0, after.words.1),
        parts: given.parts + family.parts,
        ..given.clone()
    })
}
