//! Mistake: puts a replacement character in place of what is not UTF-8.
//! Breaks: "a text with `�` in it is not what the file holds"
//! Rejected by: bytes_that_are_no_text_are_an_error
//! Told: it should give `FileError::NotText`

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::fs;

#[derive(Debug, Error)]
pub enum FileError {
    #[error("cannot write {}", .path.display())]
    Write { path: PathBuf, source: io::Error },
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is not a text", .path.display())]
    NotText {
        path: PathBuf,
        source: FromUtf8Error,
    },
}

pub async fn write_text(path: &Path, text: &str) -> Result<(), FileError> {
    fs::write(path, text)
        .await
        .map_err(|source| FileError::Write {
            path: path.to_owned(),
            source,
        })
}

pub async fn read_text(path: &Path) -> Result<String, FileError> {
    let bytes = fs::read(path).await.map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
