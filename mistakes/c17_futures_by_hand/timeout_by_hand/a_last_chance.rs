//! Mistake: polls the work once more when the timer is ready.
//! Breaks: "In one poll of yours the work is polled once"
//! Rejected by: a_timer_that_is_ready_at_once_leaves_the_work_one_poll
//! Told: asked again after the timer

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use thiserror::Error;

#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time")]
pub struct OutOfTime;

pub fn timeout_by_hand<W, S, T>(
    limit: Duration,
    sleep: S,
    work: W,
) -> impl Future<Output = Result<W::Output, OutOfTime>>
where
    W: Future,
    S: Fn(Duration) -> T,
    T: Future<Output = ()>,
{
    async move {
        let mut work = pin!(work);
        let mut timer = pin!(sleep(limit));
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            match work.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(Ok(output)),
                Poll::Pending => Poll::Ready(Err(OutOfTime)),
            }
        })
        .await
    }
}
