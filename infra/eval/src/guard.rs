//! The project's own cases: whatever is changed in the rules, these figures hold.

use std::{collections::BTreeMap, fs, path::Path};

use shared::reading::read;

use crate::{
    case::{self, Case},
    check::check,
    score::compare,
};

/// The least F1 of each field, a little under what it was when it was written down.
const FLOORS: &[(&str, f64)] = &[
    ("email", 0.97),
    ("phone", 0.97),
    ("full_name", 0.95),
    ("company", 0.90),
    ("budget", 0.95),
    ("currency", 0.95),
    ("date", 0.92),
    ("next_action", 0.88),
    ("no_lead", 0.97),
];

fn cases() -> Vec<Case> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/leads.jsonl");
    case::all(&fs::read_to_string(file).unwrap()).unwrap()
}

#[test]
fn the_own_cases_are_read_as_well_as_before() {
    let mut counts = BTreeMap::new();
    let mut differ = Vec::new();
    for case in cases() {
        for one in compare(&case, &read(&case.text, &case.context().unwrap())) {
            one.count(&mut counts);
            if !one.is_right {
                differ.push(format!("{}: {} wanted {:?}, read {:?}", case.id, one.field, one.wanted, one.read));
            }
        }
    }
    let below: Vec<String> = FLOORS
        .iter()
        .map(|(field, floor)| (field, floor, counts.get(field).map_or(0.0, |count| count.f1())))
        .filter(|(_, floor, f1)| f1 < floor)
        .map(|(field, floor, f1)| format!("{field} {f1:.2} < {floor:.2}"))
        .collect();
    assert!(below.is_empty(), "{}\n{}", below.join(", "), differ.join("\n"));
}

#[test]
fn every_value_of_the_own_cases_stands_in_the_text_and_none_is_forbidden() {
    for case in cases() {
        let faults = check(&case, &read(&case.text, &case.context().unwrap()));
        let all = [faults.offsets, faults.unsupported, faults.forbidden].concat();
        assert!(all.is_empty(), "{}: {}", case.id, all.join(", "));
    }
}

#[test]
fn the_own_cases_are_of_all_kinds() {
    let cases = cases();
    let has = |test: &dyn Fn(&Case) -> bool| cases.iter().any(test);
    for channel in ["sms", "email", "whatsapp", "webform", "note", "transcript"] {
        assert!(has(&|case| case.channel == channel), "{channel}");
    }
    for lang in ["en", "es", "fr", "de", "hi-Latn"] {
        assert!(has(&|case| case.lang == lang), "{lang}");
    }
    assert!(
        has(&|case| case.injection) && has(&|case| !case.gold.is_lead) && has(&|case| !case.gold.contacts.is_empty())
    );
    assert!(cases.len() >= 40);
}
