//! Which words of a quote are a person's name: the rules know how names are written, the model only where one stands.

use crate::reading::{
    Span,
    company::{is_business, is_job},
    names::{Case, Name, Names},
    page::Page,
    who::is_made_up,
    words::{Word, fold, words},
};

/// The name that `span` begins with, without a title, and where it stands.
pub(super) fn name_in(page: &Page<'_>, span: Span) -> Option<(String, Span)> {
    // What an address begins with may be called like a person, and is none.
    let quote = page.text.get(span.range()).filter(|quote| !quote.contains('@'))?;
    let own = words(quote);
    let names = Names { text: quote, words: &own };
    let by_courtesy = || names.before_courtesy().into_iter().next();
    // Words in lower case are a name only if there are no others: whoever copies a name copies nothing else.
    let low = || names.after(0, Case::Any).filter(|name| name.words.1 == own.len());
    let found =
        names.after(0, Case::Capital).or_else(|| names.after(0, Case::Given)).or_else(by_courtesy).or_else(low)?;
    is_person(&found, &own).then(|| (found.value, found.span.moved(span.start)))
}

/// Whether a name is neither a business nor a job nor made up.
fn is_person(name: &Name, words: &[Word<'_>]) -> bool {
    let own = words.get(name.words.0..name.words.1).unwrap_or_default();
    let is_role = own.first().is_some_and(|word| is_job(&word.low) && !name.is_given);
    !is_role && !own.iter().any(|word| is_business(&word.low)) && !is_made_up(name)
}

/// Whether two names may be one person's: each word of the shorter is one of the longer, or its first letter.
pub(super) fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (parts(one), parts(other));
    let (short, long) = if one.len() <= other.len() { (one, other) } else { (other, one) };
    let fits = |a: &str, b: &str| a == b || (a.chars().count() == 1 && b.starts_with(a));
    !short.is_empty() && short.iter().all(|a| long.iter().any(|b| fits(a, b) || fits(b, a)))
}

fn parts(name: &str) -> Vec<String> {
    let bare = |word: &str| word.trim_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(fold).collect();
    name.split_whitespace().map(bare).collect()
}

/// Whether `longer` says all that `name` says, and more.
pub(super) fn completes(longer: &str, name: &str) -> bool {
    is_same(longer, name) && longer.chars().count() > name.chars().count()
}

#[cfg(test)]
mod tests {
    use jiff::{civil::date, tz::TimeZone};

    use super::*;
    use crate::reading::Context;

    fn name(text: &str) -> Option<(String, String)> {
        let now = date(2026, 3, 2).at(9, 0, 0, 0).to_zoned(TimeZone::UTC).unwrap();
        let context = Context { channel: "note", region: "US", now };
        let page = Page::of(text, &context);
        name_in(&page, Span::whole(text)).map(|(name, span)| (name, text[span.range()].to_owned()))
    }

    #[track_caller]
    fn reads(text: &str, value: &str, words: &str) {
        assert_eq!(name(text), Some((value.into(), words.into())), "{text}");
    }

    #[test]
    fn a_name_is_written_as_names_are_and_without_a_title() {
        reads("mike d.", "Mike D.", "mike d.");
        reads("Mrs. Folake Adebayo", "Folake Adebayo", "Folake Adebayo");
        reads("Herr Dr. Groß.", "Groß", "Groß");
        reads("sean o'brien-lee,", "Sean O'Brien-Lee", "sean o'brien-lee");
        reads("J.P. McEwan", "J. P. McEwan", "J.P. McEwan");
        reads("Ann Lee from Acme", "Ann Lee", "Ann Lee");
        reads("priya ji", "Priya", "priya");
        reads("田中さん", "田中", "田中");
        reads("王小明", "王小明", "王小明");
    }

    #[test]
    fn who_is_not_named_has_no_name() {
        let nobody = ["me", "my wife", "Mr.", "", "ann@example.com", "the owner", "…", "--", "i need a new roof"];
        for text in nobody {
            assert_eq!(name(text), None, "{text}");
        }
    }

    #[test]
    fn names_of_one_person_are_told_from_others() {
        assert!(is_same("Mike D.", "mike dawson") && is_same("Ann", "Ann Lee") && is_same("Lee", "Ann Lee"));
        assert!(!is_same("Ann Lee", "Ann Bell") && !is_same("", "Ann") && !is_same("Bob", "Ann"));
        assert!(is_same("José Diaz", "JOSE DIAZ"));
        assert!(completes("Mike Dawson", "Mike D.") && !completes("Mike", "Mike D."));
    }
}
