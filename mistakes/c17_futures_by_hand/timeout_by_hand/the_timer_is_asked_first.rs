//! Mistake: asks the timer first: work that is done at the very limit comes too late.
//! Breaks: "work that is done *exactly* at the limit is done in time"
//! Breaks: "asks the work first and the timer second"
//! Rejected by: work_that_is_done_exactly_at_the_limit_is_in_time
//! Told: the timer was asked first

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
            if timer.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(OutOfTime));
            }
            work.as_mut().poll(cx).map(Ok)
        })
        .await
    }
}
