//! Whom somebody works for, and as what.

mod run;
mod spots;
mod trade;

use self::run::{is_mere_place, run_after, words_in};
use self::spots::{anywhere, japanese, named_kinds, signed, suffixed};
use self::trade::{DEPARTMENTS, is_suffix};
pub(super) use self::trade::{is_business, is_job};
use super::Span;
use super::known::is_given;
use super::labels::Label;
use super::names::Name;
use super::page::Page;
use super::words::{Word, floor, fold, trimmed_of};

/// A company or a job title, and how sure it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Named {
    pub(super) span: Span,
    pub(super) score: u8,
}

/// Phrases before the name of a company, in the words of the one who works there: score, phrases.
#[rustfmt::skip]
const BEFORE: &[(u8, &[&str])] = &[
    (
        84,
        &[
            "i represent", "we represent", "representing", "i work at", "i work for", "i work with", "i'm with",
            "i am with", "we're with", "on behalf of", "owner of", "i own", "i run", "i manage", "founder of",
            "ceo of", "manager of", "manager at", "director of", "director at", "head of", "working at",
            "working for", "employed at", "employed by", "here at", "over at", "buyer for", "buyer at",
            "relocating w/", "relocating with", "relocating for", "works at", "works for", "works with", "runs",
            "owns", "trabajo en", "trabajo para", "represento a", "en nombre de", "de la empresa", "dueno de",
            "duena de", "gerente de", "directora de", "director de", "je travaille chez", "je travaille pour",
            "au nom de", "de la societe", "gerant de", "gerante de", "directrice de", "directeur de",
            "responsable de", "ich arbeite bei", "ich arbeite fur", "im namen der", "im auftrag der", "von der firma",
            "der firma", "die firma", "firma", "fa", "inhaber von", "inhaberin von", "inhaber der", "company is",
            "company name is", "business is", "company called", "business called", "shop called", "store called",
            "called from", "calling from", "business called", "company named",
            "shop named", "account for", "trading as", "dba", "d/b/a",
        ],
    ),
    (
        80,
        &[
            "our shop", "our store", "our boutique", "our company", "our firm", "our restaurant", "our cafe",
            "our salon", "our business", "our school", "our clinic", "our brand", "my shop", "my store",
            "my boutique", "my company", "my firm", "my business", "my restaurant", "my cafe", "my salon", "my brand",
            "nuestra tienda", "nuestra empresa", "nuestro restaurante", "nuestro negocio", "nuestra boutique",
            "mi empresa", "mi tienda", "mi negocio", "mi restaurante", "notre boutique", "notre entreprise",
            "notre societe", "notre magasin", "notre restaurant", "notre agence", "notre marque", "ma boutique",
            "mon entreprise", "ma societe", "mon restaurant", "unsere firma", "unser geschaft", "unser unternehmen",
            "unser restaurant", "unsere boutique", "unser laden", "unser betrieb", "meine firma", "mein geschaft",
            "meine boutique", "hamari company", "meri company", "meri shop", "humari company", "hamari dukaan",
        ],
    ),
    (
        69,
        &["opening", "launching", "rebranding", "desde", "contacto de", "on staff at", "volunteer at", "volunteer with"],
    ),
    (
        62,
        &[
            "for", "from", "at", "with", "of", "w/", "@", "de", "para", "pour", "chez", "fur", "von", "bei",
            "from the", "somos", "somos la", "somos el", "nous sommes", "wir sind", "wir sind die", "we are", "we're",
            "i'm from", "represento",
        ],
    ),
];

/// The company in `window`, where `name` is the person's if it is known.
pub(super) fn company(page: &Page<'_>, window: Span, name: Option<&Name>) -> Option<Named> {
    let labelled =
        page.layout.first(Label::Company).map(|labelled| labelled.value).filter(|value| window.contains(*value));
    if let Some(value) = labelled {
        return plain_value(page, value).map(|span| Named { span, score: 92 });
    }
    let mut found: Vec<Named> = Vec::new();
    found.extend(name.and_then(|name| beside(page, name)));
    for (score, phrases) in BEFORE {
        for place in page.folded.places(phrases).into_iter().take(48) {
            let is_loose = *score < 69;
            let named = run_after(page, place.end, is_loose);
            // One capital after «opening» may be a day, or the first word of a street.
            let is_enough = |span: &Span| *score > 69 || words_in(page, *span).count() > 1;
            found.extend(named.filter(is_enough).map(|span| Named { span, score: *score }));
        }
    }
    found.extend(suffixed(page));
    found.extend(signed(page, name));
    found.extend(named_kinds(page));
    found.extend(japanese(page));
    found.extend(anywhere(page));
    let is_department = |span: Span| {
        let mut words = words_in(page, span);
        words.next().is_some_and(|word| DEPARTMENTS.contains(&word.low.as_str())) && words.next().is_none()
    };
    let is_person = |span: Span| name.is_some_and(|name| name.span.overlaps(span));
    let fits = |named: &Named| {
        window.contains(named.span)
            && page.is_theirs(named.span)
            && !is_person(named.span)
            && !is_department(named.span)
            && page.suspicion(named.span).is_none()
    };
    let best = found.into_iter().filter(fits).max_by_key(|named| (named.score, std::cmp::Reverse(named.span.start)))?;
    Some(best)
}

