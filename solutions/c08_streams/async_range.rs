//! A timer in a field: made when a number is asked for, polled until it is done, then thrown
//! away. It is the timer that keeps the waker.

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Sleep, sleep};

/// The numbers of a range, each after a delay.
pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    /// What the number that was asked for is waiting for.
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    /// A range that gives `start`, `start + 1` and so on below `end`. Nothing runs before it is
    /// polled.
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
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(delay)));
        // Returns here while the timer runs, and the timer remembers whom to wake.
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
