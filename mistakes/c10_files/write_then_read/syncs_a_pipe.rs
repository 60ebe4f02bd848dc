//! Mistake: waits until the disk has the text, and gives the error of a pipe, which has no disk.
//! Breaks: "A pipe that stands there takes the text too"
//! Rejected by: a_pipe_takes_a_text_as_a_file_does
//! Told: there is no disk behind it

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
        file.write_all(text.as_bytes()).await?;
        file.flush().await?;
        file.sync_all().await
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
