//! Who it is: every name in a text that could be the name of the one who wants something, and how sure that is.

mod alone;
mod labelled;
mod others;
mod ranked;

pub(super) use self::ranked::{names_mailbox, ranked};
use super::Span;
use super::company::{is_business, is_job};
use super::cues::{AFTER, BEFORE, VERBS};
use super::known::{is_ordinary, is_place};
use super::names::{Case, Name};
use super::page::Page;
use super::points::PointKind;
use super::words::{floor, fold};

/// A name that could be theirs.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) name: Name,
    pub(super) score: u8,
    /// The point beside it.
    pub(super) point: Option<usize>,
}

/// More names than are weighed against each other.
const MAX_CANDIDATES: usize = 96;

/// Finds the names of one text.
struct Search<'p, 'a> {
    page: &'p Page<'a>,
    others: Vec<Span>,
    found: Vec<Candidate>,
}

/// All names of `page` that could be somebody's who wants something, in order.
pub(super) fn candidates(page: &Page<'_>) -> Vec<Candidate> {
    let mut search = Search { page, others: Vec::new(), found: Vec::new() };
    search.others();
    search.labelled();
    search.sender();
    search.after_cues();
    search.before_cues();
    search.beside_points();
    search.alone();
    search.speakers();
    search.courtesies();
    search.found.sort_by_key(|candidate| (candidate.name.span, std::cmp::Reverse(candidate.score)));
    search.found.truncate(MAX_CANDIDATES);
    search.found
}

/// The names of those whom `page` only mentions: addressees, referrers, colleagues, family.
pub(super) fn mentioned(page: &Page<'_>) -> Vec<Span> {
    let mut search = Search { page, others: Vec::new(), found: Vec::new() };
    search.others();
    search.others
}

impl Search<'_, '_> {
    fn add(&mut self, name: Name, score: u8, point: Option<usize>) {
        let is_other = self.others.iter().any(|other| other.overlaps(name.span));
        let own = &self.page.words[name.words.0..name.words.1];
        let is_role = own.first().is_some_and(|word| is_job(&word.low) && !name.is_given);
        let is_company = is_role || own.iter().any(|word| is_business(&word.low));
        let is_theirs = self.page.is_theirs(name.span) && self.page.suspicion(name.span).is_none();
        let is_theirs = is_theirs && !self.page.is_address(name.span);
        if is_other || is_company || !is_theirs || is_made_up(&name) || self.found.len() >= MAX_CANDIDATES * 4 {
            return;
        }
        self.found.push(Candidate { name, score, point });
    }

    fn after_cues(&mut self) {
        let names = self.page.names();
        for cue in BEFORE.iter().filter(|cue| !cue.is_for_notes || self.page.is_note()) {
            for place in self.page.folded.places(cue.phrases).into_iter().take(MAX_CANDIDATES) {
                let first = names.word_from(place.end);
                let Some(word) = self.page.words.get(first) else { continue };
                let gap = self.page.text.get(place.end..word.span.start).unwrap_or("\n");
                let is_close = gap.chars().count() <= 3
                    && !gap.contains(['\n', ';'])
                    && (!gap.contains(['.', '?', '!', ',']) || place_is_abbreviated(self.page.text, place));
                let Some(name) = is_close.then(|| names.after(first, cue.case)).flatten() else { continue };
                // German «im» is no «I'm».
                if self.is_german() && self.page.text[place.range()].eq_ignore_ascii_case("im") {
                    continue;
                }
                let is_known = name.parts > 1 || name.is_given || name.is_titled || !cue.is_weak;
                let phrase: String = self.page.text[place.range()].chars().flat_map(fold).collect();
                let is_common = matches!(
                    phrase.as_str(),
                    "from"
                        | "for"
                        | "with"
                        | "w/"
                        | "re :"
                        | "re:"
                        | "main"
                        | "mai"
                        | "ich bin"
                        | "je suis"
                        | "soy"
                        | "c'est"
                        | "naam"
                        | "मैं"
                        | "नाम"
                        | "customer"
                        | "client"
                        | "cliente"
                        | "kunde"
                );
                // «Soy Yuliana, mi cel …»: a capital inside of a sentence that the clause ends with.
                let ends = self.page.text[name.span.end..].starts_with([',', '.', '!', '\n']);
                let is_said = matches!(phrase.as_str(), "soy" | "je suis")
                    || phrase == "main" && self.page.context.region == "IN";
                let is_enough = !is_common
                    || is_said && ends
                    || name.parts > 1
                    || name.is_given
                    || name.is_titled
                    || self.page.words[name.words.0].is_uncased();
                let is_away = is_place(&self.page.words[name.words.0].low) && phrase == "from";
                let penalty = if matches!(
                    phrase.as_str(),
                    "im" | "add"
                        | "call"
                        | "text"
                        | "ring"
                        | "manager"
                        | "owner"
                        | "ceo"
                        | "director"
                        | "sono"
                        | "sou"
                        | "from"
                        | "for"
                        | "with"
                        | "w/"
                ) {
                    22
                } else {
                    0
                };
                if is_known && is_enough && !is_away {
                    self.add(name, cue.score - penalty, None);
                }
            }
        }
    }

