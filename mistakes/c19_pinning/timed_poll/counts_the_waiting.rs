//! Mistake: counts from the beginning of the first poll to the end of the last one, with all the waiting
//! in between.
//! Breaks: "what goes by between two polls does not count"
//! Rejected by: the_time_inside_of_polls_counts_and_no_other
//! Told: the waiting between the polls

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
        first: Option<Duration>,
        busy: Duration,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            first: None,
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
        let first = *this.first.get_or_insert_with(|| (this.clock)());
        let polled = this.inner.poll(cx);
        *this.busy = (this.clock)().saturating_sub(first);
        polled
    }
}
