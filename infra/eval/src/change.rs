//! What a model changes: which fields it sets right, and which it breaks.

use std::{collections::BTreeMap, fmt::Write as _};

use shared::reading::Reading;

use crate::{
    case::Case,
    score::{Compared, FIELDS, compare},
};

/// All that two readings of the same texts differ in.
#[derive(Default)]
pub(crate) struct Changes {
    /// For each field how often it became right, became wrong, and stayed wrong in another way.
    counts: BTreeMap<&'static str, [usize; 3]>,
    /// Each of them, in words.
    pub(crate) all: Vec<String>,
}

/// Of one field of one case: how often each value was read, and how often rightly.
#[derive(Clone, Debug, Default, PartialEq)]
struct Read {
    values: Vec<String>,
    faults: usize,
}

impl Changes {
    pub(crate) fn add(&mut self, case: &Case, before: &Reading, after: &Reading) {
        let (before, after) = (by_field(&compare(case, before)), by_field(&compare(case, after)));
        for field in FIELDS {
            let of = |fields: &BTreeMap<&str, Read>| fields.get(field).cloned().unwrap_or_default();
            let (before, after) = (of(&before), of(&after));
            if before == after {
                continue;
            }
            let (at, became) = match after.faults.cmp(&before.faults) {
                std::cmp::Ordering::Less => (0, "better"),
                std::cmp::Ordering::Greater => (1, "worse"),
                std::cmp::Ordering::Equal => (2, "other"),
            };
            self.counts.entry(field).or_default()[at] += 1;
            let shown = |read: &Read| if read.values.is_empty() { "-".to_owned() } else { read.values.join(", ") };
            self.all.push(format!("{}: {field}: {became}: {} became {}", case.id, shown(&before), shown(&after)));
        }
    }

    pub(crate) fn table(&self) -> String {
        let mut table = format!("{:<14}{:>7}{:>7}{:>7}\n", "the model made", "better", "worse", "other");
        for (field, [better, worse, other]) in &self.counts {
            let _ = writeln!(table, "{field:<14}{better:>7}{worse:>7}{other:>7}");
        }
        table
    }
}

/// A fault is what is missing, and what is too much.
fn by_field(compared: &[Compared]) -> BTreeMap<&'static str, Read> {
    let mut fields: BTreeMap<&'static str, Read> = BTreeMap::new();
    for one in compared {
        let read = fields.entry(one.field).or_default();
        read.values.extend(one.read.clone());
        let is_missing = one.wanted.is_some() && !(one.is_right && one.read.is_some());
        read.faults += usize::from(is_missing) + usize::from(one.read.is_some() && !one.is_right);
    }
    fields
}

#[cfg(test)]
mod tests {
    use super::*;

    fn compared(wanted: Option<&str>, read: Option<&str>) -> Vec<Compared> {
        let own = |text: Option<&str>| text.map(str::to_owned);
        vec![Compared { field: "email", wanted: own(wanted), read: own(read), is_right: wanted == read }]
    }

    #[test]
    fn a_wrong_value_is_worse_than_none() {
        let faults = |wanted, read| by_field(&compared(wanted, read))["email"].faults;
        assert_eq!((faults(Some("a"), Some("a")), faults(None, None)), (0, 0));
        assert_eq!((faults(Some("a"), None), faults(None, Some("b"))), (1, 1));
        assert_eq!(faults(Some("a"), Some("b")), 2);
    }
}
