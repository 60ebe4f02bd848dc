//! The tally: what became of mutants, held against what is declared.

use std::collections::BTreeMap;
use std::fs;
use std::io::ErrorKind;
use std::path::PathBuf;

use super::equivalents::{self, Declaration};
use super::memory::Fate;
use super::mutant::Mutant;
use super::operators::OPERATORS;
use super::report::{ByOperator, Counts, Report};
use super::{MutateError, Options, shown};
use crate::course::{Course, CourseError, KataId};
use crate::shortfall::Shortfall;

/// Counts mutants by what became of them, and checks the declarations of their katas.
pub(super) fn report(
    course: &Course,
    options: &Options,
    fates: &[(&Mutant, Fate)],
) -> Result<Report, MutateError> {
    let mut report = Report::default();
    let mut by_operator = BTreeMap::<&str, Counts>::new();
    for kata in &options.katas {
        let file = declared_in(course, kata);
        let text = match fs::read_to_string(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
            other => other.map_err(|source| CourseError::Read {
                path: file.clone(),
                source,
            })?,
        };
        let (declarations, problems) = equivalents::parse(&text);
        let mut short = |line: usize, what: String| {
            let file = format!("{}:{line}", course.shown(&file));
            report.shortfalls.push(Shortfall { file, what });
        };
        for (line, problem) in problems {
            short(line, problem);
        }
        // Of a part nobody can say whether what is declared is among the rest.
        let all = options.sample.is_none()
            && !options.known
            && options.operators.len() == OPERATORS.len();
        for declaration in &declarations {
            if let Some(what) = shortfall(course, declaration, kata, fates, all) {
                short(declaration.line, what);
            }
        }
        for (mutant, fate) in fates.iter().filter(|(mutant, _)| mutant.kata == *kata) {
            let counts = by_operator.entry(mutant.operator).or_default();
            counts.total += 1;
            if *fate == Fate::NotViable {
                continue;
            }
            counts.viable += 1;
            if *fate == Fate::Killed {
                counts.killed += 1;
            } else if declarations.iter().any(|declared| declared.matches(mutant)) {
                counts.equivalent += 1;
            } else {
                counts.survived += 1;
                report.survivors.push(shown(course, mutant));
            }
        }
    }
    for operator in OPERATORS {
        if let Some(counts) = by_operator.remove(operator.name) {
            report.mutants.add(&counts);
            report.operators.push(ByOperator {
                operator: operator.name,
                counts,
            });
        }
    }
    Ok(report)
}

/// The file with the declarations of a kata.
fn declared_in(course: &Course, kata: &KataId) -> PathBuf {
    course.reference(kata).with_extension("equivalent")
}

/// What is wrong with a declaration.
fn shortfall(
    course: &Course,
    declaration: &Declaration,
    kata: &KataId,
    fates: &[(&Mutant, Fate)],
    all: bool,
) -> Option<String> {
    let of_kata = fates.iter().filter(|(mutant, _)| mutant.kata == *kata);
    let viable = of_kata.filter(|(_, fate)| *fate != Fate::NotViable);
    let mut matched = viable
        .filter(|(mutant, _)| declaration.matches(mutant))
        .peekable();
    if matched.peek().is_none() {
        return all.then(|| "declares what no mutant that compiles does".to_owned());
    }
    let (killed, _) = matched.find(|(_, fate)| *fate == Fate::Killed)?;
    let file = course.shown(&killed.file);
    Some(format!(
        "declares what a test tells apart: {file}:{}: {}",
        killed.line,
        killed.diff.join(" ")
    ))
}

impl Counts {
    fn add(&mut self, other: &Counts) {
        self.total += other.total;
        self.viable += other.viable;
        self.killed += other.killed;
        self.equivalent += other.equivalent;
        self.survived += other.survived;
    }
}
