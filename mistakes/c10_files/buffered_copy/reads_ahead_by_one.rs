//! Mistake: reads the next piece while the last is written, so that it may hold two.
//! Breaks: "bytes that have been read and not yet been taken"
//! Rejected by: no_more_is_asked_for_than_there_is_room
//! Told: bytes that it had read and not written

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
    let (mut buffer, mut ahead) = (vec![0; MAX_HELD], vec![0; MAX_HELD]);
    let mut read = input.read(&mut buffer).await.map_err(CopyError::Read)?;
    let mut copied = 0;
    loop {
        if read == 0 {
            break;
        }
        let piece = &buffer[..read];
        let (next, written) = tokio::join!(input.read(&mut ahead), output.write_all(piece));
        written.map_err(CopyError::Write)?;
        copied += read as u64;
        progress(copied);
        read = next.map_err(CopyError::Read)?;
        std::mem::swap(&mut buffer, &mut ahead);
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
