//! One buffer, filled and emptied in turn: `write_all` goes on where an output took less.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use tokio::fs::{self, File};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

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
    let (mut input, mut output, mut progress) = (input, output, progress);
    let mut buffer = vec![0; MAX_HELD];
    let mut copied = 0;
    loop {
        let read = input.read(&mut buffer).await.map_err(CopyError::Read)?;
        // Nothing read is the end; a short read is not.
        if read == 0 {
            break;
        }
        let piece = &buffer[..read];
        output.write_all(piece).await.map_err(CopyError::Write)?;
        copied += read as u64;
        progress(copied);
    }
    // What the output still buffers is not copied yet, and may fail.
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