    /// «Lorraine McCoy here», «May called».
    fn before_cues(&mut self) {
        let verbs: &[&str] = if self.page.is_note() { VERBS } else { &[] };
        for (phrase, score) in AFTER.iter().map(|phrase| (phrase, 88)).chain(verbs.iter().map(|phrase| (phrase, 82))) {
            for place in self.page.folded.all(phrase).take(24) {
                let at = self.page.words.partition_point(|word| word.span.end <= place.start);
                let Some(name) = self.name_ending(at, place.start) else { continue };
                let begins = self.begins_clause(name.span.start);
                let is_known = name.is_given || name.parts > 1 || name.is_titled || (score > 85 && !name.is_low);
                if is_known && (begins || name.is_titled || score > 85 && !name.is_low) {
                    self.add(name, score, None);
                }
            }
        }
    }

    /// The name before `place`, with what stands in brackets after it left out: «Tatum Reyes (Kiln & Co) wants».
    fn name_ending(&self, at: usize, place: usize) -> Option<Name> {
        let before = self.page.text[..place].trim_end();
        let bracket = before
            .strip_suffix(')')
            .and_then(|_| self.page.text[floor(self.page.text, place.saturating_sub(80))..place].rfind('('));
        let end = match bracket {
            Some(open) => self
                .page
                .words
                .partition_point(|word| word.span.end <= floor(self.page.text, place.saturating_sub(80)) + open),
            None => at,
        };
        let name = self.page.names().before(end, Case::Given)?;
        let limit = if bracket.is_some() { 82 } else { 8 };
        (place.saturating_sub(name.span.end) <= limit).then_some(name)
    }

    fn begins_clause(&self, at: usize) -> bool {
        let before = self.page.text[..at].trim_end_matches([' ', '\'', '"', '“', '«', '(']);
        before.is_empty()
            || before.ends_with(['\n', '.', '!', '?', ':', ';', ',', '-', '–', '—', ']', ')', '|', '/', '•', '*'])
    }

    /// «Imran 9820098200», «Mona Reyes, mona@example.com», «99400 12345 Ravi».
    fn beside_points(&mut self) {
        for (index, point) in self.page.points.iter().enumerate().filter(|(_, point)| point.kind != PointKind::LinkedIn)
        {
            let mut at = self.page.words.partition_point(|word| word.span.end <= point.span.start);
            while at > 0
                && BESIDE.contains(&self.page.words[at - 1].low.as_str())
                && self.gap_to(at, point.span.start).len() <= 3
            {
                at -= 1;
            }
            let names = self.page.names();
            let name = names
                .before(at, Case::Capital)
                .or_else(|| names.before(at, Case::Given).filter(|name| name.parts <= 2));
            let close = |name: &Name| {
                let gap = &self.page.text[name.span.end..point.span.start.max(name.span.end)];
                gap.len() <= 40
                    && !gap.contains(['.', '?', '!'])
                    && gap.matches('\n').count() <= 1
                    && gap
                        .split([' ', ',', ':', '-', '(', '\n', '.', '–', '#', '<', '|', '/'])
                        .all(|word| word.is_empty() || BESIDE.contains(&fold_all(word).as_str()) || is_courtesy(word))
            };
            if let Some(name) = name.filter(close) {
                let sure = self.begins_clause(name.span.start) || name.parts > 1 || name.is_given;
                let score = if !sure && self.is_german() {
                    0
                } else if name.parts > 1 || name.is_given {
                    80
                } else if sure {
                    72
                } else {
                    55
                };
                if score > 0 && !is_place(&fold_all(&name.value)) {
                    self.add(name, score, Some(index));
                }
            }
            self.after_point(index, point.span);
        }
    }

