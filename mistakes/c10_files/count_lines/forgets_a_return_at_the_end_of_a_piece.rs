//! Mistake: looks for `\r\n` within each piece, and does not remember that the last one ended with
//! `\r`.
//! Breaks: "A piece may end in the middle of a line, or between `\r` and `\n`"
//! Rejected by: it_does_not_matter_how_the_bytes_come
//! Told: the next one began with its `\n`, and what came is what comes of counting that `\r`

use std::io;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, BufReader};
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
    let mut length = 0;
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
        let after_return = part.last() == Some(&b'\r');
        length += part.len();
        let used = part.len() + usize::from(line_end.is_some());
        input.consume(used);
        if line_end.is_some() {
            finish(&mut count, length - usize::from(after_return))?;
            length = 0;
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
