//! Mistake: takes what one read gives for one line.
//! Breaks: "gives the next line of a stream of bytes"
//! Rejected by: lines_are_found_however_the_packets_fall
//! Told: a line ends at its `\n`

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
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    pub fn new(reader: R, longest: usize) -> Self {
        Lines {
            reader: reader,
            longest,
            line: Vec::new(),
        }
    }

    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        self.line.resize(self.longest + 2, 0);
        let count = self.reader.read(&mut self.line).await?;
        if count == 0 {
            return Ok(None);
        }
        let line = str::from_utf8(&self.line[..count]).map_err(|_| LineError::NotText)?;
        let line = line.trim_end_matches(['\r', '\n']);
        if line.len() > self.longest {
            return Err(LineError::TooLong);
        }
        Ok(Some(line.to_owned()))
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
