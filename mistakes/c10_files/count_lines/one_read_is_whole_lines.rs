//! Mistake: takes for granted that a read ends where a line ends.
//! Breaks: "A piece may end in the middle of a line"
//! Breaks: "They come in pieces of any size"
//! Rejected by: it_does_not_matter_how_the_bytes_come
//! Told: ending a line wherever a read ends

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
    let mut count = LineCount::default();
    let mut piece = vec![0; MAX_LINE];
    loop {
        let number = count.lines + 1;
        let read = input
            .read(&mut piece)
            .await
            .map_err(|source| CountError::Read {
                line: number,
                source,
            })?;
        if read == 0 {
            return Ok(count);
        }
        for line in piece[..read].split_inclusive(|byte| *byte == b'\n') {
            count.lines += 1;
            let length = without_ending(line).len();
            if length > MAX_LINE {
                return Err(CountError::TooLong { line: count.lines });
            }
            count.longest = count.longest.max(length);
        }
    }
}

fn without_ending(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}
