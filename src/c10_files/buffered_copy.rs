//! # buffered_copy: a little at a time
//!
//! Why: to copy a film you need not hold a film. A buffer of fixed size goes back and forth: fill
//! it, empty it, fill it again. The slower side sets the pace, and whoever watches can be told how
//! far it is.
//!
//! Build: [`copy_stream`], and on top of it [`copy_to_file`]:
//! - [`copy_stream`] copies everything from `input` to `output`, however long that takes, and gives
//!   the number of bytes.
//! - When it returns, nothing is left behind in a buffer: the output has been flushed, also if there
//!   was nothing to copy.
//! - [`copy_to_file`] copies everything from `input` into a new file at `path`, or one that
//!   replaces what was there.
//! - After each piece that the output has taken, `progress` is called with the number of bytes
//!   taken so far, before the next piece is waited for. The numbers only grow, no step is larger
//!   than [`MAX_HELD`], and the last one is the whole. If there was nothing to copy, it is never
//!   called.
//! - Never hold more than [`MAX_HELD`] bytes that have been read and not yet been taken, and never
//!   ask for more at once.
//! - An output may take less than it is offered. What it did not take comes first in the next
//!   piece, which may be just that rest or be filled up again.
//!
//! Bad input: [`CopyError::Read`] if the input fails and [`CopyError::Write`] if the output does,
//! each with what that side said. Copying stops there.
//! - After a failed write nothing more is read.
//! - What came before a failed read is written all the same.
//! - An output that takes 0 bytes will never take more; that is a [`CopyError::Write`] of kind
//!   `WriteZero`.
//! - An error when flushing is a [`CopyError::Write`] too.
//! - If [`copy_to_file`] fails on the way it removes the part that it has written, and gives the
//!   error of the copy, also where removing fails.
//! - If it cannot make the file, that is [`CopyError::Create`], and nothing is removed.
//!
//! Left open: whether a piece is what one `write` takes or all that one `read` gave, whether the
//! output is flushed after a failed read, and whether the file is written under another name first. A
//! side that says `Interrupted` may be taken for one that failed, or be asked again, as `std` does.
//!
//! Good to know: a `write_all` goes on where the output took less. Some systems remove no file that
//! is still open.
//!
//! Rule of thumb: whoever writes through a buffer flushes it, and looks whether that went well.

use std::io;
use std::path::{Path, PathBuf};

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};

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
    todo!("fill a buffer, empty it, tell, and again", with input, output, progress, MAX_HELD)
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
    todo!("make the file and copy into it", with input, path, progress)
}
