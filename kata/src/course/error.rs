//! What can be wrong with a course as a folder.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;

/// Why a course cannot be read.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum CourseError {
    /// Neither here nor above is a course.
    #[error(
        "no course found in {} or above it: run this in the folder of the course", .from.display()
    )]
    NotFound {
        /// Where the search began.
        from: PathBuf,
    },
    /// The folder lacks a file that makes it a course.
    #[error("{} is not a course: {} is missing", .root.display(), .missing.display())]
    NotACourse {
        /// The folder.
        root: PathBuf,
        /// The file that is not there, from the folder on.
        missing: PathBuf,
    },
    /// A file or folder of the course cannot be read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// Which one.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// No name at all.
    #[error("\"\" is no name of a kata: give its slug, or leave it out")]
    NoName,
    /// A name that no kata and no chapter has.
    #[error(
        "`{name}` is neither a kata nor a chapter{}",
        .nearest.as_ref().map(|near| format!(": did you mean `{near}`?")).unwrap_or_default()
    )]
    UnknownKata {
        /// The name as given.
        name: String,
        /// The name that comes closest, where one comes close.
        nearest: Option<String>,
    },
    /// A part of a slug that several slugs hold.
    #[error("`{name}` could be {}", .slugs.join(", "))]
    Ambiguous {
        /// The part as given.
        name: String,
        /// The slugs that hold it.
        slugs: Vec<String>,
    },
}

impl CourseError {
    /// Says of an [`io::Error`] which path it is about.
    pub(crate) fn read(path: &Path) -> impl FnOnce(io::Error) -> CourseError {
        let path = path.to_owned();
        move |source| CourseError::Read { path, source }
    }
}
