//! Mistake: writes a line end behind a text that has none, as editors do.
//! Breaks: "writes a text to a path, exactly as it is"
//! Rejected by: what_was_written_is_read_back
//! Told: the file does not hold the text that was to be written

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
    let end = if text.ends_with('\n') { "" } else { "\n" };
    fs::write(path, format!("{text}{end}"))
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
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
