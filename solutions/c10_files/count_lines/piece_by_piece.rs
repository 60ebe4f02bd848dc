//! Instead of collecting a line, it only counts the bytes of each piece: no line is ever held.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};

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
    // Of the line that has begun: how many bytes, and whether the last of them is a `\r`.
    let (mut length, mut after_return) = (0, false);
    loop {
        let number = count.lines + 1;
        let piece = input.fill_buf().await.map_err(|source| CountError::Read {
            line: number,
            source,
        })?;
        if piece.is_empty() {
            break;
        }
        let line_end = piece.iter().position(|byte| *byte == b'\n');
        let part = &piece[..line_end.unwrap_or(piece.len())];
        if let Some(last) = part.last() {
            after_return = *last == b'\r';
        }
        length += part.len();
        let used = part.len() + usize::from(line_end.is_some());
        input.consume(used);
        if line_end.is_some() {
            finish(&mut count, length - usize::from(after_return))?;
            (length, after_return) = (0, false);
        } else if length > MAX_LINE + 1 {
            return Err(CountError::TooLong { line: number });
        }
    }
    if length > 0 {
        finish(&mut count, length)?;
    }
    Ok(count)
}

fn finish(count: &mut LineCount, length: usize) -> Result<(), CountError> {
    count.lines += 1;
    if length > MAX_LINE {
        return Err(CountError::TooLong { line: count.lines });
    }
    count.longest = count.longest.max(length);
    Ok(())
}
