//! Mistake: races the flush with the next message, which breaks it off: where messages keep coming and
//! the output is slow, nothing is ever flushed.
//! Breaks: "A flush that was begun is carried through, before anything more is written"
//! Rejected by: a_flush_that_was_begun_is_carried_through
//! Told: a flush that was begun should be carried through

use std::future::pending;
use std::io;

use thiserror::Error;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Duration, Instant, sleep_until};

/// The log writes nothing any more, because its output has failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the log has stopped")]
pub struct Stopped;

/// Writes messages, by a task of its own.
pub struct Log {
    messages: mpsc::Sender<Vec<u8>>,
    task: JoinHandle<io::Result<()>>,
}

/// So many messages may be on their way to the task.
const ROOM: usize = 64;

impl Log {
    /// A log that writes there, and flushes after so many bytes and after so much time. Called inside a
    /// runtime.
    pub fn new<W>(output: W, most: usize, idle: Duration) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let (messages, queue) = mpsc::channel(ROOM);
        let task = tokio::spawn(write(output, queue, most, idle));
        Log { messages, task }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Stopped`] when the output has failed.
    pub async fn send(&self, message: Vec<u8>) -> Result<(), Stopped> {
        self.messages.send(message).await.map_err(|_| Stopped)
    }

    /// Ends the log, and waits until everything is written, flushed and shut down.
    ///
    /// # Errors
    /// What the output has failed with.
    pub async fn close(self) -> io::Result<()> {
        // The task sees the end of the channel behind the last message.
        drop(self.messages);
        match self.task.await {
            Ok(result) => result,
            Err(error) => Err(io::Error::other(error)),
        }
    }
}

/// Writes until the channel has ended, and comes to an end then, whoever waits for it.
async fn write<W: AsyncWrite + Unpin>(
    mut output: W,
    mut queue: mpsc::Receiver<Vec<u8>>,
    most: usize,
    idle: Duration,
) -> io::Result<()> {
    let mut waiting: usize = 0;
    loop {
        let when_idle = async {
            match Instant::now().checked_add(idle) {
                Some(at) => sleep_until(at).await,
                None => pending().await,
            }
            output.flush().await
        };
        let message = tokio::select! {
            message = queue.recv() => message,
            flushed = when_idle, if waiting > 0 => {
                flushed?;
                waiting = 0;
                continue;
            }
        };
        let Some(message) = message else {
            // Flushes as well.
            return output.shutdown().await;
        };
        output.write_all(&message).await?;
        waiting = waiting.saturating_add(message.len());
        if waiting >= most {
            output.flush().await?;
            waiting = 0;
        }
    }
}
