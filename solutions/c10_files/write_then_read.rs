//! `tokio::fs` does whole files in one go, each on a thread that may wait.

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::fs;

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
    fs::write(path, text)
        .await
        .map_err(|source| FileError::Write {
            path: path.to_owned(),
            source,
        })
}

/// The whole content of the file.
///
/// # Errors
/// [`FileError::Read`], if the file cannot be opened or read; [`FileError::NotText`], if it is not
/// UTF-8.
pub async fn read_text(path: &Path) -> Result<String, FileError> {
    // Bytes first: reading straight into a `String` would mix bad text up with a bad disk.
    let bytes = fs::read(path).await.map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
