//! Mistake: `ready!` on the timer returns before the work is asked, so that nobody looks at the work
//! before the limit.
//! Breaks: "you give `Ok` with its output, at that instant"
//! Rejected by: the_shorter_of_limit_and_work_decides
//! Told: was not polled in each poll

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Poll, ready};
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
            ready!(timer.as_mut().poll(cx));
            match work.as_mut().poll(cx) {
                Poll::Ready(output) => Poll::Ready(Ok(output)),
                Poll::Pending => Poll::Ready(Err(OutOfTime)),
            }
        })
        .await
    }
}
