//! Mistake: reads the whole file into memory.
//! Breaks: "Never ask the input for more than [`MAX_LINE`] bytes at once"
//! Rejected by: a_large_file_takes_little_memory, a_line_without_end_is_given_up
//! Told: its memory grows with the file

use std::io;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt};

pub const MAX_LINE: usize = 64 * 1024;

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LineCount {
    pub lines: u64,
    pub longest: usize,
}

#[derive(Debug, Error)]
pub enum CountError {
    #[error("line {line} is longer than {MAX_LINE} bytes")]
    TooLong { line: u64 },
    #[error("reading broke off in line {line}")]
    Read { line: u64, source: io::Error },
}

pub async fn count_lines<R: AsyncRead + Unpin>(input: R) -> Result<LineCount, CountError> {
    let mut input = input;
    let mut bytes = Vec::new();
    input
        .read_to_end(&mut bytes)
        .await
        .map_err(|source| CountError::Read {
            line: bytes.iter().filter(|byte| **byte == b'\n').count() as u64 + 1,
            source,
        })?;
    let mut count = LineCount::default();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        count.lines += 1;
        let length = without_ending(line).len();
        if length > MAX_LINE {
            return Err(CountError::TooLong { line: count.lines });
        }
        count.longest = count.longest.max(length);
    }
    Ok(count)
}

fn without_ending(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}
