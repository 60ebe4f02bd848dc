//! Mistake: the timer is a variable of the poll and is dropped at its end, and the waker with it.
//! Breaks: "but not longer than the limit"
//! Breaks: "you give [`OutOfTime`], at that instant"
//! Rejected by: slow_work_is_cut_off_at_the_very_limit
//! Told: its waker with it

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
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            let timer = pin!(sleep(limit));
            timer.poll(cx).map(|()| Err(OutOfTime))
        })
        .await
    }
}
