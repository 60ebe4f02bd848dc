//! Mistake: sets the timer again at every poll, so that each poll puts the number off.
//! Breaks: "the delay that has begun goes on"
//! Rejected by: a_wait_given_up_goes_on
//! Told: given up

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::Instant;
use tokio::time::{Sleep, sleep};

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
        let timer = this.timer.get_or_insert_with(|| Box::pin(sleep(delay)));
        if !timer.is_elapsed() {
            timer.as_mut().reset(Instant::now() + delay);
        }
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
