//! # file_processing: many files at once
//!
//! Why: reading a hundred files one after another wastes time, and opening a hundred at once may
//! be more than the system allows. In between lies a limit, and a batch in which one bad file must
//! not cost the others their results.
//!
//! Build: [`process_files`] opens, reads and processes each of the files and gives a result for
//! each, by its path.
//! - `open` is how you open a file, and it may take its time, as reading may.
//! - At most `at_once` files are open at any time. A file counts as open while it is being opened
//!   and until it is dropped.
//! - As soon as one is closed the next is opened, also if the first has failed: no batches, and no
//!   other limit than `at_once`, which may be as large as a million.
//! - Read a file to its end, close it (drop it), and hand its text to `process`, exactly as it
//!   stands there.
//! - Files are opened in the order given. One that is named twice is read once.
//!
//! Bad input: each file fails by itself, and the others get their results all the same. Each error
//! names the path and keeps its source.
//! - A file that cannot be opened is [`FileError::Open`].
//! - One whose reading breaks off is [`FileError::Read`].
//! - One that is not UTF-8 is [`FileError::NotText`].
//! - No paths give no results at once. A limit of 0 counts as 1.
//!
//! Left open: in which order files are opened on a runtime of several threads, what happens if `open`
//! or `process` panics, and what becomes of open files if the future is dropped.
//!
//! Good to know: `open` is `tokio::fs::File::open` in a program; the tests also hand in files of
//! their own making, which notice how many of them are open. `process` is quick: it may be called in
//! place. The file system, the files and the results are all `Send + 'static`, since they may go to
//! other tasks: whether you spawn is up to you.
//!
//! In asyncio you would write `gather(..., return_exceptions=True)` around a semaphore.
//!
//! Rule of thumb: whatever you start for each item of a list needs a limit, unless the list is
//! your own and short.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::io::AsyncRead;

/// Why a file has no result.
#[derive(Debug, Error)]
pub enum FileError {
    /// It could not be opened.
    #[error("cannot open {}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was opened, but reading it broke off.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was read, but is not UTF-8.
    #[error("{} is not a text", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where it stops being UTF-8.
        source: FromUtf8Error,
    },
}

/// Reads and processes these files, at most `at_once` at a time, and gives a result for each.
pub async fn process_files<O, F, R, P, T>(
    paths: Vec<PathBuf>,
    at_once: usize,
    open: O,
    process: P,
) -> BTreeMap<PathBuf, Result<T, FileError>>
where
    O: Fn(PathBuf) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<R>> + Send + 'static,
    R: AsyncRead + Unpin + Send + 'static,
    P: Fn(&str) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    todo!("open and process the files, so many at a time", with paths, at_once, open, process)
}
