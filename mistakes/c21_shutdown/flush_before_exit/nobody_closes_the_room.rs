//! Mistake: counts the places for messages itself, and tells those who wait for one nothing when the task is
//! gone.
//! Breaks: "From then on `send` gives [`Stopped`], at once"
//! Rejected by: whoever_is_sending_when_it_fails_is_told_at_once
//! Told: still in `send` and waited for something that does not come

use std::io;
use std::sync::Arc;

use thiserror::Error;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{Semaphore, mpsc};
use tokio::task::JoinHandle;
use tokio::time::{Duration, timeout};

/// The log writes nothing any more, because its output has failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the log has stopped")]
pub struct Stopped;

/// Writes messages, by a task of its own.
pub struct Log {
    messages: mpsc::UnboundedSender<Vec<u8>>,
    room: Arc<Semaphore>,
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
        let (messages, queue) = mpsc::unbounded_channel();
        let room = Arc::new(Semaphore::new(ROOM));
        let task = tokio::spawn(write(output, queue, Arc::clone(&room), most, idle));
        Log {
            messages,
            room,
            task,
        }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Stopped`] when the output has failed.
    pub async fn send(&self, message: Vec<u8>) -> Result<(), Stopped> {
        let place = self.room.acquire().await.map_err(|_| Stopped)?;
        self.messages.send(message).map_err(|_| Stopped)?;
        // Given back when the message is written.
        place.forget();
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
    mut queue: mpsc::UnboundedReceiver<Vec<u8>>,
    room: Arc<Semaphore>,
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
            Ok(Some(message)) => {
                output.write_all(&message).await?;
                room.add_permits(1);
                waiting = waiting.saturating_add(message.len());
                if waiting < most {
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
