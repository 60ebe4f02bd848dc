//! Mistake: keeps how long each poll took in a list that grows for as long as the future lives.
//! Breaks: "nor by a poll, however many there are"
//! Rejected by: nothing_is_allocated
//! Told: polls allocated

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
        polls: Vec<Duration>,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            polls: Vec::new(),
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        let polls = self.polls.iter();
        polls.fold(Duration::ZERO, |sum, took| sum.saturating_add(*took))
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let before = (this.clock)();
        let polled = this.inner.poll(cx);
        let took = (this.clock)().saturating_sub(before);
        this.polls.push(took);
        polled
    }
}
