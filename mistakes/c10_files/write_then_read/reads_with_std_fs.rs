//! Mistake: reads with `std::fs`, which holds the thread until the file is there.
//! Breaks: "on another thread than the one that runs the tasks"
//! Rejected by: the_runtime_is_free_while_a_file_is_read
//! Told: `read_text` read the file on the thread

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
    let bytes = std::fs::read(path).map_err(|source| FileError::Read {
        path: path.to_owned(),
        source,
    })?;
    String::from_utf8(bytes).map_err(|source| FileError::NotText {
        path: path.to_owned(),
        source,
    })
}
