//! Mistake: writes the whole buffer, also where less was read into it.
//! Breaks: "copies everything from `input` to `output`"
//! Rejected by: every_byte_arrives_whatever_the_pieces
//! Told: write only what the read has put into the buffer

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
        let piece = buffer.as_slice();
        output.write_all(piece).await.map_err(CopyError::Write)?;
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
