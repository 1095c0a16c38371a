//! Numbers in words: «three seventy five», «trescientos», «zweihundertfünfzig», «dhai».

use crate::reading::token::{Kind, Token};

/// A number that was said.
pub(super) struct Spoken {
    /// In hundredths.
    pub(super) hundredths: i64,
    /// Of so many tokens.
    pub(super) length: usize,
    /// A hundred or a thousand was left out: «three fifty», «thirty-two five».
    pub(super) is_short: bool,
    /// Without a scale or a currency it is no sum: «seven».
    pub(super) is_weak: bool,
}

/// The words of a language that has them one after the other.
const ENGLISH: &[(&str, i64)] = &[
    ("one", 1),
    ("two", 2),
    ("three", 3),
    ("four", 4),
    ("five", 5),
    ("six", 6),
    ("seven", 7),
    ("eight", 8),
    ("nine", 9),
    ("ten", 10),
    ("eleven", 11),
    ("twelve", 12),
    ("thirteen", 13),
    ("fourteen", 14),
    ("fifteen", 15),
    ("sixteen", 16),
    ("seventeen", 17),
    ("eighteen", 18),
    ("nineteen", 19),
    ("twenty", 20),
    ("thirty", 30),
    ("forty", 40),
    ("fourty", 40),
    ("fifty", 50),
    ("sixty", 60),
    ("seventy", 70),
    ("eighty", 80),
    ("ninety", 90),
];

/// Spanish, French and Hindi; what is also a word of another language counts before a scale only.
const OTHERS: &[(&str, i64)] = &[
    ("un", 1),
    ("una", 1),
    ("uno", 1),
    ("dos", 2),
    ("tres", 3),
    ("cuatro", 4),
    ("cinco", 5),
    ("seis", 6),
    ("siete", 7),
    ("ocho", 8),
    ("nueve", 9),
    ("diez", 10),
    ("once", 11),
    ("doce", 12),
    ("trece", 13),
    ("catorce", 14),
    ("quince", 15),
    ("dieciseis", 16),
    ("diecisiete", 17),
    ("dieciocho", 18),
    ("diecinueve", 19),
    ("veinte", 20),
    ("veintidos", 22),
    ("veintitres", 23),
    ("veinticuatro", 24),
    ("veinticinco", 25),
    ("veintiseis", 26),
    ("veintisiete", 27),
    ("veintiocho", 28),
    ("treinta", 30),
    ("cuarenta", 40),
    ("cincuenta", 50),
    ("sesenta", 60),
    ("setenta", 70),
    ("ochenta", 80),
    ("noventa", 90),
    ("cien", 100),
    ("ciento", 100),
    ("doscientos", 200),
    ("doscientas", 200),
    ("trescientos", 300),
    ("trescientas", 300),
    ("cuatrocientos", 400),
    ("cuatrocientas", 400),
    ("quinientos", 500),
    ("quinientas", 500),
    ("seiscientos", 600),
    ("seiscientas", 600),
    ("setecientos", 700),
    ("ochocientos", 800),
    ("novecientos", 900),
    ("deux", 2),
    ("trois", 3),
    ("quatre", 4),
    ("cinq", 5),
    ("sept", 7),
    ("huit", 8),
    ("neuf", 9),
    ("dix", 10),
    ("onze", 11),
    ("douze", 12),
    ("treize", 13),
    ("quatorze", 14),
    ("quinze", 15),
    ("seize", 16),
    ("vingt", 20),
    ("vingts", 20),
    ("trente", 30),
    ("quarante", 40),
    ("cinquante", 50),
    ("soixante", 60),
    ("six", 6),
    ("septante", 70),
    ("huitante", 80),
    ("nonante", 90),
    ("cent", 100),
    ("cents", 100),
    ("ek", 1),
    ("do", 2),
    ("teen", 3),
    ("tin", 3),
    ("char", 4),
    ("chaar", 4),
    ("paanch", 5),
    ("panch", 5),
    ("che", 6),
    ("chhe", 6),
    ("saat", 7),
    ("aath", 8),
    ("nau", 9),
    ("das", 10),
    ("gyarah", 11),
    ("barah", 12),
    ("pandrah", 15),
    ("bees", 20),
    ("pachees", 25),
    ("pachis", 25),
    ("tees", 30),
    ("paintees", 35),
    ("chalis", 40),
    ("chaalis", 40),
    ("paintalis", 45),
    ("pachas", 50),
    ("pachaas", 50),
    ("saath", 60),
    ("sattar", 70),
    ("pachhattar", 75),
    ("assi", 80),
    ("nabbe", 90),
    ("sau", 100),
    ("एक", 1),
    ("दो", 2),
    ("तीन", 3),
    ("चार", 4),
    ("पांच", 5),
    ("पाँच", 5),
    ("छह", 6),
    ("सात", 7),
    ("आठ", 8),
    ("नौ", 9),
    ("दस", 10),
    ("पंद्रह", 15),
    ("बीस", 20),
    ("पच्चीस", 25),
    ("तीस", 30),
    ("चालीस", 40),
    ("पचास", 50),
    ("साठ", 60),
    ("सत्तर", 70),
    ("अस्सी", 80),
    ("नब्बे", 90),
    ("सौ", 100),
];

