//! The clock and the sum are a meter of its own, which takes a closure and says how long that took; the
//! future lies beside it.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use pin_project_lite::pin_project;

/// Sums up how long things take.
struct Meter<C> {
    clock: C,
    sum: Duration,
}

impl<C: Fn() -> Duration> Meter<C> {
    fn during<T>(&mut self, work: impl FnOnce() -> T) -> T {
        let before = (self.clock)();
        let given = work();
        if let Some(took) = (self.clock)().checked_sub(before) {
            self.sum = self.sum.checked_add(took).unwrap_or(Duration::MAX);
        }
        given
    }
}

pin_project! {
    /// A future that knows how long its polls have taken so far.
    pub struct Timed<F, C> {
        #[pin]
        inner: F,
        meter: Meter<C>,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            meter: Meter {
                clock,
                sum: Duration::ZERO,
            },
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        self.meter.sum
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        this.meter.during(|| this.inner.poll(cx))
    }
}
