//! Runs of words with capitals, as far as the name of a company goes.

use super::trade::{is_business, is_suffix};
use crate::reading::Span;
use crate::reading::known::{is_given, is_ordinary, is_place};
use crate::reading::page::Page;
use crate::reading::words::Word;

pub(super) fn is_mere_place(page: &Page<'_>, span: Span) -> bool {
    let all: String = words_in(page, span).map(|word| word.low.as_str()).collect();
    let first = words_in(page, span).next();
    is_place(&all)
        || first.is_some_and(|first| is_place(&first.low)) && !words_in(page, span).any(|word| is_business(&word.low))
}

pub(super) fn words_in<'p, 'a>(page: &'p Page<'a>, span: Span) -> impl Iterator<Item = &'p Word<'a>> {
    let first = page.words.partition_point(|word| word.span.start < span.start);
    page.words[first..].iter().take_while(move |word| word.span.end <= span.end)
}

/// The words with capitals from `from` on, as far as a name of a company goes; a loose one needs to say that it is one.
pub(super) fn run_after(page: &Page<'_>, from: usize, is_loose: bool) -> Option<Span> {
    let first = page.words.partition_point(|word| word.span.start < from);
    let lead = page.text.get(from..page.words.get(first)?.span.start)?;
    if lead.chars().count() > 2 || lead.contains(['\n', '.', ',', ';', '(']) {
        return None;
    }
    let first = if matches!(page.words[first].low.as_str(), "the" | "la" | "el" | "die" | "der" | "le")
        && !page.words[first].is_capital()
    {
        first + 1
    } else {
        first
    };
    let is_kind = is_business(&page.words[first].low) && !page.words[first].is_capital();
    let first = if is_kind && page.words.get(first + 1).is_some_and(Word::is_capital) { first + 1 } else { first };
    let run = Run::read(page, first)?;
    let bare = page.words[first].low.trim_end_matches("'s");
    let is_capital_alone = run.words == 1 && !run.is_sure && is_ordinary(bare);
    let fits = if is_loose { run.is_sure } else { !is_capital_alone };
    (fits && !run.is_person).then_some(run.span)
}

/// Words that make up the name of a company.
pub(super) struct Run {
    pub(super) span: Span,
    pub(super) words: usize,
    /// Whether a word of it says what the company does, or what it is in law.
    pub(super) is_sure: bool,
    /// Whether it looks like a person's name instead.
    pub(super) is_person: bool,
}

impl Run {
    pub(super) fn read(page: &Page<'_>, first: usize) -> Option<Self> {
        let begin = page.words.get(first)?;
        let mut at = first;
        let (mut last_sure, mut dotted_end) = (None, None);
        while let Some(word) = page.words.get(at).filter(|_| at - first < 7) {
            let gap = if at == first {
                " "
            } else {
                page.text.get(page.words[at - 1].span.end..word.span.start).unwrap_or("\n")
            };
            let form = (at > first).then(|| dotted_form(&page.text[word.span.start..])).flatten();
            if let Some(length) = form.filter(|_| matches!(gap, " " | ", ")) {
                dotted_end = Some(word.span.start + length);
                break;
            }
            let is_law = is_suffix(word.low.as_str())
                && at > first
                && (word.is_capital() || word.low == "mbh" || word.low == "mbb" || word.low == "co");
            let joined = matches!(gap, " " | " & " | "&" | " + " | ".")
                || (gap == ". "
                    && at > first
                    && matches!(page.words[at - 1].low.as_str(), "mt" | "st" | "ft" | "dr" | "hnos" | "gebr" | "bros"))
                || is_law && matches!(gap, ", " | ". " | " & ");
            let is_small = matches!(
                word.low.as_str(),
                "and"
                    | "of"
                    | "de"
                    | "und"
                    | "et"
                    | "y"
                    | "e"
                    | "the"
                    | "for"
                    | "des"
                    | "du"
                    | "la"
                    | "las"
                    | "los"
                    | "del"
                    | "van"
                    | "von"
                    | "zum"
                    | "zur"
                    | "am"
                    | "im"
            ) && page.words.get(at + 1).is_some_and(Word::is_capital)
                && at > first;
            let fits = word.is_capital()
                || (at > first && is_elided(word))
                || is_small
                || is_law
                || (word.is_uncased() && at > first)
                || starts_with_digit(word);
            let is_verb = at > first
                && matches!(word.low.as_str(), "in" | "we" | "i" | "is" | "wants" | "and" | "und" | "et" | "y")
                && !is_small;
            if !joined || !fits || is_verb || page.points.iter().any(|point| point.span.contains(word.span)) {
                break;
            }
            if is_business(&word.low) && (at > first || page.words.get(first + 1).is_some_and(Word::is_capital))
                || is_law
            {
                last_sure = Some(at);
            }
            at += 1;
        }
        if at == first || (starts_with_digit(begin) && last_sure.is_none()) {
            return None;
        }
        // «Sri Murugan Garments Tirupur»: what comes after the last sure word is a place.
        let end = match last_sure {
            Some(sure) if sure > first && at - sure <= 2 && is_last_a_place(page, sure, at) => sure + 1,
            _known => at,
        };
        let end = if page
            .words
            .get(end - 1)
            .is_some_and(|word| matches!(word.low.as_str(), "and" | "of" | "und" | "et" | "y" | "the" | "de"))
        {
            end - 1
        } else {
            end
        };
        let mut to = page.words.get(end.checked_sub(1).filter(|last| *last >= first)?)?.span.end;
        let is_short = matches!(page.words[end - 1].low.as_str(), "inc" | "co" | "ltd" | "corp" | "bros");
        to += usize::from(is_short && page.text[to..].starts_with('.'));
        if let Some(dotted) = dotted_end.filter(|_| end == at) {
            to = dotted;
        }
        let is_pair = page.words[first..end].iter().any(|word| is_given(&word.low));
        let is_sure = last_sure.is_some()
            || dotted_end == Some(to)
            || (page.text[begin.span.start..to].contains('&') && !is_pair);
        let is_person = !is_sure && is_given(&begin.low);
        Some(Self { span: Span::new(begin.span.start, to), words: end - first, is_sure, is_person })
    }
}

fn is_last_a_place(page: &Page<'_>, sure: usize, at: usize) -> bool {
    sure + 1 < at && page.words[sure + 1..at].iter().all(|word| is_place(&word.low))
}

/// «Fil d'Ariane»: a capital after a small word and its apostrophe.
fn is_elided(word: &Word<'_>) -> bool {
    let rest = word.text.strip_prefix(['d', 'l']).and_then(|rest| rest.strip_prefix(['\'', '’']));
    rest.is_some_and(|rest| rest.starts_with(char::is_uppercase))
}

/// How long a legal form with dots is that a text begins with: «S.L.», «e. V.».
fn dotted_form(text: &str) -> Option<usize> {
    const FORMS: &[&str] = &[
        "S.A. de C.V.",
        "S. de R.L.",
        "S.L.U.",
        "S.A.S.",
        "S.A.U.",
        "S.L.",
        "S.A.",
        "S.R.L.",
        "S.r.l.",
        "S.p.A.",
        "e.V.",
        "e. V.",
        "e.K.",
        "e. K.",
        "e.G.",
        "L.L.C.",
        "B.V.",
        "N.V.",
        "C.A.",
    ];
    FORMS.iter().find(|form| text.starts_with(**form)).map(|form| form.len())
}

fn starts_with_digit(word: &Word<'_>) -> bool {
    word.text.starts_with(|c: char| c.is_ascii_digit())
}
