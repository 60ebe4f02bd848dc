//! Mistake: makes an error of its own, and forgets what the system said.
//! Breaks: "and keeps its source"
//! Rejected by: errors_name_the_path_and_keep_their_source
//! Told: whose source is not what the system said

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
    let bytes = fs::read(path).await.map_err(|_| FileError::Read {
        path: path.to_owned(),
        source: io::Error::other("the file cannot be read"),
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
