//! Edits: pieces of a source, each put in place of another. What is between them stays byte for
//! byte, comments and layout too, so that a mutant differs from its answer in its change alone.

use std::ops::Range;

/// One piece put in place of another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the source.
    pub range: Range<usize>,
    /// What stands there instead.
    pub with: String,
}

/// The source with all edits made. They must not overlap.
pub(super) fn apply(source: &str, edits: &[Edit]) -> String {
    let mut edits: Vec<&Edit> = edits.iter().collect();
    edits.sort_by_key(|edit| edit.range.start);
    let mut changed = String::with_capacity(source.len());
    let mut done = 0;
    for edit in edits {
        changed += &source[done..edit.range.start];
        changed += &edit.with;
        done = edit.range.end;
    }
    changed + &source[done..]
}

/// The range with the white space around it, where nothing else is in its lines: without it, whole
/// lines are gone and no blank ones are left.
pub(super) fn whole_lines(source: &str, range: Range<usize>) -> Range<usize> {
    let before = &source[..range.start];
    let start = before.rfind('\n').map_or(0, |end| end + 1);
    let after = &source[range.end..];
    let end = after
        .find('\n')
        .map_or(source.len(), |end| range.end + end + 1);
    let blank = |piece: &str| piece.trim().is_empty();
    match blank(&source[start..range.start]) && blank(&source[range.end..end]) {
        true => start..end,
        false => range,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_edited_stays_byte_for_byte() {
        let source = "a  = b ; // ä\n";
        let edits = [
            Edit {
                range: 5..6,
                with: "ccc".into(),
            },
            Edit {
                range: 0..1,
                with: String::new(),
            },
        ];
        assert_eq!(apply(source, &edits), "  = ccc ; // ä\n");
    }

    #[test]
    fn a_line_of_its_own_goes_whole_and_a_shared_one_does_not() {
        let source = "one;\n    two;\nthree; four;\n";
        assert_eq!(whole_lines(source, 9..13), 5..14);
        assert_eq!(whole_lines(source, 21..26), 21..26);
    }
}
