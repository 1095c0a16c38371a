//! Whether somebody wants something at all.

mod kinds;
mod signs;
mod wants;
mod weigh;

use self::signs::SIGNS;
use self::wants::WANTS;
use self::weigh::Scales;
use super::cues::CLOSINGS;
use super::page::Page;
use super::points::PointKind;
use super::words::Word;
use super::{NoLead, Span, SuspicionKind};

/// Why `page` is no lead, if it is none.
pub(super) fn no_lead(page: &Page<'_>) -> Option<NoLead> {
    let usable = |span: Span| page.is_theirs(span);
    let has = |phrase: &str| page.folded.all(phrase).take(8).any(usable);
    let wants = WANTS.iter().filter(|want| has(want)).count();
    let has_point = page.points.iter().any(|point| usable(point.span) && point.kind != PointKind::LinkedIn);
    if page.text.trim().is_empty() {
        return Some(NoLead::NothingAsked);
    }
    if has_made_up_address(page) || is_mashed(page) {
        return Some(NoLead::Junk);
    }
    if is_stop(page) {
        return Some(NoLead::Cancellation);
    }
    let asks = wants.min(3) as u8 * 2;
    let (score, reason) = likeliest(&has);
    let scales = Scales::of(page);
    let need = match reason {
        NoLead::Junk => 6,
        NoLead::AutoReply | NoLead::Notice => 6 + scales.wishes.min(1) * 3,
        NoLead::Solicitation => 6 + asks.min(4) / 2 + scales.wishes.min(1) * 2,
        NoLead::Cancellation => 6 + scales.wishes.min(1) * 4 + if wants > 1 && has_point { 2 } else { 0 },
        // Whoever leaves a number may still want something: «no answer x3, try again».
        NoLead::NothingAsked => 4 + asks + if has_point && page.is_note() { 2 } else { 0 },
    };
    if score > 0 && score >= need && !has_conditions(page, reason, wants) {
        return Some(reason);
    }
    if let Some((reason, points)) = scales.heaviest()
        && points >= 6 + scales.wishes * 6 + if page.is_note() && has_point { 6 } else { 0 }
    {
        return Some(reason);
    }
    if is_bare(page, wants, has_point) && scales.is_talk() {
        return Some(NoLead::NothingAsked);
    }
    asks_nothing(page, wants, has_point)
}

/// The reason that most signs speak for, and how many points it has.
fn likeliest(has: &impl Fn(&str) -> bool) -> (u8, NoLead) {
    let mut best = (0, NoLead::NothingAsked);
    let mut seen: Vec<(NoLead, u8)> = Vec::new();
    for (reason, weight, phrases) in SIGNS {
        let count = phrases.iter().filter(|phrase| has(phrase)).take(3).count() as u8;
        let points = if count == 0 { 0 } else { weight + (count - 1) * 3 };
        match seen.iter_mut().find(|(known, _)| known == reason) {
            Some((_, sum)) => *sum += points,
            None => seen.push((*reason, points)),
        }
    }
    for (reason, score) in seen {
        if score > best.0 {
            best = (score, reason);
        }
    }
    best
}

/// Phrases that turn a sign round: «not interested in the blue one, but».
fn has_conditions(page: &Page<'_>, reason: NoLead, wants: usize) -> bool {
    let turns = page.folded.count(&[
        "but do",
        "but can",
        "but could",
        "but is",
        "but are",
        "though",
        "hire you",
        "switch to you",
        "our current",
        "my current",
        "instead",
        "but i",
        "but we",
        "but would",
        "rather",
        "reschedule",
        "new date",
        "another",
        "sino",
        "pero",
        "mais",
        "sondern",
        "aber",
        "lekin",
        "par chahiye",
    ]) > 0;
    match reason {
        NoLead::Cancellation => page.is_note() && wants > 1 || turns && wants > 0,
        NoLead::Solicitation => {
            page.is_note()
                && wants > 0
                && page.folded.count(&["unsubscribe", "spam", "solicitation", "vendor", "resume", "cv"]) == 0
        }
        NoLead::AutoReply | NoLead::Notice | NoLead::Junk | NoLead::NothingAsked => false,
    }
}

/// «STOP», «BAJA»: nothing else.
fn is_stop(page: &Page<'_>) -> bool {
    let bare: String =
        page.text.chars().filter(|c| c.is_alphanumeric() || *c == ' ').collect::<String>().trim().to_lowercase();
    let stops = [
        "stop",
        "stopall",
        "stop all",
        "unsubscribe",
        "unsub",
        "unsubscribe me",
        "remove me",
        "no more texts",
        "stop texting",
        "cancel",
        "end",
        "quit",
        "baja",
        "alto",
        "arret",
        "arrêt",
        "stopp",
        "abmelden",
        "remove",
        "stop please",
        "please stop",
        "stop msg",
        "stop it",
        "band karo",
    ];
    stops.contains(&bare.as_str())
}

/// `aaa@aaa.aaa`: the same letter over and over.
fn has_made_up_address(page: &Page<'_>) -> bool {
    let is_one_letter = |address: &str| {
        let mut letters = address.chars().filter(|c| c.is_alphanumeric());
        letters.next().is_some_and(|first| letters.all(|letter| letter == first))
    };
    page.points.iter().any(|point| point.kind == PointKind::Email && is_one_letter(&point.value))
}

/// Two words that no mouth can say, of a hand that fell on the keys: «hgfhgf jkjkjk».
fn is_mashed(page: &Page<'_>) -> bool {
    let is_consonants = |word: &&Word<'_>| {
        // Capitals are codes and abbreviations, digits are numbers of things.
        word.text.len() > 4 && word.text.bytes().all(|c| c.is_ascii_lowercase() && !b"aeiouy".contains(&c))
    };
    page.words.len() < 40 && page.words.iter().filter(is_consonants).count() > 1
}

/// Nobody asks for anything, names anybody or leaves a number: thanks, greetings, orders to a machine.
fn asks_nothing(page: &Page<'_>, wants: usize, has_point: bool) -> Option<NoLead> {
    let instructed = page.suspicious.iter().any(|suspicion| suspicion.kind == SuspicionKind::Instruction);
    if instructed && wants == 0 && !has_point {
        return Some(NoLead::NothingAsked);
    }
    let count = page.folded.word_count();
    let thanks = page.folded.count(CLOSINGS) > 0
        || page.folded.count(&[
            "ok",
            "okay",
            "great",
            "perfect",
            "received",
            "got it",
            "will do",
            "lol",
            "haha",
            "see you",
            "no problem",
            "sounds good",
            "perfecto",
            "vale",
            "d'accord",
            "parfait",
            "super",
            "alles klar",
            "theek hai",
            "thik hai",
            "accha",
        ]) > 0;
    let is_bare = is_bare(page, wants, has_point);
    if is_bare && (thanks && count <= 25 || count <= 2 && !page.text.chars().any(char::is_alphabetic) || count == 0) {
        return Some(NoLead::NothingAsked);
    }
    None
}

/// Whether there is no wish, no contact data, no question and no amount.
fn is_bare(page: &Page<'_>, wants: usize, has_point: bool) -> bool {
    let is_question = page.text.contains(['?', '？', '¿']);
    let has_amount = page.text.contains(['$', '€', '£', '₹', '₦', '¥'])
        || page.text.chars().filter(char::is_ascii_digit).count() > 2;
    wants == 0 && !has_point && !is_question && !has_amount
}
