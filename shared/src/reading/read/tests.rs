//! Sentences of many people, and what is read in them.

mod families;
mod hostile;
mod leads;
mod nobody;
mod several;

use jiff::civil::date;

use super::*;

fn context<'a>(channel: &'a str, region: &'a str) -> Context<'a> {
    Context { channel, region, now: date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap() }
}

/// A value as text, `-` for none.
fn value(party: &Party, field: Field) -> String {
    let text = |found: &Found| found.value.as_str().map_or_else(|| found.value.to_string(), str::to_owned);
    party.fields.get(&field).map_or_else(|| "-".to_owned(), text)
}

/// A text, and of its first party the name, the company, the address and the number.
type Row = (&'static str, &'static str, &'static str, [&'static str; 4]);

#[track_caller]
fn reads(rows: &[Row]) {
    let mut wrong = Vec::new();
    for (channel, region, text, wanted) in rows {
        let reading = read(text, &context(channel, region));
        let party = reading.parties.first().cloned().unwrap_or_default();
        let fields = [Field::FullName, Field::Company, Field::Email, Field::Phone];
        let got = fields.map(|field| value(&party, field));
        if got != *wanted || reading.no_lead.is_some() {
            wrong.push(format!("{text}\n    wanted {wanted:?}\n    read   {got:?} {:?}", reading.no_lead));
        }
    }
    assert!(wrong.is_empty(), "{} of {} wrong:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
}
