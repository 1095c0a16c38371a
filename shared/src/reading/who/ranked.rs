//! Which of the names that were found is the person's.

use std::collections::BTreeMap;

use super::{Candidate, fold_all};
use crate::reading::page::Page;
use crate::reading::points::PointKind;

/// The candidates that name the same person, best first: by what they score, and by how often they are named.
pub(in crate::reading) fn ranked(page: &Page<'_>, candidates: &[Candidate]) -> Vec<Candidate> {
    let parts = |candidate: &Candidate| -> Vec<String> {
        fold_all(&candidate.name.value).split(' ').map(|part| part.trim_end_matches('.').to_owned()).collect()
    };
    let mut groups: Vec<(Vec<String>, Vec<&Candidate>)> = Vec::new();
    let mut longest_first: Vec<&Candidate> = candidates.iter().collect();
    longest_first.sort_by_key(|candidate| std::cmp::Reverse((candidate.name.parts.min(3), candidate.score)));
    for candidate in longest_first {
        let own = parts(candidate);
        match groups.iter_mut().find(|(all, _)| own.iter().all(|part| all.contains(part))) {
            Some((_, group)) => group.push(candidate),
            None => groups.push((own, vec![candidate])),
        }
    }
    let mut best: Vec<(u16, Candidate)> = groups.iter().filter_map(|(all, group)| weighed(page, all, group)).collect();
    best.sort_by_key(|(weight, candidate)| (std::cmp::Reverse(*weight), candidate.name.span));
    best.into_iter().map(|(_, candidate)| candidate).collect()
}

fn weighed(page: &Page<'_>, parts: &[String], group: &[&Candidate]) -> Option<(u16, Candidate)> {
    let fullest = group.iter().map(|candidate| candidate.name.parts.min(3)).max()?;
    let longest = group
        .iter()
        .filter(|candidate| candidate.name.parts.min(3) == fullest)
        .max_by_key(|candidate| candidate.score)?;
    let score = group.iter().map(|candidate| candidate.score).max()?;
    let places: BTreeMap<usize, ()> = group.iter().map(|candidate| (candidate.name.span.start, ())).collect();
    let is_mailed = page
        .points
        .iter()
        .filter(|point| point.kind == PointKind::Email && page.is_theirs(point.span))
        .any(|point| names_mailbox(parts, &point.value));
    let extra = u16::try_from(places.len().min(3) - 1).unwrap_or(0) * 4 + if is_mailed { 12 } else { 0 };
    let point = group.iter().find_map(|candidate| candidate.point);
    Some((
        u16::from(score) + extra,
        Candidate {
            name: longest.name.clone(),
            score: score.saturating_add(u8::try_from(extra / 2).unwrap_or(0)).min(98),
            point,
        },
    ))
}

/// Whether a mailbox is called like the person.
pub(in crate::reading) fn names_mailbox(parts: &[String], address: &str) -> bool {
    let local = address.split('@').next().unwrap_or("");
    parts.iter().any(|part| part.len() > 2 && part.is_ascii() && local.contains(part.as_str()))
}
