//! Long texts go out in pieces.

/// The most characters of a piece.
const MAX_CHARS: usize = 8_000;
/// The most pieces of a text. What is behind them is for the rules alone.
const MAX_CHUNKS: usize = 8;

/// A text in pieces.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Chunks<'a> {
    /// The pieces, in order; none of white space alone.
    pub(super) pieces: Vec<&'a str>,
    /// Whether they are all of the text.
    pub(super) are_all: bool,
}

/// Cuts `text` at the ends of paragraphs, else of lines, else of words, else anywhere between two characters.
pub(super) fn chunks(text: &str) -> Chunks<'_> {
    let mut pieces = Vec::new();
    let mut rest = text;
    while !rest.trim().is_empty() && pieces.len() < MAX_CHUNKS {
        let (piece, next) = rest.split_at(end_of_first(rest));
        if !piece.trim().is_empty() {
            pieces.push(piece);
        }
        rest = next;
    }
    Chunks { pieces, are_all: rest.trim().is_empty() }
}

/// Where the first piece of `text` ends: never at its beginning.
fn end_of_first(text: &str) -> usize {
    let Some((end, _)) = text.char_indices().nth(MAX_CHARS) else { return text.len() };
    let window = &text[..end];
    let border = ["\n\n", "\n", " "].into_iter().find_map(|border| Some(window.rfind(border)? + border.len()));
    // A piece that is nearly empty helps nobody.
    border.filter(|border| *border > end / 2).unwrap_or(end)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_text_is_cut_where_a_paragraph_ends() {
        let text = format!("{}\n\n{}", "a ".repeat(3_000), "b ".repeat(3_000));
        let cut = chunks(&text);
        assert_eq!((cut.pieces.len(), cut.are_all), (2, true));
        assert!(cut.pieces[1].starts_with('b') && !cut.pieces[0].contains('b'));
    }

    #[test]
    fn more_than_eight_pieces_are_not_sent() {
        let text = "ü".repeat(100_000);
        let cut = chunks(&text);
        assert_eq!((cut.pieces.len(), cut.are_all), (8, false));
        assert!(cut.pieces.iter().all(|piece| piece.chars().count() == MAX_CHARS));
    }

    #[test]
    fn nothing_is_sent_of_nothing() {
        for text in ["", " \n\t ", &"\n".repeat(50_000)] {
            assert_eq!(chunks(text), Chunks { pieces: Vec::new(), are_all: true });
        }
    }

    proptest! {
        #[test]
        fn pieces_are_the_text(words in proptest::collection::vec(("[a-zü\u{1f600}]{1,9}[ \n]{0,3}", 1usize..400), 0..30)) {
            let text: String = words.iter().map(|(word, times)| word.repeat(*times)).collect();
            let cut = chunks(&text);
            prop_assert!(cut.pieces.iter().all(|piece| piece.chars().count() <= MAX_CHARS));
            if cut.are_all {
                let together = cut.pieces.concat();
                prop_assert_eq!(together.trim_end(), text.trim_end());
            }
        }
    }
}
