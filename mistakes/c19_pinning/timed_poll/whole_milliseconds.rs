//! Mistake: adds up whole milliseconds: most polls take less.
//! Breaks: "just as long as the clock says"
//! Rejected by: the_time_inside_of_polls_counts_and_no_other
//! Told: was cut off

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

pin_project! {
    /// A future that knows how long its polls have taken so far.
    pub struct Timed<F, C> {
        #[pin]
        inner: F,
        clock: C,
        millis: u64,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            millis: 0,
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        Duration::from_millis(self.millis)
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let before = (this.clock)();
        let polled = this.inner.poll(cx);
        let took = (this.clock)().saturating_sub(before);
        let took = u64::try_from(took.as_millis()).unwrap_or(u64::MAX);
        *this.millis = this.millis.saturating_add(took);
        polled
    }
}