/// Hindi has words for halves: «dedh lakh».
const HALVES: &[(&str, i64)] = &[
    ("dedh", 150),
    ("derh", 150),
    ("dhai", 250),
    ("dhaai", 250),
    ("adhai", 250),
    ("aadha", 50),
    ("डेढ", 150),
    ("ढाई", 250),
    ("anderthalb", 150),
    ("anderthalbtausend", 150_000),
    ("zweieinhalb", 250),
    ("dreieinhalb", 350),
    ("demi", 50),
    ("medio", 50),
];

const GERMAN: &[(&str, i64)] = &[
    ("ein", 1),
    ("eins", 1),
    ("eine", 1),
    ("zwei", 2),
    ("drei", 3),
    ("vier", 4),
    ("funf", 5),
    ("fuenf", 5),
    ("sechs", 6),
    ("sieben", 7),
    ("acht", 8),
    ("neun", 9),
    ("zehn", 10),
    ("elf", 11),
    ("zwolf", 12),
    ("zwoelf", 12),
    ("dreizehn", 13),
    ("vierzehn", 14),
    ("funfzehn", 15),
    ("fuenfzehn", 15),
    ("sechzehn", 16),
    ("siebzehn", 17),
    ("achtzehn", 18),
    ("neunzehn", 19),
    ("zwanzig", 20),
    ("dreissig", 30),
    ("vierzig", 40),
    ("funfzig", 50),
    ("fuenfzig", 50),
    ("sechzig", 60),
    ("siebzig", 70),
    ("achtzig", 80),
    ("neunzig", 90),
];

