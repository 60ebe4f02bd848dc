//! Mistake: adds the later instant to the sum before it takes the earlier one off: with a clock that is
//! far on, that is more than a `Duration` can hold.
//! Breaks: "just as long as the clock says"
//! Rejected by: whatever_the_clock_says_not_a_nanosecond_is_lost
//! Told: take the one instant off the other before anything is added

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
        busy: Duration,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            busy: Duration::ZERO,
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        self.busy
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let before = (this.clock)();
        let polled = this.inner.poll(cx);
        let after = (this.clock)();
        if after > before {
            *this.busy = this.busy.saturating_add(after) - before;
        }
        polled
    }
}
