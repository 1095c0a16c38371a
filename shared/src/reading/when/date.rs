//! One date.

use std::collections::BTreeSet;

use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, DateTime},
};

use super::{
    holiday::holiday_in,
    later,
    words::{Holiday, WORDS, Word, number},
};
use crate::reading::{
    Context, Flag,
    token::{Kind, Token},
};

/// A date, and of how many tokens it is.
pub(super) struct Day {
    pub(super) date: Date,
    /// «in an hour»
    pub(super) at: Option<DateTime>,
    pub(super) length: usize,
    pub(super) flags: BTreeSet<Flag>,
    /// A day of a month, not of a week.
    pub(super) is_exact: bool,
}

impl Day {
    pub(super) fn new(date: Date, length: usize, is_exact: bool) -> Self {
        Self { date, at: None, length, flags: BTreeSet::new(), is_exact }
    }

    fn assumed(mut self) -> Self {
        self.flags.insert(Flag::AssumedDate);
        self
    }
}

/// The date that begins at `at`.
pub(super) fn date_at(tokens: &[Token<'_>], at: usize, context: &Context<'_>) -> Option<Day> {
    let reader = Reader { tokens, context, today: context.now.date() };
    reader.numeric(at).or_else(|| reader.after(at)).or_else(|| reader.named(at)).or_else(|| reader.day_of_month(at))
}

/// Reads one date.
pub(super) struct Reader<'a> {
    tokens: &'a [Token<'a>],
    pub(super) context: &'a Context<'a>,
    today: Date,
}

