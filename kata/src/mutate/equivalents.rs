//! Declarations of mutants that cannot be told from their answer: `solutions/CHAPTER/SLUG.equivalent`,
//! one a line.
//!
//! ```text
//! comparison: `if n <= 1 {`: with one job, both branches do the same
//! ```
//!
//! The operator; words of the line as it becomes, or of the one that went where none came; why no
//! test can tell. What is declared counts for the reference and the alternatives.

use super::mutant::Mutant;
use super::operators;

/// One declaration.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Declaration {
    /// Its line in the file, from 1.
    pub line: usize,
    operator: String,
    /// White space made even.
    words: String,
}

impl Declaration {
    /// Whether it is about this mutant.
    pub(super) fn matches(&self, mutant: &Mutant) -> bool {
        // The line as it becomes tells mutants apart; where nothing came, the line that went does.
        let came = mutant.diff.iter().any(|line| line.starts_with('+'));
        let sign = if came { '+' } else { '-' };
        let says = |line: &String| {
            let changed = line.strip_prefix(sign);
            changed.is_some_and(|line| even(line).contains(&self.words))
        };
        self.operator == mutant.operator && mutant.diff.iter().any(says)
    }
}

/// Reads the declarations of a kata, and what is wrong with those that are none: line and problem.
pub(super) fn parse(text: &str) -> (Vec<Declaration>, Vec<(usize, String)>) {
    let mut declarations = Vec::new();
    let mut problems = Vec::new();
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        match declaration(number, line) {
            Ok(declaration) => declarations.push(declaration),
            Err(problem) => problems.push((number, problem)),
        }
    }
    (declarations, problems)
}

fn declaration(line: usize, text: &str) -> Result<Declaration, String> {
    let parts = || {
        let (operator, rest) = text.split_once(": `")?;
        let (words, why) = rest.split_once("`: ")?;
        let said = !words.trim().is_empty() && !why.trim().is_empty();
        said.then_some((operator.trim(), words))
    };
    let Some((operator, words)) = parts() else {
        return Err(
            "is no declaration: operator: `words of the changed line`: why nobody can tell".into(),
        );
    };
    if operators::operator(operator).is_none() {
        return Err(format!("names `{operator}`, which is no operator"));
    }
    Ok(Declaration {
        line,
        operator: operator.to_owned(),
        words: even(words),
    })
}

fn even(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use super::*;
    use crate::course::KataId;
    use crate::mutate::mutant::mutants;

    #[test]
    fn a_declaration_is_about_the_mutants_of_its_operator_and_words() {
        let (all, problems) = parse("# none of it\n\ncomparison: `n  <= most`: one more is none\n");
        assert_eq!((all.len(), problems), (1, vec![]));
        let operators = [operators::operator("comparison").unwrap()];
        let source = "fn f() {\n    n < most;\n}\n";
        let kata = KataId::new("c01_x", "f");
        let mutants = mutants(&kata, Path::new("f.rs"), source, &operators).unwrap();
        let matched: Vec<bool> = mutants
            .iter()
            .map(|mutant| all[0].matches(mutant))
            .collect();
        assert_eq!(matched, [true, false], "`<=` and not `>`: {mutants:?}");
    }

    #[test]
    fn a_line_that_is_gone_is_another_matter_than_one_that_becomes_another() {
        let (all, _) = parse("forgotten: `drop(guard);`: the end of the function is as good\n");
        let operators = [operators::operator("forgotten").unwrap()];
        let source = "fn f() {\n    drop(guard);\n}\n";
        let kata = KataId::new("c01_x", "f");
        let mutants = mutants(&kata, Path::new("f.rs"), source, &operators).unwrap();
        let matched: Vec<bool> = mutants
            .iter()
            .map(|mutant| all[0].matches(mutant))
            .collect();
        assert_eq!(
            matched,
            [true, false],
            "left out, and not leaked: {mutants:?}"
        );
    }

    #[test]
    fn what_is_no_declaration_is_told_with_its_line() {
        let (all, problems) = parse("comparison: `a`:\n# b\nmagic: `a < b`: why not\n");
        assert!(all.is_empty());
        let lines: Vec<usize> = problems.iter().map(|(line, _)| *line).collect();
        assert_eq!(lines, [1, 3]);
        assert!(problems[1].1.contains("`magic`"), "{problems:?}");
    }
}
