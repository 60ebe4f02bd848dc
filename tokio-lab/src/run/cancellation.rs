//! Cancelling the code under test at one of its await points.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Mutex;
use std::task::Poll;

use crate::lock::lock;

/// What a run does with the future under test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cancel {
    /// It lets it come to its end, and counts how often it waits.
    Count,
    /// It drops it there.
    At(CancelPoint),
}

/// How often the futures of a run waited at the most; none if the run had none.
#[derive(Default)]
pub(crate) struct Waits(Mutex<Option<usize>>);

impl Waits {
    /// A future has waited so often.
    fn note(&self, waits: usize) {
        let mut most = lock(&self.0);
        *most = (*most).max(Some(waits));
    }

    pub(crate) fn most(&self) -> Option<usize> {
        *lock(&self.0)
    }
}

/// Where a run cancels the future under test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CancelPoint {
    /// How many times the future is let wait; it is cancelled at the last of them.
    pub(crate) wait: usize,
    /// Cancelled when it is woken from that wait, not when it begins it. Both happen in real
    /// programs: the second is how a value that was already handed over gets lost.
    pub(crate) woken: bool,
}

/// Drives the future to its end, and counts.
pub(crate) async fn count<F: Future>(future: F, most: &Waits) -> F::Output {
    let mut future = pin!(future);
    let mut waits = 0;
    poll_fn(|cx| {
        let polled = future.as_mut().poll(cx);
        waits += usize::from(polled.is_pending());
        most.note(waits);
        polled
    })
    .await
}

/// Drives the future up to that point, drops it there, and says what became of it.
pub(crate) async fn drive<F: Future>(future: F, at: CancelPoint) -> Option<F::Output> {
    let mut future = Some(Box::pin(future));
    let mut waits = 0;
    poll_fn(move |cx| {
        let Some(running) = &mut future else {
            return Poll::Pending;
        };
        if at.woken && waits == at.wait {
            future = None;
            return Poll::Ready(None);
        }
        match running.as_mut().poll(cx) {
            Poll::Ready(output) => {
                future = None;
                Poll::Ready(Some(output))
            }
            Poll::Pending => {
                waits += 1;
                if !at.woken && waits == at.wait {
                    future = None;
                    return Poll::Ready(None);
                }
                Poll::Pending
            }
        }
    })
    .await
}
