//! Sentences of the kind that people write, with what they would spend.

use jiff::civil::date;
use proptest::prelude::*;

use super::super::samples::each_line;
use super::*;

fn read(text: &str, region: &str) -> Option<Money> {
    let now = date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap();
    budget_in(text, &Context { channel: "note", region, now }, Span::whole(text), &[])
}

/// «least..most currency» in major units; `-` where nothing is read.
fn shown(text: &str, region: &str) -> String {
    let Some(money) = read(text, region) else { return "-".into() };
    let unit = 10_i64.pow(exponent(Some(&money.currency.0)));
    let major = |end: Option<(i64, Span)>| {
        end.map_or(String::new(), |(minor, span)| {
            assert!(text.get(span.range()).is_some_and(|quote| !quote.is_empty()), "{text}");
            if minor % unit == 0 { (minor / unit).to_string() } else { format!("{}.{:02}", minor / unit, minor % unit) }
        })
    };
    format!("{}..{} {}", major(money.min), major(money.max), money.currency.0)
}

#[track_caller]
fn all(region: &str, lines: &str) {
    each_line(lines, |text| shown(text, region));
}

#[test]
fn an_american_says_it_in_many_ways() {
    all(
        "US",
        "
        ..450000 USD | looking for a 3 bed in Austin, budget 450k
        ..1200000 USD | we can go to 1.2m for the right house
        3000..4000 USD | kitchen redo, thinking $3-4k
        ..25000 USD | under 25k please, any color
        ..18500 USD | Could do $18,500 out the door
        ..500 USD | need my gutters done, no more than $500
        ..2200 USD | 2br apt, up to $2,200/month, 3 people
        300..350 USD | I can pay 300 to 350 a month
        15000..20000 USD | between 15 and 20k for the wedding
        15000..20000 USD | Budget: $15,000 - $20,000
        5000.. USD | at least 5k for the roof
        10000.. USD | We have $10,000+ to spend
        ..12000 USD | twelve thousand is my budget for the deck
        ..4500 USD | the price we agreed is forty-five hundred
        ..2500 USD | two thousand five hundred dollars max
        ..1500000 USD | budget one and a half million
        ..500000 USD | half a million is the ceiling
        ..350000 USD | looking for a house, budget three fifty
        ..60 USD | hoodies, max $60 each
        ..7.50 USD | we want 200 mugs at $7.50 per unit
        ..40000 USD | willing to pay forty grand for the truck
        ..5000 USD | I've got 5 grand cash for it
        700..900 USD | budget is somewhere around 700-900
        ..8000 USD | cap at 8k
        ..250 USD | Can't go above 250 per person
        ..95000 USD | our annual budget is 95k
        ..85 USD | cleaning, $85 an hour at most
        ..600000 USD | max 600, 4 bedroom house with a yard
        20000..30000 USD | min 20k, max 30k
        ..6000 USD | We'd like to spend $6000 on 3 suits
    ",
    );
}

#[test]
fn numbers_of_other_things_are_no_budget() {
    all(
        "US",
        "
        - | 2021 Tacoma with 60k miles, is it still there?
        - | need 12,000 sq ft and parking for 40 cars
        - | party of 250 guests on May 14 2027
        - | ticket #48213, order 5512, call at 10:30
        - | my F-150 is from 2015, Q1 works, unit 450
        - | money is no object
        - | prob six figures
        - | $$$ not an issue
        - | my max is 3x,xxx
        - | the house on 88 Orchard, 4bd/3ba, built in 1998
        - | at least 3 bedrooms and 2 baths
        - | we saw it listed at $450,000
        - | I can put 5k down
        - | with a deposit of $2,000
        - | 20% off? call 5 pm
        - | code 482913, do not share it
        - | budget may go up in June
        - | size 42, 180 gsm, 500 pcs
        - | out until 12/1, back by 8
        - | budget 1
        - | over 3 years and up to 20 employees
        - | 88-1234567
        - | We have 35 seats and 4 offices
        - | meet at 450 Main Street
    ",
    );
}

