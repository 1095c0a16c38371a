//! What stands where in a text: headers of a mail, what was quoted, lines of a form, turns of a conversation.

use super::Span;
use super::labels::{Label, label_of};
use super::words::{Folded, fold, trimmed};

/// What the parts of a text are.
#[derive(Debug, Default)]
pub(super) struct Layout {
    /// The lines, without their line breaks.
    pub(super) lines: Vec<Span>,
    /// What we said or wrote ourselves, in order: our turns, quoted mail, the address a mail went to.
    pub(super) ours: Vec<Span>,
    /// Headers of a mail, and lines of a form: `Name: Ann`.
    pub(super) labelled: Vec<Labelled>,
    /// Who speaks, where it is not one of us.
    pub(super) speakers: Vec<Span>,
    /// Whether two or more take turns.
    pub(super) is_conversation: bool,
}

/// A value with a label before it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Labelled {
    pub(super) label: Label,
    pub(super) key: Span,
    pub(super) value: Span,
}

impl Layout {
    /// Finds the parts of `text`.
    pub(super) fn of(text: &str, folded: &Folded) -> Self {
        let mut layout = Self { lines: lines(text), ..Self::default() };
        layout.turns(text);
        layout.quotes(text, folded);
        if !layout.is_conversation {
            layout.labels(text);
        }
        layout.ours.sort_unstable();
        layout
    }

    /// Whether some of these words are ours.
    pub(super) fn is_ours(&self, span: Span) -> bool {
        let next = self.ours.partition_point(|ours| ours.start < span.end);
        self.ours[..next].iter().rev().take(2).any(|ours| ours.overlaps(span))
    }

    /// The value with this label, if there is one that is not ours.
    pub(super) fn first(&self, label: Label) -> Option<Labelled> {
        self.labelled.iter().find(|found| found.label == label && !self.is_ours(found.value)).copied()
    }

    /// The labelled value that these words stand in.
    pub(super) fn label_around(&self, span: Span) -> Option<Label> {
        self.labelled_around(span).map(|around| around.label)
    }

    /// The labelled value that these words stand in, with its label.
    pub(super) fn labelled_around(&self, span: Span) -> Option<Labelled> {
        let next = self.labelled.partition_point(|labelled| labelled.key.start <= span.start);
        self.labelled[..next].last().filter(|labelled| labelled.value.contains(span)).copied()
    }

    /// The line that `at` stands in.
    pub(super) fn line_at(&self, at: usize) -> usize {
        self.lines.partition_point(|line| line.start <= at).saturating_sub(1)
    }

    /// Turns of a conversation: `[00:04] Rep: …`, `Caller: …`, `18/11/26, 9:01 - Carmen: …`.
    fn turns(&mut self, text: &str) {
        let turns: Vec<Turn> = self.lines.iter().filter_map(|line| Turn::of(text, *line)).collect();
        let is_role = |turn: &&Turn| turn.role != Role::Unknown || turn.is_timed;
        if turns.len() < 2 || turns.iter().filter(is_role).count() < 2 {
            return;
        }
        self.is_conversation = true;
        for (at, turn) in turns.iter().enumerate() {
            let end = turns.get(at + 1).map_or(text.len(), |next| next.line.start);
            if turn.role == Role::Ours {
                self.ours.push(Span::new(turn.line.start, end));
            } else if turn.role == Role::Unknown {
                self.speakers.push(turn.speaker);
            }
        }
    }

    /// Quoted mail is ours: we wrote what they answer to. A forwarded mail is theirs.
    fn quotes(&mut self, text: &str, folded: &Folded) {
        let is_forwarded = folded.count(&[
            "forwarded message",
            "forwarded by",
            "mensaje reenviado",
            "message transfere",
            "weitergeleitete nachricht",
        ]) > 0
            || self.lines.iter().take(8).any(|line| is_forward(&text[line.range()]));
        if is_forwarded {
            return;
        }
        let mut is_below = false;
        for line in &self.lines {
            let words = text[line.range()].trim();
            is_below |= begins_quote(words) && line.start > 0;
            if is_below || words.starts_with('>') {
                self.ours.push(*line);
            }
        }
    }

    /// «Name - Ankit Verma».
    fn dashed(&mut self, text: &str, line: Span) {
        let Some(at) = [" - ", " – "].iter().filter_map(|dash| text[line.range()].find(dash)).min() else { return };
        let key = trimmed(text, Span::new(line.start, line.start + at));
        let folded: String = text[key.range()].chars().take(MAX_LABEL).flat_map(fold).collect();
        let value = trimmed(text, Span::new(line.start + at, line.end));
        let dash = text[value.range()].chars().next().map_or(0, char::len_utf8);
        if let Some(label) =
            label_of(&folded).filter(|label| !matches!(label, Label::From | Label::To | Label::Subject))
        {
            self.labelled.push(Labelled { label, key, value: Span::new(value.start + dash, line.end) });
        }
    }

