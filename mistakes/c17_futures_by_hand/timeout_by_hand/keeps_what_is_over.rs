//! Mistake: keeps work and timer until its own future is dropped: whoever keeps that keeps all that
//! the work holds.
//! Breaks: "both are dropped in that same poll"
//! Rejected by: work_and_timer_are_gone_when_the_outcome_is_there
//! Told: the work still stood

use std::future::poll_fn;
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
    let mut work = Box::pin(work);
    let mut timer = None;
    poll_fn(move |cx| {
        if let Poll::Ready(output) = work.as_mut().poll(cx) {
            return Poll::Ready(Ok(output));
        }
        let timer = timer.get_or_insert_with(|| Box::pin(sleep(limit)));
        timer.as_mut().poll(cx).map(|()| Err(OutOfTime))
    })
}
