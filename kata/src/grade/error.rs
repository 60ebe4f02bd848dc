//! What can keep a submission from being graded. Nothing that an answer does is among it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::bench::BenchError;
use crate::course::KataId;

/// Why there is no grade.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum GradeError {
    /// None of the paths can be a submission.
    #[error("there is nothing to grade: {}", .0.join("; "))]
    Nothing(Vec<String>),
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
    /// A table of names, times or decisions cannot be used.
    #[error("{}:{line}: {problem}", .path.display())]
    Table {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// A file with the words of a language cannot be used.
    #[error("{}: {problem}", .path.display())]
    Language {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// Shards would each make up pseudonyms of their own.
    #[error("{} is not there: shards share their pseudonyms, so write them first, with one call without --shard", .0.display())]
    NoKey(PathBuf),
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
    /// The bench gave no verdict on an answer that it was given.
    #[error("the bench gave no verdict on {kata}")]
    NotJudged {
        /// The kata.
        kata: KataId,
    },
    /// A shard is not one.
    #[error("`{text}` is no shard: it is I/N, with I from 1 to N")]
    Shard {
        /// What was given.
        text: String,
    },
    /// A requirement is none.
    #[error("`{text}` is no requirement: it is nothing, begun, all, or from 1% to 100%")]
    Requirement {
        /// What was given.
        text: String,
    },
    /// Reports that cannot be merged.
    #[error("{}:{line}: {problem}", .path.display())]
    Merge {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        line: usize,
        /// What is wrong there.
        problem: String,
    },
    /// What was to be merged is not all there.
    #[error("not all of the class is there: {}; grade what is missing, or merge without it by --allow-missing", .0.join("; "))]
    Missing(Vec<String>),
    /// The bench gives no verdicts.
    #[error(transparent)]
    Bench(#[from] BenchError),
}

impl GradeError {
    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> GradeError {
        let path = path.to_owned();
        move |source| GradeError::Write { path, source }
    }
}
