//! # timed_poll: how long it really works
//!
//! Why: a request that takes three seconds may have waited for all of them, or computed for all of
//! them and kept its thread from everybody else. Only the time inside of its polls tells. What measures
//! that is put around every future of a program. So it should cost next to nothing, and take each
//! future as it is: also one that may not be moved.
//!
//! Build: [`Timed`] is a future around another one, the inner future, and tells how long that has been
//! at work, by the clock that it is given.
//! - What counts is the time that goes by inside of a poll of the inner future, just as long as the clock
//!   says; what goes by between two polls does not count.
//! - [`busy`](Timed::busy) tells the sum, whenever it is asked: it is zero before the first poll, and does
//!   not change while nobody polls yours.
//! - Each poll of yours polls the inner future once, with the context that you were given: whoever polls
//!   yours is woken by it, and by nothing else.
//! - Nothing is allocated, neither by `new`, nor by a poll, however many there are, nor by `busy`: the
//!   inner future lies inside of yours.
//! - Yours takes at most 32 bytes more than the inner future and the clock.
//!
//! Bad input: a poll in which the clock is set back counts as nothing, and a sum that a `Duration` cannot
//! hold is told as `Duration::MAX`.
//!
//! Left open: how often the clock is read. Neither the inner future nor the clock panics, and yours is not
//! polled after its end.
//!
//! Good to know: to be polled, the inner future has to be pinned; yours is pinned by whoever polls it, and
//! with it all that lies in it. `pin_project!` of pin-project-lite makes a method, `project`, that leads
//! from the pinned whole to each field: pinned where it says `#[pin]`, else as `&mut`. By hand that would
//! take `unsafe`. `Instrumented` of tracing is such a future.
//!
//! In asyncio, `loop.slow_callback_duration` has the loop complain of a step that took too long. There is
//! one loop, and it sees all steps; here each future can be asked.
//!
//! Rule of thumb: what is around every future stands in place, is small, and passes on what it gets.

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A future that knows how long its polls have taken so far.
pub struct Timed<F, C> {
    inner: F,
    clock: C,
    // Yours: what else has to be known? And how do you come from here to a pinned inner future?
}

impl<F: Future, C: Fn() -> Duration> Timed<F, C> {
    /// Around this future, with this clock, which tells how long it has been since some instant.
    pub fn new(inner: F, clock: C) -> Self {
        Timed { inner, clock }
    }

    /// How long its polls have taken so far, all together.
    pub fn busy(&self) -> Duration {
        todo!("the sum so far", with self.inner, self.clock)
    }
}

impl<F: Future, C: Fn() -> Duration> Future for Timed<F, C> {
    type Output = F::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
        todo!("poll the inner future, and look at the clock", with self, cx)
    }
}
