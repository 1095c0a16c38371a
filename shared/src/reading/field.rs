//! What can be read, and how it is told.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize, Serializer};

/// What can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// A person's name, a string, without a title.
    FullName,
    /// Whom the person works for, a string.
    Company,
    /// As what, a string.
    JobTitle,
    /// As [`crate::people::email::normalize`] writes it.
    Email,
    /// In E.164.
    Phone,
    /// `https://www.linkedin.com/in/…`.
    LinkedinUrl,
    /// The least, an integer in minor units of the currency.
    BudgetMinMinor,
    /// The most, an integer in minor units of the currency.
    BudgetMaxMinor,
    /// ISO 4217.
    Currency,
    /// What kind of work or thing is wanted, in a few words of the text.
    ProjectType,
    /// What is wanted, in the text's own words.
    Need,
    /// How they came to us, such as `referral`.
    Source,
    /// `low`, `normal`, `high`.
    Urgency,
    /// Strings in lower case, such as `cash_buyer`.
    Tags,
    /// What is to be done next: `call`, `email`, `send`, `quote`, `visit`, `meeting`, `follow_up`.
    NextAction,
    /// By when, a date or a local date and time without a zone: `2026-11-21`, `2026-11-21T14:30`.
    NextActionDue,
    /// The property that is wanted, in the text's own words.
    PropertyInterest,
    /// The vehicle that is wanted, in the text's own words.
    VehicleInterest,
}

impl Field {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::FullName,
        Self::Company,
        Self::JobTitle,
        Self::Email,
        Self::Phone,
        Self::LinkedinUrl,
        Self::BudgetMinMinor,
        Self::BudgetMaxMinor,
        Self::Currency,
        Self::ProjectType,
        Self::Need,
        Self::Source,
        Self::Urgency,
        Self::Tags,
        Self::NextAction,
        Self::NextActionDue,
        Self::PropertyInterest,
        Self::VehicleInterest,
    ];
}

/// Who read a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The rules.
    Rule,
    /// A model pointed at the words; the value was computed from them.
    Model,
    /// The rules, and a model pointed at the same value.
    Both,
}

/// What a person should know before trusting a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Flag {
    /// It stands among suspicious words.
    Suspicious,
    /// The text names no currency; it is that of the region.
    DefaultCurrency,
    /// The amount is for a month.
    PerMonth,
    /// The amount is for a week.
    PerWeek,
    /// The amount is for a year.
    PerYear,
    /// The amount is for one piece, one plate, one square foot.
    PerUnit,
    /// The scale was not written: «40-50» for lakhs, «I'm at 8» against «10k».
    AssumedScale,
    /// Day and month could be the other way round.
    DayMonthOrder,
    /// The year was not written, or the weekday could be another week's.
    AssumedDate,
    /// Half of the day was not written.
    AssumedHour,
    /// Several values were possible.
    Ambiguous,
    /// It was spelled so as not to be read by a machine.
    Obfuscated,
    /// It was said in words that a transcript wrote down: «dot», «at».
    Spoken,
}

/// How sure a value is, in hundredths: computed from what was checked, never a model's own word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Confidence(u8);

impl Confidence {
    /// So many hundredths, 100 at most.
    pub fn of(hundredths: u8) -> Self {
        Self(hundredths.min(100))
    }

    /// In hundredths.
    pub fn hundredths(self) -> u8 {
        self.0
    }
}

/// As a number from 0 to 1.
impl Serialize for Confidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(f64::from(self.0) / 100.0)
    }
}

impl<'de> Deserialize<'de> for Confidence {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let share = f64::deserialize(deserializer)?.clamp(0.0, 1.0);
        Ok(Self((share * 100.0).round() as u8))
    }
}
