//! Mistake: makes the timer in a local variable, so that it is gone when the poll returns.
//! Breaks: "the task that polled last will be woken when it is worth another poll"
//! Rejected by: polled_by_hand_it_wakes_when_the_number_is_due
//! Told: keep it in a field

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::sleep;

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
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
        let mut timer = Box::pin(sleep(this.delay));
        ready!(timer.as_mut().poll(cx));
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
