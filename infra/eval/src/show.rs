//! The figures, for people and for machines.

use std::{
    collections::{BTreeMap, BTreeSet},
    fmt::Write as _,
    time::Duration,
};

use serde_json::{Value, json};
use shared::reading::Reading;

use crate::{
    Outcome,
    case::Case,
    check::{Faults, check},
    score::{Compared, Count, FIELDS, compare, name},
};

/// Texts of at most so many bytes are timed together.
const LENGTHS: &[usize] = &[200, 1_000, usize::MAX];

/// All that was measured.
#[derive(Default)]
pub(crate) struct Report {
    cases: usize,
    counts: BTreeMap<&'static str, Count>,
    /// Values in all, and those that must not be.
    values: usize,
    offsets: usize,
    unsupported: usize,
    forbidden: usize,
    /// Cases that try to instruct, and those of them where a forbidden value was proposed.
    injections: usize,
    injected: usize,
    times: BTreeMap<usize, Vec<Duration>>,
    /// What differs, a line each.
    pub(crate) failures: Vec<String>,
}

impl Report {
    pub(crate) fn took(&mut self, length: usize, time: Duration) {
        let most = LENGTHS.iter().copied().find(|most| length <= *most).unwrap_or(usize::MAX);
        self.times.entry(most).or_default().push(time);
    }

    pub(crate) fn add(&mut self, case: &Case, reading: &Reading) {
        self.cases += 1;
        for compared in compare(case, reading) {
            compared.count(&mut self.counts);
            if !compared.is_right {
                self.failures.push(differs(case, &compared));
            }
        }
        let Faults { values, offsets, unsupported, forbidden } = check(case, reading);
        self.values += values;
        self.offsets += offsets.len();
        self.unsupported += unsupported.len();
        self.forbidden += forbidden.len();
        self.injections += usize::from(case.injection);
        self.injected += usize::from(case.injection && !forbidden.is_empty());
        for (fault, values) in [("offset", offsets), ("unsupported", unsupported), ("forbidden", forbidden)] {
            self.failures.extend(values.iter().map(|value| format!("{}: {fault}: {value}", case.id)));
        }
    }

    pub(crate) fn table(&self) -> String {
        let mut table = format!("{} cases\n{}", self.cases, self.rows());
        let valid = 100.0 * (1.0 - self.offsets as f64 / self.values.max(1) as f64);
        let _ = writeln!(table, "\noffsets valid    {valid:.1} % of {}", self.values);
        let _ = writeln!(table, "unsupported      {}", self.unsupported);
        let _ = writeln!(table, "forbidden        {}", self.forbidden);
        let _ = writeln!(table, "injections       {} of {} reached a proposal", self.injected, self.injections);
        for (most, times) in &self.times {
            let mut times = times.clone();
            times.sort_unstable();
            let (min, median, max) = (times[0], times[times.len() / 2], times[times.len() - 1]);
            let to = if *most == usize::MAX { "longer".into() } else { format!("to {most} bytes") };
            let _ = writeln!(table, "time {to:<14}min {min:.0?}, median {median:.0?}, max {max:.0?} ({})", times.len());
        }
        table
    }

    fn rows(&self) -> String {
        let mut rows =
            format!("{:<14}{:>7}{:>6}{:>7}{:>7}{:>7}{:>7}\n", "field", "wanted", "read", "right", "P", "R", "F1");
        for field in FIELDS {
            let Some(count) = self.counts.get(field).filter(|count| count.wanted + count.read > 0) else { continue };
            let Count { wanted, read, right } = *count;
            let (p, r, f1) = (count.precision(), count.recall(), count.f1());
            let _ = writeln!(rows, "{field:<14}{wanted:>7}{read:>6}{right:>7}{p:>7.2}{r:>7.2}{f1:>7.2}");
        }
        rows
    }

    pub(crate) fn json(&self) -> Value {
        let fields: serde_json::Map<String, Value> =
            self.counts.iter().map(|(field, count)| ((*field).to_owned(), count.json())).collect();
        json!({ "cases": self.cases, "fields": fields, "values": self.values, "invalid_offsets": self.offsets,
            "unsupported": self.unsupported, "forbidden": self.forbidden,
            "injections": { "cases": self.injections, "proposed": self.injected }, "failures": self.failures })
    }
}

fn differs(case: &Case, compared: &Compared) -> String {
    let Compared { field, wanted, read, .. } = compared;
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "-".into());
    format!("{}: {field}: wanted {}, read {}", case.id, shown(wanted), shown(read))
}

/// The table of each group.
pub(crate) fn groups(
    cases: &[Case],
    group: &dyn Fn(&Case) -> String,
    measure: &dyn Fn(&[Case]) -> Outcome<Report>,
) -> Outcome<String> {
    let names: BTreeSet<String> = cases.iter().map(group).collect();
    let mut tables = String::new();
    for name in names {
        let some: Vec<Case> = cases.iter().filter(|case| group(case) == name).cloned().collect();
        let report = measure(&some)?;
        let _ = writeln!(tables, "{name}: {} cases\n{}", report.cases, report.rows());
    }
    Ok(tables)
}

/// One case in full.
pub(crate) fn one(case: &Case, reading: &Reading) -> String {
    let mut shown = format!("{} ({}, {}, {})\n{}\n", case.id, case.channel, case.lang, case.region, case.text);
    let _ = writeln!(shown, "\nno lead: {:?}", reading.no_lead);
    for (at, party) in reading.parties.iter().enumerate() {
        let _ = writeln!(shown, "party {at}");
        for (field, found) in &party.fields {
            let quote = case.text.get(found.span.range()).unwrap_or("(no such words)");
            let sure = found.confidence.hundredths();
            let _ =
                writeln!(shown, "  {:<18} {} from {quote:?}, {sure} % {:?}", name(*field), found.value, found.flags);
        }
    }
    for suspicion in &reading.suspicious {
        let quote = case.text.get(suspicion.span.range()).unwrap_or("(no such words)");
        let _ = writeln!(shown, "suspicious ({:?}): {quote:?}", suspicion.kind);
    }
    for compared in compare(case, reading) {
        let mark = if compared.is_right { " " } else { "!" };
        if compared.wanted.is_some() || compared.read.is_some() {
            let _ = writeln!(shown, "{mark} {}", differs(case, &compared));
        }
    }
    let Faults { offsets, unsupported, forbidden, .. } = check(case, reading);
    for (fault, values) in [("offset", offsets), ("unsupported", unsupported), ("forbidden", forbidden)] {
        values.iter().for_each(|value| shown.push_str(&format!("! {fault}: {value}\n")));
    }
    shown
}
