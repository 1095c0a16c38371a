//! What the words and signs around an amount mean.

use std::{collections::HashMap, sync::LazyLock};

/// The currency of a region (ISO 3166-1 alpha-2), for forms that say neither: US→USD, DE→EUR. `None` for rarer ones.
pub fn currency_of(region: &str) -> Option<&'static str> {
    CURRENCIES.split("; ").find(|row| row.split(' ').skip(1).any(|known| known == region)).map(|row| &row[..3])
}

/// Whether this is the code of a currency that is recognised (ISO 4217).
pub fn is_currency(code: &str) -> bool {
    code.len() == 3 && CURRENCIES.split("; ").any(|row| row.starts_with(code))
}

/// The currencies that are recognised by their code, each with its regions.
pub(crate) const CURRENCIES: &str = "AED AE; ARS AR; AUD AU; BDT BD; BGN; BHD BH; BRL BR; CAD CA; CHF CH LI; CLP CL; CNY CN; \
    COP CO; CZK CZ; DKK DK FO GL; EGP EG; EUR AD AT BE BG CY DE EE ES FI FR GR HR IE IT LT LU LV MC ME MT NL PT SI SK SM \
    VA XK; GBP GB GG IM JE; GHS GH; HKD HK; HUF HU; IDR ID; ILS IL; INR IN; ISK IS; JOD JO; JPY JP; KES KE; KRW KR; \
    KWD KW; LKR LK; MAD MA; MXN MX; MYR MY; NGN NG; NOK NO; NPR NP; NZD NZ; OMR OM; PEN PE; PHP PH; PKR PK; PLN PL; \
    QAR QA; RON RO; SAR SA; SEK SE; SGD SG; THB TH; TND TN; TRY TR; TWD TW; UAH UA; USD US AS EC GU MP PR SV TL VI; \
    UYU UY; VND VN; ZAR ZA";

/// How many decimal digits the minor unit has (ISO 4217).
pub fn exponent(currency: Option<&str>) -> u32 {
    match currency {
        Some("CLP" | "ISK" | "JPY" | "KRW" | "VND") => 0,
        Some("BHD" | "JOD" | "KWD" | "OMR" | "TND") => 3,
        _ => 2,
    }
}

/// What a word or a sign says about the amounts.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Meaning {
    AtLeast,
    AtMost,
    /// Between two amounts it makes a range, before a single one a most.
    To,
    /// Between two amounts it makes a range.
    Join,
    Times(i128),
    /// The currencies that are written so, the likeliest first.
    Currency(&'static str),
    /// Turns the next bound around: «no more than».
    Not,
    Filler,
    /// Whatever it is, it is no budget.
    NoBudget,
    Unknown,
}
use Meaning::{AtLeast, AtMost, Currency, Filler, Join, NoBudget, Not, Times, To, Unknown};

/// In lower case; a sign is a word of its own.
const WORDS: &[(&str, Meaning)] = &[
    (
        "ab above exceed exceeding from least min mindestens minimum more mehr over starting up upwards über > ≥ +",
        AtLeast,
    ),
    ("below cap höchstens less limit max maximal maximum most under unter upto weniger within < ≤", AtMost),
    ("to bis till until", To),
    ("and or und oder - – — ~ 〜 ～", Join),
    ("no not nicht", Not),
    ("a about als approx approximately around at between budget ca circa etwa for für is my of our", Filler),
    ("plus roughly rund than the total von zu zwischen", Filler),
    ("annual annually daily hour hourly jährlich monat monatlich month monthly pa pcm per pm pro", NoBudget),
    ("pw stunde weekly yearly yr % ‰ /", NoBudget),
    ("hundred", Times(100)),
    ("grand k mille t tsd tausend thousand", Times(1_000)),
    ("万 萬", Times(10_000)),
    ("l lac lacs lakh lakhs", Times(100_000)),
    ("m mio mill million millionen millions mm mn", Times(1_000_000)),
    ("cr crore crores", Times(10_000_000)),
    ("億 亿", Times(100_000_000)),
    ("b billion billions bn mrd milliarden", Times(1_000_000_000)),
];

/// The signs and names of currencies, in lower case, and what they can mean, the likeliest first.
const MONEY: &str = "$ dollar dollars:USD CAD AUD NZD SGD HKD TWD MXN ARS CLP COP UYU; us$:USD; a$ au$:AUD; c$ ca$ can$:CAD; \
    nz$:NZD; s$ sg$:SGD; hk$:HKD; nt$:TWD; mx$:MXN; r$:BRL; € euro euros:EUR; £ ￡ pound pounds quid:GBP; ¥ ￥:JPY CNY; \
    円 yen:JPY; 元 rmb yuan:CNY; ₩ ￦ won:KRW; ₹:INR; rs rupee rupees:INR PKR LKR NPR; fr franken francs sfr:CHF; \
    kr kronor kroner:SEK NOK DKK ISK; zł:PLN; kč:CZK; r:ZAR; ₺:TRY; ₦:NGN; ₪:ILS; ₫:VND; ฿:THB; ₱:PHP; ₴:UAH";

impl Meaning {
    pub(crate) fn of(word: &str) -> Self {
        static ALL: LazyLock<HashMap<&str, Meaning>> = LazyLock::new(|| {
            let money = MONEY.split("; ").filter_map(|row| row.split_once(':'));
            let money = money.map(|(words, codes)| (words, Currency(codes)));
            // The last one that is put in stays, and the first of the rows is meant.
            let rows: Vec<(&str, Meaning)> = WORDS.iter().copied().chain(money).collect();
            rows.iter().rev().flat_map(|(words, meaning)| words.split(' ').map(|word| (word, *meaning))).collect()
        });
        if let Some(meaning) = ALL.get(word.to_lowercase().as_str()) {
            *meaning
        } else if word.contains(char::is_alphabetic) {
            Self::of_code(word)
        } else {
            Filler
        }
    }

    /// A currency's code, in lower case where that is no word.
    pub(crate) fn of_code(word: &str) -> Self {
        static ROWS: LazyLock<HashMap<&str, &str>> =
            LazyLock::new(|| CURRENCIES.split("; ").map(|row| (row.split(' ').next().unwrap_or(row), row)).collect());
        let code = word.to_uppercase();
        let is_code = word == code || !matches!(word, "cop" | "mad" | "pen" | "ron" | "try");
        let row = ROWS.get(code.as_str()).filter(|_| is_code);
        row.map_or(Unknown, |row| Currency(&row[..3]))
    }
}
