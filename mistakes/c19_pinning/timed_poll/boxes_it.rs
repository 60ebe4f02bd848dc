//! Mistake: puts the inner future into a box, so that it need not be pinned in place: one allocation for
//! each future that is measured.
//! Breaks: "Nothing is allocated, neither by `new`"
//! Breaks: "lies inside of yours"
//! Rejected by: nothing_is_allocated
//! Told: `new` allocated

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A future that knows how long its polls have taken so far.
pub struct Timed<F, C> {
    inner: Pin<Box<F>>,
    clock: C,
    busy: Duration,
}

impl<F, C> Unpin for Timed<F, C> {}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner: Box::pin(inner),
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
        let this = self.get_mut();
        let before = (this.clock)();
        let polled = this.inner.as_mut().poll(cx);
        let took = (this.clock)().saturating_sub(before);
        this.busy = this.busy.saturating_add(took);
        polled
    }
}
