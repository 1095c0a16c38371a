//! Phone numbers: E.164, by the rules of their region.

use rlibphonenumber::{PHONE_NUMBER_UTIL, ParseError, PhoneNumberFormat, Region};

/// More bytes than a number with an extension has.
const MAX_TEXT: usize = 200;

const SHAPE: &str = "give one phone number with its country code, such as +1 202 555 0123";

/// The regions whose numbers are known, ISO 3166 and a few that have a numbering plan only. Written down, so that
/// checking a setting does not decode the numbering plans of the world.
const REGIONS: &str = "\
    AC AD AE AF AG AI AL AM AO AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BW BY BZ CA \
    CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR \
    GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GT GU GW GY HK HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP \
    KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR \
    MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PR PS PT PW PY QA RE RO \
    RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TA TC TD TG TH TJ TK TL TM TN TO TR TT \
    TV TW TZ UA UG US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW";

/// The number that `text` names in E.164, such as `+12025550123`; without a country code it is one of `region`
/// (ISO 3166-1 alpha-2, upper case).
///
/// Reads `tel:` links, the international prefix of the region (`00`, in the US `011`), digits of any script, vanity
/// letters and a label before the number (`Mobile: …`). The number must be assignable in its region, not only long
/// enough. An extension is dropped: E.164 has none, so two desks behind one switchboard are one number.
///
/// # Errors
/// A sentence for the person who fills in the form; also when `region` is none.
pub fn normalize(text: &str, region: &str) -> Result<String, String> {
    let home: Region = is_region(region).then(|| region.parse().ok()).flatten().ok_or("choose a known region")?;
    let text = text.trim();
    let text = match text.split_at_checked("tel:".len()) {
        Some((scheme, rest)) if scheme.eq_ignore_ascii_case("tel:") => rest,
        _ => text,
    };
    // RFC 3966 parameters could name another country; the library's own reading of them can panic.
    let (number, parameters) = text.split_once(';').unwrap_or((text, ""));
    let is_local = parameters.to_ascii_lowercase().contains("phone-context");
    if number.len() > MAX_TEXT || is_local || number.chars().any(char::is_control) {
        return Err(SHAPE.into());
    }
    let number = PHONE_NUMBER_UTIL.parse(number, Some(home)).map_err(|error| advice(&error))?;
    if !number.is_valid() {
        return Err(format!("this is no number that can be called; check the digits, or {SHAPE}"));
    }
    Ok(number.format_as(PhoneNumberFormat::E164).into_owned())
}

/// Whether `region` is a region whose numbers can be read: an upper-case code, such as `US`.
pub fn is_region(region: &str) -> bool {
    region.len() == 2 && REGIONS.split(' ').any(|known| known == region)
}

fn advice(error: &ParseError) -> String {
    match error {
        ParseError::InvalidCountryCode => "no country has this code; check the digits after the +".into(),
        ParseError::TooShortAfterIdd | ParseError::TooShortNsn => format!("some digits are missing; {SHAPE}"),
        ParseError::TooLongNsn => format!("these are too many digits; {SHAPE}"),
        ParseError::NotANumber(_) => SHAPE.into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn reads(text: &str, region: &str, number: &str) {
        assert_eq!(normalize(text, region).as_deref(), Ok(number), "{text:?} in {region}");
    }

    #[track_caller]
    fn refuses(text: &str, region: &str, because: &str) {
        let refusal = normalize(text, region).unwrap_err();
        assert!(refusal.contains(because), "{text:?} in {region}: {refusal}");
    }

    #[test]
    fn spellings_of_one_number_become_one() {
        for text in [
            "(202) 555-0123",
            "202.555.0123",
            " 1 202 555 0123\r\n",
            "+1 202 555 0123",
            "+1 (202) 555-0123 ext. 45",
            "tel:+1-202-555-0123;ext=5",
            "TEL:202-555-0123",
            "Mobile: 202-555-0123",
            "２０２５５５０１２３",
            "＋１ ２０２ ５５５ ０１２３",
            "202\u{a0}555\u{200b}0123",
        ] {
            reads(text, "US", "+12025550123");
        }
        reads("1-800-FLOWERS", "US", "+18003569377");
    }

    #[test]
    fn the_region_decides_what_a_number_without_country_code_means() {
        reads("020 7946 0958", "GB", "+442079460958");
        reads("+44 (0)20 7946 0958", "US", "+442079460958");
        reads("030 23125 123", "DE", "+493023125123");
        reads("01 99 00 12 34", "FR", "+33199001234");
        reads("098765 43210", "IN", "+919876543210");
    }

    #[test]
    fn the_international_prefix_is_that_of_the_region() {
        reads("0049 30 23125 123", "GB", "+493023125123");
        reads("011 49 30 23125 123", "US", "+493023125123");
        refuses("0049 30 23125 123", "US", "no number that can be called");
    }

    #[test]
    fn what_cannot_be_called_is_refused_with_advice() {
        refuses("555-0199", "US", "no number that can be called");
        refuses("123-456-7890", "US", "no number that can be called");
        refuses("+999 123456", "US", "no country");
        refuses("011 44", "US", "missing");
        refuses("202-555-0123 / 202-555-0124", "US", "too many");
        for text in ["", "ann", "202-555-0123, 202-555-0124", "tel:0123;phone-context=+1202555", "202\n555\n0123"] {
            refuses(text, "US", "give one phone number");
        }
        refuses(&"1".repeat(10_000), "US", "give one phone number");
    }

    #[test]
    fn a_region_is_an_upper_case_code_that_the_library_knows() {
        for region in ["", "us", "UK", "USA", "ZZ", "001", "A ", " U"] {
            assert!(!is_region(region), "{region}");
            refuses("+1 202 555 0123", region, "region");
        }
        let known: BTreeSet<String> =
            PHONE_NUMBER_UTIL.get_supported_regions().map(|region| region.to_string()).collect();
        assert_eq!(REGIONS.split(' ').map(str::to_owned).collect::<BTreeSet<_>>(), known);
    }

    proptest! {
        #[test]
        fn what_is_accepted_is_its_own_normal_form(
            text in "(tel:)?[+0-9０-９ ()x;.,/#-]{0,24}\\PC{0,8}(;phone-context=\\PC{0,8})?(tel:)?",
        ) {
            if let Ok(number) = normalize(&text, "DE") {
                prop_assert!(number.starts_with('+') && number.len() <= 16);
                prop_assert!(number.bytes().skip(1).all(|byte| byte.is_ascii_digit()));
                prop_assert_eq!(normalize(&number, "US"), Ok(number));
            }
        }
    }
}
