//! Weighs who offers and who asks, what is wanted now, and what is over already: sentence by sentence, by kinds of words.

use super::kinds::{self as k, Kinds, kinds_of};
use crate::reading::NoLead;
use crate::reading::page::Page;

/// Whoever writes says what a text is about in its first words; the rest only costs time.
const MOST_WORDS: usize = 600;

/// One sign: a sentence with words of all these kinds and none of those.
struct Sign {
    reason: NoLead,
    points: u8,
    all: Kinds,
    none: Kinds,
}

const fn sign(reason: NoLead, points: u8, all: Kinds, none: Kinds) -> Sign {
    Sign { reason, points, all, none }
}

/// Six points decide where nothing is wanted; four or two need a second sign for the same reason.
const SIGNS: &[Sign] = &[
    // A machine or an absent person answers.
    sign(NoLead::AutoReply, 4, k::AWAY | k::UNTIL, k::NEED | k::PRICE | k::WORK),
    sign(NoLead::AutoReply, 2, k::THANKS | k::MESSAGE, 0),
    sign(NoLead::AutoReply, 2, k::URGENT, k::NEED | k::WORK),
    sign(NoLead::AutoReply, 6, k::MESSAGE | k::NOT | k::SENT, k::ORDER),
    sign(NoLead::Notice, 6, k::AUTO, 0),
    // Something on its way, something to pay, something to type in, something to attend.
    sign(NoLead::Notice, 6, k::YOU | k::ORDER | k::SENT, k::ME | k::QUESTION),
    sign(NoLead::Notice, 6, k::BILL | k::DUE, k::NEED | k::PRICE | k::QUESTION),
    sign(NoLead::Notice, 6, k::CODE | k::NUMBER, k::NEED | k::ME),
    sign(NoLead::Notice, 4, k::FOOTER | k::YOU, k::NEED),
    sign(NoLead::Notice, 2, k::FOOTER, k::NEED),
    sign(NoLead::Notice, 6, k::CALENDAR, k::NEED | k::WORK | k::ME | k::PRICE | k::CAN),
    sign(NoLead::Notice, 6, k::SURVEY | k::YOU, k::NEED),
    // Who offers.
    sign(NoLead::Solicitation, 2, k::ME | k::SELL, k::NEED | k::BOUGHT),
    sign(NoLead::Solicitation, 2, k::TRADE, k::NEED),
    sign(NoLead::Solicitation, 2, k::GROWTH, k::NEED),
    sign(NoLead::Solicitation, 2, k::GROWTH | k::YOU, k::NEED),
    sign(NoLead::Solicitation, 2, k::CHAT | k::QUESTION, k::WORK),
    sign(NoLead::Solicitation, 2, k::TERMS, k::NEED),
    sign(NoLead::Solicitation, 4, k::TRADE | k::SELL, k::NEED),
    sign(NoLead::Solicitation, 4, k::YOU | k::SELL | k::GROWTH, k::NEED),
    sign(NoLead::Solicitation, 2, k::ME | k::SELL | k::GROWTH, k::NEED),
    sign(NoLead::Solicitation, 6, k::JOB | k::SKILL, k::NEED | k::WORK),
    sign(NoLead::Solicitation, 4, k::SKILL | k::ME, k::NEED | k::PRICE | k::CAN),
    sign(NoLead::Solicitation, 4, k::JOB, k::NEED),
    sign(NoLead::Solicitation, 6, k::RICHES | k::RELATION, k::NEED | k::WORK),
    // What is over, or went wrong, or is on its way to the one who asks.
    sign(NoLead::Cancellation, 6, k::WRONG | k::PERSON, k::QUESTION),
    sign(NoLead::Cancellation, 6, k::NOT | k::MORE | k::MESSAGE, k::QUESTION),
    sign(NoLead::Cancellation, 6, k::CANCEL, k::OTHER),
    sign(NoLead::Cancellation, 4, k::BACK | k::ME, k::OTHER | k::QUESTION | k::PRICE | k::AWAY),
    sign(NoLead::Cancellation, 4, k::DEFECT | k::BOUGHT, k::OTHER | k::PRICE),
    sign(NoLead::Cancellation, 6, k::BACK | k::ORDER, k::OTHER | k::PRICE),
    sign(NoLead::NothingAsked, 4, k::WHEN | k::FINISH, k::NEED | k::PRICE | k::WORK),
    sign(NoLead::NothingAsked, 6, k::WHEN | k::ORDER, k::NEED | k::PRICE | k::OTHER),
    sign(NoLead::NothingAsked, 6, k::ORDER | k::FINISH | k::QUESTION, k::NEED | k::PRICE | k::YOU),
    sign(NoLead::NothingAsked, 6, k::WHEN | k::FINISH | k::QUESTION, k::NEED | k::PRICE | k::CAN | k::YOU | k::WORK),
    sign(NoLead::NothingAsked, 2, k::ORDER | k::NUMBER, k::NEED | k::PRICE),
    // Orders to a machine.
    sign(NoLead::NothingAsked, 6, k::MACHINE | k::COMMAND, k::QUESTION | k::ME),
    sign(NoLead::NothingAsked, 6, k::COMMAND | k::EVERY, k::QUESTION | k::ME),
];

