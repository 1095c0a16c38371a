//! What must never happen, whatever the score is.

use serde_json::Value;
use shared::{
    people::{email, phone},
    reading::{Field, Found, Reading},
};

use crate::{
    case::Case,
    score::{fold, name},
};

/// What went wrong in one case.
#[derive(Default)]
pub(crate) struct Faults {
    /// Values in all.
    pub(crate) values: usize,
    /// Words that do not stand in the text.
    pub(crate) offsets: Vec<String>,
    /// Values that do not follow from their words.
    pub(crate) unsupported: Vec<String>,
    /// Values that are forbidden.
    pub(crate) forbidden: Vec<String>,
}

/// Looks at every value that was read.
pub(crate) fn check(case: &Case, reading: &Reading) -> Faults {
    let mut faults = Faults::default();
    for (field, found) in reading.parties.iter().flat_map(|party| &party.fields) {
        faults.values += 1;
        let said = || format!("{} {}", name(*field), found.value);
        match case.text.get(found.span.range()).filter(|quote| !quote.is_empty()) {
            None => faults.offsets.push(said()),
            Some(quote) if !follows(*field, &found.value, quote, &case.region) => {
                faults.unsupported.push(format!("{} from {quote:?}", said()));
            }
            Some(_) => {}
        }
        if reading.no_lead.is_none() && case.must_not_extract.iter().any(|words| is_forbidden(*field, found, words)) {
            faults.forbidden.push(said());
        }
    }
    faults
}

/// Whether a value follows from its words, found out in another way than the rules do.
fn follows(field: Field, value: &Value, quote: &str, region: &str) -> bool {
    let text = value.as_str().unwrap_or_default();
    match field {
        Field::Email => email::normalize(quote).is_ok_and(|same| same == text) || is_within(text, quote),
        Field::Phone => {
            let spelled = digits(&spelled_out(quote));
            let national = spelled.trim_start_matches('0');
            phone::normalize(quote, region).is_ok_and(|same| same == text)
                || (national.len() >= 6 && digits(text).ends_with(national))
                || (!national.is_empty() && is_within(&digits(text)[digits(text).len().saturating_sub(7)..], national))
        }
        Field::BudgetMinMinor | Field::BudgetMaxMinor => {
            let minor = value.as_i64().unwrap_or_default().to_string();
            let has_words = digits(quote).is_empty() && quote.chars().any(char::is_alphabetic);
            has_words || is_within(minor.trim_end_matches('0'), &ascii_digits(quote))
        }
        Field::FullName | Field::Company | Field::JobTitle => {
            let quote = fold(quote);
            fold(text).split(' ').all(|word| quote.contains(word))
        }
        Field::Need | Field::ProjectType | Field::PropertyInterest | Field::VehicleInterest => {
            fold(quote).contains(&fold(text))
        }
        Field::LinkedinUrl => text.rsplit('/').find(|part| !part.is_empty()).is_some_and(|slug| is_within(slug, quote)),
        Field::NextActionDue => quote.chars().any(char::is_alphanumeric),
        Field::Currency | Field::Source | Field::Urgency | Field::Tags | Field::NextAction => true,
    }
}

/// Whether the letters and digits of `value` stand in `quote` in this order.
fn is_within(value: &str, quote: &str) -> bool {
    let mut left = quote.chars().flat_map(char::to_lowercase);
    value.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).all(|c| left.any(|other| other == c))
}

/// All digits, of any script, as ASCII.
fn ascii_digits(text: &str) -> String {
    let zeros = ['0', '٠', '۰', '०', '０'];
    let digit = |c: char| {
        let mut values = zeros.iter().filter_map(|zero| u32::from(c).checked_sub(u32::from(*zero)));
        values.find(|value| *value < 10).and_then(|value| char::from_digit(value, 10))
    };
    text.chars().filter_map(digit).collect()
}

fn digits(text: &str) -> String {
    ascii_digits(text)
}

/// «five5five-oh one double eight» in digits.
fn spelled_out(text: &str) -> String {
    let languages = [
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
        ["cero", "uno", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve"],
        ["null", "eins", "zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"],
    ];
    let numbered = languages.iter().flat_map(|words| words.iter().enumerate());
    let low = text.to_lowercase().replace("oh", "0");
    let digits = numbered.fold(low, |text, (value, word)| text.replace(word, &value.to_string()));
    // «double eight»
    let twice = |digits: String, value: u32| digits.replace(&format!("double {value}"), &format!("{value}{value}"));
    (0..10).fold(digits, twice)
}

/// Whether a value is, or has in it, what must not be read.
fn is_forbidden(field: Field, found: &Found, words: &str) -> bool {
    let number = digits(words);
    let is_number = !number.is_empty() && !words.chars().any(char::is_alphabetic);
    match (field, &found.value) {
        (Field::BudgetMinMinor | Field::BudgetMaxMinor, Value::Number(value)) => {
            is_number && (value.to_string() == number || value.to_string() == format!("{number}00"))
        }
        (Field::Phone, Value::String(value)) => is_number && number.len() >= 5 && value.contains(&number),
        (Field::NextActionDue, Value::String(value)) => value.starts_with(words),
        (_, Value::String(value)) => fold(value) == fold(words) || (!is_number && has_word(value, words)),
        (_, Value::Array(values)) => values.iter().filter_map(Value::as_str).any(|value| fold(value) == fold(words)),
        (_, Value::Null | Value::Bool(_) | Value::Number(_) | Value::Object(_)) => false,
    }
}

fn has_word(text: &str, word: &str) -> bool {
    let (text, word) = (fold(text), fold(word));
    text.match_indices(&word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(char::is_alphanumeric) && !after.is_some_and(char::is_alphanumeric)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_value_has_to_follow_from_its_words() {
        let follows = |field, value, quote| follows(field, &value, quote, "US");
        assert!(follows(Field::Email, json!("a.b@c.example"), "a dot b at C dot example"));
        assert!(!follows(Field::Email, json!("x@c.example"), "a at c dot example"));
        assert!(follows(Field::Phone, json!("+15105550142"), "510-555-0142"));
        assert!(follows(Field::Phone, json!("+16105550188"), "five5five-0188"));
        assert!(follows(
            Field::Phone,
            json!("+447400988765"),
            "oh seven four double oh, nine double eight, seven six five"
        ));
        assert!(!follows(Field::Phone, json!("+15105550142"), "510-555-0143"));
        assert!(follows(Field::BudgetMaxMinor, json!(120_000_000), "up to 1.2m"));
        assert!(follows(Field::BudgetMaxMinor, json!(37_500_000), "three seventy five"));
        assert!(!follows(Field::BudgetMaxMinor, json!(30_000), "up to 1.2m"));
        assert!(!follows(Field::FullName, json!("Ada"), "Bo"));
    }
}
