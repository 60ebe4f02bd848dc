//! Mistake: with no time at all, the work is not even asked.
//! Breaks: "the work has been polled by then, and if it was ready, it is in time"
//! Rejected by: a_timer_that_is_ready_at_once_leaves_the_work_one_poll
//! Told: whatever the limit is

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
        if limit.is_zero() {
            return Err(OutOfTime);
        }
        let mut work = pin!(work);
        let mut timer = pin!(sleep(limit));
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            timer.as_mut().poll(cx).map(|()| Err(OutOfTime))
        })
        .await
    }
}
