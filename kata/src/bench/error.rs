//! What can keep the bench from giving verdicts. Nothing that an answer does is among it.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

use crate::course::KataId;

/// Why there are no verdicts.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BenchError {
    /// A file cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A file or folder of the bench cannot be written.
    #[error("cannot write {}: is the disk full, or is the folder read-only?", .path.display())]
    Write {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The course's manifest is not what the bench can lay.
    #[error("{}: {problem}", .path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        problem: String,
    },
    /// A program cannot be started.
    #[error("cannot run {}", .program.display())]
    Start {
        /// Which one.
        program: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Cargo says no before it compiles anything.
    #[error("cargo cannot build the course:\n{message}")]
    Cargo {
        /// What it says.
        message: String,
    },
    /// The course does not compile, whatever the answers are.
    #[error("the course itself does not compile, whatever the answers are:\n{message}")]
    Course {
        /// The compiler's first errors.
        message: String,
    },
    /// A file that ties the course together does not name a kata.
    #[error(
        "{file} does not declare `{module}`, so {kata} is not in the course: put the line \
         `pub mod {module};` back, or the whole file as git has it"
    )]
    Undeclared {
        /// The kata.
        kata: KataId,
        /// The file, from the course's folder on.
        file: String,
        /// The module that it lacks.
        module: String,
    },
    /// A kata's stub does not compile either: the course is to blame.
    #[error("the stub of {kata} does not compile:\n{message}")]
    NoStandIn {
        /// The kata.
        kata: KataId,
        /// The compiler's first errors.
        message: String,
    },
    /// Answers cannot be shut in, though this system said that it can.
    #[error("an answer cannot be shut in: {message}")]
    Sandbox {
        /// What the system refuses.
        message: String,
    },
    /// Somebody stopped the bench.
    #[error("stopped")]
    Stopped,
    /// The system has no randomness to give.
    #[error("the system gives no random bytes: {0}")]
    Randomness(getrandom::Error),
}

impl BenchError {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> BenchError {
        let path = path.to_owned();
        move |source| BenchError::Read { path, source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> BenchError {
        let path = path.to_owned();
        move |source| BenchError::Write { path, source }
    }

    pub(super) fn start(program: &Path) -> impl FnOnce(io::Error) -> BenchError {
        let program = program.to_owned();
        move |source| BenchError::Start { program, source }
    }
}
