//! # write_then_read: a text into a file, and back
//!
//! Why: a file may be slow. It can lie on a network drive, on a disk that is just waking up, or be
//! no file at all but a pipe. The functions of `std::fs` hold the thread meanwhile, and with it
//! every task that the thread runs. Those of `tokio::fs` do the same work on a thread that is there
//! for waiting, and let you `.await` it.
//!
//! Build: [`write_text`] and [`read_text`], which do all that may wait for a file, opening it too,
//! on another thread than the one that runs the tasks.
//! - [`write_text`] writes a text to a path, exactly as it is, and nothing to any other path.
//! - It makes the file, or replaces all that the file held. A pipe that stands there takes the text too.
//! - When it returns, the text has been written: nothing is still on its way.
//! - [`read_text`] gives all the text of a file, exactly as it stands there. It reads to the end,
//!   whatever length the system names: a pipe has none.
//!
//! Bad input: every error names the path as it was given and keeps its source.
//! - A file that cannot be made is [`FileError::Write`], and so is one that takes not all of the
//!   text.
//! - A file that cannot be opened or read is [`FileError::Read`].
//! - Bytes that are not UTF-8 are [`FileError::NotText`]: a text with `�` in it is not what the file
//!   holds.
//!
//! Left open: by which means the other thread is reached, whether the disk itself has the text when
//! [`write_text`] returns (`sync_all` would wait for that, where there is a disk), and what stands in
//! a file whose writing has failed.
//!
//! In asyncio, aiofiles does just what tokio does, with a thread pool; Python raises
//! `UnicodeDecodeError` for bad text by itself.
//!
//! Rule of thumb: nothing in an `async fn` calls `std::fs` by itself.

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;

/// Why a text could not be written or read.
#[derive(Debug, Error)]
pub enum FileError {
    /// The file could not be made or written.
    #[error("cannot write {}", .path.display())]
    Write {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file could not be opened or read.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file was read, but is not UTF-8.
    #[error("{} is not a text", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where it stops being UTF-8.
        source: FromUtf8Error,
    },
}

/// Makes this text the whole content of the file.
///
/// # Errors
/// [`FileError::Write`], if the file cannot be made or written.
pub async fn write_text(path: &Path, text: &str) -> Result<(), FileError> {
    todo!("write {} bytes to {}", text.len(), path.display())
}

/// The whole content of the file.
///
/// # Errors
/// [`FileError::Read`], if the file cannot be opened or read; [`FileError::NotText`], if it is not
/// UTF-8.
pub async fn read_text(path: &Path) -> Result<String, FileError> {
    todo!("read all of {}", path.display())
}
