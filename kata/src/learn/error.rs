//! What can go wrong around a learner's answers, other than the answers.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a command of the learner's loop cannot do what it was asked for.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum LearnError {
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
    /// Nobody knows the stub any more.
    #[error(
        "the stub of `{slug}` is neither in git's history nor in {}: copy src/{file} from a fresh \
         download of the course", .searched.display()
    )]
    NoStub {
        /// The kata.
        slug: String,
        /// Its file, from `src/` on.
        file: String,
        /// Where the tool keeps stubs it has seen.
        searched: PathBuf,
    },
    /// A name that cannot be a slug.
    #[error(
        "`{name}` cannot be a slug: a slug is the name of a Rust module, such as `gather_outcomes`, \
         and no word of Rust's own"
    )]
    BadSlug {
        /// The name.
        name: String,
    },
    /// A new kata whose slug is taken: slugs are unique in the whole course.
    #[error("there is a kata `{slug}` already, in {chapter}: a slug is unique in the course")]
    SlugTaken {
        /// The slug.
        slug: String,
        /// The chapter that has it.
        chapter: String,
    },
    /// A name that cannot be a chapter's.
    #[error(
        "`{name}` cannot be a chapter: it is called as `c17_our_own` is, with a number of its own"
    )]
    BadChapter {
        /// The name.
        name: String,
    },
    /// A new chapter whose number is taken.
    #[error("there is a chapter of that number already: {chapter}")]
    ChapterTaken {
        /// The chapter that has it.
        chapter: String,
    },
    /// What was begun is no longer as it was begun.
    #[error(
        "nothing was undone, for something was written since: {what}; what is yours only you can remove"
    )]
    WrittenOn {
        /// What, and where.
        what: String,
    },
    /// A chapter that the course does not have.
    #[error("there is no chapter `{chapter}`; the course has {}", .chapters.join(", "))]
    NoChapter {
        /// The chapter as given.
        chapter: String,
        /// The chapters that there are.
        chapters: Vec<String>,
    },
}

impl LearnError {
    pub(super) fn read(path: &Path) -> impl FnOnce(io::Error) -> LearnError {
        let path = path.to_owned();
        move |source| LearnError::Read { path, source }
    }

    pub(super) fn write(path: &Path) -> impl FnOnce(io::Error) -> LearnError {
        let path = path.to_owned();
        move |source| LearnError::Write { path, source }
    }
}