/// Talk and the house's own affairs, in a text with no wish, no contact data, no question and no amount. A lead says
/// «good morning» and «best regards» too.
const TALK: &[Kinds] = &[k::PRAISE, k::STAFF, k::GREETING, k::HOME | k::YOU];

/// What is no wish of a customer, whoever wants it.
const NO_WISH: Kinds = k::BACK | k::BILL | k::JOB | k::GROWTH | k::CHAT | k::MESSAGE | k::SURVEY | k::RICHES | k::SELL;

/// What a text says.
#[derive(Default)]
pub(super) struct Scales {
    points: Vec<(NoLead, u8)>,
    /// The kinds of words in each sentence.
    sentences: Vec<Kinds>,
    /// How many sentences want something of us.
    pub(super) wishes: u8,
}

impl Scales {
    /// Weighs the words of `page` that are somebody's.
    pub(super) fn of(page: &Page<'_>) -> Self {
        let sentences = sentences(page);
        let wishes = sentences.iter().filter(|kinds| is_wish(**kinds)).take(3).count() as u8;
        let mut scales = Scales { wishes, ..Scales::default() };
        for sign in SIGNS {
            if sentences.iter().any(|kinds| kinds & sign.all == sign.all && kinds & sign.none == 0) {
                scales.add(sign.reason, sign.points);
            }
        }
        scales.sentences = sentences;
        scales
    }

    /// Whether a sentence is talk: for a text that holds nothing that a lead would.
    pub(super) fn is_talk(&self) -> bool {
        let wants = self
            .sentences
            .iter()
            .any(|kinds| kinds & (k::NEED | k::PRICE) != 0 || kinds & k::YOU != 0 && kinds & k::CAN != 0);
        !wants && self.sentences.iter().any(|kinds| TALK.iter().any(|talk| kinds & talk == *talk))
    }

    fn add(&mut self, reason: NoLead, points: u8) {
        match self.points.iter_mut().find(|(known, _)| *known == reason) {
            Some((_, sum)) => *sum = sum.saturating_add(points),
            None => self.points.push((reason, points)),
        }
    }

    /// The reason that most points speak for.
    pub(super) fn heaviest(&self) -> Option<(NoLead, u8)> {
        self.points.iter().copied().max_by_key(|(_, points)| *points)
    }
}

/// Whether a sentence wants something that a customer wants.
fn is_wish(kinds: Kinds) -> bool {
    let has = |all: Kinds| kinds & all == all;
    let needs = has(k::ME | k::NEED) || has(k::NEED | k::PRICE);
    let refuses = kinds & (k::NOT | k::QUESTION) == k::NOT && kinds & k::NEED != 0;
    let is_pitch = kinds & (k::TRADE | k::GROWTH) != 0 && !has(k::QUESTION);
    let begins = kinds & (k::CAN | k::IS) != 0;
    let asks = has(k::QUESTION | k::PRICE) || has(k::CAN | k::YOU | k::WORK) || begins && has(k::WORK | k::QUESTION);
    let asks = asks && !is_pitch;
    let moves = has(k::OTHER | k::CANCEL | k::ME);
    let is_over = has(k::CANCEL) && !has(k::OTHER);
    (needs || moves || asks) && kinds & NO_WISH & !(if asks { k::SELL | k::CHAT } else { 0 }) == 0 && !is_over && !refuses
        // «What do you charge», «could you beat this invoice»: a buyer's, whatever it is about.
        || has(k::QUESTION | k::CAN | k::YOU | k::PRICE) && kinds & (k::GROWTH | k::BACK) == 0
}

