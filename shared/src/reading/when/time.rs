//! One time of the day.

use std::collections::BTreeSet;

use jiff::civil::Time;

use crate::reading::{
    Flag,
    token::{Kind, Token, is_listed},
};

/// Half of the day, by a word before or after the hour.
#[derive(Clone, Copy, PartialEq)]
enum Half {
    Morning,
    Later,
}

const MORNING: &str = " am a.m morning manana matin morgens fruh vormittag vormittags subah subha savere सुबह ";
const LATER: &str = " pm p.m afternoon evening night tonight tarde noche soir apres nachmittag nachmittags abend abends mittags shaam \
    sham dopahar raat शाम दोपहर रात midi ";
/// These say that an hour follows.
const AT: &str = " at @ um las vers gegen after before by ab until till from around about for nach vor to bis kl ";

/// Hours in words, after «at».
const HOURS: &[(&str, i8)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("eins", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("funf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwolf", 12),
];

/// The time that begins at `at`: the time, of how many tokens it is, its flags, and whether it is said to be at it.
pub(super) fn time_at(tokens: &[Token<'_>], at: usize) -> Option<(Time, usize, BTreeSet<Flag>, bool)> {
    let reader = Reader { tokens };
    let (hour, minute, length, has_half, is_at) = reader.noon(at).or_else(|| reader.hour(at))?;
    let mut flags = BTreeSet::new();
    let mut hour = hour;
    match reader.half(at, length) {
        Some(Half::Later) if hour < 12 => hour += 12,
        Some(Half::Morning) if hour == 12 && !has_half => hour = 0,
        None if !has_half && (1..=12).contains(&hour) => {
            flags.insert(Flag::AssumedHour);
            // Nobody calls at four in the morning.
            hour += if hour < 8 { 12 } else { 0 };
        }
        Some(_) | None => {}
    }
    Some((Time::new(hour, minute, 0, 0).ok()?, length, flags, is_at))
}

struct Reader<'a> {
    tokens: &'a [Token<'a>],
}

