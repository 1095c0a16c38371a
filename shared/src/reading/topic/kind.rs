//! Which kind of work or thing is wanted.

use super::phrase::short;
use crate::reading::Span;
use crate::reading::company::{is_business, is_job};
use crate::reading::known::is_ordinary;
use crate::reading::labels::Label;
use crate::reading::page::Page;

/// Kinds of work and things, folded: what comes before « | » finds them.
#[rustfmt::skip]
const KINDS: &[&str] = &[
    "landscaping", "roofing", "roof repair", "plumbing", "painting", "house cleaning", "office cleaning",
    "window cleaning", "weekly cleaning", "cleaning", "kitchen remodel", "kitchen renovation", "bathroom remodel",
    "bathroom renovation", "remodel", "renovation", "flooring", "fencing", "gutters", "hvac", "aircon servicing",
    "catering", "photography", "wedding photography", "videography", "bookkeeping", "accounting", "payroll",
    "tax preparation", "audit", "legal advice", "it support", "web design", "website redesign", "website", "seo",
    "marketing", "branding", "logo design", "decoration", "event planning", "moving", "relocation", "pest control",
    "solar", "electrical work", "rewiring", "tutoring", "personal training", "security", "consulting", "translation",
    "interior design", "garage door", "tree removal", "tree trimming", "lawn care", "snow removal", "pool cleaning",
    "carpet cleaning", "uniforms", "t-shirts", "tshirts", "tshirt", "hoodies", "polo shirts", "polos", "jackets",
    "aprons", "scarves", "beanies", "caps", "wedding dress", "dresses", "suits", "embroidery", "screen printing",
    "alterations", "jardineria", "reforma", "reformas", "limpieza", "mudanza", "pintura", "fontaneria", "uniformes",
    "camisetas", "sudaderas", "vestidos", "boda", "contabilidad", "renovation", "menage", "nettoyage", "peinture",
    "plomberie", "demenagement", "traiteur", "jardinage", "foulards", "robes", "site web", "comptabilite",
    "reinigung", "umzug", "gartenpflege", "malerarbeiten", "dachsanierung", "arbeitsjacken", "arbeitskleidung",
    "hochzeit", "steuerberatung", "buchhaltung", "heizung", "badsanierung", "kuche", "shaadi", "shirts",
    "foulards en soie", "window replacement", "deck", "patio", "driveway", "ads",
];

/// Which kind of work or thing is wanted; what the name of `company` says is none.
pub(in crate::reading) fn project_type(page: &Page<'_>, window: Span, company: Option<Span>) -> Option<(Span, u8)> {
    if let Some(labelled) = page
        .layout
        .first(Label::Project)
        .filter(|labelled| window.contains(labelled.value) && page.is_theirs(labelled.value))
    {
        return short(page, labelled.value, labelled.value.start).map(|span| (span, 82));
    }
    let is_free = |span: &Span| {
        window.contains(*span)
            && page.is_theirs(*span)
            && company.is_none_or(|company| !company.overlaps(*span))
            && !is_named(page, *span)
    };
    let found = KINDS.iter().filter_map(|kind| page.folded.all(kind).take(8).find(is_free));
    found.min_by_key(|span| (span.start, std::cmp::Reverse(span.end))).map(|span| (span, 68))
}

/// What says that a site or an advertisement is ours, or only where somebody came from.
const OURS: &[&str] = &["your", "ur", "from", "via", "through", "su", "tu", "votre", "ihre", "ihrer", "aapki", "the"];

/// Whether words are part of a name, of a job, of an address: `Acme Roofing`, `Marketing Director`, `your website`.
fn is_named(page: &Page<'_>, span: Span) -> bool {
    if page.points.iter().any(|point| point.span.overlaps(span)) || page.text[span.end..].starts_with('@') {
        return true;
    }
    let at = page.words.partition_point(|word| word.span.start < span.start);
    let next = page.words.get(page.words.partition_point(|word| word.span.start < span.end));
    let next = next.filter(|next| page.text.get(span.end..next.span.start) == Some(" "));
    let Some(word) = page.words.get(at) else { return false };
    let before = at.checked_sub(1).and_then(|before| page.words.get(before));
    let before = before.filter(|before| page.text.get(before.span.end..span.start) == Some(" "));
    let is_site = page.text[span.range()].eq_ignore_ascii_case("website");
    if is_site && before.is_some_and(|before| OURS.contains(&before.low.as_str())) {
        return true;
    }
    if !word.is_capital() || word.is_shouted() {
        return false;
    }
    let is_before = before.is_some_and(|before| before.is_capital() && !is_ordinary(&before.low));
    let is_after = next.is_some_and(|next| {
        next.is_capital() && (is_business(&next.low) || is_job(&next.low) || COMPANIES.contains(&next.low.as_str()))
    });
    is_before || is_after
}

const COMPANIES: &[&str] =
    &["inc", "llc", "ltd", "co", "corp", "company", "gmbh", "kg", "ag", "sl", "sa", "sas", "sarl", "pvt", "plc"];
