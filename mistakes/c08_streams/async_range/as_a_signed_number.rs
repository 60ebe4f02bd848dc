//! Mistake: counts with signed numbers, as other languages do.
//! Breaks: "gives the numbers from `start` up to, but not including, `end`"
//! Rejected by: any_number_of_numbers_and_the_largest
//! Told: as a signed number of 32 bits

use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::{Sleep, sleep};

pub struct AsyncRange {
    next: i32,
    end: i32,
    delay: Duration,
    timer: Option<Pin<Box<Sleep>>>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start as i32,
            end: end as i32,
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
        ready!(timer.as_mut().poll(cx));
        this.timer = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number as u32))
    }
}
