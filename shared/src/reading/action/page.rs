//! The phrases and the dates of a text, and which belong together.

use super::{
    Action, Due,
    cues::{CUES, Cue},
};
use crate::reading::{
    Confidence, Context, Span,
    token::{Kind, Side, Token, is_listed, sides},
    when::{When, whens},
};

/// A phrase, and its tokens.
struct Mark {
    cue: Cue,
    start: usize,
    end: usize,
}

/// The phrases of the text, in order.
fn marks(tokens: &[Token<'_>]) -> Vec<Mark> {
    let (mut at, mut marks) = (0, Vec::new());
    while at < tokens.len() {
        let found = CUES.at(tokens, at);
        if let Some((cue, length)) = found {
            marks.push(Mark { cue, start: at, end: at + length });
        }
        at += found.map_or(1, |(_, length)| length);
    }
    marks
}

/// More tokens than this stand between no action and its date.
const REACH: usize = 14;

/// Words before a verb that make a request of it.
const ASKS: &str = " can could please pls plz would like want wants need needs needed must schedule arrange book set let's lets \
    request quiero quisiera puedo podemos podria podrian gustaria favor necesito pourriez pouvez voudrais souhaite souhaitons merci \
    aimerais konnen konnten bitte mochte mochten wurde wurden hatte gerne chahiye chahte chahta sakte sakta kripya ";

/// All that a text says about what is to be done.
pub(super) struct Page<'a> {
    context: &'a Context<'a>,
    tokens: &'a [Token<'a>],
    marks: Vec<Mark>,
    whens: Vec<When>,
    sides: Vec<Side>,
}

