//! Mistake: goes back to the start at the end, so that the next poll begins the range anew.
//! Breaks: "After its end the stream stays ended"
//! Rejected by: it_stays_ended
//! Told: does not begin anew

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Sleep, sleep};

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    start: u32,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            start,
            timer: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        if this.next >= this.end {
            this.next = this.start;
            return Poll::Ready(None);
        }
        let delay = this.delay;
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(delay)));
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