/// The kinds of words in each sentence.
fn sentences(page: &Page<'_>) -> Vec<Kinds> {
    let (mut found, mut kinds, mut end) = (Vec::new(), 0, 0);
    for (at, word) in page.words.iter().take(MOST_WORDS).enumerate() {
        let gap = page.text.get(end..word.span.start).unwrap_or_default();
        if kinds != 0 && is_end(page.text, end, gap) {
            found.push(kinds | question(gap));
            kinds = 0;
        }
        end = word.span.end;
        // «Shops like yours» wants nothing.
        let compares = word.low == "like" && page.words.get(at + 1).is_some_and(|next| next.low.starts_with("you"));
        if !compares && page.is_theirs(word.span) {
            kinds |= kinds_of(&word.low);
        }
    }
    let rest: String = page.text.get(end..).unwrap_or_default().chars().take(8).collect();
    found.push(kinds | question(&rest));
    found
}

/// Whether a sentence ends in what stands between two words; «2. Dezember» goes on.
fn is_end(text: &str, at: usize, gap: &str) -> bool {
    let digits = text.as_bytes().iter().take(at).rev().take_while(|byte| byte.is_ascii_digit()).take(3).count();
    let after_digit = (1..3).contains(&digits);
    gap.contains(['!', '?', ';', '\n', '¿', '¡', '।', '？', '…']) || gap.contains(". ") && !after_digit
}

fn question(gap: &str) -> Kinds {
    if gap.contains(['?', '？']) { k::QUESTION } else { 0 }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::reading::Context;

    fn weighed(text: &str) -> (Option<NoLead>, u8) {
        let now = date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap();
        let context = Context { channel: "email", region: "US", now };
        let scales = Scales::of(&Page::of(text, &context));
        (scales.heaviest().filter(|(_, points)| *points >= 6).map(|(reason, _)| reason), scales.wishes)
    }

    #[test]
    fn each_kind_of_sign_speaks_for_its_reason() {
        let rows = [
            ("I'm travelling until Monday. For urgent matters ring Jo.", NoLead::AutoReply),
            ("Je suis en déplacement jusqu'au 3 mai. En cas d'urgence, contactez Paul.", NoLead::AutoReply),
            ("Your parcel was dispatched this morning.", NoLead::Notice),
            ("Su pedido fue enviado hoy.", NoLead::Notice),
            ("Ihre Sendung wurde heute zugestellt.", NoLead::Notice),
            ("The invoice 778 is now overdue.", NoLead::Notice),
            ("Your passcode: 553120", NoLead::Notice),
            ("We are a factory. Wholesale rates for shops like yours. Got time for a chat?", NoLead::Solicitation),
            ("Somos una agencia y ofrecemos más ventas a empresas.", NoLead::Solicitation),
            ("You reached the wrong person.", NoLead::Cancellation),
            ("Please don't send me any more messages.", NoLead::Cancellation),
            ("Die gelieferte Jacke ist kaputt. Ich schicke sie zurück.", NoLead::Cancellation),
            ("Where is my parcel?", NoLead::NothingAsked),
        ];
        for (text, reason) in rows {
            assert_eq!(weighed(text), (Some(reason), 0), "{text}");
        }
    }

    #[test]
    fn a_wish_of_a_customer_is_seen_whatever_stands_beside_it() {
        for text in [
            "I want to cancel my old provider and come to you.",
            "We are an agency. We need forty shirts.",
            "Could you repair the fence?",
            "Wir möchten das Bad renovieren.",
            "¿Cuánto cuesta pintar un piso?",
            "Nous cherchons une maison.",
            "Is the loft available?",
        ] {
            assert!(weighed(text).1 > 0, "{text}");
        }
        for text in ["I want my money back.", "I don't need it.", "Please cancel, we want nothing."] {
            assert_eq!(weighed(text).1, 0, "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_scales(text in any::<String>()) {
            weighed(&text);
        }
    }
}
