//! Mistake: calls `write`, which need not take all that it is offered.
//! Breaks: "writes a text to a path, exactly as it is"
//! Rejected by: what_was_written_is_read_back
//! Told: only the first 2097152 of 5500000 bytes

use std::io;
use std::path::{Path, PathBuf};
use std::string::FromUtf8Error;

use thiserror::Error;
use tokio::fs::File;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
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
        let mut file = File::create(path).await?;
        let _taken = file.write(text.as_bytes()).await?;
        file.flush().await
    };
    write.await.map_err(|source| FileError::Write {
        path: path.to_owned(),
        source,
    })
}
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
