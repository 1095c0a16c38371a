//! Budgets: what people write about money, read as far as it is certain.

pub(crate) mod amount;
mod reader;
pub(crate) mod words;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use self::reader::Reader;
pub use self::words::{currency_of, exponent, is_currency};

/// What somebody would spend: their words, and what we understood.
///
/// Without a currency, minor units are hundredths.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Budget {
    /// As it was written.
    pub raw: String,
    /// The least, in minor units of the currency (cents; yen have none, Kuwaiti fils are thousandths).
    #[serde(skip_serializing_if = "Option::is_none")]
    pub min_minor: Option<i64>,
    /// The most, in minor units; equal to the least when one amount was named.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_minor: Option<i64>,
    /// ISO 4217: as written, else the default one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub currency: Option<String>,
    /// The size.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub band: Option<Band>,
}

/// The size of a budget in major units of its own currency: where its least lies, the lower bound included. A budget
/// with a most only lies where its most does, the upper bound included: «up to 5k» is `1k_5k`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub enum Band {
    /// Less than 1,000.
    #[serde(rename = "under_1k")]
    Under1k,
    /// From 1,000 to 5,000.
    #[serde(rename = "1k_5k")]
    From1kTo5k,
    /// From 5,000 to 25,000.
    #[serde(rename = "5k_25k")]
    From5kTo25k,
    /// From 25,000 to 100,000.
    #[serde(rename = "25k_100k")]
    From25kTo100k,
    /// From 100,000 to 500,000.
    #[serde(rename = "100k_500k")]
    From100kTo500k,
    /// 500,000 and more.
    #[serde(rename = "over_500k")]
    Over500k,
}

impl Band {
    fn of(min: Option<i64>, max: Option<i64>, exponent: u32) -> Option<Self> {
        let minor = min.or(max.map(|most| (most - 1).max(0)))?;
        Some(match minor / 10_i64.pow(exponent) {
            ..1_000 => Self::Under1k,
            1_000..5_000 => Self::From1kTo5k,
            5_000..25_000 => Self::From5kTo25k,
            25_000..100_000 => Self::From25kTo100k,
            100_000..500_000 => Self::From100kTo500k,
            _ => Self::Over500k,
        })
    }
}

impl Budget {
    /// What was understood of `raw` elsewhere: amounts in minor units of `currency` (ISO 4217).
    pub fn of(raw: String, min_minor: Option<i64>, max_minor: Option<i64>, currency: Option<String>) -> Self {
        let band = Band::of(min_minor, max_minor, exponent(currency.as_deref()));
        Self { raw, min_minor, max_minor, currency, band }
    }

    /// Reads one amount, a range, or a bound («$3-4k», «bis 300 000 €», «2 lakh+»); `default_currency` (ISO 4217) stands
    /// in where none is named, and decides what `$`, `kr` and the like mean.
    ///
    /// Never fails: what is not certainly a budget keeps `raw` only. That is: several amounts that are no range, two
    /// currencies, a rate (per month), a percentage, a date, a phone number, and a bare number among unknown words.
    pub fn read(raw: &str, default_currency: Option<&str>) -> Budget {
        let default =
            default_currency.filter(|code| code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_uppercase()));
        let read = Reader::read(raw).and_then(|reader| reader.budget(raw, default));
        read.unwrap_or_else(|| Budget { raw: raw.to_owned(), ..Budget::default() })
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{words::CURRENCIES, *};

    /// Minor units and the currency, in a form that says nothing else than `default`.
    fn read(raw: &str, default: &str) -> (Option<i64>, Option<i64>, String) {
        let budget = Budget::read(raw, Some(default));
        assert_eq!(budget.raw, raw);
        (budget.min_minor, budget.max_minor, budget.currency.unwrap_or_default())
    }

    /// Euros, in cents.
    #[track_caller]
    fn euros(raw: &str, min: impl Into<Option<i64>>, max: impl Into<Option<i64>>) {
        let cents = |euros: Option<i64>| euros.map(|euros| euros * 100);
        assert_eq!(read(raw, "EUR"), (cents(min.into()), cents(max.into()), "EUR".into()), "{raw:?}");
    }

