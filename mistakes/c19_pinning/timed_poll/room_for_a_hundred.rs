//! Mistake: keeps how long the last hundred polls took, in place: each future that is measured grows by
//! more than a kilobyte.
//! Breaks: "at most 32 bytes more than the inner future and the clock"
//! Rejected by: it_is_hardly_bigger_than_what_it_measures
//! Told: bytes more

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
        last: [Duration; 100],
        count: usize,
        busy: Duration,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            last: [Duration::ZERO; 100],
            count: 0,
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
        let took = (this.clock)().saturating_sub(before);
        *this.busy = this.busy.saturating_add(took);
        let count = this.last.len();
        this.last[*this.count % count] = took;
        *this.count += 1;
        polled
    }
}
