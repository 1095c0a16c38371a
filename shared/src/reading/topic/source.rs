//! How they came to us.

use serde_json::{Value, json};

use super::first;
use crate::reading::Span;
use crate::reading::labels::Label;
use crate::reading::page::Page;

#[rustfmt::skip]
const SOURCES: &[(&str, &[&str])] = &[
    (
        "referral",
        &[
            "referral", "referred by", "referred me", "recommended by", "recommended you", "recommended me",
            "recomendado por", "recomendada por", "me recomendo", "de parte de", "recommande par", "recommandee par",
            "m'a recommande", "empfohlen von", "auf empfehlung", "hat sie empfohlen", "word of mouth",
            "told me about you", "gave me your number", "gave me ur number", "gave me your name", "ne bataya",
        ],
    ),
    ("walk-in", &["walk-in", "walk in", "walkin", "walked in", "stopped by"]),
    (
        "website",
        &[
            "from website", "your website", "ur website", "website form", "su pagina web", "su web", "votre site",
            "ihre website", "ihrer website", "ihre webseite", "ihrer webseite", "contact form", "web form",
        ],
    ),
    (
        "google",
        &[
            "on google", "via google", "from google", "google ads", "google search", "en google", "sur google",
            "uber google", "google se",
        ],
    ),
    ("instagram", &["instagram", "insta", "ig ad", "on ig"]),
    ("facebook", &["facebook", "fb marketplace", "on fb", "marketplace"]),
    ("zillow", &["zillow"]),
    ("craigslist", &["craigslist"]),
    ("yelp", &["yelp"]),
    ("linkedin", &["on linkedin", "via linkedin", "uber linkedin"]),
    ("trade show", &["trade show", "tradeshow", "booth", "messe", "feria", "salon professionnel", "expo"]),
    (
        "listing",
        &[
            "your listing", "ur listing", "the listing", "saw listing", "su anuncio", "el anuncio", "votre annonce",
            "l'annonce", "ihre anzeige", "ihr inserat", "your ad", "ur ad", "idealista", "rightmove", "immoscout",
            "immobilienscout", "leboncoin", "mobile de", "autoscout", "autotrader", "magicbricks", "99acres", "olx",
        ],
    ),
];

/// How they came to us.
pub(in crate::reading) fn source(page: &Page<'_>, window: Span) -> Option<(Value, Span)> {
    if let Some(labelled) = page.layout.first(Label::Source).filter(|labelled| {
        window.contains(labelled.value) && page.is_theirs(labelled.value) && labelled.value.end > labelled.value.start
    }) {
        return Some((json!(page.text[labelled.value.range()].to_lowercase()), labelled.value));
    }
    let found = SOURCES.iter().filter_map(|(name, phrases)| first(page, window, phrases).map(|span| (span, *name)));
    found.min().map(|(span, name)| (json!(name), span))
}