    fn after_point(&mut self, index: usize, point: Span) {
        let names = self.page.names();
        let first = names.word_from(point.end);
        let Some(word) = self.page.words.get(first) else { return };
        let gap = self.page.text.get(point.end..word.span.start).unwrap_or("\n");
        let Some(name) = names
            .after(first, Case::Capital)
            .filter(|_| matches!(gap, " " | ", " | " - " | " – " | " (" | ". " | " / "))
        else {
            return;
        };
        let rest = self.page.text[name.span.end..].chars().next();
        if rest.is_none_or(|c| matches!(c, '.' | ',' | ')' | '\n' | '!')) && (name.is_given || name.parts > 1) {
            let is_sentence = gap == ". " && self.page.text[name.span.end..].trim().len() > 1;
            self.add(name, if is_sentence { 45 } else { 66 }, Some(index));
        }
    }

    fn gap_to(&self, at: usize, end: usize) -> &str {
        self.page.words.get(at.wrapping_sub(1)).and_then(|word| self.page.text.get(word.span.end..end)).unwrap_or("")
    }

    fn is_german(&self) -> bool {
        matches!(self.page.context.region, "DE" | "AT" | "CH" | "LI")
    }

    fn courtesies(&mut self) {
        for name in self.page.names().before_courtesy() {
            self.add(name, 82, None);
        }
    }

    /// Who speaks: a name before the turns of a chat.
    fn speakers(&mut self) {
        let names = self.page.names();
        for speaker in self.page.layout.speakers.iter().take(MAX_CANDIDATES) {
            let name =
                names.after(names.word_from(speaker.start), Case::Capital).filter(|name| name.span.end <= speaker.end);
            if let Some(name) = name {
                self.add(name, 78, None);
            }
        }
    }
}

/// How many of [`super::cues::OTHERS`] are greetings.
const GREETINGS: usize = 28;

/// Words between a name and a point.
#[rustfmt::skip]
const BESIDE: &[&str] = &[
    "cell", "mobile", "mob", "tel", "phone", "ph", "call", "office", "direct", "email", "e-mail", "mail", "at", "on",
    "number", "no", "text", "whatsapp", "reach", "movil", "celular", "telefono", "correo", "handy", "telefon", "mobil",
    "portable", "mailto", "m", "t", "p", "e", "c", "her", "his", "is", "contact", "their", "wa", "al", "sur", "unter",
    "au", "number's", "x", "xx", "xxx",
];

fn is_courtesy(word: &str) -> bool {
    super::known::COURTESIES.contains(&fold_all(word).as_str())
}

fn fold_all(words: &str) -> String {
    words.chars().flat_map(fold).collect()
}

fn place_is_abbreviated(text: &str, place: Span) -> bool {
    text[place.range()].ends_with("Hd") || text[place.range()].ends_with("hd")
}

/// Names that people type who will not give theirs.
pub(super) fn is_made_up(name: &Name) -> bool {
    let low = fold_all(&name.value);
    let first = low.split(' ').next().unwrap_or("");
    let is_one_letter = first.len() > 2 && first.chars().all(|c| first.starts_with(c));
    let vowels = first.chars().filter(|c| "aeiouy".contains(*c)).count();
    let is_ascii = first.is_ascii();
    let known = [
        "test",
        "asdf",
        "qwerty",
        "xxx",
        "foo",
        "none",
        "anonymous",
        "unknown",
        "sdf",
        "abc",
        "admin",
        "user",
        "root",
        "nobody",
        "john smith test",
    ];
    is_one_letter
        || known.contains(&first)
        || is_ordinary(&low) && !name.is_given
        || (is_ascii && vowels == 0 && first.len() > 3)
        || low.chars().count() < 2
}
