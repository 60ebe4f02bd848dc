//! The end of a pipe that the code under test gets: a stream like any other.

use std::fmt;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Sleep, sleep};

use super::state::{Coming, State};
use crate::lock::lock;
use crate::record::recorder::Recorder;

/// A stream of bytes whose other end, a [`FarEnd`](crate::FarEnd), is in the test's hands. Made by
/// [`Lab::pipe`](crate::Lab::pipe).
///
/// # Cancel safety
/// A read that is given up has taken no bytes, and a write that is given up has written none.
pub struct Pipe {
    recorder: Recorder,
    state: Arc<Mutex<State>>,
    /// One for each direction, so that neither takes the other one's waker.
    reading: Timer,
    writing: Timer,
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Pipe").finish_non_exhaustive()
    }
}

/// Waits for an instant, which may be another one at the next poll.
#[derive(Default)]
struct Timer(Option<(Duration, Pin<Box<Sleep>>)>);

impl Timer {
    fn poll_until(&mut self, at: Duration, now: Duration, cx: &mut Context<'_>) -> Poll<()> {
        let Some(left) = at.checked_sub(now).filter(|left| !left.is_zero()) else {
            self.0 = None;
            return Poll::Ready(());
        };
        let timer = match &mut self.0 {
            Some((due, timer)) if *due == at => timer,
            other => &mut other.insert((at, Box::pin(sleep(left)))).1,
        };
        ready!(timer.as_mut().poll(cx));
        self.0 = None;
        Poll::Ready(())
    }
}

impl Pipe {
    pub(super) fn new(recorder: &Recorder, state: Arc<Mutex<State>>) -> Self {
        Pipe {
            recorder: recorder.clone(),
            state,
            reading: Timer::default(),
            writing: Timer::default(),
        }
    }

    /// Waits until something is taken, and gives what is shared.
    fn poll_taken(&mut self, cx: &mut Context<'_>) -> Poll<MutexGuard<'_, State>> {
        let from = lock(&self.state).takes_from;
        ready!(self.writing.poll_until(from, self.recorder.now(), cx));
        Poll::Ready(lock(&self.state))
    }
}

impl AsyncRead for Pipe {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let this = &mut *self;
        if buf.remaining() == 0 {
            return Poll::Ready(Ok(()));
        }
        let at = {
            let mut state = lock(&this.state);
            let Some(first) = state.coming.front() else {
                state.reader = Some(cx.waker().clone());
                return Poll::Pending;
            };
            first.0
        };
        ready!(this.reading.poll_until(at, this.recorder.now(), cx));
        let mut state = lock(&this.state);
        state.reads += 1;
        match state.coming.pop_front() {
            Some((at, Coming::Bytes(mut bytes))) => {
                let count = bytes.len().min(buf.remaining());
                let given: Vec<u8> = bytes.drain(..count).collect();
                buf.put_slice(&given);
                if !bytes.is_empty() {
                    state.coming.push_front((at, Coming::Bytes(bytes)));
                }
                Poll::Ready(Ok(()))
            }
            Some((_, Coming::Error(error))) => Poll::Ready(Err(error)),
            // It stays ended.
            Some((at, Coming::End)) => {
                state.coming.push_front((at, Coming::End));
                Poll::Ready(Ok(()))
            }
            None => Poll::Ready(Ok(())),
        }
    }
}

impl AsyncWrite for Pipe {
    fn poll_write(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: &[u8],
    ) -> Poll<io::Result<usize>> {
        let now = self.recorder.now();
        let mut state = ready!(self.poll_taken(cx));
        if !state.shutdowns.is_empty() {
            return Poll::Ready(Err(io::ErrorKind::BrokenPipe.into()));
        }
        let count = state.at_most.unwrap_or(usize::MAX).min(buf.len());
        state.writes.push((now, buf[..count].to_vec()));
        Poll::Ready(Ok(count))
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let now = self.recorder.now();
        ready!(self.poll_taken(cx)).flushes.push(now);
        Poll::Ready(Ok(()))
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        let now = self.recorder.now();
        ready!(self.poll_taken(cx)).shutdowns.push(now);
        Poll::Ready(Ok(()))
    }
}

impl Drop for Pipe {
    fn drop(&mut self) {
        let at = self.recorder.now();
        lock(&self.state).dropped_at.get_or_insert(at);
    }
}
