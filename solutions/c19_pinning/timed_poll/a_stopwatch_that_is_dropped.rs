//! A stopwatch that adds its time when it is dropped, so that no way out of a poll forgets it.

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

/// Runs as long as it is there.
struct Stopwatch<'a, C: Fn() -> Duration> {
    clock: &'a C,
    began: Duration,
    sum: &'a mut Duration,
}

impl<C: Fn() -> Duration> Drop for Stopwatch<'_, C> {
    fn drop(&mut self) {
        let took = (self.clock)().saturating_sub(self.began);
        *self.sum = self.sum.saturating_add(took);
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
        let _running = Stopwatch {
            began: (this.clock)(),
            clock: this.clock,
            sum: this.busy,
        };
        this.inner.poll(cx)
    }
}
