//! `portico parse`: what the rules read out of a text, with the words that each value follows from underlined.

use std::{fmt::Write as _, io::IsTerminal as _};

use clap::Args;
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use shared::{
    clock::WallClock,
    reading::{self, Context, Found, Party, Reading, Span},
    workflow::CHANNELS,
};

use crate::{Outcome, banner};

/// What to read, and what is known of it.
#[derive(Args)]
pub struct Words {
    /// The text
    text: String,
    /// How it came: note, sms, whatsapp, email, transcript or webform
    #[arg(long, default_value = "note")]
    channel: String,
    /// The country (ISO 3166) whose numbers, money and dates they are
    #[arg(long, default_value = "US")]
    region: String,
    /// The zone (IANA) in which «tomorrow» is counted
    #[arg(long, default_value = "UTC")]
    timezone: String,
    /// When it was said: with an offset, or local; now unless it is given
    #[arg(long)]
    now: Option<String>,
}

/// Reads the text and prints what it says. Nothing is kept, and no model is asked.
///
/// # Errors
/// In words for a person, when the channel, the zone or the time is none.
pub fn parse(words: &Words) -> Outcome<()> {
    if !CHANNELS.contains(&words.channel.as_str()) {
        return Err(format!("there is no channel `{}`; give one of: {}", words.channel, CHANNELS.join(", ")).into());
    }
    let zone = TimeZone::get(&words.timezone).map_err(|_| "give a zone such as Europe/Berlin")?;
    let now = match &words.now {
        None => WallClock::system().now().timestamp().to_zoned(zone),
        Some(text) => match (text.parse::<Timestamp>(), text.parse::<DateTime>()) {
            (Ok(at), _) => at.to_zoned(zone),
            (Err(_), Ok(local)) => local.to_zoned(zone)?,
            (Err(_), Err(_)) => return Err("give a time such as 2026-03-02T09:30:00Z".into()),
        },
    };
    let region = words.region.to_uppercase();
    let context = Context { channel: &words.channel, region: &region, now };
    let reading = reading::read(&words.text, &context);
    banner::say(describe(&words.text, &reading, std::io::stdout().is_terminal()).trim_end());
    Ok(())
}

/// What was read, for people. On a terminal the words are underlined, elsewhere a line of marks stands below them.
fn describe(text: &str, reading: &Reading, is_terminal: bool) -> String {
    let mut out = String::new();
    if let Some(why) = reading.no_lead {
        let why = serde_json::to_value(why).unwrap_or_default();
        writeln!(out, "no lead: {}", why.as_str().unwrap_or_default()).unwrap_or_default();
    }
    for (number, party) in reading.parties.iter().enumerate() {
        if reading.parties.len() > 1 {
            writeln!(out, "{}.", number + 1).unwrap_or_default();
        }
        let spans: Vec<Span> = party.fields.values().map(|found| found.span).collect();
        out.push_str(&if is_terminal { underlined(text, &spans) } else { marked(text, &spans) });
        out.push('\n');
        out.push_str(&table(text, party));
        out.push('\n');
    }
    for doubt in &reading.suspicious {
        let kind = serde_json::to_value(doubt.kind).unwrap_or_default();
        let words = visible(&text[doubt.span.range()]);
        writeln!(out, "suspicious ({}): {words}", kind.as_str().unwrap_or_default()).unwrap_or_default();
    }
    out
}

/// The text with the words at `spans` underlined.
fn underlined(text: &str, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut was = false;
    for (at, c) in text.char_indices() {
        let is = c != '\n' && spans.iter().any(|span| span.range().contains(&at));
        if is != was {
            out.push_str(if is { "\u{1b}[4m" } else { "\u{1b}[24m" });
        }
        was = is;
        out.push(safe(c));
    }
    if was {
        out.push_str("\u{1b}[24m");
    }
    out + "\n"
}

/// The text, with a line of marks below each of its lines.
fn marked(text: &str, spans: &[Span]) -> String {
    let mut out = String::new();
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let marks: String = line
            .trim_end_matches('\n')
            .char_indices()
            .map(|(offset, _)| if spans.iter().any(|span| span.range().contains(&(at + offset))) { '^' } else { ' ' })
            .collect();
        out.push_str(&visible(line.trim_end_matches('\n')));
        out.push('\n');
        if marks.contains('^') {
            out.push_str(marks.trim_end());
            out.push('\n');
        }
        at += line.len();
    }
    out
}

fn table(text: &str, party: &Party) -> String {
    let mut out = String::new();
    for (field, found) in &party.fields {
        let Found { value, span, confidence, flags, .. } = found;
        let name = serde_json::to_value(field).unwrap_or_default();
        let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        let flags: Vec<String> =
            flags.iter().filter_map(|flag| serde_json::to_value(flag).ok()?.as_str().map(str::to_owned)).collect();
        let sure = f64::from(confidence.hundredths()) / 100.0;
        let (name, value) = (name.as_str().unwrap_or_default(), visible(&value));
        let quote = visible(&text[span.range()].replace('\n', " "));
        writeln!(out, "  {name:<18} {value:<32} {sure:.2}  «{quote}» {}", flags.join(" ")).unwrap_or_default();
    }
    out
}

/// A text that no terminal takes for an order.
fn visible(text: &str) -> String {
    text.chars().map(safe).collect()
}

fn safe(c: char) -> char {
    let turns = matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    if (c.is_control() && c != '\n') || turns { '\u{fffd}' } else { c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_stand_below_the_words_and_a_text_cannot_speak_to_the_terminal() {
        let text = "Hi, Ann\u{1b}[2J\nüber 5k";
        let spans = [Span::new(4, 7), Span::new(18, 20)];
        assert_eq!(marked(text, &spans), "Hi, Ann\u{fffd}[2J\n    ^^^\nüber 5k\n     ^^\n");
        assert_eq!(underlined("a b", &[Span::new(0, 1)]), "\u{1b}[4ma\u{1b}[24m b\n");
    }

    #[test]
    fn what_is_no_lead_says_why() {
        let reading = Reading { no_lead: Some(reading::NoLead::Notice), ..Reading::default() };
        assert_eq!(describe("x", &reading, false), "no lead: notice\n");
    }
}
