//! Instead of a stream, a task for each file, and a semaphore before the door.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;
use std::sync::Arc;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Why a file has no result.
#[derive(Debug, Error)]
pub enum FileError {
    /// It could not be opened.
    #[error("cannot open {}", .path.display())]
    Open {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was opened, but reading it broke off.
    #[error("cannot read {}", .path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// It was read, but is not UTF-8.
    #[error("{} is not a text", .path.display())]
    NotText {
        /// The file.
        path: PathBuf,
        /// Where it stops being UTF-8.
        source: FromUtf8Error,
    },
}

/// Reads and processes these files, at most `at_once` at a time, and gives a result for each.
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
    let permits = Arc::new(Semaphore::new(at_once.max(1)));
    let tools = Arc::new((open, process));
    let mut tasks = JoinSet::new();
    let mut paths = paths;
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    for path in paths {
        let (permits, tools) = (Arc::clone(&permits), Arc::clone(&tools));
        tasks.spawn(async move {
            // Never closed, so that this is always a permit; held until the file is closed.
            let permit = permits.acquire().await;
            let (open, process) = &*tools;
            let text = read(path.clone(), open(path.clone())).await;
            drop(permit);
            (path, text.map(|text| process(&text)))
        });
    }
    // Panics if a task did: a panic of `process` comes back to the caller.
    tasks.join_all().await.into_iter().collect()
}

/// The text of one file, which is open only in here.
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
