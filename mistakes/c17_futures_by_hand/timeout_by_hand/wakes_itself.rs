//! Mistake: wakes itself after every poll, to be asked again: it keeps the runtime busy.
//! Breaks: "is woken by the work and by the timer, and never for anything else"
//! Rejected by: a_poll_polls_each_of_the_two_once
//! Told: wakes itself

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
            if timer.as_mut().poll(cx).is_ready() {
                return Poll::Ready(Err(OutOfTime));
            }
            cx.waker().wake_by_ref();
            Poll::Pending
        })
        .await
    }
}
