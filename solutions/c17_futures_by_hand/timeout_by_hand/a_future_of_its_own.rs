//! Instead of an `async` block, a type with the two futures in its fields: each in an `Option`, which
//! is emptied when the end has come.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;
use thiserror::Error;

/// The limit passed before the work was done.
#[derive(Debug, Error, PartialEq, Eq)]
#[error("out of time")]
pub struct OutOfTime;

pin_project! {
    struct Limited<W, S, T> {
        limit: Duration,
        sleep: S,
        #[pin]
        work: Option<W>,
        #[pin]
        timer: Option<T>,
    }
}

/// A future that waits for the work, but not longer than the limit.
///
/// Dropping it drops the work.
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
    Limited {
        limit,
        sleep,
        work: Some(work),
        timer: None,
    }
}

impl<W, S, T> Future for Limited<W, S, T>
where
    W: Future,
    S: Fn(Duration) -> T,
    T: Future<Output = ()>,
{
    type Output = Result<W::Output, OutOfTime>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut this = self.project();
        let work = this.work.as_mut().as_pin_mut();
        let mut polled = match work.map(|work| work.poll(cx)) {
            Some(Poll::Ready(output)) => Poll::Ready(Ok(output)),
            _ => Poll::Pending,
        };
        if polled.is_pending() {
            if this.timer.is_none() {
                this.timer.set(Some((this.sleep)(*this.limit)));
            }
            if let Some(timer) = this.timer.as_mut().as_pin_mut() {
                polled = timer.poll(cx).map(|()| Err(OutOfTime));
            }
        }
        if polled.is_ready() {
            this.work.set(None);
            this.timer.set(None);
        }
        polled
    }
}
