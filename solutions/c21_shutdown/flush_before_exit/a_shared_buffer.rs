//! The log and its task share a buffer: `send` appends to it and rings, the task takes all that is there.
//! A second signal tells that nothing comes any more, and a value to watch what came of it.

use std::io;
use std::mem::take;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use thiserror::Error;
use tokio::io::{AsyncWrite, AsyncWriteExt};
use tokio::sync::{Notify, oneshot};
use tokio::time::{Duration, sleep};

/// The log writes nothing any more, because its output has failed.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
#[error("the log has stopped")]
pub struct Stopped;

/// Writes messages, by a task of its own.
pub struct Log {
    desk: OnDrop,
    end: oneshot::Receiver<io::Result<()>>,
}

/// What lies between those who send and the task.
#[derive(Default)]
struct Desk {
    tray: Mutex<Tray>,
    bell: Notify,
}

#[derive(Default)]
struct Tray {
    bytes: Vec<u8>,
    /// Nothing comes any more.
    ended: bool,
    /// Nothing is taken any more.
    stopped: bool,
}

/// The log's side of the desk: says that nothing comes any more when it is dropped.
struct OnDrop(Arc<Desk>);

impl Drop for OnDrop {
    fn drop(&mut self) {
        self.0.tray().ended = true;
        self.0.bell.notify_one();
    }
}

impl Desk {
    fn tray(&self) -> MutexGuard<'_, Tray> {
        self.tray.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Log {
    /// A log that writes there, and flushes after so many bytes and after so much time. Called inside a
    /// runtime.
    pub fn new<W>(output: W, most: usize, idle: Duration) -> Self
    where
        W: AsyncWrite + Unpin + Send + 'static,
    {
        let desk = Arc::<Desk>::default();
        let (tell, end) = oneshot::channel();
        let task_desk = Arc::clone(&desk);
        tokio::spawn(async move {
            let mut output = output;
            let result = write(&mut output, &task_desk, most, idle).await;
            task_desk.tray().stopped = true;
            drop(output);
            // Nobody may wait for it.
            let _ = tell.send(result);
        });
        Log {
            desk: OnDrop(desk),
            end,
        }
    }

    /// Hands a message over.
    ///
    /// # Errors
    /// [`Stopped`] when the output has failed.
    pub async fn send(&self, message: Vec<u8>) -> Result<(), Stopped> {
        let mut tray = self.desk.0.tray();
        if tray.stopped {
            return Err(Stopped);
        }
        tray.bytes.extend(message);
        self.desk.0.bell.notify_one();
        Ok(())
    }

    /// Ends the log, and waits until everything is written, flushed and shut down.
    ///
    /// # Errors
    /// What the output has failed with.
    pub async fn close(self) -> io::Result<()> {
        drop(self.desk);
        match self.end.await {
            Ok(result) => result,
            Err(_) => Err(io::Error::other("the task is gone")),
        }
    }
}

async fn write<W: AsyncWrite + Unpin>(
    output: &mut W,
    desk: &Desk,
    most: usize,
    idle: Duration,
) -> io::Result<()> {
    let mut waiting = 0_usize;
    loop {
        let (bytes, ended) = {
            let mut tray = desk.tray();
            (take(&mut tray.bytes), tray.ended)
        };
        if !bytes.is_empty() {
            output.write_all(&bytes).await?;
            waiting = waiting.saturating_add(bytes.len());
            if waiting >= most {
                output.flush().await?;
                waiting = 0;
            }
        } else if ended {
            output.flush().await?;
            return output.shutdown().await;
        } else {
            tokio::select! {
                biased;
                () = desk.bell.notified() => {}
                () = sleep(idle), if waiting > 0 => {
                    output.flush().await?;
                    waiting = 0;
                }
            }
        }
    }
}
