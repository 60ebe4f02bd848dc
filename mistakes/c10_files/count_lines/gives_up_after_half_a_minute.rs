//! Mistake: waits for no piece longer than 30 s, and takes what has come for all.
//! Breaks: "to its end, however long that takes"
//! Rejected by: the_bytes_may_take_a_day
//! Told: after 8 h

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
        let mut limited = (&mut input).take(MAX_LINE as u64 + 2);
        let read = limited.read_until(b'\n', &mut line);
        let read = tokio::time::timeout(std::time::Duration::from_secs(30), read)
            .await
            .unwrap_or(Ok(0))
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
