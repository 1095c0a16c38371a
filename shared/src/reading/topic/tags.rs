//! What is worth a tag.

use serde_json::{Value, json};

use super::first;
use super::home::is_home;
use crate::reading::Span;
use crate::reading::page::Page;

#[rustfmt::skip]
const TAGS: &[(&str, &[&str])] = &[
    (
        "cash_buyer",
        &[
            "cash buyer", "cash buyers", "all cash", "paying cash", "pay cash", "k cash", "in cash", "cash offer",
            "cash only", "al contado", "de contado", "pago en efectivo", "paiement comptant", "au comptant",
            "barzahlung", "barzahler", "bar bezahlen", "cash payment", "cash deal", "full cash",
        ],
    ),
    (
        "urgent",
        &[
            "asap", "urgent", "urgently", "emergency", "right away", "immediately", "urgente", "lo antes posible",
            "cuanto antes", "au plus vite", "en urgence", "des que possible", "dringend", "so schnell wie moglich",
            "schnellstmoglich", "sofort", "eilig", "jaldi", "turant",
        ],
    ),
    (
        "referral",
        &[
            "referral", "referred by", "referred me", "recommended by", "recommended you", "recomendado por",
            "me recomendo", "recommande par", "m'a recommande", "empfohlen von", "auf empfehlung",
        ],
    ),
    (
        "seller",
        &[
            "selling", "sell my", "sell our", "want to sell", "wants to sell", "list my", "list our", "vender mi",
            "vendo mi", "vender nuestra", "vendre mon", "vendre ma", "vendre notre", "je vends", "verkaufen",
            "bechna",
        ],
    ),
    (
        "rental",
        &[
            "rent", "rental", "renting", "to rent", "for rent", "a week", "alquiler", "alquilar", "en renta",
            "rentar", "a louer", "louer", "location", "loyer", "mieten", "miete", "mietwohnung", "zur miete",
            "kiraye", "kiraya", "on rent",
        ],
    ),
    ("fleet", &["fleet", "flotilla", "flota", "flotte", "fuhrpark"]),
    (
        "commercial",
        &[
            "industrial space", "office space", "warehouse", "retail space", "commercial space",
            "commercial property", "commercial", "local comercial", "nave industrial", "oficina", "local commercial",
            "entrepot", "gewerbe", "gewerbeflache", "buroflache", "lagerhalle", "shop space",
        ],
    ),
    (
        "financing",
        &[
            "financing", "finance", "a month", "monthly payments", "per month", "down payment", "loan",
            "financiamiento", "financiacion", "a plazos", "financement", "a credit", "finanzierung", "ratenzahlung",
            "emi",
        ],
    ),
    ("chain_free", &["chain free", "chain-free", "no chain", "no onward chain"]),
    ("hot", &["hot :", "hot lead", "very hot", "hot"]),
    ("lease", &["lease", "leasing", "lease end", "lease ends", "lease maturity"]),
    ("trade_in", &["trade-in", "trade in", "trading in", "part exchange", "inzahlungnahme"]),
    ("first_time_buyer", &["first time buyer", "first-time buyer", "first home"]),
    ("pre_approved", &["pre-approved", "preapproved", "pre approved"]),
    ("investor", &["investor", "investment property", "inversionista", "investisseur", "kapitalanlage"]),
];

/// Tags, and the words of the first one. «Rental» is for homes, «financing» for cars: a month's rent is no loan.
pub(in crate::reading) fn tags(page: &Page<'_>, window: Span, is_vehicle: bool) -> Option<(Value, Span)> {
    let mut found: Vec<(Span, &str)> =
        TAGS.iter().filter_map(|(tag, phrases)| first(page, window, phrases).map(|span| (span, *tag))).collect();
    let says = |tag: &str, words: &[&str]| {
        let span =
            found.iter().find(|(_, known)| *known == tag).map(|(span, _)| page.text[span.range()].to_lowercase());
        span.is_some_and(|span| words.contains(&span.as_str()))
    };
    let loose_financing = says("financing", &["a month", "per month"]) && !is_vehicle;
    let loose_rental = is_vehicle || says("rental", &["a week", "location"]) && !is_home(page, window);
    let loose_hot = says("hot", &["hot"]) && !page.text.contains("HOT");
    found.retain(|(_, tag)| {
        !(*tag == "financing" && loose_financing || *tag == "rental" && loose_rental || *tag == "hot" && loose_hot)
    });
    found.sort_unstable();
    let (span, _) = *found.first()?;
    Some((Value::Array(found.into_iter().map(|(_, tag)| json!(tag)).collect()), span))
}
