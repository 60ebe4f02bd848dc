//! Mistake: goes round and round when the output takes 0 bytes.
//! Breaks: "An output that takes 0 bytes will never take more"
//! Rejected by: an_output_that_takes_nothing_is_an_error
//! Told: and was offered it again

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
    let mut buffer = vec![0; MAX_HELD];
    let mut copied = 0;
    loop {
        let read = input.read(&mut buffer).await.map_err(CopyError::Read)?;
        if read == 0 {
            break;
        }
        let mut piece = &buffer[..read];
        while !piece.is_empty() {
            let taken = output.write(piece).await.map_err(CopyError::Write)?;
            piece = &piece[taken..];
        }
        copied += read as u64;
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
