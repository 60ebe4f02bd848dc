//! Mistake: hands a large message over in pieces of a size that suits the queue, all of one message
//! behind each other: a `send` that is dropped between two pieces leaves some of them.
//! Breaks: "its message is written once and whole, or not at all"
//! Rejected by: wherever_send_is_dropped_a_large_message_is_whole_or_not_there
//! Told: what is handed over in parts breaks off between two of them

use std::io;

use thiserror::Error;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{Mutex, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Duration, timeout};

/// The log writes nothing any more, because its output has failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the log has stopped")]
pub struct Stopped;

/// Writes messages, by a task of its own.
pub struct Log {
    messages: mpsc::Sender<Part>,
    /// Whose message it is just now.
    one_at_a_time: Mutex<()>,
    task: JoinHandle<io::Result<()>>,
}

/// So many parts may be on their way to the task.
const ROOM: usize = 64;

/// A part has no more bytes than this.
const LARGEST: usize = 4_096;

struct Part {
    bytes: Vec<u8>,
    is_last: bool,
}

impl Log {
    /// A log that writes there, and flushes after so many bytes and after so much time. Called inside a
    /// runtime.
    pub fn new<W>(output: W, most: usize, idle: Duration) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let (messages, queue) = mpsc::channel(ROOM);
        let task = tokio::spawn(write(output, queue, most, idle));
        Log {
            messages,
            one_at_a_time: Mutex::new(()),
            task,
        }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Stopped`] when the output has failed.
    pub async fn send(&self, message: Vec<u8>) -> Result<(), Stopped> {
        let _mine = self.one_at_a_time.lock().await;
        let mut parts = message.chunks(LARGEST).peekable();
        while let Some(part) = parts.next() {
            let part = Part {
                bytes: part.to_vec(),
                is_last: parts.peek().is_none(),
            };
            self.messages.send(part).await.map_err(|_| Stopped)?;
        }
        Ok(())
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
    mut queue: mpsc::Receiver<Part>,
    most: usize,
    idle: Duration,
) -> io::Result<()> {
    let mut waiting: usize = 0;
    loop {
        let next = match waiting {
            0 => Ok(queue.recv().await),
            _ => timeout(idle, queue.recv()).await,
        };
        match next {
            Ok(Some(part)) => {
                output.write_all(&part.bytes).await?;
                waiting = waiting.saturating_add(part.bytes.len());
                if waiting < most || !part.is_last {
                    continue;
                }
            }
            Ok(None) => break,
            Err(_idle) => {}
        }
        output.flush().await?;
        waiting = 0;
    }
    // Flushes as well.
    output.shutdown().await
}
