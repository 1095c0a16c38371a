//! Names of companies that stand anywhere in a text, by what they look like.

use super::Named;
use super::run::{Run, is_mere_place, words_in};
use super::trade::{is_business, is_job};
use crate::reading::Span;
use crate::reading::known::{is_given, is_ordinary};
use crate::reading::names::Name;
use crate::reading::page::Page;
use crate::reading::words::Word;

/// «Nordwerk Berufskleidung KG» wherever it stands: the legal form says that it is a company.
pub(super) fn suffixed(page: &Page<'_>) -> Vec<Named> {
    let is_legal = |(at, word): &(usize, &Word<'_>)| {
        let is_sure = matches!(
            word.low.as_str(),
            "inc"
                | "llc"
                | "llp"
                | "ltd"
                | "gmbh"
                | "kg"
                | "ohg"
                | "gbr"
                | "plc"
                | "corp"
                | "sarl"
                | "sas"
                | "pvt"
                | "pty"
                | "slu"
                | "srl"
                | "limited"
                | "mbh"
                | "ug"
                | "ag"
                | "sl"
                | "sa"
                | "pllc"
                | "eurl"
        );
        *at > 0 && is_sure && word.is_capital() && page.words[at - 1].is_capital()
    };
    let mut found = Vec::new();
    for (at, _) in page.words.iter().enumerate().filter(is_legal).take(24) {
        let mut first = at;
        while first > 0 && at - first < 6 {
            let (word, next) = (&page.words[first - 1], &page.words[first]);
            let gap = page.text.get(word.span.end..next.span.start).unwrap_or("\n");
            let fits = word.is_capital() && (is_business(&word.low) || !is_ordinary(&word.low))
                || first > 1
                    && page.words[first - 2].is_capital()
                    && matches!(word.low.as_str(), "and" | "und" | "y" | "et" | "de" | "del" | "des" | "du" | "la");
            if !fits || !matches!(gap, " " | " & " | ", " | "&" | ". " | ".") || (gap == ", " && first != at) {
                break;
            }
            first -= 1;
        }
        let run = (first < at).then(|| Run::read(page, first)).flatten();
        found.extend(run.filter(|run| run.is_sure).map(|run| Named { span: run.span, score: 82 }));
    }
    found
}

/// «Brightline Logistics is looking for …» at the start, and a line of a signature that is a company's name.
pub(super) fn signed(page: &Page<'_>, name: Option<&Name>) -> Vec<Named> {
    let mut found = Vec::new();
    for line in page.layout.lines.iter().take(200) {
        let first = page.words.partition_point(|word| word.span.start < line.start);
        let Some(word) = page.words.get(first).filter(|word| word.span.end <= line.end && word.is_capital()) else {
            continue;
        };
        let Some(run) = Run::read(page, first).filter(|run| run.is_sure && run.words > 1) else { continue };
        if words_in(page, run.span).last().is_some_and(|last| is_job(&last.low)) {
            continue;
        }
        let is_whole_line = page.text[run.span.end..line.end].trim_matches(|c: char| !c.is_alphanumeric()).is_empty();
        let is_after_name =
            name.is_some_and(|name| name.span.end < word.span.start && word.span.start - name.span.end < 120);
        let rest = page.text[run.span.end..line.end].trim_start();
        let is_subject = [
            "is ",
            "are ",
            "needs ",
            "wants ",
            "has ",
            "requests ",
            "seeks ",
            "requires ",
            "would ",
            "here",
            "sucht ",
            "busca ",
            "recherche ",
            "cherche ",
            "necesita ",
            "souhaite ",
        ]
        .iter()
        .any(|verb| rest.starts_with(verb));
        let is_ordinary_start = is_ordinary(&word.low) && !is_whole_line;
        if (is_whole_line || is_subject) && !is_ordinary_start {
            found.push(Named { span: run.span, score: if is_after_name { 86 } else { 72 } });
        }
    }
    found
}

/// «Granite Peak Outfitters» anywhere: capitals whose last word says what the company does, and one word that is its own.
pub(super) fn anywhere(page: &Page<'_>) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < page.words.len() && found.len() < 16 {
        let first = at;
        at += 1;
        let word = &page.words[first];
        // «(Plomberie Garnier)»: its trade stands first.
        let is_bracket = page.text[..word.span.start].ends_with('(') && word.is_capital() && is_business(&word.low);
        let is_start =
            is_bracket || word.is_capital() && !is_ordinary(&word.low) && !is_business(&word.low) && !is_job(&word.low);
        let Some(run) = is_start.then(|| Run::read(page, first)).flatten() else { continue };
        at = first + run.words.max(1);
        let last_is_business = is_bracket || words_in(page, run.span).last().is_some_and(|last| is_business(&last.low));
        let before = first.checked_sub(1).map(|before| page.words[before].low.as_str());
        let is_addressed =
            matches!(before, Some("hi" | "hello" | "dear" | "hey" | "hola" | "bonjour" | "hallo" | "liebes" | "your"));
        let is_team = page.words.get(first + run.words).is_some_and(|next| next.low == "team");
        if run.is_sure
            && run.words > 1
            && (last_is_business || is_pair_that_acts(page, run.span))
            && !is_addressed
            && !is_team
            && !is_given(&word.low)
        {
            found.push(Named { span: run.span, score: 58 });
        }
    }
    found
}

