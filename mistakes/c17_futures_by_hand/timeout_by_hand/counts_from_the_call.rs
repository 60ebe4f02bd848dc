//! Mistake: makes the timer in the call: its limit runs while nobody polls the future.
//! Breaks: "counts from the first poll of your future, not from the call"
//! Rejected by: the_limit_counts_from_the_first_poll
//! Told: made when your function was called

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
    let timer = sleep(limit);
    async move {
        let mut work = pin!(work);
        let mut timer = pin!(timer);
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            timer.as_mut().poll(cx).map(|()| Err(OutOfTime))
        })
        .await
    }
}
