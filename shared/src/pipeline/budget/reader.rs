//! Reads a text about money from left to right.

use super::{
    Band, Budget,
    amount::{Amount, share_times},
    words::{
        Meaning::{self, AtLeast, AtMost, Currency, Filler, Join, NoBudget, Not, Times, To, Unknown},
        exponent,
    },
};

/// More characters than a budget has.
const MAX_TEXT: usize = 200;

/// The word at the beginning of `text`: letters, or one sign; `$` may follow the letters that say whose dollars.
fn word_at(text: &[char]) -> String {
    let is_sign = |c: &char| !c.is_alphabetic() || "円元万萬億亿".contains(*c);
    let letters = text.iter().take_while(|c| !is_sign(c)).count();
    let word: String = text[..letters.max(1)].iter().collect();
    let dollars = format!("{word}$");
    let is_dollars = letters > 0 && text.get(letters) == Some(&'$') && Meaning::of(&dollars) != Unknown;
    if is_dollars { dollars } else { word }
}

/// What has been read so far.
#[derive(Default)]
pub(super) struct Reader {
    amounts: Vec<Amount>,
    currencies: Vec<&'static str>,
    at_least: bool,
    at_most: bool,
    /// Another amount would end a range.
    joined: bool,
    negated: bool,
    /// The last word or sign was an amount.
    after_amount: bool,
    has_unknown: bool,
    /// Lakhs and crores are rupees or taka, whatever the default.
    is_south_asian: bool,
}

impl Reader {
    pub(super) fn read(raw: &str) -> Option<Self> {
        let text: Vec<char> = raw.chars().take(MAX_TEXT + 1).collect();
        if text.len() > MAX_TEXT {
            return None;
        }
        let (mut reader, mut at) = (Self::default(), 0);
        while let Some(&c) = text.get(at) {
            let next_is_digit = text.get(at + 1).is_some_and(char::is_ascii_digit);
            let length = match c {
                '0'..='9' => {
                    let (amount, length) = Amount::read(&text[at..])?;
                    reader.amount(amount)?;
                    length
                }
                // A phone number, a negative number, a time, «.5».
                '+' if next_is_digit => return None,
                '.' if next_is_digit && !text[..at].last().is_some_and(|c| c.is_alphabetic()) => return None,
                '-' if next_is_digit && reader.amounts.is_empty() => return None,
                ':' if next_is_digit && reader.after_amount => return None,
                ',' | ';' => {
                    reader.joined = false;
                    1
                }
                _ if c.is_whitespace() => 1,
                _ => {
                    let word = word_at(&text[at..]);
                    reader.word(&word)?;
                    word.chars().count()
                }
            };
            at += length;
        }
        Some(reader)
    }

    fn amount(&mut self, amount: Amount) -> Option<()> {
        if self.amounts.len() > usize::from(self.joined) {
            return None;
        }
        self.amounts.push(amount);
        (self.joined, self.after_amount) = (false, true);
        Some(())
    }

    fn word(&mut self, word: &str) -> Option<()> {
        let meaning = Meaning::of(word);
        // «50 TEUR», «5keur»
        if self.after_amount
            && meaning == Unknown
            && let Some((first, code)) = word.split_at_checked(1)
            && let (times @ Times(_), currency @ Currency(_)) = (Meaning::of(first), Meaning::of_code(code))
        {
            self.meaning(times)?;
            return self.meaning(currency);
        }
        // «up to 5k» against «5k and up»
        let is_idle = self.amounts.is_empty() && word.eq_ignore_ascii_case("up");
        self.meaning(if is_idle { Filler } else { meaning })
    }

    fn meaning(&mut self, meaning: Meaning) -> Option<()> {
        let (after_amount, negated) = (std::mem::take(&mut self.after_amount), std::mem::take(&mut self.negated));
        let bounded = self.at_least || self.at_most;
        match meaning {
            NoBudget => return None,
            Filler => self.negated = negated,
            Not => self.negated = true,
            Currency(codes) => self.currencies.push(codes),
            Join => self.joined = !self.amounts.is_empty(),
            To if self.amounts.is_empty() => self.bound(negated),
            To => self.joined = true,
            AtLeast | AtMost => {
                self.bound((meaning == AtLeast) != negated);
                // «min 5k max 10k»
                self.joined |= bounded && !self.amounts.is_empty();
            }
            Times(times) if after_amount => {
                let amount = self.amounts.last_mut()?;
                amount.times = amount.times.checked_mul(times)?;
                self.is_south_asian |= matches!(times, 100_000 | 10_000_000);
                self.after_amount = true;
            }
            // «$5 mil»: the word may be a thousand or a million.
            Unknown if after_amount && self.amounts.last()?.minor(0)? < 1_000 => return None,
            Times(_) | Unknown => {
                self.has_unknown = true;
                self.joined = false;
            }
        }
        Some(())
    }

    fn bound(&mut self, is_least: bool) {
        self.at_least |= is_least;
        self.at_most |= !is_least;
    }

    /// What it comes to, if it is certain.
    pub(super) fn budget(mut self, raw: &str, default: Option<&str>) -> Option<Budget> {
        if self.is_south_asian && self.currencies.is_empty() {
            self.currencies.push("INR PKR BDT LKR NPR");
        }
        let is_marked = !self.currencies.is_empty() || self.amounts.iter().any(|amount| amount.times > 1);
        if !is_marked && (self.has_unknown || self.amounts.iter().any(|amount| amount.is_run)) {
            return None;
        }
        let currency = if self.currencies.is_empty() { default } else { Some(self.currency(default)?) };
        let exponent = exponent(currency);
        let (min, max) = match *self.amounts.as_slice() {
            [_] if self.at_least && self.at_most => return None,
            [only] => {
                let minor = only.minor(exponent)?;
                ((!self.at_most).then_some(minor), (!self.at_least).then_some(minor))
            }
            [first, second] => {
                let (first, second) = share_times(first, second)?;
                let (first, second) = (first.minor(exponent)?, second.minor(exponent)?);
                // «2026-10» is a month.
                if first > second && !is_marked {
                    return None;
                }
                (Some(first.min(second)), Some(first.max(second)))
            }
            _ => return None,
        };
        let min_minor = min.map(i64::try_from).transpose().ok()?;
        let max_minor = max.map(i64::try_from).transpose().ok()?;
        let band = Band::of(min_minor, max_minor, exponent);
        Some(Budget { raw: raw.to_owned(), min_minor, max_minor, currency: currency.map(str::to_owned), band })
    }

    /// The currency that everything written can mean: the default one if it can, else the likeliest.
    fn currency<'a>(&self, default: Option<&'a str>) -> Option<&'a str> {
        let (first, others) = self.currencies.split_first()?;
        let mut possible =
            first.split(' ').filter(|code| others.iter().all(|other| other.split(' ').any(|known| known == *code)));
        let likeliest = possible.clone().next()?;
        default.filter(|code| possible.any(|known| known == *code)).or(Some(likeliest))
    }
}
