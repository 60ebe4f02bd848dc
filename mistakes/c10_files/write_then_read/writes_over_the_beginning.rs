//! Mistake: writes over the beginning of the file and leaves the rest as it was.
//! Breaks: "or replaces all that the file held"
//! Rejected by: writing_replaces_all_that_was_there
//! Told: over the beginning of what was there before

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::fs;
use tokio::fs::OpenOptions;
use tokio::io::AsyncWriteExt;

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
    let write = async {
        let mut file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)
            .await?;
        file.write_all(text.as_bytes()).await?;
        file.flush().await
    };
    write.await.map_err(|source| FileError::Write {
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
