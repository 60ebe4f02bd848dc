//! What can keep a submission from being graded. Nothing that an answer does is among it.

use std::io;
use std::path::PathBuf;

use thiserror::Error;

use crate::bench::BenchError;

/// Why there is no grade.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GradeError {
    /// The path holds nothing that could be graded.
    #[error("{} is not a submission: {problem}", .path.display())]
    NoSubmission {
        /// The path.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Two paths that reports could not tell apart.
    #[error("`{name}` was given twice: reports could not tell the two apart")]
    Twice {
        /// The name that both have.
        name: String,
    },
    /// The grading policy cannot be used.
    #[error("{}:{line}: {problem}", .path.display())]
    Policy {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there, with the key.
        problem: String,
    },
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file cannot be written.
    #[error("cannot write {}: is the disk full, or is the folder read-only?", .path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The bench gives no verdicts.
    #[error(transparent)]
    Bench(#[from] BenchError),
}
