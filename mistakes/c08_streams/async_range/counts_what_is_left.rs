//! Mistake: counts how many numbers are left, which are fewer than none where `end` comes first.
//! Breaks: "when `start` is not below `end`, the stream ends at its first poll"
//! Rejected by: an_empty_range_ends_at_its_first_poll
//! Told: panicked

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Sleep, sleep};

pub struct AsyncRange {
    next: u32,
    left: u32,
    delay: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            left: end - start,
            delay,
            timer: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        if this.left == 0 {
            return Poll::Ready(None);
        }
        let delay = this.delay;
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(delay)));
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        this.left -= 1;
        Poll::Ready(Some(number))
    }
}