impl Reader<'_> {
    fn low(&self, at: usize) -> &str {
        self.tokens.get(at).map(|token| token.low.as_ref()).unwrap_or_default()
    }

    fn before(&self, at: usize, distance: usize) -> &str {
        at.checked_sub(distance).map(|at| self.low(at)).unwrap_or_default()
    }

    fn glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| self.tokens[at - 1].span.end == token.span.start)
    }

    fn digits(&self, at: usize) -> Option<i8> {
        let token = self.tokens.get(at)?;
        if token.kind == Kind::Word && matches!(self.before(at, 1), "at" | "las" | "um" | "gegen" | "about") {
            return HOURS.iter().find(|(word, _)| *word == token.low).map(|(_, hour)| *hour);
        }
        (token.kind == Kind::Digits && token.low.len() <= 2).then(|| token.low.parse().ok()).flatten()
    }

    /// «noon», «midi», «12 Uhr mittags» is read as an hour.
    fn noon(&self, at: usize) -> Option<(i8, i8, usize, bool, bool)> {
        let is_noon = matches!(self.low(at), "noon" | "midday" | "mediodia" | "noontime")
            || self.low(at) == "midi" && matches!(self.before(at, 1), "a" | "de" | "vers" | "pour")
            || self.low(at) == "mittag" && self.before(at, 1) == "zu";
        is_noon.then_some((12, 0, 1, true, true))
    }

    /// Hour, minute, length, whether half of the day is certain, whether it is said to be at it.
    fn hour(&self, at: usize) -> Option<(i8, i8, usize, bool, bool)> {
        let hour = self.digits(at).filter(|hour| (0..=24).contains(hour))?;
        let before = self.before(at, 1);
        if self.glued(at) && !matches!(before, "@" | "(" | "~") {
            return None;
        }
        let (minute, mut length) = self.minute(at)?;
        let has_minute = length > 1;
        let next = self.low(at + length);
        let is_glued = self.glued(at + length);
        let unit = match next {
            "am" | "pm" | "a" | "p" if (is_glued || matches!(next, "am" | "pm")) && hour <= 12 && hour > 0 => {
                1 + self.dotted(at + length)
            }
            "uhr" | "baje" | "bajey" | "bje" | "बजे" | "o'clock" | "oclock" => 1,
            "h" | "hrs" | "heures" | "horas" | "hs" | "hr"
                if is_glued || matches!(self.before(at, 1), "a" | "las" | "vers" | "d'" | "des" | "pour") =>
            {
                1
            }
            _ => 0,
        };
        let is_after_at = is_listed(AT, before) || before == "a" && !has_minute && unit > 0;
        // A bare number is an hour only after «at», and not before a noun.
        let is_halved = matches!((self.low(at + length), self.low(at + length + 1)), ("in", "the") | ("de", "la"))
            && (is_listed(MORNING, self.low(at + length + 2)) || is_listed(LATER, self.low(at + length + 2)));
        let is_bare_hour = is_halved
            || matches!(before, "at" | "@" | "las" | "after" | "um" | "by" | "around" | "before")
                && (1..=12).contains(&hour)
                && self.is_last(at + length)
                && (matches!(before, "at" | "@" | "las")
                    || is_listed(LATER, self.low(at + length))
                    || self.is_day_near(at));
        // «between 2 and 4 pm»: the first, in the same half of the day.
        if unit == 0
            && !has_minute
            && matches!(next, "and" | "-" | "–" | "to" | "y" | "et" | "und" | "bis" | "a")
            && let Some((last, _, more, has_half, _)) =
                self.digits(at + length + 1).and_then(|_| self.single(at + length + 1))
        {
            let is_later = has_half && last > 12 && hour + 12 < last;
            return Some((if is_later { hour + 12 } else { hour }, 0, 2 + more, has_half, true));
        }
        if unit == 0 && !has_minute && !is_bare_hour {
            return None;
        }
        let word = next.to_owned();
        length += unit;
        // «14 Uhr 30», «17h30»
        let (mut minute, is_clock) = (minute, matches!(word.as_str(), "uhr" | "h" | "heures" | "horas"));
        if is_clock
            && !has_minute
            && unit > 0
            && let Some(more) = self
                .digits(at + length)
                .filter(|more| (1..60).contains(more) && self.tokens[at + length].low.len() == 2)
            && (self.glued(at + length) || word == "uhr" || word == "h" && !is_glued)
        {
            minute = more;
            length += 1;
        }
        let starts_with = |c| unit > 0 && word.starts_with(c) && matches!(word.as_str(), "am" | "pm" | "a" | "p");
        let hour = match hour {
            12 if starts_with('a') => 0,
            1..=11 if starts_with('p') => hour + 12,
            24 => 0,
            _ => hour,
        };
        let has_half = starts_with('a')
            || starts_with('p')
            || is_clock && unit > 0
            || hour > 12
            || self.tokens[at].low.starts_with('0');
        let is_at =
            !matches!(before, "after" | "before" | "until" | "till" | "ab" | "nach" | "vor" | "bis" | "from" | "by")
                && (unit > 0 || is_after_at || has_minute);
        Some((hour, minute, length, has_half, is_at))
    }

    /// An hour with «pm», «Uhr», or minutes.
    fn single(&self, at: usize) -> Option<(i8, i8, usize, bool, bool)> {
        let after = self.low(at + 1);
        matches!(after, "am" | "pm" | "uhr" | "h" | "baje" | ":").then(|| self.hour(at)).flatten()
    }

    /// «2:30», «14.30 Uhr»: the minutes, and of how many tokens that is with the hour.
    fn minute(&self, at: usize) -> Option<(i8, usize)> {
        let sign = self.low(at + 1);
        let written = self.tokens.get(at + 2).is_some_and(|token| token.low.len() == 2);
        let has_minute = matches!(sign, ":" | ".") && self.glued(at + 1) && self.glued(at + 2) && written;
        let Some(minute) = has_minute.then(|| self.digits(at + 2)).flatten() else { return Some((0, 1)) };
        // «Friday at 10.30»: an amount would have a currency or a scale.
        let is_dotted =
            sign == "." && matches!(self.before(at, 1), "at" | "@" | "um" | "las" | "from") && self.is_last(at + 3);
        let is_time = sign == ":" || is_dotted || matches!(self.low(at + 3), "uhr" | "am" | "pm" | "h");
        // Seconds are those of a log, «[00:04:10]» and «[00:04]» a transcript's.
        let is_log = self.low(at + 3) == "]" || self.glued(at + 3) && self.low(at + 3) == ":";
        if is_log || minute >= 60 {
            return None;
        }
        if is_time { Some((minute, 3)) } else { Some((0, 1)) }
    }

    /// «p.m.»
    fn dotted(&self, at: usize) -> usize {
        if self.low(at + 1) != "." || self.low(at + 2) != "m" {
            return 0;
        }
        2 + usize::from(self.low(at + 3) == ".")
    }

    fn is_last(&self, at: usize) -> bool {
        self.tokens.get(at).is_none_or(|token| match token.kind {
            Kind::Sentence | Kind::Line => true,
            Kind::Sign => !matches!(token.low.as_ref(), "%" | "/" | "$" | "€" | "-") || !self.glued(at),
            Kind::Word => is_listed(
                " on in or and tomorrow today tonight if for please pls the this next ish is works would with to sharp but est pst monday \
                    tuesday wednesday thursday friday saturday sunday mon tue wed thu fri sat sun am de por manana en el le du ko kal ok thx thanks me nos passt geht good fine perfect great please bitte gracias merci ",
                &token.low,
            ),
            Kind::Digits => false,
        })
    }

    /// Whether a day is named just before: «tomorrow after 5».
    fn is_day_near(&self, at: usize) -> bool {
        // «7/12 after 4»
        if matches!(self.before(at, 3), "/" | ".") && at > 4 && self.glued(at - 2) {
            return true;
        }
        (2..=3).any(|distance| {
            let word = self.before(at, distance);
            word.ends_with("day")
                || is_listed(" evening afternoon morning tonight tomorrow tmrw mon tue wed thu fri sat sun today tonight morgen heute ", word)
        })
    }

    /// The half of the day that a word near the hour names.
    fn half(&self, at: usize, length: usize) -> Option<Half> {
        let of = |word: &str| {
            if is_listed(MORNING, word) { Some(Half::Morning) } else { is_listed(LATER, word).then_some(Half::Later) }
        };
        // «5 de la tarde», «9 in the morning», «shaam 5 baje», «tomorrow evening at 6»
        let after = (0..4)
            .map(|next| self.tokens.get(at + length + next))
            .take_while(|token| token.is_some_and(|token| matches!(token.kind, Kind::Word)));
        let before = (1..=3).map_while(|distance| at.checked_sub(distance).map(|at| &self.tokens[at]));
        let before = before.take_while(|token| !matches!(token.kind, Kind::Sentence | Kind::Line));
        let is_tomorrow = |at: Option<&Token<'_>>| at.is_some_and(|token| token.low == "manana");
        // «mañana a las 5» says no half.
        let nearest = before
            .filter(|token| token.kind == Kind::Word && !is_tomorrow(Some(token)))
            .find_map(|token| of(&token.low));
        let later = after.flatten().scan("", |last, token| {
            let is_half = token.low != "manana" || matches!(*last, "la" | "");
            *last = token.low.as_ref();
            Some(if is_half { of(&token.low) } else { None })
        });
        later.flatten().next().or(nearest)
    }
}
