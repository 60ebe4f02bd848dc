//! Mistake: takes a read that does not fill the buffer for the last one.
//! Breaks: "copies everything from `input` to `output`"
//! Rejected by: an_output_may_take_a_few_bytes_at_a_time
//! Told: returned without asking the input again

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
        let piece = &buffer[..read];
        output.write_all(piece).await.map_err(CopyError::Write)?;
        copied += read as u64;
        progress(copied);
        if read < buffer.len() {
            break;
        }
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
