//! Cancelling the code under test at one of its await points.

use std::future::poll_fn;
use std::task::Poll;

/// Where a run cuts the future under test off.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct CutPoint {
    /// How many times the future is let wait; it is cancelled at the last of them.
    pub(crate) wait: usize,
    /// Cancelled when it is woken from that wait, not when it begins it. Both happen in real
    /// programs: the second is how a value that was already handed over gets lost.
    pub(crate) woken: bool,
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
