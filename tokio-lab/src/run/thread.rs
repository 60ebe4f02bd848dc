//! Plain threads that belong to a run: what goes wrong on them is part of its report.

use std::fmt;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use tokio::sync::oneshot;

use super::observer::Observer;
use crate::record::failure::Raised;

/// A thread outside any runtime. Plain code [joins](PlainThread::join) it, async code awaits it.
///
/// # Cancel safety
/// Dropped, it is left to run on by itself. Await it by reference, and what it gives is not lost when
/// that wait is cancelled.
///
/// # Panics
/// Joining and awaiting unwind if the thread has unwound; the report names its panic.
#[must_use = "a thread that nobody waits for can outlive its test"]
pub struct PlainThread<T>(oneshot::Receiver<T>);

impl<T> fmt::Debug for PlainThread<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PlainThread").finish_non_exhaustive()
    }
}

impl<T: Send + 'static> PlainThread<T> {
    pub(super) fn start(
        observer: &Arc<Observer>,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Self {
        let observer = Arc::clone(observer);
        let (sender, receiver) = oneshot::channel();
        std::thread::Builder::new()
            .name("lab plain".to_owned())
            .spawn(move || {
                observer.attend();
                // Nobody may be waiting any more.
                let _ = sender.send(work());
            })
            .expect("the system can start a thread");
        PlainThread(receiver)
    }

    /// Blocks until the thread has ended, and gives what it gave.
    ///
    /// # Panics
    /// If the thread has unwound, or if called inside a runtime: await it there.
    pub fn join(self) -> T {
        self.0
            .blocking_recv()
            .unwrap_or_else(|_| resume_unwind(Box::new(Raised)))
    }
}

impl<T> Future for PlainThread<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match ready!(Pin::new(&mut self.0).poll(cx)) {
            Ok(value) => Poll::Ready(value),
            Err(_) => resume_unwind(Box::new(Raised)),
        }
    }
}