    fn labels(&mut self, text: &str) {
        for line in self.lines.clone() {
            let first = self.labelled.len();
            self.dashed(text, line);
            let mut last = line.start;
            for (at, sign) in text[line.range()].match_indices([':', '=', '：', '\t']).take(MAX_LABELS) {
                let at = line.start + at;
                let Some((label, key)) = label_before(text, Span::new(last, at)) else { continue };
                if let Some(previous) = self.labelled[first..].last_mut() {
                    previous.value.end = previous.value.end.min(key.start);
                }
                last = at + sign.len();
                self.labelled.push(Labelled { label, key, value: Span::new(last, line.end) });
            }
        }
        for labelled in &mut self.labelled {
            labelled.value = value_within(text, labelled.value);
            if labelled.label == Label::To {
                self.ours.push(labelled.value);
            }
        }
    }
}

/// More labels than a line of a form has.
const MAX_LABELS: usize = 32;
/// More bytes than a label has.
const MAX_LABEL: usize = 40;

/// The label that ends where `before` ends; it begins at a line, after a separator or a sentence.
fn label_before(text: &str, before: Span) -> Option<(Label, Span)> {
    let floor = super::words::floor(text, before.end.saturating_sub(MAX_LABEL)).max(before.start);
    let near = &text[floor..before.end];
    let border = near
        .rfind(['|', ',', ';', '•', '·', '(', '.', '{', '/'])
        .map_or(0, |at| at + near[at..].chars().next().map_or(1, char::len_utf8));
    let key = trimmed(text, Span::new(floor + border, before.end));
    let is_whole = floor + border > floor || floor == before.start;
    let folded: String =
        text[key.range()].trim_matches(|c: char| !c.is_alphanumeric()).chars().flat_map(fold).collect();
    if let Some(label) = label_of(&folded).filter(|_| is_whole) {
        return Some((label, key));
    }
    // «Name: Ann Lee Email: ann@example.com»: without a separator only the last word can be a label.
    let last = text[key.range()]
        .char_indices()
        .rev()
        .find(|(_, c)| c.is_whitespace())
        .map(|(at, c)| key.start + at + c.len_utf8())?;
    let word: String = text[last..key.end].chars().flat_map(fold).collect();
    let label = label_of(&word).filter(|label| label.is_sure() && before.start > 0)?;
    Some((label, Span::new(last, key.end)))
}

fn value_within(text: &str, value: Span) -> Span {
    super::words::trimmed_of(text, value, |c| c.is_whitespace() || matches!(c, '|' | ';' | ',' | '•' | '·' | '"' | '*'))
}

fn lines(text: &str) -> Vec<Span> {
    let mut start = 0;
    let mut found = Vec::new();
    for line in text.split_inclusive('\n') {
        found.push(Span::new(start, start + line.trim_end_matches(['\n', '\r']).len()));
        start += line.len();
    }
    found
}

/// «Fwd: …» as the first of the prefixes: an answer to a forwarded mail quotes us again.
fn is_forward(line: &str) -> bool {
    let low = line.trim().to_lowercase();
    let subject =
        ["subject:", "betreff:", "asunto:", "objet:", "oggetto:"].iter().find_map(|key| low.strip_prefix(key));
    let is_prefix =
        |subject: &str| ["fwd:", "fw:", "wg:", "tr:", "rv:"].iter().any(|prefix| subject.trim().starts_with(prefix));
    subject.is_some_and(is_prefix)
        || low.starts_with("fwd:")
        || low.starts_with("fyi")
        || low.starts_with("begin forwarded")
}

