//! Mistake: fills all the room that its buffer has, which is twice what it needs once half a line is
//! left in it.
//! Breaks: "Never take more than 8 KiB from the stream before you need them"
//! Rejected by: however_many_lines_came_before_little_is_read_ahead
//! Told: in a buffer that grows there is often more than was asked for

use std::io;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

#[derive(Debug, Error)]
pub enum LineError {
    #[error("the line is too long")]
    TooLong,
    #[error("the line is not text")]
    NotText,
    #[error("the line is cut off")]
    CutOff,
    #[error("the connection is broken")]
    Io(#[from] io::Error),
}

pub struct Lines<R> {
    reader: R,
    longest: usize,
    buffer: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R, longest: usize) -> Self {
        Lines {
            reader,
            longest,
            buffer: Vec::new(),
        }
    }

    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        loop {
            let end = self.buffer.iter().position(|byte| *byte == b'\n');
            if end.unwrap_or(self.buffer.len()) > self.longest {
                return Err(LineError::TooLong);
            }
            if let Some(end) = end {
                let mut line: Vec<u8> = self.buffer.drain(..=end).collect();
                line.pop();
                if line.ends_with(b"\r") {
                    line.pop();
                }
                let line = String::from_utf8(line).map_err(|_| LineError::NotText)?;
                return Ok(Some(line));
            }
            self.buffer.reserve(8 * 1024);
            if self.reader.read_buf(&mut self.buffer).await? == 0 {
                return match self.buffer.is_empty() {
                    true => Ok(None),
                    false => Err(LineError::CutOff),
                };
            }
        }
    }
}

pub async fn serve<S>(stream: S, longest: usize) -> Result<(), LineError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    let (reader, mut writer) = tokio::io::split(stream);
    let mut lines = Lines::new(reader, longest);
    loop {
        let (mut answer, end) = match lines.next().await {
            Ok(None) => return Ok(()),
            Ok(Some(line)) if line == "QUIT" => ("BYE".to_owned(), Some(Ok(()))),
            Ok(Some(line)) => (answer(&line), None),
            Err(LineError::NotText) => ("ERR not text".to_owned(), None),
            Err(LineError::TooLong) => (
                "ERR line too long".to_owned(),
                Some(Err(LineError::TooLong)),
            ),
            Err(error) => return Err(error),
        };
        answer.push('\n');
        writer.write_all(answer.as_bytes()).await?;
        writer.flush().await?;
        if let Some(end) = end {
            return end;
        }
    }
}

fn answer(line: &str) -> String {
    match line.split_once(' ') {
        Some(("ECHO", text)) => text.to_owned(),
        Some(("ADD", numbers)) => match sum(numbers) {
            Some(sum) => sum.to_string(),
            None => "ERR not two numbers".to_owned(),
        },
        _ => "ERR unknown command".to_owned(),
    }
}

fn sum(numbers: &str) -> Option<i64> {
    let (one, other) = numbers.split_once(' ')?;
    let (one, other): (i64, i64) = (one.parse().ok()?, other.parse().ok()?);
    one.checked_add(other)
}
