//! Mistake: sleeps inside `poll_next`, which holds up the thread and everybody on it.
//! Breaks: "A poll never waits, neither by sleeping nor in a loop."
//! Rejected by: a_number_comes_every_tenth_of_a_second,
//! polled_by_hand_it_wakes_when_the_number_is_due
//! Told: blocked the thread

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::Stream;

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
        let _ = cx;
        std::thread::sleep(this.delay);
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
