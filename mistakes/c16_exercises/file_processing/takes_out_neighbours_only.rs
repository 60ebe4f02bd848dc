//! Mistake: takes out with `dedup` what is named twice, which sees those alone that stand side by side.
//! Breaks: "One that is named twice is read once"
//! Rejected by: named_twice_read_once_and_nothing_for_nothing
//! Told: those alone that stand side by side

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;

use futures::stream::{self, StreamExt};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};

#[derive(Debug, Error)]
pub enum FileError {
    #[error("cannot open {}", .path.display())]
    Open { path: PathBuf, source: io::Error },
    #[error("cannot read {}", .path.display())]
    Read { path: PathBuf, source: io::Error },
    #[error("{} is not a text", .path.display())]
    NotText {
        path: PathBuf,
        source: FromUtf8Error,
    },
}

pub async fn process_files<O, F, R, P, T>(
    mut paths: Vec<PathBuf>,
    at_once: usize,
    open: O,
    process: P,
) -> BTreeMap<PathBuf, Result<T, FileError>>
where
    O: Fn(PathBuf) -> F + Send + Sync + 'static,
    F: Future<Output = io::Result<R>> + Send + 'static,
    R: AsyncRead + Unpin + Send + 'static,
    P: Fn(&str) -> T + Send + Sync + 'static,
    T: Send + 'static,
{
    paths.dedup();
    let results = paths.into_iter().map(|path| {
        let (open, process) = (&open, &process);
        async move {
            let text = read(path.clone(), open(path.clone())).await;
            (path, text.map(|text| process(&text)))
        }
    });
    stream::iter(results)
        .buffer_unordered(at_once.max(1))
        .collect()
        .await
}

async fn read<R: AsyncRead + Unpin>(
    path: PathBuf,
    open: impl Future<Output = io::Result<R>>,
) -> Result<String, FileError> {
    let mut file = match open.await {
        Ok(file) => file,
        Err(source) => return Err(FileError::Open { path, source }),
    };
    let mut bytes = Vec::new();
    if let Err(source) = file.read_to_end(&mut bytes).await {
        return Err(FileError::Read { path, source });
    }
    String::from_utf8(bytes).map_err(|source| FileError::NotText { path, source })
}
