//! Mistake: takes the clock of the system, whatever clock it was given.
//! Breaks: "by the clock that it is given"
//! Breaks: "just as long as the clock says"
//! Rejected by: the_time_inside_of_polls_counts_and_no_other
//! Told: by another clock

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use pin_project_lite::pin_project;

pin_project! {
    /// A future that knows how long its polls have taken so far.
    pub struct Timed<F, C> {
        #[pin]
        inner: F,
        _clock: C,
        busy: Duration,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            _clock: clock,
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
        let before = Instant::now();
        let polled = this.inner.poll(cx);
        *this.busy = this.busy.saturating_add(before.elapsed());
        polled
    }
}
