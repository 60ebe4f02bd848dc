//! Instead of looking at what is there, one byte after another: the line so far lives in [`Lines`],
//! and nothing is ever read beyond its end.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};

/// Why there is no line.
#[derive(Debug, Error)]
pub enum LineError {
    /// More bytes than a line may have.
    #[error("the line is too long")]
    TooLong,
    /// The bytes of the line are not UTF-8.
    #[error("the line is not text")]
    NotText,
    /// The stream ended in the middle of a line.
    #[error("the line is cut off")]
    CutOff,
    /// The stream failed.
    #[error("the connection is broken")]
    Io(#[from] io::Error),
}

/// The lines of a stream.
pub struct Lines<R> {
    reader: R,
    longest: usize,
    /// What has come of the line so far.
    line: Vec<u8>,
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines of this stream, none longer than so many bytes.
    pub fn new(reader: R, longest: usize) -> Self {
        Lines {
            reader,
            longest,
            line: Vec::new(),
        }
    }

    /// The next line, `None` at the end. Cancel safe.
    ///
    /// # Errors
    /// All that [`LineError`] says.
    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        loop {
            // Cancelled here, no byte has been taken yet.
            let byte = match self.reader.read_u8().await {
                Ok(byte) => byte,
                Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                    return match self.line.is_empty() {
                        true => Ok(None),
                        false => Err(LineError::CutOff),
                    };
                }
                Err(error) => return Err(error.into()),
            };
            if byte == b'\n' {
                let mut line = std::mem::take(&mut self.line);
                if line.ends_with(b"\r") {
                    line.pop();
                }
                let line = String::from_utf8(line).map_err(|_| LineError::NotText)?;
                return Ok(Some(line));
            }
            if self.line.len() == self.longest {
                return Err(LineError::TooLong);
            }
            self.line.push(byte);
        }
    }
}

/// Answers the commands that come over this stream, until `QUIT` or its end.
///
/// # Errors
/// [`LineError::TooLong`], [`LineError::CutOff`], and [`LineError::Io`] when the client is gone.
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