    #[track_caller]
    fn exactly(raw: &str, minor: i64, currency: &str) {
        assert_eq!(read(raw, "USD"), (Some(minor), Some(minor), currency.into()), "{raw:?}");
    }

    #[test]
    fn an_amount_is_read_in_every_way_of_grouping_it() {
        let five = "5000|5,000|5.000 €|5 000|5\u{202f}000,00 EUR|5'000.-|5.000,-|EUR5000|ca. 5000 Euro|~5k|(5k)";
        five.split('|').for_each(|raw| euros(raw, 5_000, 5_000));
        let many = "300 000 €|€300,000.00|300.000,00|3,00,000|300k|0.3m|0,300 Mio. €|300 TEUR|300 K€|300keur";
        many.split('|').for_each(|raw| euros(raw, 300_000, 300_000));
        exactly("1,234.56", 123_456, "USD");
        exactly("1.234,56", 123_456, "USD");
        exactly("Budget: $1,234.5", 123_450, "USD");
        exactly("1.250 million", 125_000_000, "USD");
        exactly("5 grand", 500_000, "USD");
        exactly("1.2m", 120_000_000, "USD");
        exactly("450k for the house", 45_000_000, "USD");
    }

    #[test]
    fn a_range_has_both_ends_and_shares_its_thousands() {
        let ranges = "5k - 10k|between 5 and 10k|€5-10k|5k–10|zwischen 5.000 und 10.000 €|from 5k to 10k|5k or 10k|\
            min 5k max 10k|10k - 5k|5.000 € bis 10.000 €|5-10k max|5k up to 10k|€5,000 – €10,000|5000-10000|5 €-10 k€";
        ranges.split('|').for_each(|raw| euros(raw, 5_000, 10_000));
        euros("500-1k", 500, 1_000);
        assert_eq!(read("$3-4k", "EUR"), (Some(300_000), Some(400_000), "USD".into()));
    }

    #[test]
    fn a_bound_leaves_the_other_end_open() {
        let most = "up to 10000|bis 10 000 €|bis zu 10k|max. 10k|10k max|under 10k|< 10k|<€10k|no more than 10k|10k or less|\
            at most €10,000|nicht mehr als 10k|to 10000";
        most.split('|').for_each(|raw| euros(raw, None, 10_000));
        let least =
            "over 2k|at least 2000|from 2k|ab 2.000 €|2k+|2000+ €|> 2k|2k and up|no less than 2k|mindestens 2 Tsd.";
        least.split('|').for_each(|raw| euros(raw, 2_000, None));
    }

    #[test]
    fn a_currency_is_read_from_signs_codes_and_words() {
        "USD 5000|5000 usd|US$5k|5k dollars".split('|').for_each(|raw| exactly(raw, 500_000, "USD"));
        "₹2,50,000|Rs. 2.5 lakh|INR 2.5L|2.5 lakhs rupees".split('|').for_each(|raw| exactly(raw, 25_000_000, "INR"));
        exactly("5 lakh", 50_000_000, "INR");
        exactly("₹1.5 crore", 1_500_000_000, "INR");
        exactly("£5k", 500_000, "GBP");
        exactly("CHF 5'000", 500_000, "CHF");
        exactly("A$5,000", 500_000, "AUD");
        exactly("$5,000 CAD", 500_000, "CAD");
        exactly("5m$", 500_000_000, "USD");
        exactly("¥500,000", 500_000, "JPY");
        exactly("500万円", 5_000_000, "JPY");
        exactly("500000 JPY", 500_000, "JPY");
        exactly("₩5,000,000", 5_000_000, "KRW");
        exactly("KWD 1.500", 1_500, "KWD");
        exactly("BHD 1,500", 1_500_000, "BHD");
    }

