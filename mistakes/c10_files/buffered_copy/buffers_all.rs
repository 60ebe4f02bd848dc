//! Mistake: reads everything before it writes anything.
//! Breaks: "Never hold more than [`MAX_HELD`] bytes"
//! Rejected by: memory_does_not_grow_with_the_input
//! Told: instead of waiting until the output had taken some

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use tokio::fs::{self, File};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

pub const MAX_HELD: usize = 64 * 1024;

#[derive(Debug, Error)]
pub enum CopyError {
    #[error("cannot make {}", .path.display())]
    Create { path: PathBuf, source: io::Error },
    #[error("the input failed")]
    Read(#[source] io::Error),
    #[error("the output failed")]
    Write(#[source] io::Error),
}

pub async fn copy_stream<R, W, P>(input: R, output: W, progress: P) -> Result<u64, CopyError>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    P: FnMut(u64),
{
    let (mut input, mut output, mut progress) = (input, output, progress);
    let mut all = Vec::new();
    input.read_to_end(&mut all).await.map_err(CopyError::Read)?;
    let mut copied = 0;
    for piece in all.chunks(MAX_HELD) {
        output.write_all(piece).await.map_err(CopyError::Write)?;
        copied += piece.len() as u64;
        progress(copied);
    }
    output.flush().await.map_err(CopyError::Write)?;
    Ok(copied)
}

pub async fn copy_to_file<R, P>(input: R, path: &Path, progress: P) -> Result<u64, CopyError>
where
    R: AsyncRead + Unpin,
    P: FnMut(u64),
{
    let mut file = File::create(path)
        .await
        .map_err(|source| CopyError::Create {
            path: path.to_owned(),
            source,
        })?;
    let copied = copy_stream(input, &mut file, progress).await;
    if copied.is_err() {
        drop(file.into_std().await);
        let _removed = fs::remove_file(path).await;
    }
    copied
}