/// «On Tue, … wrote:», «Am … schrieb …:», «-----Original Message-----».
fn begins_quote(line: &str) -> bool {
    if line.len() > 300 {
        return false;
    }
    let low = line.to_lowercase();
    let original =
        ["original message", "ursprüngliche nachricht", "mensaje original", "message d'origine", "message original"];
    if line.starts_with("--") && original.iter().any(|words| low.contains(words)) {
        return true;
    }
    let ends = ["wrote:", "schrieb:", "escribió:", "escribio:", "a écrit :", "a écrit:", "a ecrit :", "écrit :"];
    let starts = ["on ", "am ", "el ", "le "];
    let german = low.starts_with("am ") && low.contains(" schrieb ") && low.ends_with(':');
    german || (starts.iter().any(|start| low.starts_with(start)) && ends.iter().any(|end| low.ends_with(end)))
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Role {
    Ours,
    Theirs,
    Unknown,
}

#[derive(Debug)]
struct Turn {
    line: Span,
    speaker: Span,
    role: Role,
    is_timed: bool,
}

#[rustfmt::skip]
const OURS: &[&str] = &[
    "rep", "sales", "agent", "dealer", "sales rep", "salesperson", "salesman", "saleswoman", "advisor", "adviser",
    "broker", "realtor", "support", "operator", "receptionist", "reception", "assistant", "staff", "consultant",
    "csr", "host", "us", "we", "me", "bot", "office", "store", "shop", "clerk", "manager", "service",
    "service advisor", "front desk", "team", "specialist", "associate", "sales associate", "stylist", "showroom",
    "agente", "asesor", "asesora", "vendedor", "vendedora", "ventas", "soporte", "recepcion", "recepcionista",
    "operador", "operadora", "comercial", "tienda", "inmobiliaria", "dependiente", "taller", "vendeur", "vendeuse",
    "conseiller", "conseillere", "commercial", "commerciale", "accueil", "agence", "boutique", "standard",
    "concessionnaire", "agente inmobiliaria", "verkaufer", "verkauferin", "berater", "beraterin", "makler",
    "maklerin", "vertrieb", "mitarbeiter", "mitarbeiterin", "empfang", "verkauf", "autohaus", "laden", "zentrale",
    "executive", "sales executive", "dukaandar", "counsellor", "counselor", "ai", "system", "ivr", "voice",
    "virtual assistant", "automated",
];

#[rustfmt::skip]
const THEIRS: &[&str] = &[
    "caller", "lead", "customer", "client", "buyer", "prospect", "shopper", "visitor", "guest", "tenant", "seller",
    "owner", "homeowner", "patient", "user", "cust", "c", "speaker 2", "cliente", "clienta", "comprador",
    "compradora", "interesado", "interesada", "llamante", "kunde", "kundin", "anrufer", "anruferin", "interessent",
    "interessentin", "appelant", "appelante", "acheteur", "acheteuse", "cliente potencial", "grahak", "customer 1",
    "customer 2",
];

impl Turn {
    fn of(text: &str, line: Span) -> Option<Self> {
        let words = &text[line.range()];
        let (skipped, is_timed) = time_before(words);
        let rest = &words[skipped..];
        let colon = rest.find([':', '：']).filter(|at| *at <= MAX_LABEL && *at > 0)?;
        let start = line.start + skipped;
        let speaker =
            super::words::trimmed_of(text, Span::new(start, start + colon), |c| !c.is_alphanumeric() && c != ')');
        let name = &text[speaker.range()];
        if name.is_empty() || name.split_whitespace().count() > 4 || name.contains(['.', ',', '@', '?', '!']) {
            return None;
        }
        let low: String = name.chars().flat_map(fold).collect();
        let bare = low.split(['(', '-']).next().unwrap_or("").trim();
        let inner = low.split(['(', ')']).nth(1).unwrap_or("").trim();
        let is = |known: &[&str]| known.contains(&bare) || known.contains(&inner);
        let last_is_ours =
            bare.split(' ').next_back().is_some_and(|last| OURS.contains(&last) && last != "me" && last != "us");
        let role = if is(THEIRS) {
            Role::Theirs
        } else if is(OURS) || last_is_ours {
            Role::Ours
        } else {
            Role::Unknown
        };
        Some(Self { line, speaker, role, is_timed })
    }
}

/// How long the time before a speaker is: `[00:04] `, `09:01 `, `18/11/26, 9:01 - `.
fn time_before(line: &str) -> (usize, bool) {
    let indent = line.len() - line.trim_start().len();
    let rest = &line[indent..];
    if rest.starts_with(['[', '(']) {
        let close =
            rest.find([']', ')']).filter(|at| *at < MAX_LABEL && rest[..*at].contains(|c: char| c.is_ascii_digit()));
        return close.map_or((indent, false), |at| (indent + at + 1, true));
    }
    let is_time = |c: char| {
        c.is_ascii_digit()
            || matches!(c, ':' | '/' | '.' | ',' | ' ' | '-' | '–' | '\u{202f}' | 'a' | 'p' | 'm' | 'A' | 'P' | 'M')
    };
    let length = rest.find(|c| !is_time(c)).unwrap_or(rest.len()).min(MAX_LABEL);
    let head = rest.get(..length).unwrap_or("");
    let digits = head.rfind(|c: char| c.is_ascii_digit());
    let has_clock = head.contains(':') && head.starts_with(|c: char| c.is_ascii_digit());
    match digits.filter(|_| has_clock) {
        Some(at) => {
            let tail = &head[at + 1..];
            let skip = tail.find(" - ").map_or_else(|| tail.len() - tail.trim_start().len(), |at| at + 3);
            (indent + at + 1 + skip, true)
        }
        None => (indent, false),
    }
}