/// A number in words that begins at `at`.
pub(super) fn spoken(tokens: &[Token<'_>], at: usize) -> Option<Spoken> {
    let word = word(tokens, at)?;
    english(tokens, at).or_else(|| halves(tokens, at)).or_else(|| german(word)).or_else(|| others(tokens, at))
}

fn word<'a>(tokens: &'a [Token<'_>], at: usize) -> Option<&'a str> {
    tokens.get(at).filter(|token| token.kind == Kind::Word).map(|token| token.low.as_ref())
}

fn value(table: &[(&str, i64)], word: Option<&str>) -> Option<i64> {
    let word = word?;
    table.iter().find(|(known, _)| *known == word).map(|(_, value)| *value)
}

/// From 0 to 99, and of how many tokens it is.
fn below_hundred(tokens: &[Token<'_>], at: usize) -> Option<(i64, usize)> {
    let first = value(ENGLISH, word(tokens, at))?;
    let hyphen = usize::from(tokens.get(at + 1).is_some_and(|token| token.low == "-"));
    let one = value(ENGLISH, word(tokens, at + 1 + hyphen)).filter(|one| first >= 20 && *one < 10);
    Some(one.map_or((first, 1), |one| (first + one, 2 + hyphen)))
}

fn english(tokens: &[Token<'_>], at: usize) -> Option<Spoken> {
    let is = |at: usize, words: &[&str]| word(tokens, at).is_some_and(|word| words.contains(&word));
    let scales = ["hundred", "thousand", "million", "grand", "k", "lakh", "crore", "billion", "mil"];
    let made = |hundredths, length, is_short, is_weak| Some(Spoken { hundredths, length, is_short, is_weak });
    if is(at, &["a", "an"]) && is(at + 1, &scales) {
        let is_hundred = is(at + 1, &["hundred"]);
        return if is_hundred { made(10_000, 2, false, true) } else { made(100, 1, false, true) };
    }
    if is(at, &["half", "quarter"]) {
        let article = usize::from(is(at + 1, &["a"]));
        let share = if is(at, &["half"]) { 50 } else { 25 };
        return is(at + 1 + article, &scales).then_some(()).and_then(|()| made(share, 1 + article, false, true));
    }
    let (first, length) = below_hundred(tokens, at)?;
    let next = at + length;
    if is(next, &["hundred"]) {
        let and = usize::from(is(next + 1, &["and"]));
        let rest = below_hundred(tokens, next + 1 + and);
        let (rest, more) = rest.map_or((0, 0), |(rest, more)| (rest, more + and));
        return made((first * 100 + rest) * 100, length + 1 + more, false, false);
    }
    if is(next, &["point"]) {
        let tenth = value(ENGLISH, word(tokens, next + 1)).filter(|tenth| *tenth < 10)?;
        let hundredth = value(ENGLISH, word(tokens, next + 2)).filter(|one| *one < 10);
        return made(
            first * 100 + tenth * 10 + hundredth.unwrap_or(0),
            length + 2 + usize::from(hundredth.is_some()),
            false,
            true,
        );
    }
    if is(next, &["and"]) && is(next + 1, &["a"]) && is(next + 2, &["half"]) {
        return made(first * 100 + 50, length + 3, false, true);
    }
    match below_hundred(tokens, next) {
        // «three seventy five», «twelve fifty»
        Some((rest, more)) if (1..20).contains(&first) && rest >= 10 => {
            made((first * 100 + rest) * 100, length + more, true, false)
        }
        // «thirty-two five»: thousands and hundreds
        Some((rest, more)) if first > 20 && first % 10 != 0 && rest < 10 => {
            made((first * 1000 + rest * 100) * 100, length + more, true, false)
        }
        _ => made(first * 100, length, false, true),
    }
}

fn halves(tokens: &[Token<'_>], at: usize) -> Option<Spoken> {
    let first = word(tokens, at)?;
    let made = |hundredths, length| Some(Spoken { hundredths, length, is_short: false, is_weak: true });
    if let Some(hundredths) = value(HALVES, Some(first)) {
        return made(hundredths, 1);
    }
    let part = match first {
        "sadhe" | "saadhe" | "sade" | "साढे" => 50,
        "sava" | "sawa" | "सवा" => 25,
        "paune" | "पौने" => -25,
        _ => return None,
    };
    let digits =
        tokens.get(at + 1).filter(|token| token.kind == Kind::Digits).and_then(|token| token.low.parse::<i64>().ok());
    let whole = digits.or_else(|| value(OTHERS, word(tokens, at + 1))).filter(|whole| *whole < 100)?;
    made(whole * 100 + part, 2)
}

/// One long word: «zweihundertfünfzigtausend».
fn german(word: &str) -> Option<Spoken> {
    let (thousands, rest) = match word.split_once("tausend") {
        Some((before, rest)) => (if before.is_empty() { 1 } else { german_below_thousand(before)? }, rest),
        None => (0, word),
    };
    let rest = if rest.is_empty() { 0 } else { german_below_thousand(rest)? };
    let whole = thousands * 1000 + rest;
    (whole > 0 && word != "tausend").then_some(Spoken {
        hundredths: whole * 100,
        length: 1,
        is_short: false,
        is_weak: whole < 100,
    })
}

fn german_below_thousand(word: &str) -> Option<i64> {
    let (hundreds, rest) = match word.split_once("hundert") {
        Some((before, rest)) => (if before.is_empty() { 1 } else { value(GERMAN, Some(before))? }, rest),
        None => (0, word),
    };
    let rest = rest.strip_prefix("und").unwrap_or(rest);
    let small = if rest.is_empty() {
        0
    } else if let Some(small) = value(GERMAN, Some(rest)) {
        small
    } else {
        let (one, ten) = rest.split_once("und")?;
        value(GERMAN, Some(one)).filter(|one| *one < 10)? + value(GERMAN, Some(ten)).filter(|ten| *ten >= 20)?
    };
    Some(hundreds * 100 + small)
}

/// Words that add up: «ciento veinte», «quatre-vingt-dix».
fn others(tokens: &[Token<'_>], at: usize) -> Option<Spoken> {
    let (mut whole, mut length) = (value(OTHERS, word(tokens, at))?, 1);
    // Ten words are more than any number has.
    for _ in 0..10 {
        let is_joined = tokens.get(at + length).is_some_and(|token| matches!(token.low.as_ref(), "-" | "y" | "et"));
        let joined = usize::from(is_joined);
        let Some(next) = value(OTHERS, word(tokens, at + length + joined)) else { break };
        match (whole, next) {
            (2..=99, 100) => whole *= 100,
            (4, 20) => whole = 80,
            _ if next < 10 && whole % 10 == 0 || next < 20 && matches!(whole % 100, 60 | 80) => whole += next,
            _ if next < 100 && whole % 100 == 0 => whole += next,
            _ => break,
        }
        length += joined + 1;
    }
    Some(Spoken {
        hundredths: whole * 100,
        length,
        is_short: false,
        is_weak: whole < 100 || length == 1 && whole == 100,
    })
}
