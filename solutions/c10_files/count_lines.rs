//! A line at a time, through a buffer of fixed size, and never more of a line than the limit.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

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
    let mut input = BufReader::new(input);
    let mut count = LineCount::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let number = count.lines + 1;
        // `take` is what bounds the memory: room for the longest line and for `\r\n`.
        let read = (&mut input)
            .take(MAX_LINE as u64 + 2)
            .read_until(b'\n', &mut line)
            .await
            .map_err(|source| CountError::Read {
                line: number,
                source,
            })?;
        if read == 0 {
            return Ok(count);
        }
        let length = without_ending(&line).len();
        if length > MAX_LINE {
            return Err(CountError::TooLong { line: number });
        }
        count.lines = number;
        count.longest = count.longest.max(length);
    }
}

/// A `\r` belongs to the ending only right before a `\n`.
fn without_ending(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}
