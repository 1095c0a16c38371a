//! Dates in digits.

use super::date::{Day, Reader};
use crate::reading::Flag;

/// Where the month stands before the day.
const MONTH_FIRST: &[&str] = &["US", "PR", "GU", "VI", "PH"];

impl Reader<'_> {
    /// «2026-11-30», «12/03», «05/12/2026», «27.11.»
    pub(super) fn numeric(&self, at: usize) -> Option<Day> {
        let ((first, wide), sign) = (self.digits(at)?, self.low(at + 1));
        let touches = (1..3).all(|next| self.glued(at + next));
        let comes_from_more =
            self.glued(at) && matches!(self.before(at, 1), "/" | "." | "-" | "," | ":" | "#" | "$" | "€" | "£" | "+");
        if !touches || comes_from_more || !matches!(sign, "/" | "." | "-") {
            return None;
        }
        let (second, _) = self.digits(at + 2)?;
        let third = (self.glued(at + 3) && self.low(at + 3) == sign && self.glued(at + 4))
            .then(|| self.digits(at + 4))
            .flatten();
        if wide == 4 {
            let (day, _) = third.filter(|_| sign == "-" || sign == "/")?;
            return Some(Day::new(self.exact(first, second, day)?, 5, true));
        }
        let ends_with_dot = sign == "." && self.glued(at + 3) && self.low(at + 3) == ".";
        let is_score = (first, second) == (24, 7)
            || (sign == "-" && third.is_none())
            || (sign == "." && third.is_none() && !ends_with_dot);
        if is_score || wide > 2 || self.is_share(at, third.is_some()) {
            return None;
        }
        let month_first = sign != "." && MONTH_FIRST.contains(&self.context.region);
        let (mut month, mut day) = if month_first { (first, second) } else { (second, first) };
        if month > 12 && day <= 12 {
            (month, day) = (day, month);
        }
        let length = if third.is_some() { 5 } else { 3 + usize::from(ends_with_dot) };
        let date = match third {
            Some((year, 2)) => self.exact(2000 + year, month, day)?,
            Some((year, 4)) => self.exact(year, month, day)?,
            Some(_) => return None,
            None => self.coming(month, day)?,
        };
        let mut made = Day::new(date, length, true);
        if day <= 12 && month <= 12 && day != month && sign != "." {
            made.flags.insert(Flag::DayMonthOrder);
        }
        Some(made)
    }

    /// «1/2 bath», «1/2 acre», «9/10»: a share is no date.
    fn is_share(&self, at: usize, has_year: bool) -> bool {
        let after = self.low(at + 3);
        !has_year
            && matches!(
                after,
                "bath"
                    | "baths"
                    | "acre"
                    | "acres"
                    | "inch"
                    | "hour"
                    | "price"
                    | "cup"
                    | "pint"
                    | "mile"
                    | "off"
                    | "\""
            )
    }
}