impl Reader<'_> {
    pub(super) fn low(&self, at: usize) -> &str {
        self.tokens.get(at).map(|token| token.low.as_ref()).unwrap_or_default()
    }

    pub(super) fn digits(&self, at: usize) -> Option<(i32, usize)> {
        let token = self.tokens.get(at).filter(|token| token.kind == Kind::Digits && token.low.len() <= 4)?;
        Some((token.low.parse().ok()?, token.low.len()))
    }

    pub(super) fn glued(&self, at: usize) -> bool {
        at > 0 && self.tokens.get(at).is_some_and(|token| self.tokens[at - 1].span.end == token.span.start)
    }

    pub(super) fn before(&self, at: usize, distance: usize) -> &str {
        at.checked_sub(distance).map(|at| self.low(at)).unwrap_or_default()
    }

    pub(super) fn exact(&self, year: i32, month: i32, day: i32) -> Option<Date> {
        let date = Date::new(year.try_into().ok()?, month.try_into().ok()?, day.try_into().ok()?).ok()?;
        (2000..2100).contains(&date.year()).then_some(date)
    }

    /// The next time that this day comes.
    pub(super) fn coming(&self, month: i32, day: i32) -> Option<Date> {
        let year = i32::from(self.today.year());
        // A 29th of February comes within eight years.
        (year..year + 9).filter_map(|year| self.exact(year, month, day)).find(|date| *date >= self.today)
    }

    /// «in 3 days», «dans une semaine», «2 din baad»
    fn after(&self, at: usize) -> Option<Day> {
        let (mut next, is_in) = match WORDS.at(self.tokens, at) {
            Some((Word::In | Word::StartOf | Word::Next, _)) => {
                let phrase = ["within the next", "in the next", "in about", "dentro de", "innerhalb von"]
                    .iter()
                    .find_map(|phrase| {
                        let words: Vec<&str> = phrase.split(' ').collect();
                        words.iter().enumerate().all(|(i, word)| self.low(at + i) == *word).then_some(words.len())
                    });
                let is_in =
                    matches!(self.low(at), "in" | "within" | "en" | "dentro" | "dans" | "sous" | "innerhalb" | "next");
                (at + phrase.unwrap_or(1), is_in)
            }
            Some((Word::Unit(_) | Word::Days(_) | Word::Weekday(_) | Word::Month(_), _)) => return None,
            _ => (at, false),
        };
        let count = number(self.tokens.get(next))?;
        next += 1;
        // «a couple of weeks»
        if count == 1 && matches!(self.low(next), "couple" | "few") {
            return None;
        }
        if count == 2 && self.low(next) == "of" {
            next += 1;
        }
        let (unit, length) = WORDS.at(self.tokens, next).map(|(unit, length)| (Some(unit), length))?;
        let is_later =
            matches!(self.low(next + length), "baad" | "later" | "spater" | "बाद" | "mein" | "me" | "में" | "from");
        let end = next + length + usize::from(is_later) + usize::from(self.low(next + length) == "from");
        if !is_in && !is_later || !(1..=400).contains(&count) {
            return None;
        }
        let now = self.context.now.datetime();
        let in_time = |duration| {
            let then = now.checked_add(duration).ok()?;
            Some(Day { at: Some(then), ..Day::new(then.date(), end - at, true) })
        };
        match unit {
            Some(Word::Unit(30)) => {
                Some(Day::new(self.today.checked_add(count.months()).ok()?, end - at, true).assumed())
            }
            Some(Word::Unit(days)) => Some(Day::new(later(self.today, days * count)?, end - at, true).assumed()),
            Some(Word::Hours) if count % 24 == 0 => Some(Day::new(later(self.today, count / 24)?, end - at, true)),
            Some(Word::Hours) => in_time(SignedDuration::from_hours(count)),
            Some(Word::Minutes) => in_time(SignedDuration::from_mins(count)),
            _ => None,
        }
    }

    /// «Friday», «Feb 1», «tomorrow», «end of month», «Thanksgiving»
    fn named(&self, at: usize) -> Option<Day> {
        if let Some((day, length)) = self.day_then_month(at) {
            return self.with_year(at, length, day.0, day.1);
        }
        let (word, length) = WORDS.at(self.tokens, at)?;
        let next = at + length;
        match word {
            Word::Days(days) => self.relative(at, length, days),
            Word::Weekday(weekday) => self.weekday(at, weekday, length),
            Word::Month(month) => {
                let skip = usize::from(self.low(next) == "the");
                let (day, wide) = self.digits(next + skip)?;
                if wide > 2
                    || matches!(self.low(next + skip + 1), ":" | "/" | "%" | "k" | "bhk" | "br")
                        && self.glued(next + skip + 1)
                {
                    return None;
                }
                let ordinal = usize::from(self.is_ordinal(next + skip + 1));
                self.with_year(at, length + skip + 1 + ordinal, month, day)
            }
            Word::Next | Word::Coming => {
                let (Word::Weekday(weekday), more) = WORDS.at(self.tokens, next)? else { return None };
                let upcoming = self.upcoming(weekday)?;
                let is_next = word == Word::Next && self.days_to_sunday() >= 0;
                let date = if is_next { self.in_next_week(weekday)? } else { upcoming };
                let made = Day::new(date, length + more, false);
                Some(if date == upcoming { made } else { made.assumed() })
            }
            Word::NextWeek => Some(Day::new(self.in_next_week(0)?, length, false).assumed()),
            Word::EndOfNextWeek => Some(Day::new(self.in_next_week(4)?, length, false)),
            Word::EndOfWeek => {
                let date = self.in_next_week(4).and_then(|date| later(date, -7)).filter(|date| *date >= self.today);
                Some(Day::new(date.unwrap_or(self.today), length, false).assumed())
            }
            Word::Weekend => Some(
                Day::new(if self.days_to_sunday() <= 1 { self.today } else { self.upcoming(5)? }, length, false)
                    .assumed(),
            ),
            Word::NextMonth => Some(Day::new(self.today.last_of_month().tomorrow().ok()?, length, true).assumed()),
            Word::EndOfMonth => Some(Day::new(self.today.last_of_month(), length, true)),
            Word::EndOf | Word::StartOf => {
                let of = usize::from(matches!(self.low(next), "of" | "de" | "du" | "des"));
                let (Word::Month(month), more) = WORDS.at(self.tokens, next + of)? else { return None };
                // «in May 2027», but not «until Feb 1»
                let (year, wide) = self.digits(next + of + more).unwrap_or_default();
                if wide > 0 && wide < 4 || self.low(next + of + more) == "the" {
                    return None;
                }
                let first = match wide {
                    4 => self.exact(year, month.into(), 1)?,
                    // «end of November» in November.
                    _ if word == Word::EndOf && month == self.today.month() => self.today.first_of_month(),
                    _ => self.coming(month.into(), 1)?,
                };
                let date = if word == Word::EndOf { first.last_of_month() } else { first };
                Some(Day::new(date, length + of + more + usize::from(wide == 4), true).assumed())
            }
            Word::Holiday(holiday) => Some(Day::new(self.holiday(holiday)?, length, true)),
            Word::In | Word::Unit(_) | Word::Hours | Word::Minutes => None,
        }
    }

    /// «1 March», «1st of March», «12 de diciembre», «3. Dezember»: month and day.
    fn day_then_month(&self, at: usize) -> Option<((i8, i32), usize)> {
        let (day, wide) = self.digits(at).filter(|(day, wide)| *wide <= 2 && (1..=31).contains(day))?;
        let is_decimal = self.glued(at) && matches!(self.before(at, 1), "." | "," | "/" | ":" | "-" | "$" | "€" | "£");
        if is_decimal || wide > 2 {
            return None;
        }
        let mut next = at + 1;
        next += usize::from(self.is_ordinal(next) || (self.low(next) == "." && self.glued(next)));
        next += usize::from(matches!(self.low(next), "of" | "de" | "-") || (self.low(next) == "/" && self.glued(next)));
        let (Word::Month(month), more) = WORDS.at(self.tokens, next)? else { return None };
        Some(((month, day), next + more - at))
    }

    fn is_ordinal(&self, at: usize) -> bool {
        self.glued(at) && matches!(self.low(at), "st" | "nd" | "rd" | "th" | "er" | "º")
    }

    /// The day of a month, with the year if one follows.
    fn with_year(&self, at: usize, length: usize, month: i8, day: i32) -> Option<Day> {
        let mut next = at + length;
        next += usize::from(matches!(self.low(next), "," | "de" | "del"));
        let year = self.digits(next).filter(|(year, wide)| *wide == 4 && (2000..2100).contains(year));
        match year {
            Some((year, _)) => Some(Day::new(self.exact(year, month.into(), day)?, next + 1 - at, true)),
            None => Some(Day::new(self.coming(month.into(), day)?, length, true)),
        }
    }

    /// «tomorrow»: unless the word means the morning, or yesterday.
    fn relative(&self, at: usize, length: usize, days: i64) -> Option<Day> {
        let before = self.before(at, 1);
        let is_other = match self.low(at) {
            "manana" => matches!(before, "la" | "esta" | "cada" | "las"),
            "morgen" => matches!(before, "guten" | "am" | "jeden" | "schonen" | "den" | "moin"),
            "kal" | "kl" | "कल" | "parso" | "parson" | "परसों" => {
                let verbs = self.tokens[at + 1..]
                    .iter()
                    .take(8)
                    .take_while(|token| token.kind != Kind::Sentence && token.kind != Kind::Line);
                verbs.into_iter().any(|token| {
                    matches!(
                        token.low.as_ref(),
                        "tha"
                            | "thi"
                            | "thay"
                            | "hui"
                            | "hua"
                            | "gaya"
                            | "gayi"
                            | "aaya"
                            | "kiya"
                            | "ki thi"
                            | "dekha"
                            | "mila"
                            | "था"
                            | "थी"
                            | "हुई"
                            | "हुआ"
                            | "गया"
                            | "किया"
                            | "देखा"
                    )
                })
            }
            _ => false,
        };
        if is_other {
            return None;
        }
        Some(Day::new(later(self.today, days)?, length, false))
    }

    fn weekday(&self, at: usize, weekday: i64, mut length: usize) -> Option<Day> {
        let word = self.low(at);
        // «I sat down», «sun room», «sa.» only in German.
        let is_german = matches!(self.context.region, "DE" | "AT" | "CH" | "LI" | "LU");
        if matches!(word, "mo" | "di" | "mi" | "do" | "fr" | "sa") && !is_german
            || matches!(word, "sat" | "sun")
                && matches!(self.low(at + 1), "down" | "room" | "roof" | "in" | "porch" | "there" | "on" | "deck")
            || word == "sat" && matches!(self.before(at, 1), "i" | "we" | "he" | "she" | "they" | "it")
            || word.ends_with("days")
        {
            return None;
        }
        if let Some((date, more)) = self.weekday_and_day(at + length, weekday) {
            return Some(Day::new(date, length + more, true));
        }
        let mut date = self.upcoming(weekday)?;
        let mut made = Day::new(date, length, false);
        match (self.low(at + length), self.low(at + length + 1), self.low(at + length + 2)) {
            ("prochain" | "prochaine", ..) => {
                date = self.in_next_week(weekday)?;
                length += 1;
                made = Day::new(date, length, false).assumed();
            }
            ("que", "viene", _) => made.length += 2,
            ("proximo", ..) => made.length += 1,
            ("week", ..) | ("in", "einer", "woche") if word.ends_with("day") || word.ends_with("tag") => {
                let more = if self.low(at + length) == "in" { 3 } else { 1 };
                made = Day::new(later(date, 7)?, length + more, false);
            }
            _ => {}
        }
        // Its own day is said to be «today».
        if self.today_index() == weekday {
            made.flags.insert(Flag::AssumedDate);
        }
        Some(made)
    }

    /// «mardi 24», «lunes, 23»: the day of a month that is this weekday, soon.
    fn weekday_and_day(&self, at: usize, weekday: i64) -> Option<(Date, usize)> {
        let skip = usize::from(matches!(self.low(at), "," | "the"));
        let (day, wide) = self.digits(at + skip)?;
        // «Monday 9 am», «Friday 2:30»
        let after = self.low(at + skip + 1);
        if wide > 2
            || matches!(after, ":" | "am" | "pm" | "h" | "uhr" | "baje" | "in" | "/" | "p" | "a") && after != "a"
        {
            return None;
        }
        // «Monday 30 November» names its month.
        if self.day_then_month(at + skip).is_some() {
            return None;
        }
        let found = (0..62).filter_map(|days| later(self.today, days)).find(|date| i32::from(date.day()) == day)?;
        let is_same = i64::from(found.weekday().to_monday_zero_offset()) == weekday;
        is_same.then_some((found, skip + 1 + usize::from(self.is_ordinal(at + skip + 1))))
    }

    fn today_index(&self) -> i64 {
        self.today.weekday().to_monday_zero_offset().into()
    }

    fn days_to_sunday(&self) -> i64 {
        6 - self.today_index()
    }

    /// The next one that is not today.
    fn upcoming(&self, weekday: i64) -> Option<Date> {
        let days = (weekday - self.today_index()).rem_euclid(7);
        later(self.today, if days == 0 { 7 } else { days })
    }

    fn in_next_week(&self, weekday: i64) -> Option<Date> {
        later(self.today, 7 - self.today_index() + weekday)
    }

    /// «the 25th», «el 25», «am 25.», «25 tarikh»
    fn day_of_month(&self, at: usize) -> Option<Day> {
        let (day, wide) = self.digits(at).filter(|(day, _)| (1..=31).contains(day))?;
        let (before, after) = (self.before(at, 1), self.low(at + 1));
        if wide > 2 || self.glued(at) {
            return None;
        }
        let noun = self.low(at + 2);
        let is_ordinal = self.is_ordinal(at + 1)
            && !matches!(
                noun,
                "floor"
                    | "street"
                    | "st"
                    | "avenue"
                    | "ave"
                    | "birthday"
                    | "anniversary"
                    | "grade"
                    | "time"
                    | "year"
                    | "gen"
                    | "and"
            );
        let ends = |at: usize| {
            self.tokens.get(at).is_none_or(|token| {
                matches!(token.kind, Kind::Sentence | Kind::Line)
                    || matches!(token.low.as_ref(), "," | "a" | "at" | "um" | "por")
            })
        };
        let is_dotted = after == "." && self.glued(at + 1) && matches!(before, "am" | "bis" | "zum" | "den" | "vom");
        let is_marked = matches!(after, "tarikh" | "tareekh" | "taarikh" | "तारीख")
            || matches!(before, "dia")
            || matches!(before, "el" | "le") && ends(at + 1);
        if !is_ordinal && !is_dotted && !is_marked {
            return None;
        }
        let length =
            1 + usize::from(is_ordinal || is_dotted || matches!(after, "tarikh" | "tareekh" | "taarikh" | "तारीख"));
        let next_month = self.today.last_of_month().tomorrow().ok()?;
        let months = [self.today, next_month, next_month.last_of_month().tomorrow().ok()?];
        let mut days = months.iter().filter_map(|date| self.exact(date.year().into(), date.month().into(), day));
        Some(Day::new(days.find(|date| *date >= self.today)?, length, true).assumed())
    }

    fn holiday(&self, holiday: Holiday) -> Option<Date> {
        let year = self.today.year();
        (year..year.checked_add(2)?).filter_map(|year| holiday_in(holiday, year)).find(|date| *date >= self.today)
    }
}
