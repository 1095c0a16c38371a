//! One number as people write it.

/// A number as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Amount {
    /// All digits, the decimal ones too.
    digits: i128,
    decimals: u32,
    /// The sign of «1.234», which may group thousands or begin decimals.
    unclear: Option<char>,
    /// More digits in a row than a sum has without a grouping: a phone number, an id.
    pub(crate) is_run: bool,
    pub(crate) times: i128,
}

impl Amount {
    /// So many hundredths.
    pub(crate) fn of_hundredths(hundredths: i64) -> Self {
        Self { digits: hundredths.into(), decimals: 2, unclear: None, is_run: false, times: 1 }
    }

    /// Reads the number at the beginning of `text`, and how many characters it takes.
    pub(crate) fn read(text: &[char]) -> Option<(Self, usize)> {
        let run = |from: usize| text[from..].iter().take_while(|c| c.is_ascii_digit()).count();
        let (mut lengths, mut signs, mut end) = (vec![run(0)], Vec::new(), run(0));
        while let Some(sign) = text.get(end).copied().map(|c| if c.is_whitespace() { ' ' } else { c }) {
            let length = run((end + 1).min(text.len()));
            let groups = length > 0 && matches!(sign, '.' | ',' | '\'' | '’' | '_');
            let spaced = sign == ' ' && length == 3 && lengths[0] <= 3 && signs.iter().all(|c| *c == ' ');
            if !groups && !spaced {
                break;
            }
            lengths.push(length);
            signs.push(sign);
            end += 1 + length;
        }
        let written: String = text[..end].iter().filter(|c| c.is_ascii_digit()).collect();
        if written.len() > 18 || (text[0] == '0' && lengths[0] > 1) {
            return None;
        }
        let (is_run, mut decimals, mut unclear) = (lengths[0] >= 10, 0, None);
        if let Some((&last, before)) = signs.split_last()
            && matches!(last, '.' | ',')
            && !before.contains(&last)
        {
            let tail = lengths[lengths.len() - 1];
            if before.is_empty() && tail == 3 && lengths[0] <= 3 && text[0] != '0' {
                unclear = Some(last);
            } else {
                decimals = u32::try_from(tail).ok()?;
                lengths.pop();
                signs.pop();
            }
        }
        if !are_thousands(&lengths) || signs.windows(2).any(|pair| pair[0] != pair[1]) {
            return None;
        }
        Some((Self { digits: written.parse().ok()?, decimals, unclear, is_run, times: 1 }, end))
    }

    /// Its number without its thousands.
    pub(crate) fn plain(self) -> Option<i128> {
        Self { times: 1, ..self }.minor(0)
    }

    /// In minor units. An unclear sign groups thousands, except before millions and for a dot in Gulf money.
    pub(crate) fn minor(self, exponent: u32) -> Option<i128> {
        let begins_decimals = self.times >= 100_000 || (exponent == 3 && self.unclear == Some('.'));
        let decimals = if self.unclear.is_some() && begins_decimals { 3 } else { self.decimals };
        if decimals > exponent.max(2) && self.times == 1 {
            return None;
        }
        let unit = 10_i128.pow(decimals);
        let scaled = self.digits.checked_mul(self.times)?.checked_mul(10_i128.pow(exponent))?;
        Some(scaled.checked_add(unit / 2)? / unit)
    }
}

/// Groups of three, or of two before the last three, as India writes them.
fn are_thousands(lengths: &[usize]) -> bool {
    let [first, middle @ .., last] = lengths else {
        return true;
    };
    let indian = *first <= 2 && middle.iter().all(|length| *length == 2);
    *last == 3 && ((1..=3).contains(first) && middle.iter().all(|length| *length == 3) || indian)
}

/// «$3-4k» and «3k-4» are thousands twice, «500-1k» is not.
pub(crate) fn share_times(mut first: Amount, mut second: Amount) -> Option<(Amount, Amount)> {
    if first.times == 1 && second.times > 1 && first.plain()? <= second.plain()? {
        first.times = second.times;
    } else if second.times == 1 && first.times > 1 && second.plain()? < first.minor(0)? {
        second.times = first.times;
    }
    Some((first, second))
}
