//! What keeps mutants from being made or judged.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use super::operators::OPERATORS;
use crate::bench::BenchError;
use crate::course::CourseError;

/// Why nothing can be said about mutants.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MutateError {
    /// An answer of the course is not written in Rust.
    #[error("{file}:{line}: {problem}")]
    NoRust {
        /// The answer, from the course's folder on.
        file: String,
        /// Where its first error is.
        line: usize,
        /// What the parser says.
        problem: String,
    },
    /// A name that no operator has.
    #[error("`{name}` is no operator; there are:\n{}", all())]
    UnknownOperator {
        /// The name as given.
        name: String,
    },
    /// What became of mutants cannot be kept.
    #[error("cannot write {}: is the disk full, or is the folder read-only?", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The course cannot be read.
    #[error(transparent)]
    Course(#[from] CourseError),
    /// The bench gives no verdicts.
    #[error(transparent)]
    Bench(#[from] BenchError),
}

fn all() -> String {
    let line =
        |operator: &&super::Operator| format!("  {:<18}{}", operator.name, operator.stands_for);
    OPERATORS.iter().map(line).collect::<Vec<_>>().join("\n")
}
