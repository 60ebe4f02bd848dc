//! Mistake: makes the folder of a file as well, where there is none.
//! Breaks: "and nothing to any other path"
//! Breaks: "A file that cannot be made is"
//! Rejected by: errors_name_the_path_and_keep_their_source
//! Told: since your code made the folder

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
    let write = async {
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).await?;
        }
        fs::write(path, text).await
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
