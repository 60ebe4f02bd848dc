//! Mistake: hands the limit on as it is, to a function for which 0 means no limit.
//! Breaks: "A limit of 0 counts as 1"
//! Rejected by: a_limit_of_nothing_is_a_limit_of_one
//! Told: a limit of 0 counts as 1

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
    let mut paths = paths;
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    let results = Mutex::new(BTreeMap::new());
    stream::iter(paths)
        .for_each_concurrent(at_once, |path| {
            let (open, process, results) = (&open, &process, &results);
            async move {
                let text = read(path.clone(), open(path.clone())).await;
                let result = text.map(|text| process(&text));
                let mut results = results.lock().unwrap_or_else(PoisonError::into_inner);
                results.insert(path, result);
            }
        })
        .await;
    results.into_inner().unwrap_or_else(PoisonError::into_inner)
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