#[test]
fn the_budget_is_found_among_other_sums() {
    all(
        "US",
        "
        525000..575000 USD | pre-approved for $585,000 but want to stay between $525k and $575k
        ..300000 USD | approved up to 300k
        ..1050000 USD | can't go above $1.05M all in, including the $60k for the roof
        ..400 USD | about four hundred a month, no more than three grand down
        ..45000 USD | put 10k down on a truck, 45k budget
        ..5200 USD | budget went from 4,000 to 5,200
        ..5200 USD | they raised the budget from $4k to $5.2k
        ..10000 USD | Spend so far 3.4k of 10k budget
        ..375000 USD | Not over three fifty for the house. Actually no, scratch that, three seventy five.
        ..900 USD | budget 800, sorry, 900
        ..7000 USD | I said 6k, make that 7k
        ..8000 USD | 10k or best offer for the trailer? im at 8 firm
        ..4500 USD | the number is forty-five hundred, not 5,400
        ..1800 USD | paying $1,800/mo now
        ..1500 USD | currently paying $2,000, budget is $1,500
        ..22000 USD | asking 25k, I'd pay 22k
        ..30000 USD | saw a 2020 Rav4 listed for 32k. can do 30k
        ..350 USD | Rep: it is usually $500. \\n Lead: my max is $350
        ..15000 USD | They were quoted 18 grand elsewhere, hoping to stay under 15
        ..550 USD | Trade-in worth about 9k, wants payment around $550/mo on a 2022 CR-V
        ..20000 USD | We said fifteen, no wait, twenty thousand.
        ..320000 USD | I earn 85k a year and want a condo under 320k
        200..300 USD | two to three hundred dollars
        ..3250 USD | we would pay $3,250 + tax
        ..80 USD | do u have size 9 under $80? lmk
        3000..4500 USD | from 3k up to 4.5k
        250000..280000 USD | minimum 250k, no more than 280k
    ",
    );
    all("US", "..500 USD | Rep: that would be $500.");
    let chat = "Rep: what is your budget?\nLead: around 450\nRep: ok, ours begin at $600";
    assert_eq!(shown(chat, "US"), "..450 USD");
    let mail = "Works for us. $650 monthly is fine.\n> we can do $650/mo or $7,000/yr";
    assert_eq!(shown(mail, "US"), "..650 USD");
    assert_eq!(shown("Budget:\n5000\nPhone: none", "US"), "..5000 USD");
}

#[test]
fn spanish_is_read() {
    all(
        "MX",
        "
        3500000..4000000 MXN | traigo entre 3.5 y 4 millones de pesos
        ..300000 MXN | hasta 300 mil
        ..300000 MXN | hasta 300mil
        ..250000 MXN | tengo doscientos cincuenta mil pesos
        ..1500 MXN | mil quinientos pesos por persona
        ..18000 MXN | renta de máximo 18,000 al mes
        ..12000 MXN | presupuesto: $12,000
        - | somos 45 personas, 3 recámaras
    ",
    );
    all(
        "ES",
        "
        ..180000 EUR | no más de 180.000 €
        150000..200000 EUR | entre 150.000 y 200.000 euros
        ..900 EUR | alquiler, como mucho... máximo 900 al mes
        ..2500 EUR | Presupuesto de 2.500,00 €
        ..350000 EUR | busco piso, hasta trescientos cincuenta mil euros
        300..400 EUR | de 300 a 400 € al mes
    ",
    );
}

#[test]
fn french_is_read() {
    all(
        "FR",
        "
        ..2500 EUR | environ 150 pièces, budget 2 500 € HT
        ..250000 EUR | jusqu'à 250 000 euros pour une maison de 110 m²
        15000..18000 EUR | de 15 000 à 18 000 €
        800..1000 EUR | entre 800 et 1000 € par mois
        ..45 EUR | maxi 45 € pièce
        ..300000 EUR | trois cent mille euros maximum
        ..2500 EUR | deux mille cinq cents euros
        ..90000 EUR | quatre-vingt-dix mille euros
        ..12000 EUR | pas plus de 12 k€
        - | appartement de 85 m², 3 chambres, 2e étage
        - | un groupe de 30 personnes le 14 juin
    ",
    );
}

#[test]
fn german_is_read() {
    all(
        "DE",
        "
        ..300000 EUR | Haus, bis 300 000 €
        ..19500 EUR | höchstens 60.000 km, bis 19.500 €
        ..32.90 EUR | 400 Jacken, max. 32,90 € pro Stück
        ..1500 EUR | Budget: 1.500,00 € netto
        200000..250000 EUR | zwischen 200.000 und 250.000 Euro
        ..1200 EUR | Kaltmiete maximal 1.200 € im Monat
        ..450000 EUR | Preisvorstellung 450 TEUR
        ..1500000 EUR | bis 1,5 Mio. €
        ..25000 EUR | nicht mehr als fünfundzwanzigtausend Euro
        ..3500 EUR | etwa dreitausendfünfhundert Euro
        8000..10000 EUR | Unser Rahmen: 8 bis 10 Tsd. Euro
        5000.. EUR | mindestens 5.000 €
        - | 3 Zimmer, 85 qm, ab 01.02.
        - | Angebot bitte bis 27.11. an uns
        - | Rückruf ab 14 Uhr am 02.12.
    ",
    );
}