/// What a form says, unless it says that there is none.
fn plain_value(page: &Page<'_>, value: Span) -> Option<Span> {
    let span = trimmed_of(page.text, value, |c| {
        c.is_whitespace() || matches!(c, '(' | ')' | '"' | ',' | '-' | '.') && value.end - value.start < 8
    });
    let low: String = page.text[value.range()].chars().filter(|c| c.is_alphanumeric()).flat_map(fold).collect();
    let none = [
        "",
        "none",
        "na",
        "no",
        "nil",
        "null",
        "keine",
        "kein",
        "ninguna",
        "ninguno",
        "aucune",
        "aucun",
        "private",
        "privat",
        "particulier",
        "particular",
        "personal",
        "self",
        "individual",
        "test",
        "asdf",
        "unknown",
        "sinempresa",
        "noaplica",
    ];
    let is_none = none.contains(&low.as_str()) || page.is_hostile(value) || page.suspicion(value).is_some();
    (!is_none && span.end > span.start && span.end - span.start <= 120)
        .then(|| if page.text[value.range()].ends_with('.') { value } else { span })
}

/// What stands beside a name: «, Fable Toys», «(Kiln & Co)», «at Tidewater Dental», «(CFO @ Northgate Credit Union)».
fn beside(page: &Page<'_>, name: &Name) -> Option<Named> {
    let text = page.text;
    let rest = &text[name.span.end..floor(text, name.span.end + 120)];
    let after = |length: usize| name.span.end + length;
    let low: String = rest.chars().flat_map(|c| c.to_lowercase().next()).collect();
    for (sign, score) in [
        (" at ", 88),
        (" @ ", 88),
        (" from ", 84),
        (" of ", 86),
        (" w/ ", 80),
        (" with ", 80),
        (" chez ", 82),
        (" de la empresa ", 86),
        (" de la société ", 86),
        (" von der firma ", 86),
        (" von der ", 80),
        (" von ", 78),
        (" bei ", 80),
        (" de ", 72),
        (" here from ", 86),
        (" here at ", 86),
        (" calling from ", 86),
        (", from ", 84),
        (", at ", 84),
        (" over at ", 84),
        (" this side from ", 84),
        (" se ", 0),
        (" d'", 0),
    ] {
        if score > 0 && low.starts_with(sign) {
            let is_from = matches!(sign, " from " | " de " | " von " | ", from " | " calling from " | " here from ");
            return run_after(page, after(sign.len()), false)
                .filter(|span| !is_from || !is_mere_place(page, *span))
                .map(|span| Named { span, score });
        }
    }
    if rest.starts_with(" (")
        || rest.starts_with(", ")
        || rest.starts_with(" - ")
        || rest.starts_with(" | ")
        || rest.starts_with(" / ")
        || rest.starts_with(" – ")
    {
        let is_bracket = rest.starts_with(" (");
        let from = after(rest.find([' ', '(']).map_or(2, |_| {
            if rest.starts_with(" –") {
                5
            } else if rest.starts_with(" - ") || rest.starts_with(" | ") || rest.starts_with(" / ") {
                3
            } else {
                2
            }
        }));
        return in_segments(page, from, is_bracket);
    }
    if rest.starts_with('\n') || rest.starts_with("\r\n") || rest.starts_with(",\n") {
        return in_segments(page, after(rest.find('\n')? + 1), false)
            .map(|named| Named { score: named.score.saturating_sub(4), ..named });
    }
    None
}