/// Kinds of houses and groups that stand before their own name: «la brasserie Le Relais», «unser Verein TSV Lohne».
const KINDS: &str = " boutique brasserie restaurant restaurante ristorante hotel hostal hostel cafe bistro bistrot pizzeria bakery \
    boulangerie patisserie panaderia pasteleria backerei konditorei metzgerei gasthof gasthaus brauerei weingut kanzlei praxis agentur \
    agence agencia garage taller talleres autohaus salon salons friseur tienda librairie libreria clinica clinique klinik apotheke \
    pharmacie farmacia ecole escuela colegio schule school gym gimnasio club verein sportverein verband association asociacion fundacion \
    stiftung fondation charity church parish startup firma firm company empresa entreprise societe magasin laden geschaft brand marque \
    marca store shop studio estudio inmobiliaria constructora dukaan showroom domaine ferme granja rancho bodega team nonprofit band \
    bar pub brewery winery practice ";

/// Whose it is, before its kind.
const OWN: &str = " our my notre nos ma mon nuestra nuestro mi unser unsere unseren unserem unserer mein meine meinen meinem \
    meiner hamari hamara meri mera humari ";

/// «our bakery Crumb & Co», «gérant de la boutique Urban Sud», «notre association, Les Amis du Parc,».
pub(super) fn named_kinds(page: &Page<'_>) -> Vec<Named> {
    let mut found = Vec::new();
    for (at, kind) in page.words.iter().enumerate().take(4_000) {
        let is_kind = KINDS.contains(&format!(" {} ", kind.low));
        let Some(next) = page.words.get(at + 1).filter(|next| is_kind && next.is_capital()) else { continue };
        let before = at.checked_sub(1).map(|before| page.words[before].low.as_str()).unwrap_or_default();
        // «our rugby club (Otley Vixens)» has a word between.
        let further = at.checked_sub(2).map(|before| page.words[before].low.as_str()).unwrap_or_default();
        let owns = |word: &str| !word.is_empty() && OWN.contains(&format!(" {word} "));
        let is_own = owns(before) || owns(further);
        let is_german = matches!(page.context.region, "DE" | "AT" | "CH" | "LI");
        let gap = page.text.get(kind.span.end..next.span.start).unwrap_or("\n");
        let is_joined = gap == " " || is_own && matches!(gap, ", " | " (" | " \"" | ": ");
        if !is_joined || kind.is_capital() && !(is_own && is_german) || is_ordinary(&next.low) && !is_article(&next.low)
        {
            continue;
        }
        let Some(run) = Run::read(page, at + 1) else { continue };
        let is_enough = is_own || run.is_sure || !is_given(&next.low);
        if is_enough && !is_mere_place(page, run.span) && run.span.end - run.span.start > 2 {
            found.push(Named { span: run.span, score: if is_own { 82 } else { 70 } });
        }
        if found.len() >= 16 {
            break;
        }
    }
    found
}

fn is_article(low: &str) -> bool {
    matches!(low, "la" | "le" | "les" | "el" | "los" | "las" | "the" | "chez" | "zum" | "zur" | "l")
}

/// «Fern & Fable (we're in Duluth) is looking …»: a pair of words that does something.
fn is_pair_that_acts(page: &Page<'_>, span: Span) -> bool {
    let rest = page.text[span.end..].trim_start_matches([' ', ',']);
    let acts =
        ["(", "is ", "are ", "needs ", "wants ", "would ", "has ", "have "].iter().any(|verb| rest.starts_with(verb));
    page.text[span.range()].contains('&') && acts && words_in(page, span).all(|word| !is_given(&word.low))
}

/// 株式会社サンプル, サンプル有限会社.
pub(super) fn japanese(page: &Page<'_>) -> Vec<Named> {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, 'ー' | '・');
    let mut found = Vec::new();
    for form in ["株式会社", "有限会社", "合同会社", "有限公司"] {
        for (at, _) in page.text.match_indices(form).take(8) {
            let after = &page.text[at + form.len()..];
            let length: usize = after.chars().take(20).take_while(|c| is_name(*c)).map(char::len_utf8).sum();
            let before: usize =
                page.text[..at].chars().rev().take(20).take_while(|c| is_name(*c)).map(char::len_utf8).sum();
            let is_behind = length == 0 || form == "有限公司";
            let span = if is_behind {
                Span::new(at - before, at + form.len())
            } else {
                Span::new(at, at + form.len() + length)
            };
            found.push(Named { span, score: 88 });
        }
    }
    found
}
