//! A stream of futures, of which so many are polled at a time: each opens its file only then.

use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::io;
use std::path::PathBuf;
use std::string::FromUtf8Error;

use futures::stream::{self, StreamExt};
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};

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
    // Named twice, read once, in the order of the first mention.
    let mut paths = paths;
    let mut seen = BTreeSet::new();
    paths.retain(|path| seen.insert(path.clone()));
    let results = paths.into_iter().map(|path| {
        let (open, process) = (&open, &process);
        // Nothing in here runs before the stream polls it, `open` least of all.
        async move {
            let text = read(path.clone(), open(path.clone())).await;
            // Each result carries its name: they come in the order of finishing.
            (path, text.map(|text| process(&text)))
        }
    });
    // A limit of 0 would poll none of them, for ever.
    stream::iter(results)
        .buffer_unordered(at_once.max(1))
        .collect()
        .await
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