/// The company in «CFO @ Northgate Credit Union)», «Fleet Manager, Quickstem Florists», «Fable Toys».
fn in_segments(page: &Page<'_>, from: usize, is_bracket: bool) -> Option<Named> {
    let text = page.text;
    let line = &text[from..floor(text, from + 120)];
    let end =
        line.find(if is_bracket { &[')', '\n'][..] } else { &['\n', '.', '!', '?', ';'][..] }).unwrap_or(line.len());
    // «Hal Dietrich, Dietrich Orchards - wants …»
    let end = [" - ", " – ", " — "].iter().filter_map(|dash| line[..end].find(dash)).fold(end, usize::min);
    let mut start = from;
    let mut after_job = false;
    for segment in line[..end].split_inclusive([',', '|', '@', '•', '·', '/']).take(4) {
        let bare = segment.trim_end_matches([',', '|', '@', '•', '·', '/']);
        let span = trimmed_of(text, Span::new(start, start + bare.len()), char::is_whitespace);
        start += segment.len();
        let words: Vec<&Word<'_>> = words_in(page, span).collect();
        let is_point = page.points.iter().any(|point| point.span.overlaps(span));
        if words.is_empty() || is_point {
            return None;
        }
        let is_firm = words.iter().any(|word| is_suffix(&word.low)) || page.text[span.range()].contains(" & Partner");
        if words.iter().any(|word| is_job(&word.low)) && !is_firm {
            let is_link = |word: &&Word<'_>| {
                matches!(
                    word.low.as_str(),
                    "at" | "of" | "bei" | "chez" | "de" | "en" | "von" | "for" | "der" | "du" | "del" | "des"
                )
            };
            for at in (1..words.len()).rev().filter(|at| words.get(*at).is_some_and(is_link)) {
                let is_department = words.get(at + 1).is_some_and(|word| DEPARTMENTS.contains(&word.low.as_str()));
                if let Some(span) = run_after(page, words[at].span.end, false).filter(|_| !is_department) {
                    // A word alone is a department where a company follows: «Head of Digital | Lumen & Co».
                    if words_in(page, span).count() == 1
                        && line[start - from..end].contains(|c: char| c.is_alphabetic())
                    {
                        break;
                    }
                    return Some(Named { span, score: 90 });
                }
            }
            after_job = true;
            continue;
        }
        let run = run_after(page, span.start, false)?;
        let run_words: Vec<&Word<'_>> = words_in(page, run).collect();
        let is_sure = run_words.iter().any(|word| is_business(&word.low) || is_suffix(&word.low))
            || text[run.range()].contains('&');
        let is_whole = run.end >= span.end;
        let is_enough = is_sure
            || after_job && is_whole
            || run_words.len() > 1 && is_whole && !is_mere_place(page, run) && !is_given(&run_words[0].low)
            || is_bracket && is_whole && !is_mere_place(page, run) && !is_given(&run_words[0].low);
        return is_enough.then_some(Named { span: run, score: if is_sure || after_job { 90 } else { 74 } });
    }
    // A line with the job alone: the company is the line after it.
    let next = from + end + 1;
    let is_line = after_job && line[end..].starts_with('\n');
    let run = (is_line && page.text.is_char_boundary(next)).then(|| run_after(page, next, false)).flatten()?;
    let line_end = text[run.end..].find('\n').map_or(text.len(), |at| run.end + at);
    let is_whole = text[run.end..line_end].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
    (is_whole && !is_mere_place(page, run)).then_some(Named { span: run, score: 86 })
}

/// As what somebody works: beside the name, in a signature, in a form.
pub(super) fn job_title(page: &Page<'_>, name: Option<&Name>) -> Option<Named> {
    if let Some(labelled) = page.layout.first(Label::JobTitle) {
        return plain_value(page, labelled.value).map(|span| Named { span, score: 90 });
    }
    let name = name?;
    let rest = &page.text[name.span.end..floor(page.text, name.span.end + 100)];
    let lead = rest.len() - rest.trim_start_matches([' ', ',', '(', '\n', '\r', '-', '–', '|', '/']).len();
    if lead == 0 || rest[..lead].matches('\n').count() > 1 || rest[..lead] == *" " {
        return None;
    }
    let body = &rest[lead..];
    let end = body.find([',', '\n', '|', '@', ')', '.', ';', '(', '•', '·', '/']).unwrap_or(body.len());
    let stop = [" at ", " of ", " bei ", " chez ", " de la ", " for "]
        .iter()
        .filter_map(|word| body[..end].find(word))
        .min()
        .unwrap_or(end);
    let start = name.span.end + lead;
    let span = trimmed_of(page.text, Span::new(start, start + stop), char::is_whitespace);
    let words: Vec<&Word<'_>> = words_in(page, span).collect();
    let is_title = !words.is_empty()
        && words.len() <= 5
        && words.iter().any(|word| is_job(&word.low))
        && !words.iter().any(|word| is_suffix(&word.low));
    let is_written = words.iter().all(|word| word.is_capital() || word.text.len() <= 4 || is_job(&word.low));
    (is_title && is_written && page.is_theirs(span)).then_some(Named { span, score: 84 })
}
