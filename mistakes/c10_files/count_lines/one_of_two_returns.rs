//! Mistake: remembers that a `\r` has come until it sees what follows, and does not count it where that is
//! another `\r`.
//! Breaks: "A `\r` anywhere else, also at the very end, is a byte like others"
//! Rejected by: every_kind_of_ending_is_understood
//! Told: Of two `\r` in a row one is lost

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
    let mut held_back = false;
    loop {
        let line = count.lines + 1;
        let piece = input
            .fill_buf()
            .await
            .map_err(|source| CountError::Read { line, source })?;
        let used = piece.len();
        if used == 0 {
            break;
        }
        for byte in piece {
            match byte {
                b'\r' => held_back = true,
                b'\n' => {
                    finish(&mut count, length)?;
                    length = 0;
                    held_back = false;
                }
                _ => {
                    length += 1 + usize::from(held_back);
                    held_back = false;
                }
            }
        }
        if length > MAX_LINE {
            let line = count.lines + 1;
            return Err(CountError::TooLong { line });
        }
        input.consume(used);
    }
    length += usize::from(held_back);
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