impl<'a> Page<'a> {
    pub(super) fn of(tokens: &'a [Token<'a>], context: &'a Context<'a>) -> Self {
        Self { context, tokens, marks: marks(tokens), whens: whens(tokens, context), sides: sides(tokens) }
    }

    pub(super) fn action(&self) -> Option<Action> {
        let asked = (0..self.marks.len()).filter_map(|at| self.asked(at));
        // The first of the best.
        let (at, kind, score, due) = asked.reduce(|best, next| if next.2 > best.2 { next } else { best })?;
        let mark = &self.marks[at];
        let agreed = self.agreed(at, due);
        let due = agreed.or(due).and_then(|when| {
            let (value, flags) = when.value(self.context)?;
            let sure = 90 - 15 * u8::try_from(flags.len().min(3)).unwrap_or(3);
            Some(Due { value, span: when.span, confidence: Confidence::of(sure), flags })
        });
        let confidence = Confidence::of(u8::try_from(score.clamp(30, 95)).unwrap_or(30));
        Some(Action { kind, span: self.span(mark, due.as_ref()), confidence, due })
    }

    /// The phrases that begin among these tokens.
    fn marks_in(&self, from: usize, to: usize) -> &[Mark] {
        let start = self.marks.partition_point(|mark| mark.start < from);
        &self.marks[start..self.marks.partition_point(|mark| mark.start < to).max(start)]
    }

    /// The dates that begin among these tokens.
    fn whens_in(&self, from: usize, to: usize) -> &[When] {
        let start = self.whens.partition_point(|when| when.tokens.0 < from);
        &self.whens[start..self.whens.partition_point(|when| when.tokens.0 < to).max(start)]
    }

    /// The phrase and what it is about: until the date if that is near, until the sentence or the clause ends otherwise.
    fn span(&self, mark: &Mark, due: Option<&Due>) -> Span {
        let start = self.tokens[mark.start].span.start;
        let rest = self.tokens[mark.end..].iter().take(5);
        let clause = rest.take_while(|token| matches!(token.kind, Kind::Word | Kind::Digits)).last();
        let end = clause.map_or(self.tokens[mark.end - 1].span.end, |token| token.span.end);
        let due = due.filter(|due| due.span.start <= end && due.span.start > start);
        Span::new(start, due.map_or(end, |due| due.span.end))
    }

    /// What a phrase asks for, how surely, and its date.
    fn asked(&self, at: usize) -> Option<(usize, &'static str, i32, Option<&When>)> {
        let mark = &self.marks[at];
        let (kind, base) = match mark.cue {
            Cue::Ask(kind) => (kind, 70),
            Cue::Dated(kind) => (kind, 55),
            Cue::Wish(kind) => (kind, 45),
            Cue::Offer | Cue::Mail | Cue::View | Cue::Event | Cue::Not | Cue::Nothing | Cue::Agree => return None,
        };
        if self.sides[mark.start] == Side::Quoted || self.is_refused(at) {
            return None;
        }
        let due = self.due(at);
        let is_valid = due.is_some_and(|when| when.value(self.context).is_some());
        if matches!(mark.cue, Cue::Dated(_)) && !is_valid && !self.is_wanted(mark) {
            return None;
        }
        let kind = self.kind(at, kind);
        Some((at, kind, base + if is_valid { 20 } else { 0 }, due.filter(|_| is_valid)))
    }

    /// «send a quote», «send it by email», «an appointment to view»: another phrase of the clause says what it is.
    fn kind(&self, at: usize, kind: &'static str) -> &'static str {
        let (start, end) = self.sentence(self.marks[at].start);
        let mark = &self.marks[at];
        let near = |wanted: fn(&Cue) -> bool, before: usize, after: usize| {
            let near = self.marks_in(start.max(mark.start.saturating_sub(before)), end.min(mark.end + after));
            near.iter().any(|other| wanted(&other.cue))
        };
        match kind {
            "send" if near(|cue| matches!(cue, Cue::Offer | Cue::Ask("quote")), 3, 5) => {
                let after = self.marks_in(mark.end, mark.end + 5);
                if after.iter().all(|other| self.is_list(other)) { "send" } else { "quote" }
            }
            "send" | "follow_up" if near(|cue| matches!(cue, Cue::Mail), 4, 6) => "email",
            "meeting" if near(|cue| matches!(cue, Cue::View | Cue::Ask("visit")), 6, 6) => "visit",
            "meeting" if near(|cue| matches!(cue, Cue::Ask("call")), 3, 3) => "call",
            _ => kind,
        }
    }

    /// A list of prices is sent, not calculated.
    fn is_list(&self, mark: &Mark) -> bool {
        let is_list =
            || matches!(self.tokens[mark.start].low.as_ref(), "pricing" | "price" | "prices" | "rates" | "rate");
        !matches!(mark.cue, Cue::Offer | Cue::Ask("quote")) || mark.cue == Cue::Offer && is_list()
    }

    /// «don't call»
    fn is_refused(&self, at: usize) -> bool {
        let mark = &self.marks[at];
        let before = at.checked_sub(1).map(|at| &self.marks[at]);
        before.is_some_and(|before| {
            let is_near = before.end + 1 >= mark.start && before.end <= mark.start;
            // «Agent already? no. f/u Mon»: the sentence ended.
            before.cue == Cue::Not && is_near && !self.tokens[before.end..mark.start].iter().any(Token::ends)
        })
    }

    /// «can we … see», «would like a tour», «please call»: a request in words before it.
    fn is_wanted(&self, mark: &Mark) -> bool {
        let (start, _) = self.sentence(mark.start);
        let near = &self.tokens[start.max(mark.start.saturating_sub(4))..mark.start];
        // «can you send» asks for it, «call» alone may be anything.
        near.iter().any(|token| is_listed(ASKS, &token.low))
    }

    /// The date of a phrase: the nearest one of its sentence that is not that of an event.
    fn due(&self, at: usize) -> Option<&When> {
        let mark = &self.marks[at];
        let (start, end) = self.sentence(mark.start);
        let near = self.whens_in(start, end).iter();
        let mut dated: Vec<(usize, &When)> = near.filter_map(|when| Some((self.distance(mark, when)?, when))).collect();
        dated.sort_by_key(|(distance, _)| *distance);
        let (_, first) = *dated.first()?;
        // «Friday or Monday»: the first that was said; «on Friday … at 2 pm»: the day counts.
        let with_day = dated.iter().find(|(_, when)| when.date.is_some());
        Some(with_day.map_or(first, |(_, when)| *when))
    }

    /// How far a date is from a phrase; none if it is too far, or another phrase's.
    fn distance(&self, mark: &Mark, when: &When) -> Option<usize> {
        let is_after = when.tokens.0 >= mark.start;
        let (from, to) = if is_after {
            (mark.end.min(when.tokens.0), when.tokens.0)
        } else {
            (when.tokens.1.min(mark.start), mark.start)
        };
        let distance = to - from;
        if distance > REACH || self.is_of_event(mark, when) || self.is_given_up(when) {
            return None;
        }
        // Another request between them has the date.
        let is_others =
            self.marks_in(from, to).iter().any(|other| matches!(other.cue, Cue::Ask(_)) && other.cue != mark.cue);
        (!is_others).then_some(if is_after { distance } else { distance + 3 })
    }

    /// «move in by March 1», «5 feb ko shaadi hai»: a word right beside the date says what it is of.
    fn is_of_event(&self, mark: &Mark, when: &When) -> bool {
        let near = self.marks_in(when.tokens.0.saturating_sub(12), when.tokens.1 + 3).iter();
        near.filter(|other| other.cue == Cue::Event).any(|event| {
            let is_before = event.end <= when.tokens.0
                && when.tokens.0 - event.end <= 4
                && !(event.start < mark.start && mark.start < when.tokens.0)
                && self.tokens[event.end..when.tokens.0].iter().all(|token| !token.ends());
            let is_after = event.start >= when.tokens.1
                && event.start - when.tokens.1 <= 2
                && !(when.tokens.1 <= mark.start && mark.start < event.start)
                && self.joins(when.tokens.1, event.start);
            is_before || is_after
        })
    }

    /// «Friday instead of Thursday»: the second is not meant any more.
    fn is_given_up(&self, when: &When) -> bool {
        let before =
            |distance| when.tokens.0.checked_sub(distance).map(|at| self.tokens[at].low.as_ref()).unwrap_or_default();
        matches!(
            (before(2), before(1)),
            ("instead", "of")
                | ("rather", "than")
                | ("vez" | "lugar", "de" | "del")
                | ("lieu", "de" | "du")
                | (_, "statt" | "anstatt")
        )
    }

    fn joins(&self, from: usize, to: usize) -> bool {
        self.tokens[from..to].iter().all(|token| token.kind == Kind::Word || token.low == "-")
    }

    /// The tokens of the sentence that a token stands in. The dot of an enumeration and the end of a line end it too.
    fn sentence(&self, at: usize) -> (usize, usize) {
        // A sentence of more tokens is none; what is further away says nothing about it.
        let low = at.saturating_sub(60);
        let high = (at + 60).min(self.tokens.len());
        let start = (low..at).rfind(|before| self.ends(*before)).map_or(low, |before| before + 1);
        let end = (at..high).find(|after| self.ends(*after)).unwrap_or(high);
        (start, end)
    }

    /// Whether a sentence ends with a token; the dot of «4. Dezember» is inside of a date.
    fn ends(&self, at: usize) -> bool {
        let next = self.whens.partition_point(|when| when.tokens.1 <= at);
        let is_inside = self.whens.get(next).is_some_and(|when| when.tokens.0 < at && at + 1 < when.tokens.1);
        self.tokens[at].ends() && !is_inside
    }

    /// «Can you come in Saturday?» «Saturday at noon works.»: a later sentence says the hour, or the day at all.
    fn agreed(&self, at: usize, due: Option<&When>) -> Option<&When> {
        let (_, end) = self.sentence(self.marks[at].start);
        let agrees = |when: &When| {
            let (start, end) = self.sentence(when.tokens.0);
            self.marks_in(start, end).iter().any(|mark| mark.cue == Cue::Agree)
        };
        let later = self.whens_in(end, end + 40).iter();
        let mut later = later.filter(|when| when.value(self.context).is_some() && when.date.is_some());
        match due {
            Some(due) if due.time.is_none() => later.find(|when| when.date == due.date && when.time.is_some()),
            Some(_) => None,
            None => later.find(|when| agrees(when)),
        }
    }
}
