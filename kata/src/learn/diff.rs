//! Where two answers differ, word by word.

use similar::{ChangeTag, TextDiff};

/// The part of an answer that is code: without the text at its top.
pub fn body(source: &str) -> String {
    let lines: Vec<&str> = source
        .lines()
        .skip_while(|line| line.starts_with("//!") || line.trim().is_empty())
        .collect();
    lines.join("\n") + "\n"
}

/// Every line of both, in order: what the first has and the second has not, what both have, and
/// for each piece of a changed line whether it is the change.
pub fn changes(from: &str, to: &str) -> Vec<(ChangeTag, Vec<(bool, String)>)> {
    let diff = TextDiff::from_lines(from, to);
    let mut lines = Vec::new();
    for operation in diff.ops() {
        for change in diff.iter_inline_changes(operation) {
            let pieces = change.values().iter();
            let pieces =
                pieces.map(|(changed, text)| (*changed, text.trim_end_matches('\n').to_owned()));
            lines.push((change.tag(), pieces.collect()));
        }
    }
    lines
}