#[test]
fn indian_english_and_hindi_are_read() {
    all(
        "IN",
        "
        ..8500000 INR | 2bhk chahiye andheri west me, 85 lakh tak
        4500000..5000000 INR | ₹45-50 lakhs budget
        ..300000 INR | 3 lakh se zyada nahi
        4000000..5000000 INR | Budget 40-50, villa plot, Shankarpally
        ..12000000 INR | flat chahiye 1.2 cr tak
        4000000..5000000 INR | 40 se 50 lakh ke beech
        ..250000 INR | dhai lakh ka budget hai
        ..150000 INR | dedh lakh max
        ..250000 INR | 2 lakh 50 hazaar tak
        450..550 INR | Need catering for 250 pax, per plate 450-550
        ..95 INR | 500 pcs round neck 180 gsm, 95 rs per pc possible?
        ..15000 INR | kiraya 15 hazar tak
        ..15000 INR | Rs. 15,000 per month rent
        ..6000000 INR | बजट 60 लाख।
        ..50000 INR | पचास हज़ार रुपये
        ..25000000 INR | 2.5 crore budget villa
        ..75000 INR | 75k se kam
        5000000.. INR | kam se kam 50 lakh
        ..14000000 INR | 3 BHK in Whitefield around 1.4 cr, ready to move
        400000..500000 INR | swift chahiye second hand, 4-5 lakh me
        - | 3bhk chahiye, 1200 sqft, 5 feb ko
        - | 500 pcs chahiye, 180 gsm
    ",
    );
}

#[test]
fn the_region_says_what_is_not_written() {
    let of = |text, region| shown(text, region);
    assert_eq!(of("$35/unit ok?", "SG"), "..35 SGD");
    assert_eq!(of("under 650 a week", "AU"), "..650 AUD");
    assert_eq!(of("₦1.5m for 300 guests", "NG"), "..1500000 NGN");
    assert_eq!(of("予算は月30万円", "JP"), "..300000 JPY");
    assert_eq!(of("Our maximum is £325,000", "GB"), "..325000 GBP");
    assert_eq!(of("budget 600-650k", "GB"), "600000..650000 GBP");
    assert_eq!(of("AED 120,000 to 150,000", "AE"), "120000..150000 AED");
    assert_eq!(of("budget R15 000", "ZA"), "..15000 ZAR");
    assert_eq!(of("1M-1.25M, 5br, pool", "US"), "1000000..1250000 USD");
}

#[test]
fn flags_say_what_was_assumed() {
    let has = |text, region, flag| read(text, region).unwrap().flags.contains(&flag);
    assert!(has("under 650 a week", "AU", Flag::PerWeek));
    assert!(has("rent below $9,500/mo", "US", Flag::PerMonth));
    assert!(has("annual budget is 95k", "US", Flag::PerYear));
    assert!(has("$45,000 per unit", "US", Flag::PerUnit));
    assert!(has("budget 450k", "US", Flag::DefaultCurrency));
    assert!(!has("budget $450k", "US", Flag::DefaultCurrency));
    assert!(has("Budget 40-50, villa plot", "IN", Flag::AssumedScale));
    assert!(has("budget twelve thousand", "US", Flag::Spoken));
    let sure = |text| read(text, "US").unwrap().confidence;
    assert!(sure("budget: $5,000") > sure("budget: 5,000"));
    assert!(sure("budget: 5,000") > sure("budget 450 for a house"));
}

#[test]
fn what_was_taken_is_no_amount() {
    let text = "budget 4155550190";
    let now = date(2026, 11, 18).at(9, 30, 0, 0).in_tz("UTC").unwrap();
    let context = Context { channel: "sms", region: "US", now };
    assert_eq!(budget_in(text, &context, Span::whole(text), &[Span::new(7, 17)]), None);
}

#[test]
fn long_and_hostile_texts_are_read_in_time() {
    for text in
        ["(".repeat(100_000), "5 k ".repeat(30_000), "$1-".repeat(30_000), "two ".repeat(30_000), "1,".repeat(50_000)]
    {
        read(&text, "US");
    }
}

proptest! {
    #[test]
    fn no_text_breaks_it(text in "\\PC{0,60}|([0-9]{1,20}|[.,' +<>/:#-]|k|m|bn|lakh| crore| to | and |bis|max|between |[$€¥₹]| two| hundred|\n|\0){0,20}") {
        for region in ["US", "IN", "FR", "ZZ", ""] {
            if let Some(money) = read(&text, region) {
                for (minor, span) in money.min.into_iter().chain(money.max) {
                    prop_assert!(minor > 0 && !text[span.range()].is_empty());
                }
                if let (Some((min, _)), Some((max, _))) = (money.min, money.max) {
                    prop_assert!(min <= max);
                }
            }
        }
    }
}
