//! Instead of whole-file functions, a `tokio::fs::File` that is written, flushed, read to its end.

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

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
    let write = async {
        let mut file = File::create(path).await?;
        file.write_all(text.as_bytes()).await?;
        // `write_all` only hands the bytes over; `flush` waits until they have been written, and
        // tells if that failed.
        file.flush().await
    };
    write.await.map_err(|source| FileError::Write {
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
    let read = async {
        let mut bytes = Vec::new();
        File::open(path).await?.read_to_end(&mut bytes).await?;
        Ok(bytes)
    };
    let bytes = read.await.map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
