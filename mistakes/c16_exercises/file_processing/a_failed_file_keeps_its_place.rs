//! Mistake: gives a place back only when a file went well.
//! Breaks: "also if the first has failed"
//! Rejected by: a_bad_file_costs_the_others_nothing
//! Told: a file that fails makes room for the next one too

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
    let places = at_once.clamp(1, Semaphore::MAX_PERMITS);
    let permits = Arc::new(Semaphore::new(places));
    let tools = Arc::new((open, process));
    let mut tasks = JoinSet::new();
    let mut paths = paths;
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    for path in paths {
        let (permits, tools) = (Arc::clone(&permits), Arc::clone(&tools));
        tasks.spawn(async move {
            if let Ok(permit) = permits.acquire().await {
                permit.forget();
            }
            let (open, process) = &*tools;
            let text = read(path.clone(), open(path.clone())).await;
            if text.is_ok() {
                permits.add_permits(1);
            }
            (path, text.map(|text| process(&text)))
        });
    }
    tasks.join_all().await.into_iter().collect()
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
