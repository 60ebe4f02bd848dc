//! Cancelling the code under test at one of its await points.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::{Mutex, PoisonError};
use std::task::Poll;

/// What a run does with the future under test.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Cut {
    /// It lets it come to its end, and counts how often it waits.
    Count,
    /// It cuts it off.
    At(CutPoint),
}

/// How often the futures of a run waited at the most; none if the run had no future to cut.
#[derive(Default)]
pub(crate) struct Waits(Mutex<Option<usize>>);

impl Waits {
    /// A future has waited so often.
    fn note(&self, waits: usize) {
        let mut most = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *most = (*most).max(Some(waits));
    }

    pub(crate) fn most(&self) -> Option<usize> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Where a run cuts the future under test off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CutPoint {
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

/// Drives the future up to the cut, drops it there, and says what became of it.
pub(crate) async fn drive<F: Future>(future: F, cut: CutPoint) -> Option<F::Output> {
    let mut future = Some(Box::pin(future));
    let mut waits = 0;
    poll_fn(move |cx| {
        let Some(running) = &mut future else {
            return Poll::Pending;
        };
        if cut.woken && waits == cut.wait {
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
                if !cut.woken && waits == cut.wait {
                    future = None;
                    return Poll::Ready(None);
                }
                Poll::Pending
            }
        }
    })
    .await
}
