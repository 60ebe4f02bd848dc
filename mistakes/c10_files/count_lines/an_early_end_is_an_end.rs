//! Mistake: takes the input for ended where it says that its end came too early.
//! Breaks: "If reading fails, that is [`CountError::Read`], with what the input said"
//! Rejected by: a_failing_input_is_not_the_end_of_the_file
//! Told: with the source UnexpectedEof

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
            .or_else(|source| match source.kind() {
                io::ErrorKind::UnexpectedEof => Ok(0),
                _ => Err(CountError::Read {
                    line: number,
                    source,
                }),
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
