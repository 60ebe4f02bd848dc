//! Mistake: trims every `\r` and `\n` from the end of a line, also those that belong to it.
//! Breaks: "A `\r` anywhere else, also at the very end, is a byte like others"
//! Rejected by: every_kind_of_ending_is_understood
//! Told: for its ending

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

fn without_ending(line: &[u8]) -> &[u8] {
    let end = line
        .iter()
        .rposition(|byte| !b"\r\n".contains(byte))
        .map_or(0, |last| last + 1);
    &line[..end]
}
