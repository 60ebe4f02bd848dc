//! # flush_before_exit: nothing stays in the buffer
//!
//! Why: a write to a file or a socket costs a call to the system, so writers collect, and somebody has to
//! say when it goes out. Said after each message, the collecting was for nothing. Said only when the
//! buffer is full, the line that matters, the last one before the trouble, lies in memory and is in no
//! log. And what lies there when the program ends is lost: a `Drop` cannot wait for a write.
//!
//! Build: a [`Log`] has a task that writes messages to `output`, one behind the other, with nothing in
//! between and every byte of them. A byte *waits* from being handed over until `output` is flushed.
//! - [`send`](Log::send) hands a message over to the task: when it has given `Ok`, the message is sure to
//!   be written.
//! - As soon as the bytes that wait are `most` or more, `output` is flushed. `most` may be zero, where
//!   each message is flushed, and `usize::MAX`.
//! - When bytes wait and for the time `idle` no message has come, `output` is flushed at that instant.
//!   `idle` may be `Duration::MAX`, where that never happens.
//! - A flush that was begun is carried through, before anything more is written.
//! - There is no other flush but the one at the end: none for each message, and none where nothing waits.
//! - [`close`](Log::close) ends the log: what was handed over is written, `output` is flushed and shut
//!   down, and then dropped. At the instant at which that is done, however long it takes, `close` returns
//!   `Ok`, and the task is gone.
//! - Wherever the future of `close` is dropped, and also if the log is dropped without it, the task comes
//!   to the same end by itself.
//! - Wherever the future of `send` is dropped, its message is written once and whole, or not at all.
//!
//! Bad input: when writing, flushing or shutting down fails, the task drops `output` at that instant, and
//! ends. From then on `send` gives [`Stopped`], at once, and `close` gives the error.
//!
//! Left open: how many messages may be handed over while `output` takes nothing, and how many are written
//! before the next flush where several are there at once. From when `idle` counts while `output` is slow.
//! An `idle` of zero, and messages without a byte. A message that comes at the very instant of a flush.
//! Whether there is a flush before the shutdown where nothing waits, or where the shutdown flushes.
//!
//! Good to know: `BufWriter` flushes its buffer to what is below it, and loses it when it is dropped.
//! `shutdown` also tells the other side that nothing comes any more.
//!
//! In asyncio, `StreamWriter.close` lets what was written go out, and only `wait_closed` waits for it. A
//! task that is still there when `asyncio.run` ends is cancelled; a tokio task is dropped with its runtime.
//!
//! Rule of thumb: whoever has a buffer has an end to await.

use std::io;

use thiserror::Error;
use tokio::io::AsyncWrite;
use tokio::time::Duration;

/// The log writes nothing any more, because its output has failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the log has stopped")]
pub struct Stopped;

/// Writes messages, by a task of its own.
pub struct Log {
    // Yours: how do messages get to the task, and how do you hear of its end?
}

impl Log {
    /// A log that writes there, and flushes after so many bytes and after so much time. Called inside a
    /// runtime.
    pub fn new<W>(output: W, most: usize, idle: Duration) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
    {
        todo!("begin the task", with output, most, idle)
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Stopped`] when the output has failed.
    pub async fn send(&self, message: Vec<u8>) -> Result<(), Stopped> {
        todo!("hand it over to the task", with message)
    }

    /// Ends the log, and waits until everything is written, flushed and shut down.
    ///
    /// # Errors
    /// What the output has failed with.
    pub async fn close(self) -> io::Result<()> {
        todo!("say that no message comes any more, and wait for the task")
    }
}
