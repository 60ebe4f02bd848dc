//! Instead of reading by hand, `FramedRead` with a codec: it keeps the half line in a buffer of its
//! own, and the codec says where a line ends.

use std::io;

use bytes::{Buf, BytesMut};
use futures::StreamExt;
use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite, AsyncWriteExt};
use tokio_util::codec::{Decoder, FramedRead};

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
pub struct Lines<R>(FramedRead<R, LineCodec>);

struct LineCodec {
    longest: usize,
}

impl Decoder for LineCodec {
    /// Bytes, so that a line that is no text is an item and not the end of the stream.
    type Item = Vec<u8>;
    type Error = LineError;

    fn decode(&mut self, there: &mut BytesMut) -> Result<Option<Vec<u8>>, LineError> {
        let end = there.iter().position(|byte| *byte == b'\n');
        if end.unwrap_or(there.len()) > self.longest {
            return Err(LineError::TooLong);
        }
        let Some(end) = end else {
            return Ok(None);
        };
        let line = there.split_to(end);
        there.advance(1);
        Ok(Some(line.strip_suffix(b"\r").unwrap_or(&line).to_vec()))
    }

    fn decode_eof(&mut self, there: &mut BytesMut) -> Result<Option<Vec<u8>>, LineError> {
        match self.decode(there)? {
            None if !there.is_empty() => Err(LineError::CutOff),
            line => Ok(line),
        }
    }
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines of this stream, none longer than so many bytes.
    pub fn new(reader: R, longest: usize) -> Self {
        Lines(FramedRead::new(reader, LineCodec { longest }))
    }

    /// The next line, `None` at the end. Cancel safe.
    ///
    /// # Errors
    /// All that [`LineError`] says.
    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        let Some(line) = self.0.next().await.transpose()? else {
            return Ok(None);
        };
        let line = String::from_utf8(line).map_err(|_| LineError::NotText)?;
        Ok(Some(line))
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
