//! Email addresses: one spelling of each mailbox.

use idna::uts46::{AsciiDenyList, DnsLength, Hyphens, Uts46};

/// RFC 5321, 4.5.3.1.1, in bytes.
const MAX_LOCAL: usize = 64;
/// RFC 5321, 4.5.3.1.3: a path of 256 bytes less its angle brackets.
const MAX_ADDRESS: usize = 254;
/// More bytes than a display name with an address has.
const MAX_TEXT: usize = 1024;

const SHAPE: &str = "give an address with one @, such as ann@example.com";
const ONE: &str = "give one address only";
const TOO_LONG: &str = "this is too long for an email address";

/// The one spelling of the mailbox that `text` names, such as `ann@example.com`.
///
/// Strips white space around it, invisible characters, `mailto:` with its parameters, and a display name (`Ann
/// <ann@example.com>`). Folds full-width characters and the case of both parts, although RFC 5321 lets a server tell
/// `Ann` from `ann`: nobody does, and two spellings would make two people. The domain is written in ASCII (UTS 46) and
/// without its last dot. Plus tags and the dots of a local part stay: they may mean another mailbox.
///
/// # Errors
/// A sentence for the person who fills in the form. Besides what is no address, it refuses what mail on the internet
/// does not reach: a domain without a dot, an IP address, a quoted local part.
pub fn normalize(text: &str) -> Result<String, String> {
    if text.len() > MAX_TEXT {
        return Err(TOO_LONG.into());
    }
    let text: String = text.chars().filter(|c| !is_invisible(*c)).map(fold_width).collect();
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err("leave out line breaks and control characters".into());
    }
    let bare = without_mailto(without_name(text)?);
    if bare.is_empty() {
        return Err(SHAPE.into());
    }
    if bare.contains(char::is_whitespace) {
        return Err("leave out the spaces, and give one address only".into());
    }
    let (local, domain) = bare.split_once('@').ok_or(SHAPE)?;
    if domain.contains('@') {
        return Err(SHAPE.into());
    }
    let address = format!("{}@{}", local_part(local)?, domain_part(domain)?);
    if address.len() > MAX_ADDRESS {
        return Err(TOO_LONG.into());
    }
    Ok(address)
}

/// What copying from a page or a chat leaves between the letters: soft hyphens, zero widths, directions.
fn is_invisible(c: char) -> bool {
    let directions = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    directions || matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}')
}

/// East Asian keyboards write ASCII in full width, and their full stop where a dot is meant.
fn fold_width(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '\u{3002}' | '\u{ff61}' => '.',
        _ => c,
    }
}

/// `Ann <ann@example.com>` without the name.
fn without_name(text: &str) -> Result<&str, String> {
    let Some(inner) = text.strip_suffix('>') else {
        return Ok(text);
    };
    let (name, address) = inner.rsplit_once('<').ok_or(SHAPE)?;
    let lists_another = name.contains('@') && name.contains([',', ';']);
    if lists_another || name.contains(['<', '>']) {
        return Err(ONE.into());
    }
    Ok(address.trim())
}

fn without_mailto(text: &str) -> &str {
    match text.split_at_checked("mailto:".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("mailto:") => {
            rest.split_once('?').map_or(rest, |(address, _parameters)| address).trim()
        }
        _ => text,
    }
}

/// Dots and characters as RFC 5322 has them outside of quotes; letters of any script (RFC 6531).
fn local_part(local: &str) -> Result<String, String> {
    let local = local.to_lowercase();
    if local.is_empty() {
        return Err(SHAPE.into());
    }
    if local.len() > MAX_LOCAL {
        return Err("the part before the @ is too long for an email address".into());
    }
    if local.split('.').any(str::is_empty) {
        return Err("the part before the @ cannot begin or end with a dot, nor have two in a row".into());
    }
    if local.contains([',', ';']) {
        return Err(ONE.into());
    }
    match local.chars().find(|c| "\"()<>[]\\:".contains(*c)) {
        Some(wrong) => Err(format!("the part before the @ cannot have a {wrong}")),
        None => Ok(local),
    }
}

