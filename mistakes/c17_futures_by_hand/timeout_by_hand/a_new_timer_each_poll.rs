//! Mistake: makes a new timer in every poll. It begins from the start each time the work wakes it.
//! Breaks: "`sleep` is called no more than once"
//! Breaks: "There is one timer"
//! Rejected by: one_timer_is_made_however_often_the_work_wakes_you
//! Told: each poll made a new one

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
        let mut timer = pin!(None);
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            timer.set(Some(sleep(limit)));
            if let Some(timer) = timer.as_mut().as_pin_mut() {
                ready!(timer.poll(cx));
            }
            Poll::Ready(Err(OutOfTime))
        })
        .await
    }
}
