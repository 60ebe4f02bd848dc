//! Mistake: keeps only the last part of the path in the error.
//! Breaks: "every error names the path as it was given"
//! Rejected by: errors_name_the_path_and_keep_their_source
//! Told: does not name the path as it was given

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
    let name = || PathBuf::from(path.file_name().unwrap_or_default());
    let bytes = fs::read(path).await.map_err(|source| FileError::Read {
        path: name(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: name(),
        source,
    })
}
