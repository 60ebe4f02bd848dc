//! Mistake: reads the clock when it is asked, and so it goes on when nobody polls it any more.
//! Breaks: "[`busy`](Timed::busy) tells the sum, whenever it is asked"
//! Breaks: "does not change while nobody polls yours"
//! Rejected by: the_sum_stands_still_while_nobody_polls
//! Told: nobody had polled it

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
        idle: Duration,
        left: Option<Duration>,
        first: Option<Duration>,
    }
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed {
            inner,
            clock,
            idle: Duration::ZERO,
            left: None,
            first: None,
        }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        match self.first {
            Some(first) => {
                let all = (self.clock)().saturating_sub(first);
                all.saturating_sub(self.idle)
            }
            None => Duration::ZERO,
        }
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        let this = self.project();
        let now = (this.clock)();
        this.first.get_or_insert(now);
        if let Some(left) = this.left.take() {
            *this.idle += now.saturating_sub(left);
        }
        let polled = this.inner.poll(cx);
        *this.left = Some((this.clock)());
        polled
    }
}
