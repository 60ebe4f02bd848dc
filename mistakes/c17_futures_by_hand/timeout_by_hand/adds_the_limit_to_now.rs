//! Mistake: makes a deadline of the limit and a limit of the deadline: some of it is lost on the way,
//! and what is too long for an `Instant` panics.
//! Breaks: "No limit is too long"
//! Breaks: "with the limit just as it was given"
//! Rejected by: no_limit_is_too_long
//! Told: just as it was given

use std::future::poll_fn;
use std::pin::pin;
use std::task::Poll;
use std::time::{Duration, Instant};

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
        let deadline = Instant::now() + limit;
        let mut work = pin!(work);
        let mut timer = pin!(sleep(deadline.saturating_duration_since(Instant::now())));
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            timer.as_mut().poll(cx).map(|()| Err(OutOfTime))
        })
        .await
    }
}
