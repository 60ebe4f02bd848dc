//! Mistake: goes by the latest that the clock has ever told, so that polls after it was set back count as
//! nothing until it is there again.
//! Breaks: "What counts is the time that goes by inside of a poll of the inner future"
//! Rejected by: a_clock_that_is_set_back_takes_nothing_away
//! Told: only the poll in which the clock is set back counts as nothing

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

pin_project! {
    pub struct Timed<F, C> {
        #[pin]
        inner: F,
        clock: C,
        busy: Duration,
        latest: Duration,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            busy: Duration::ZERO,
            latest: Duration::ZERO,
        }
    }
    pub fn busy(&self) -> Duration {
        self.busy
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        *this.latest = (this.clock)().max(*this.latest);
        let polled = this.inner.poll(cx);
        let took = (this.clock)().saturating_sub(*this.latest);
        *this.latest += took;
        *this.busy = this.busy.saturating_add(took);
        polled
    }
}
