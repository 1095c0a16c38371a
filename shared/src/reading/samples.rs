//! Tables of sentences in tests.

/// Holds lines of «what is read | text» against what `read` makes of the text; tells of all that differ.
#[track_caller]
pub(super) fn each_line(lines: &str, read: impl Fn(&str) -> String) {
    let lines = lines.lines().map(str::trim).filter(|line| !line.is_empty());
    let wrong: Vec<String> = lines
        .filter_map(|line| {
            let (expected, text) = line.split_once(" | ").unwrap();
            let read = read(text);
            (read != expected).then(|| format!("{text}\n    expected {expected}, read {read}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
