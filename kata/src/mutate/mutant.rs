//! Mutants of one answer.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use similar::{ChangeTag, TextDiff};

use super::edit::apply;
use super::operator::Operator;
use super::walk::walk;
use crate::course::KataId;

/// A small change to a right answer.
#[derive(Clone, Debug)]
pub(super) struct Mutant {
    /// The kata that it answers.
    pub kata: KataId,
    /// The answer that was changed.
    pub file: PathBuf,
    /// The operator that changed it.
    pub operator: &'static str,
    /// The first line that is not as it was, from 1.
    pub line: usize,
    /// The changed source.
    pub source: String,
    /// The lines that were taken away (`- `), those that came (`+ `) and those between them.
    pub diff: Vec<String>,
}

/// All mutants that operators make of an answer, each once, in the order of the operators.
///
/// # Errors
/// Where the source is no Rust.
pub(super) fn mutants(
    kata: &KataId,
    file: &Path,
    source: &str,
    operators: &[&'static Operator],
) -> syn::Result<Vec<Mutant>> {
    let mut found = walk(source, operators)?;
    // A mutant belongs to the first operator that makes it.
    let rank = |name| operators.iter().position(|operator| operator.name == name);
    found.sort_by_key(|found| rank(found.operator));
    let mut seen = BTreeSet::from([source.to_owned()]);
    let mut mutants = Vec::new();
    for found in found {
        let changed = apply(source, &found.edits);
        if !seen.insert(changed.clone()) {
            continue;
        }
        let (line, diff) = difference(source, &changed);
        mutants.push(Mutant {
            kata: kata.clone(),
            file: file.to_owned(),
            operator: found.operator,
            line,
            source: changed,
            diff,
        });
    }
    Ok(mutants)
}

fn difference(from: &str, to: &str) -> (usize, Vec<String>) {
    let diff = TextDiff::from_lines(from, to);
    let mut lines: Vec<(char, &str)> = Vec::new();
    for change in diff.iter_all_changes() {
        let sign = match change.tag() {
            ChangeTag::Equal => ' ',
            ChangeTag::Delete => '-',
            ChangeTag::Insert => '+',
        };
        lines.push((sign, change.value().trim_end()));
    }
    let differs = |(sign, _): &(char, &str)| *sign != ' ';
    let first = lines.iter().position(differs).unwrap_or(0);
    let last = lines.iter().rposition(differs).unwrap_or(0);
    let shown = lines.iter().take(last + 1).skip(first);
    let shown = shown.map(|(sign, line)| format!("{sign} {line}").trim_end().to_owned());
    (first + 1, shown.collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mutate::operators::OPERATORS;

    #[test]
    fn a_mutant_knows_its_line_and_its_diff() {
        let source = "//! Ä\n\nfn f() {\n    go();\n    a < b;\n}\n";
        let kata = KataId::new("c01_x", "f");
        let all = mutants(&kata, Path::new("f.rs"), source, OPERATORS).unwrap();
        let le = all.iter().find(|m| m.operator == "comparison").unwrap();
        assert_eq!(le.line, 5);
        assert_eq!(le.diff, ["-     a < b;", "+     a <= b;"]);
        let less = all.iter().find(|m| m.operator == "statement").unwrap();
        assert_eq!((less.line, less.diff.len()), (4, 1), "{less:?}");
    }

    #[test]
    fn what_changes_places_is_shown_with_what_is_between() {
        let source = "async fn f() {\n    a().await;\n    b();\n}\n";
        let kata = KataId::new("c01_x", "f");
        let all = mutants(&kata, Path::new("f.rs"), source, OPERATORS).unwrap();
        let moved = all.iter().find(|m| m.operator == "await_moved").unwrap();
        assert_eq!(moved.line, 2);
        assert_eq!(moved.diff, ["+     b();", "      a().await;", "-     b();"]);
    }

    #[test]
    fn a_change_of_two_operators_is_one_mutant() {
        let source = "fn f() {\n    task.abort();\n}\n";
        let kata = KataId::new("c01_x", "f");
        let all = mutants(&kata, Path::new("f.rs"), source, OPERATORS).unwrap();
        let operators: Vec<&str> = all.iter().map(|mutant| mutant.operator).collect();
        assert_eq!(operators, ["forgotten", "body"]);
    }
}
