//! Mistake: keeps the sum as seconds in an `f64`.
//! Breaks: "just as long as the clock says"
//! Rejected by: whatever_the_clock_says_not_a_nanosecond_is_lost
//! Told: has room for some fifteen digits

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
        seconds: f64,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            seconds: 0.0,
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        Duration::try_from_secs_f64(self.seconds).unwrap_or(Duration::MAX)
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let before = (this.clock)();
        let polled = this.inner.poll(cx);
        let took = (this.clock)().saturating_sub(before);
        *this.seconds += took.as_secs_f64();
        polled
    }
}
