//! Mistake: `ready!` returns as soon as the inner future is pending, so that only its last poll is
//! counted.
//! Breaks: "the time that goes by inside of a poll of the inner future"
//! Rejected by: the_time_inside_of_polls_counts_and_no_other
//! Told: the poll that was pending was not counted

use std::pin::Pin;
use std::task::{Context, Poll, ready};
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
        let output = ready!(this.inner.poll(cx));
        let took = (this.clock)().saturating_sub(before);
        *this.busy = this.busy.saturating_add(took);
        Poll::Ready(output)
    }
}
