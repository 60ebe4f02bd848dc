//! Mistake: takes the clock of tokio, whatever clock it was given.
//! Breaks: "Its one clock is `sleep`"
//! Rejected by: the_clock_is_the_one_that_it_was_given
//! Told: by another clock

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
        let _ = sleep;
        let timed = tokio::time::timeout(limit, work).await;
        timed.map_err(|_| OutOfTime)
    }
}
