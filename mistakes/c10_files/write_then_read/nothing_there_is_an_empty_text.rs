//! Mistake: takes a file that is not there for an empty one.
//! Breaks: "A file that cannot be opened or read is"
//! Breaks: "[`FileError::Read`], if the file cannot be opened or read"
//! Rejected by: errors_name_the_path_and_keep_their_source
//! Told: it should give `FileError::Read`

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
    let bytes = fs::read(path).await.unwrap_or_default();
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
