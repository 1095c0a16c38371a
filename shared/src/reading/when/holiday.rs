//! Days that are called by a name.

use jiff::civil::{Date, Weekday};

use super::{later, words::Holiday};

/// The day in a year.
pub(super) fn holiday_in(holiday: Holiday, year: i16) -> Option<Date> {
    let nth_weekday = |month, nth, weekday| Date::new(year, month, 1).ok()?.nth_weekday_of_month(nth, weekday).ok();
    match holiday {
        Holiday::Fixed(month, day) => Date::new(year, month, day).ok(),
        Holiday::Thanksgiving(after) => later(nth_weekday(11, 4, Weekday::Thursday)?, after),
        Holiday::LaborDay => nth_weekday(9, 1, Weekday::Monday),
        Holiday::MemorialDay => nth_weekday(5, -1, Weekday::Monday),
        Holiday::Easter(after) => later(easter(year)?, after),
    }
}

/// The Gregorian computus (Meeus, Jones, Butcher).
fn easter(year: i16) -> Option<Date> {
    let year = i32::from(year);
    let (a, b, c) = (year % 19, year / 100, year % 100);
    let h = (19 * a + b - b / 4 - (b - (b + 8) / 25 + 1) / 3 + 15) % 30;
    let l = (32 + 2 * (b % 4) + 2 * (c / 4) - h - c % 4) % 7;
    let m = (a + 11 * h + 22 * l) / 451;
    let days = h + l - 7 * m + 114;
    Date::new(year.try_into().ok()?, (days / 31).try_into().ok()?, (days % 31 + 1).try_into().ok()?).ok()
}
