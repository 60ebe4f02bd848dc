//! Mistake: adds the delay to the clock, which panics where the sum is too large for it.
//! Breaks: "A delay may be as long as `Duration::MAX`."
//! Rejected by: no_delay_is_too_long
//! Told: panicked

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Instant, Sleep, sleep_until};

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            timer: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        if this.next >= this.end {
            return Poll::Ready(None);
        }
        let delay = this.delay;
        let timer = this
            .timer
            .get_or_insert_with(|| Box::pin(sleep_until(Instant::now() + delay)));
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
