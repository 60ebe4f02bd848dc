//! A program that a task text shows is the program that its proof runs: line for line, whatever
//! their indentation. Otherwise a learner would be asked about one program and judged by another.

use std::fs;

use super::report::Report;
use crate::course::{Course, KataId};
use crate::shortfall::Shortfall;

/// Looks for each Rust block of the stub's module docs in the proof.
pub(super) fn check(course: &Course, kata: &KataId, report: &mut Report) {
    let stub = course.stub(kata);
    let (Ok(text), Ok(proof)) = (
        fs::read_to_string(&stub),
        fs::read_to_string(course.proof(kata)),
    ) else {
        // What cannot be read is told elsewhere.
        return;
    };
    for (line, program) in programs(&text) {
        let mut wrong = Vec::new();
        if !holds(&proof, &program) {
            wrong.push(Shortfall {
                file: format!("{}:{line}", course.shown(&stub)),
                what: format!(
                    "shows a program that {} does not run, line for line",
                    course.shown(&course.proof(kata))
                ),
            });
        }
        report.check(wrong);
    }
}

/// The Rust blocks of a module's docs: the number of the line on which each begins, and its lines.
fn programs(source: &str) -> Vec<(usize, Vec<&str>)> {
    let mut programs = Vec::new();
    let mut open: Option<(usize, Vec<&str>)> = None;
    for (n, line) in source.lines().enumerate() {
        let Some(doc) = line.strip_prefix("//!").map(str::trim) else {
            break;
        };
        match (doc, &mut open) {
            ("```rust", None) => open = Some((n + 1, Vec::new())),
            ("```", Some(_)) => programs.extend(open.take()),
            (line, Some((_, program))) => program.push(line),
            (_, None) => (),
        }
    }
    programs
}

/// Whether these lines stand in a text, one below the other.
fn holds(text: &str, program: &[&str]) -> bool {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    !program.is_empty() && lines.windows(program.len()).any(|part| part == program)
}

#[cfg(test)]
mod tests {
    use super::*;

    const STUB: &str = "//! Build: say what it does.\n//!\n//! ```rust\n//! one();\n//! if two {\n//!     three();\n//! }\n//! ```\n//!\n//! ```text\n//! 0s\n//! ```\n\nfn stub() {}\n";

    #[test]
    fn a_program_stands_between_its_fences() {
        let expected = vec![(3, vec!["one();", "if two {", "three();", "}"])];
        assert_eq!(programs(STUB), expected, "and nothing else does");
    }

    #[test]
    fn its_lines_stand_together_in_the_proof() {
        let (_, program) = programs(STUB).remove(0);
        assert!(holds(
            "fn run() {\n  one();\n  if two {\n    three();\n  }\n}",
            &program
        ));
        assert!(
            !holds("one();\nzero();\nif two {\nthree();\n}", &program),
            "a line between"
        );
        assert!(
            !holds("one();\nif two {", &program),
            "lines that are missing"
        );
        assert!(
            !holds("anything", &[]),
            "a block without a line shows no program"
        );
    }
}
