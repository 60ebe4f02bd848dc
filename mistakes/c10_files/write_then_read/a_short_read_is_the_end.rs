//! Mistake: takes a read that gives less than there was room for for the last one.
//! Breaks: "It reads to the end, whatever length the system names: a pipe has none"
//! Rejected by: a_pipe_is_read_to_its_end
//! Told: The end has come when a read gives no bytes

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
        file.flush().await
    };
    write.await.map_err(|source| FileError::Write {
        path: path.to_owned(),
        source,
    })
}
pub async fn read_text(path: &Path) -> Result<String, FileError> {
    let read = async {
        let mut file = File::open(path).await?;
        let (mut bytes, mut room) = (Vec::new(), vec![0; 64 * 1024]);
        loop {
            let read = file.read(&mut room).await?;
            bytes.extend(&room[..read]);
            if read < room.len() {
                break;
            }
        }
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
