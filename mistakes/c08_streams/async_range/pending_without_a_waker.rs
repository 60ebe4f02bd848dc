//! Mistake: looks at the clock and returns `Pending`, and nobody keeps the waker.
//! Breaks: "the task that polled last will be woken when it is worth another poll"
//! Rejected by: a_number_comes_every_tenth_of_a_second
//! Told: has to leave its waker where it is woken

use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::stream::Stream;
use tokio::time::Instant;

pub struct AsyncRange {
    next: u32,
    end: u32,
    delay: Duration,
    due: Option<Instant>,
}

impl AsyncRange {
    pub fn new(start: u32, end: u32, delay: Duration) -> Self {
        AsyncRange {
            next: start,
            end,
            delay,
            due: None,
        }
    }
}

impl Stream for AsyncRange {
    type Item = u32;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<u32>> {
        let this = &mut *self;
        let _ = cx;
        if this.next >= this.end {
            return Poll::Ready(None);
        }
        let due = *this.due.get_or_insert(Instant::now() + this.delay);
        if Instant::now() < due {
            return Poll::Pending;
        }
        this.due = None;
        let number = this.next;
        this.next += 1;
        Poll::Ready(Some(number))
    }
}
