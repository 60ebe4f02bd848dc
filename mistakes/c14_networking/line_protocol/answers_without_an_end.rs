//! Mistake: sends the answer and not the end of its line.
//! Breaks: "Every answer ends with `\n`"
//! Rejected by: each_command_is_answered_before_the_next_is_waited_for
//! Told: without the `\n` at the end

use std::io;

use thiserror::Error;
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader};

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
    reader: BufReader<R>,
    longest: usize,
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R, longest: usize) -> Self {
        Lines {
            reader: BufReader::new(reader),
            longest,
            line: Vec::new(),
        }
    }

    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        loop {
            let there = self.reader.fill_buf().await?;
            if there.is_empty() {
                return match self.line.is_empty() {
                    true => Ok(None),
                    false => Err(LineError::CutOff),
                };
            }
            let end = there.iter().position(|byte| *byte == b'\n');
            let text = &there[..end.unwrap_or(there.len())];
            if self.line.len() + text.len() > self.longest {
                return Err(LineError::TooLong);
            }
            self.line.extend_from_slice(text);
            let taken = text.len() + usize::from(end.is_some());
            self.reader.consume(taken);
            if end.is_some() {
                let mut line = std::mem::take(&mut self.line);
                if line.ends_with(b"\r") {
                    line.pop();
                }
                let line = String::from_utf8(line).map_err(|_| LineError::NotText)?;
                return Ok(Some(line));
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
        let (answer, end) = match lines.next().await {
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
