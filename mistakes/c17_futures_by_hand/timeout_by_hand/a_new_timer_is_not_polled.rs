//! Mistake: makes the timer and returns at once: nobody has polled it, so it keeps no waker.
//! Breaks: "if it is pending, the timer once"
//! Rejected by: a_timer_that_is_ready_at_once_leaves_the_work_one_poll
//! Told: has to be polled in the same poll

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
        let mut timer = pin!(None);
        poll_fn(|cx| {
            if let Poll::Ready(output) = work.as_mut().poll(cx) {
                return Poll::Ready(Ok(output));
            }
            match timer.as_mut().as_pin_mut() {
                Some(timer) => {
                    let timer: std::pin::Pin<&mut T> = timer;
                    timer.poll(cx).map(|()| Err(OutOfTime))
                }
                None => {
                    timer.set(Some(sleep(limit)));
                    Poll::Pending
                }
            }
        })
        .await
    }
}
