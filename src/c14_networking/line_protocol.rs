//! # line_protocol: commands and answers by line
//!
//! Why: TCP carries bytes, not messages. What one side writes in one go may arrive in pieces, or
//! together with what it wrote before, and one read gives whatever is there. Where a message ends
//! is for you to find out, and half a message has to be kept somewhere until the rest comes.
//!
//! Build first [`Lines`], where [`next`](Lines::next) gives the next line of a stream of bytes,
//! without its end and with every other character that is in it. The end is `\n` or `\r\n`. Where
//! there is no line, it gives one of these:
//!
//! - `None`: the stream has ended, after a whole line or with nothing in it.
//! - [`LineError::CutOff`]: the stream has ended in the middle of a line.
//! - [`LineError::TooLong`]: the line has more than `longest` bytes before its `\n`; a `\r` counts.
//!   It is told as soon as one byte too many is there, for the end of the line may never come.
//! - [`LineError::NotText`]: the line is not UTF-8. The next call gives the line after it.
//! - [`LineError::Io`]: reading failed, with the error that it failed with.
//!
//! Never take more than 8 KiB from the stream before you need them. `longest` may be 0, where only
//! empty lines are lines, and `usize::MAX`, where no line is too long.
//!
//! `next` must be *cancel safe*: if its future is dropped while it waits in the middle of a line,
//! the next call goes on there, and nothing is lost.
//!
//! Build then [`serve`], which answers commands, one line each, none of more than `longest` bytes.
//! Every answer ends with `\n`, and is written and flushed before the next command is waited for.
//! These are the commands:
//!
//! | line | answer |
//! | --- | --- |
//! | `ECHO some text` | `some text`: all behind the first space, as it is |
//! | `ADD 2 -3` | the sum of two `i64`, here `-1` |
//! | `QUIT` | `BYE`, and then `serve` returns `Ok` |
//!
//! A client that hangs up after a whole line is `Ok`. In the middle of a line it is
//! [`LineError::CutOff`], and half a command is never carried out.
//!
//! Bad input: another command, also `echo` or an empty line, is answered `ERR unknown command`. An
//! `ADD` that has not got exactly two numbers, or whose sum does not fit an `i64`, is answered
//! `ERR not two numbers`. A line that is no text is answered `ERR not text`. All three go on with
//! the next line. A line that is too long is answered `ERR line too long`, and `serve` returns the
//! error. A stream that fails, in reading or in writing, is [`LineError::Io`].
//!
//! Left open: what `next` gives after any error but `NotText`. How much is read ahead behind a line
//! of more than 8 KiB. The answers to a bare `ECHO` or
//! `ADD`, to words after `QUIT`, and to an `ADD` with more spaces than one before each number. Which
//! error `serve` returns if a client is gone before it can be told that its line is too long.
//!
//! Good to know: `select!` drops futures in the middle of their wait all the time.
//!
//! In asyncio, `readline` has a limit of 64 KiB and is not undone when it is cancelled: its buffer
//! belongs to the stream. Here a buffer belongs to whoever you give it to. A local variable of a
//! future dies with the future.
//!
//! Rule of thumb: what must survive a cancelled future has to live outside of it.

use std::io;

use thiserror::Error;
use tokio::io::{AsyncRead, AsyncWrite};

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
    // Yours: what else has to be remembered from one call to the next?
}

impl<R: AsyncRead + Unpin> Lines<R> {
    /// The lines of this stream, none longer than so many bytes.
    pub fn new(reader: R, longest: usize) -> Self {
        Lines { reader, longest }
    }

    /// The next line, `None` at the end. Cancel safe.
    ///
    /// # Errors
    /// All that [`LineError`] says.
    pub async fn next(&mut self) -> Result<Option<String>, LineError> {
        todo!("read until a line is whole, or too long", with self.reader, self.longest)
    }
}

/// Answers the commands that come over this stream, until `QUIT` or its end.
///
/// # Errors
/// [`LineError::TooLong`], [`LineError::CutOff`], and [`LineError::Io`] when the stream fails.
pub async fn serve<S>(stream: S, longest: usize) -> Result<(), LineError>
where
    S: AsyncRead + AsyncWrite + Unpin,
{
    todo!("answer each command on the same stream", with stream, longest)
}
