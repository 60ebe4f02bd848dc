//! Instead of `write_all`, a `BufReader` that keeps what the output has not taken.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use tokio::fs::{self, File};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

/// The most bytes that may have been read and not yet written.
pub const MAX_HELD: usize = 64 * 1024;

/// Why not everything was copied.
#[derive(Debug, Error)]
pub enum CopyError {
    /// The file could not be made.
    #[error("cannot make {}", .path.display())]
    Create {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The input failed.
    #[error("the input failed")]
    Read(#[source] io::Error),
    /// The output failed, or took no more.
    #[error("the output failed")]
    Write(#[source] io::Error),
}

/// Copies all of `input` to `output`, flushes it, and gives the number of bytes.
///
/// # Errors
/// [`CopyError::Read`] or [`CopyError::Write`], if one of the two fails.
pub async fn copy_stream<R, W, P>(input: R, output: W, progress: P) -> Result<u64, CopyError>
where
    R: AsyncRead + Unpin,
    W: AsyncWrite + Unpin,
    P: FnMut(u64),
{
    let (mut output, mut progress) = (output, progress);
    let mut input = BufReader::with_capacity(MAX_HELD, input);
    let mut copied = 0;
    loop {
        let piece = input.fill_buf().await.map_err(CopyError::Read)?;
        if piece.is_empty() {
            break;
        }
        let taken = output.write(piece).await.map_err(CopyError::Write)?;
        if taken == 0 {
            return Err(CopyError::Write(io::ErrorKind::WriteZero.into()));
        }
        input.consume(taken);
        copied += taken as u64;
        progress(copied);
    }
    output.flush().await.map_err(CopyError::Write)?;
    Ok(copied)
}

/// Copies all of `input` into the file at `path`, and gives the number of bytes.
///
/// # Errors
/// [`CopyError::Create`], if the file cannot be made; the error of the copy, if that fails.
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
        // Some systems remove no file that is still being written to.
        drop(file.into_std().await);
        // The copy's own error is the one that helps, whatever becomes of the rest of the file.
        let _removed = fs::remove_file(path).await;
    }
    copied
}
