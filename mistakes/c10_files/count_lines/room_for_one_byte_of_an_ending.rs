//! Mistake: has read one byte more than a line may have when it judges whether the line is too long, and an
//! ending may be two.
//! Breaks: "exactly as many are fine"
//! Rejected by: a_line_may_have_exactly_the_greatest_length
//! Told: with the `\r` still in it. An ending may be two bytes

use std::io;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, BufReader};

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
    let mut input = BufReader::new(input);
    let mut count = LineCount::default();
    let mut line = Vec::new();
    loop {
        line.clear();
        let number = count.lines + 1;
        let read = (&mut input)
            .take(MAX_LINE as u64 + 1)
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

fn without_ending(line: &[u8]) -> &[u8] {
    match line.strip_suffix(b"\n") {
        Some(line) => line.strip_suffix(b"\r").unwrap_or(line),
        None => line,
    }
}