    #[test]
    fn the_default_decides_what_a_shared_sign_means() {
        assert_eq!(read("$5k", "CAD").2, "CAD");
        assert_eq!(read("$5k", "EUR").2, "USD");
        assert_eq!(read("¥5k", "CNY").2, "CNY");
        assert_eq!(read("5000 kr", "DKK").2, "DKK");
        assert_eq!(read("5 lakh", "PKR").2, "PKR");
        assert_eq!(Budget::read("5000", None).currency, None);
        assert_eq!(Budget::read("5000", Some("euro")).min_minor, Some(500_000));
    }

    #[test]
    fn what_is_no_budget_keeps_its_words_only() {
        let others = "|tbd|2026-05-01|01.05.2026|5/2026|2026-10|12.2026|5 May 2026|10:30|50%|5k/month|500 per hour|\
            +49 170 1234567|0170 1234567|(202) 555-0123|2025550123|5k, 10k|5k 10k 15k|5k-10k-15k|$5k or €4k|3 rooms|-5000|\
            1,23,4|max 5k or more|99999999999999999999|999999999999999999 bn|a million|5k max 3 rooms|\
            try 5 pens|$.50|$5 mil|500 XYZ|5k pcm";
        for raw in others.split('|').chain([&*"5".repeat(300), &*"5 k".repeat(30)]) {
            assert_eq!(Budget::read(raw, Some("USD")), Budget { raw: raw.into(), ..Budget::default() });
        }
    }

    #[test]
    fn the_band_is_that_of_the_least_or_else_of_the_most() {
        let band = |raw| Budget::read(raw, None).band.unwrap();
        assert_eq!(band("0"), Band::Under1k);
        assert_eq!(band("1k-5k"), Band::From1kTo5k);
        assert_eq!(band("up to 5k"), Band::From1kTo5k);
        assert_eq!(band("5k"), Band::From5kTo25k);
        assert_eq!(band("25k+"), Band::From25kTo100k);
        assert_eq!(band("¥100,000"), Band::From100kTo500k);
        assert_eq!(band("over 500k"), Band::Over500k);
    }

    #[test]
    fn it_is_stored_without_what_is_not_known() {
        let json = serde_json::to_value(Budget::read("2k+", Some("USD"))).unwrap();
        let stored = serde_json::json!({ "raw": "2k+", "min_minor": 200_000, "currency": "USD", "band": "1k_5k" });
        assert_eq!(json, stored);
        assert_eq!(serde_json::from_value::<Budget>(json).unwrap(), Budget::read("2k+", Some("USD")));
    }

    #[test]
    fn every_region_has_at_most_one_currency() {
        let found = ["US", "GB", "DE", "IN", "XK"].map(currency_of);
        assert_eq!(found, ["USD", "GBP", "EUR", "INR", "EUR"].map(Some));
        assert_eq!(["ZZ", "", "USD", "us"].map(currency_of), [None; 4]);
        let mut regions: Vec<&str> = CURRENCIES.split("; ").flat_map(|row| row.split(' ').skip(1)).collect();
        let all = regions.len();
        regions.sort_unstable();
        regions.dedup();
        assert_eq!(regions.len(), all);
    }

    proptest! {
        #[test]
        fn no_text_breaks_it_and_the_least_is_not_above_the_most(
            raw in "\\PC{0,30}|([0-9]{1,20}|[.,' +<>-]|[0-9]{1,3}|k|m|bn|crore| to |bis|max|[$€¥]|KWD ){0,9}",
            default in prop::option::of("[A-Z]{3}|\\PC{0,3}"),
        ) {
            let budget = Budget::read(&raw, default.as_deref());
            prop_assert_eq!(&budget.raw, &raw);
            prop_assert_eq!(budget.band.is_some(), budget.min_minor.or(budget.max_minor).is_some());
            if let (Some(min), Some(max)) = (budget.min_minor, budget.max_minor) {
                prop_assert!(0 <= min && min <= max);
            }
        }

        #[test]
        fn the_decimal_text_of_a_number_is_read_as_that_number(cents in 0..100_000_000_000_i64) {
            let text = format!("{}.{:02}", cents / 100, cents % 100);
            prop_assert_eq!(read(&text, "USD"), (Some(cents), Some(cents), "USD".to_owned()));
        }
    }
}
