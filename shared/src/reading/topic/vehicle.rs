//! The vehicle that is wanted.

use crate::reading::Span;
use crate::reading::page::Page;

#[rustfmt::skip]
const VEHICLES: &[&str] = &[
    "honda", "toyota", "ford", "chevy", "chevrolet", "nissan", "maruti", "mahindra", "tata", "subaru", "gmc", "dodge",
    "opel", "mini cooper", "crossover", "wagon", "ute", "utilitaire", "tacoma", "camry", "corolla", "highlander",
    "rav4", "tundra", "prius", "sienna", "4runner", "civic", "accord", "cr-v", "crv", "pilot", "odyssey", "f-150",
    "f150", "mustang", "explorer", "bronco", "transit", "escape", "silverado", "tahoe", "equinox", "malibu",
    "suburban", "wrangler", "grand cherokee", "jeep", "tesla", "model 3", "model y", "model s", "bmw", "audi",
    "mercedes", "volkswagen", "vw", "passat", "golf", "polo", "tiguan", "skoda", "octavia", "seat ibiza", "leon",
    "renault", "clio", "megane", "peugeot", "citroen", "dacia", "fiat", "hyundai", "tucson", "creta", "i20", "kia",
    "sportage", "telluride", "nissan", "rogue", "leaf", "mazda", "cx-5", "subaru outback", "outback", "forester",
    "crosstrek", "lexus", "porsche", "macan", "volvo", "xc60", "xc90", "swift", "baleno", "brezza", "innova",
    "fortuner", "nexon", "thar", "scorpio", "xuv700", "ram 1500", "sprinter", "minivan", "suv", "pickup", "sedan",
    "hybrid", "van", "truck", "convertible", "hatchback", "motorcycle", "boat trailer", "camioneta", "furgoneta",
    "camion", "kombi", "gebrauchtwagen", "delivery vans", "voiture", "coche", "carro", "gaadi", "vans", "trailer",
    "rv",
];

/// The vehicle that is wanted, with its year before it: `2021 Tacoma TRD`.
pub(in crate::reading) fn vehicle(page: &Page<'_>, window: Span, name: Option<Span>) -> Option<Span> {
    let mut places: Vec<Span> = VEHICLES
        .iter()
        .filter_map(|word| page.folded.all(word).take(4).find(|span| window.contains(*span) && page.is_theirs(*span)))
        .collect();
    places.sort_unstable();
    let is_employer =
        |span: &Span| page.text[span.end..].starts_with(" of ") || page.text[span.end..].starts_with(" dealer");
    let is_name = |span: &Span| name.is_some_and(|name| name.overlaps(*span));
    let first = places.into_iter().find(|span| !is_employer(span) && !is_name(span))?;
    let at = page.words.partition_point(|word| word.span.start < first.start);
    let year = at
        .checked_sub(1)
        .and_then(|before| page.words.get(before))
        .filter(|word| matches!(word.text.parse::<u32>(), Ok(1950..2100)) && first.start - word.span.end == 1);
    let mut end = first.end;
    let next = page.words.partition_point(|word| word.span.start < first.end);
    for word in page.words[next..].iter().take(2) {
        if page.text.get(end..word.span.start) != Some(" ") || !(word.is_capital() && word.text.len() <= 10) {
            break;
        }
        end = word.span.end;
    }
    Some(Span::new(year.map_or(first.start, |word| word.span.start), end))
}
