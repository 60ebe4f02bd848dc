//! # count_lines: a file of any size
//!
//! Why: a log may be larger than memory. Whoever reads it whole is fine until the day that it
//! matters. Read it in pieces, and keep of each piece only what is still needed.
//!
//! Build: [`count_lines`] reads from anything that can be read, a file or a socket, to its end,
//! however long that takes. It counts the lines and measures the longest one, in bytes.
//! - A line ends with `\n` or `\r\n`; the ending belongs to no line's length. A `\r` anywhere else,
//!   also at the very end, is a byte like others. An empty line is a line.
//! - The last line may lack its ending: `"a\nb"` has two lines, and so has `"a\nb\n"`. No bytes
//!   are no lines, and the longest of no lines is 0.
//! - Bytes are bytes: nothing has to be UTF-8.
//! - They come in pieces of any size. A piece may end in the middle of a line, or between `\r` and
//!   `\n`.
//! - Never ask the input for more than [`MAX_LINE`] bytes at once.
//!
//! Bad input: both errors tell the number of the line in which it happened, counted from 1.
//! - A line longer than [`MAX_LINE`] bytes is [`CountError::TooLong`]; exactly as many are fine.
//! - Stop there: read no more than [`MAX_LINE`] bytes beyond the limit, since the line may never
//!   end.
//! - If reading fails, that is [`CountError::Read`], with what the input said.
//!
//! Left open: which number it is if reading fails right after an ending, before a byte of the next
//! line has come; and whether a byte is held twice, in a buffer and in a line.
//!
//! Good to know: how many lines there are and how long the longest is needs no list of lines.
//!
//! In asyncio, `async for line in f` holds a line of any length.
//!
//! Rule of thumb: whatever grows with what others send you needs a limit.

use std::io;

use thiserror::Error;
use tokio::io::AsyncRead;

/// The longest line that is read, without its ending, in bytes.
pub const MAX_LINE: usize = 64 * 1024;

/// What was counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCount {
    /// How many lines there are.
    pub lines: u64,
    /// How many bytes the longest has, without its ending.
    pub longest: usize,
}

/// Why the lines could not be counted.
#[derive(Debug, Error)]
pub enum CountError {
    /// A line is longer than [`MAX_LINE`].
    #[error("line {line} is longer than {MAX_LINE} bytes")]
    TooLong {
        /// The number of that line; the first is 1.
        line: u64,
    },
    /// Reading failed.
    #[error("reading broke off in line {line}")]
    Read {
        /// The number of the line that was being read.
        line: u64,
        /// What the input said.
        source: io::Error,
    },
}

/// Counts the lines of `input` and measures the longest.
///
/// # Errors
/// If a line is too long, or the input fails.
pub async fn count_lines<R: AsyncRead + Unpin>(input: R) -> Result<LineCount, CountError> {
    todo!("count the lines, none longer than it may be", with input, MAX_LINE)
}
