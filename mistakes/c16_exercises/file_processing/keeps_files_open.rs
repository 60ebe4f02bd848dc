//! Mistake: keeps every file until the last one is done, so that none is closed before.
//! Breaks: "At most `at_once` files are open at any time"
//! Rejected by: a_hundred_real_files_with_few_open
//! Told: had been read to their end and were still held

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;
use std::sync::{Mutex, PoisonError};

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
    paths: Vec<PathBuf>,
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
    let kept = Mutex::new(Vec::new());
    let mut paths = paths;
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    let results = paths.into_iter().map(|path| {
        let (open, process, kept) = (&open, &process, &kept);
        async move {
            let mut file = match open(path.clone()).await {
                Ok(file) => file,
                Err(source) => return (path.clone(), Err(FileError::Open { path, source })),
            };
            let text = read(path.clone(), async { Ok(&mut file) }).await;
            kept.lock()
                .unwrap_or_else(PoisonError::into_inner)
                .push(file);
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