/// The domain in ASCII: labels of 1 to 63 letters, digits and inner hyphens (UTS 46 with the rules of STD 3).
pub(crate) fn domain_part(domain: &str) -> Result<String, String> {
    let domain = domain.strip_suffix('.').unwrap_or(domain);
    if domain.is_empty() {
        return Err(SHAPE.into());
    }
    let ascii = Uts46::new()
        .to_ascii(domain.as_bytes(), AsciiDenyList::STD3, Hyphens::CheckFirstLast, DnsLength::Verify)
        .map_err(|_| "check the part after the @: it is not a domain, such as example.com")?;
    let (_, top) = ascii.rsplit_once('.').ok_or("the part after the @ lacks its ending, such as .com")?;
    if top.len() < 2 || top.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err("check the ending of the address, such as .com".into());
    }
    Ok(ascii.into_owned())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(text: &str, address: &str) {
        assert_eq!(normalize(text).as_deref(), Ok(address), "{text:?}");
    }

    #[track_caller]
    fn refuses(text: &str, because: &str) {
        let refusal = normalize(text).unwrap_err();
        assert!(refusal.contains(because), "{text:?}: {refusal}");
    }

    #[test]
    fn spellings_of_one_mailbox_become_one() {
        for text in [
            "ann@example.com",
            "  Ann@Example.COM \r\n",
            "ann@example.com.",
            "mailto:ann@example.com?subject=Hi%20there",
            "MAILTO: ann@example.com",
            "Ann Lee <ann@example.com>",
            "\"Lee, Ann\" < ann@example.com >",
            "ann@example.com <mailto:ann@example.com>",
            "<ann@example.com>",
            "ann＠example。com",
            "ＡＮＮ@ｅｘａｍｐｌｅ．ｃｏｍ",
            "\u{feff}ann@exam\u{ad}ple.com\u{200b}",
        ] {
            reads(text, "ann@example.com");
        }
    }

    #[test]
    fn an_international_domain_is_written_in_ascii() {
        reads("info@Bücher.example", "info@xn--bcher-kva.example");
        reads("info@BU\u{308}CHER.example", "info@xn--bcher-kva.example");
        reads("info@xn--bcher-kva.example", "info@xn--bcher-kva.example");
        reads("用户@例子.测试", "用户@xn--fsqu00a.xn--0zwm56d");
    }

    #[test]
    fn tags_dots_and_odd_but_legal_characters_stay() {
        reads("Ann.Lee+Roof@example.com", "ann.lee+roof@example.com");
        reads("o'brien_{x}=%!#$&*/?^`|~-@a-1.example", "o'brien_{x}=%!#$&*/?^`|~-@a-1.example");
    }

    #[test]
    fn what_is_no_address_is_refused_with_advice() {
        for text in ["", " ", "ann", "@", "ann@", "@example.com", "a@b@example.com", "ann@.", "<>", "mailto:", "x>"] {
            refuses(text, "one @");
        }
        refuses("a@example.com, Bob <b@example.com>", ONE);
        refuses("A <a@example.com>; B <b@example.com>", ONE);
        refuses("a,b@example.com", ONE);
        refuses("ann lee@example.com", "spaces");
        refuses("a@example.com b@example.com", "spaces");
        for text in ["ann@example.com\r\nBcc: bob@example.com", "ann\0@example.com", "a\tb@example.com"] {
            refuses(text, "control characters");
        }
        for text in [".ann@example.com", "ann.@example.com", "a..n@example.com"] {
            refuses(text, "a dot");
        }
        refuses("\"ann\"@example.com", "cannot have a \"");
    }

    #[test]
    fn a_domain_that_mail_cannot_reach_is_refused() {
        refuses("ann@localhost", "lacks its ending");
        for text in ["ann@127.0.0.1", "ann@example.c"] {
            refuses(text, "ending");
        }
        for text in ["ann@[127.0.0.1]", "ann@a..example", "ann@-a.example", "ann@a_b.example", "ann@.example.com"] {
            refuses(text, "not a domain");
        }
        refuses(&format!("ann@{}.example", "a".repeat(64)), "not a domain");
    }

    #[test]
    fn the_limits_of_the_standard_hold_to_the_byte() {
        let (local, label) = ("a".repeat(64), "b".repeat(63));
        reads(&format!("{local}@example.com"), &format!("{local}@example.com"));
        refuses(&format!("{local}a@example.com"), "too long");
        let longest = format!("{local}@{label}.{label}.{}", "c".repeat(61));
        assert_eq!(longest.len(), MAX_ADDRESS);
        reads(&longest, &longest);
        refuses(&format!("{longest}c"), "too long");
        refuses(&"a@".repeat(10_000), "too long");
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_an_address_and_its_own_normal_form(
            text in "[\\PC\r\n<>]{0,40}[@＠]\\PC{0,30}[a-zü.。]{0,12}>?",
        ) {
            if let Ok(address) = normalize(&text) {
                prop_assert_eq!(address.matches('@').count(), 1);
                prop_assert!(!address.contains(|c: char| c.is_control() || c.is_whitespace()));
                prop_assert_eq!(normalize(&address), Ok(address));
            }
        }
    }
}
